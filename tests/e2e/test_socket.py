"""The real process on Slack by Socket Mode."""

from tests.doubles.slack import SlackDouble
from tests.e2e.owners import prepare
from tests.e2e.process import forked, free_port


async def test_form_is_taken_when_the_process_was_killed_while_it_was_open(sqlite_url: str) -> None:
    """A modal that one process opened is sent to the next one: nothing of it is lost, and it is written once."""
    async with SlackDouble() as slack:
        ana = slack.add_user("Ana Owner", "ana@firm.example", "UTC")
        channel = slack.dm(ana)
        prepare(sqlite_url, ana, slack.team_id)
        environment = {
            "DATABASE_URL": sqlite_url,
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        async with forked("run", port=free_port(), **environment) as first:
            await slack.connected()
            await slack.slash(ana, channel, "/crm", "company")
            (form,) = await slack.until(lambda: slack.views(ana))
            first.kill()
            await first.ended()

        async with forked("run", port=free_port(), **environment) as second:
            await slack.connected()
            await slack.submit(ana, form, {"What is the company called?": "Acme"})
            await slack.slash(ana, channel, "/crm", "companies")
            listed = await slack.until(lambda: [m for m in slack.messages(channel, ana) if "companies · 1" in m.text])
            second.terminate()
            status = await second.ended()

        assert listed
        assert slack.views(ana) == []
        assert status == 0, second.log.decode()
        assert slack.violations == []
