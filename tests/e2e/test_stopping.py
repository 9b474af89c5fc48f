"""A graceful stop loses nothing that was acknowledged, whatever was in hand."""

import asyncio

from sqlalchemy import func, select

from crmbot.store.engine import open_database
from crmbot.store.models.activity import Note
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.models.people import User
from crmbot.store.uow import read_only
from tests.doubles.slack import SlackDouble
from tests.e2e.owners import prepare
from tests.e2e.process import forked, free_port

MESSAGES = 300


def counted(url: str) -> tuple[int, int]:
    """Return how many notes there are, and how many inbox rows are still open."""
    database = open_database(url)
    with read_only(database) as session:
        notes = session.scalar(select(func.count()).select_from(Note)) or 0
        left = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.state == InboxState.OPEN)) or 0
        assert session.scalar(select(func.count()).select_from(User)) == 1
    database.close()
    return notes, left


async def test_stop_in_the_middle_of_requests_loses_none(database_url: str) -> None:
    """Each note whose command was acknowledged is there after SIGTERM in the middle of 300 of them."""
    port = free_port()
    async with SlackDouble() as slack:
        ana = slack.add_user("Ana Owner", "ana@firm.example", "UTC")
        channel = slack.dm(ana)
        prepare(database_url, ana, slack.team_id)
        environment = {
            "DATABASE_URL": database_url,
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "CRMBOT_PER_MINUTE": "0",
        }
        async with forked("run", port=port, **environment) as process:
            await process.listening()
            slack.app_url = process.url
            await slack.slash(ana, channel, "/crm", "company new Acme")
            gate = asyncio.Semaphore(10)

            async def say(number: int) -> bool:
                async with gate:
                    if number == MESSAGES // 2:
                        process.terminate()
                    response = await slack.slash(ana, channel, "/crm", f"note Acme: message {number}")
                return response.status == 200

            acknowledged = sum(await asyncio.gather(*(say(number) for number in range(MESSAGES))))
            status = await process.ended()

        notes, left = counted(database_url)

    assert status == 0, process.log.decode()
    assert MESSAGES // 2 - 10 <= acknowledged < MESSAGES
    assert notes >= acknowledged, process.log.decode()
    assert left == 0
