"""A calendar at its secret address, fetched from the real process."""

from pathlib import Path

import aiohttp
from icalendar import Calendar

from crmbot.core import feeds, history, people, setup
from crmbot.core.clock import SystemClock
from crmbot.core.context import Context
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work
from tests.doubles.slack import SlackDouble
from tests.e2e.process import forked, free_port


def prepare(url: str) -> str:
    """Make an owner and an address of their calendar; return its secret."""
    database = open_database(url)
    now = SystemClock().now()
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        owner, _ = setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone="UTC", now=now)
        ctx = Context(session, people.actor(session, owner.id), now)
        history.begin(ctx, "calendar feed")
        secret = feeds.issue(ctx)
    database.close()
    return secret


async def test_calendar_when_the_house_is_reached_from_outside(database_url: str) -> None:
    """It is served beside the health check, and the log of the process never has the secret."""
    secret = prepare(database_url)
    public = {"CRMBOT_URL": "https://crm.x.example", "CRMBOT_LOG_LEVEL": "DEBUG"}

    status, whole, log = await fetched(f"/calendar/{secret}.ics", DATABASE_URL=database_url, **public)

    assert status == 200
    assert str(Calendar.from_ical(whole)["X-WR-CALNAME"]) == "Ana Owner"
    assert b"calendar.read" in log
    assert secret.encode() not in log


async def test_calendar_when_the_house_has_no_address(tmp_path: Path) -> None:
    """Without one, no calendar is served."""
    status, said, _ = await fetched("/calendar/any.ics", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")

    assert status == 404
    assert said == b"Not Found"


async def fetched(path: str, **settings: str) -> tuple[int, bytes, bytes]:
    """Fetch something from the process; return the status, what came, and the log of the process."""
    async with SlackDouble() as slack:
        wanted = {
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            **settings,
        }
        async with forked("run", port=free_port(), **wanted) as process:
            await process.listening()
            async with aiohttp.ClientSession(process.url) as client, client.get(path) as response:
                told = response.status, await response.read()
            process.terminate()
            await process.ended()
            return *told, bytes(process.log)
