"""The secret addresses of calendars as programs ask at them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from icalendar import Calendar
from structlog.testing import capture_logs

from crmbot.core import feeds
from crmbot.core.clock import StandingClock
from crmbot.handlers.calendar_feed import CalendarFeed, feed_link
from crmbot.handlers.web import WebServer
from crmbot.store.models.people import User
from tests.core.conftest import Office, office
from tests.core.event_desk import made
from tests.e2e.process import free_port

__all__ = ["office"]  # the fixture

STRANGE = "B" * 43


def secret_of(office: Office) -> str:
    """Make Ben an address."""
    with office.acting("ben", "calendar feed") as ctx:
        return feeds.issue(ctx)


@asynccontextmanager
async def asking(office: Office) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the addresses as the house does."""
    port = free_port()
    with office.acting() as ctx:
        org = ctx.org
    server = WebServer([CalendarFeed(office.database, StandingClock(office.now), org).route], port)
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        await server.stop()


async def test_calendar_when_it_is_asked_for(office: Office) -> None:
    """It comes as a calendar that no cache may share."""
    made(office, "ben")
    secret = secret_of(office)

    async with asking(office) as client, client.get(f"/calendar/{secret}.ics") as response:
        whole = await response.read()

    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert [str(part["SUMMARY"]) for part in Calendar.from_ical(whole).walk("VEVENT")] == ["Plan the hall"]


async def test_calendar_when_nothing_has_changed(office: Office) -> None:
    """It is not sent again, until something has."""
    made(office, "ben")
    path = f"/calendar/{secret_of(office)}.ics"

    async with asking(office) as client:
        async with client.get(path) as first:
            tag = first.headers["ETag"]
        async with client.get(path, headers={"If-None-Match": f'"other", W/{tag}'}) as same:
            nothing = await same.read()
        made(office, "ben", title="Another")
        async with client.get(path, headers={"If-None-Match": tag}) as changed:
            whole = await changed.read()

    assert (same.status, nothing, same.headers["ETag"]) == (304, b"", tag)
    assert changed.status == 200
    assert b"Another" in whole


async def test_calendar_when_only_its_head_is_asked_for(office: Office) -> None:
    """The head is the same, without the rest."""
    path = f"/calendar/{secret_of(office)}.ics"

    async with asking(office) as client, client.head(path) as response:
        assert response.status == 200
        assert response.headers["ETag"]


async def test_address_when_it_leads_nowhere(office: Office) -> None:
    """Unknown, replaced, revoked, or of somebody suspended: the answer is one and the same."""
    old = secret_of(office)
    suspended = secret_of(office)
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False
    with office.acting("eva") as ctx:
        revoked = feeds.issue(ctx)
        feeds.revoke(ctx)

    async with asking(office) as client:
        answers = [await _answer(client, secret) for secret in (STRANGE, old, suspended, revoked, "x", "%00", "%ff")]

    assert len(set(map(str, answers))) == 1
    assert answers[0][0] == 404


async def _answer(client: aiohttp.ClientSession, secret: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    async with client.get(f"/calendar/{secret}.ics") as response:
        told = [(name, value) for name, value in response.headers.items() if name != "Date"]
        return response.status, await response.read(), told


async def test_secret_when_it_is_used(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """The log has the number of the address and never the secret, not even when it fails."""
    secret = secret_of(office)
    with caplog.at_level("DEBUG"), capture_logs() as lines:
        async with asking(office) as client:
            await _answer(client, secret)
            await _answer(client, STRANGE)
            office.database.close()  # nothing can be asked any more
            async with client.get(f"/calendar/{secret}.ics") as failed:
                said = await failed.text()

    told = f"{lines}{caplog.text}{said}"
    assert [line["event"] for line in lines] == ["calendar.read"]
    assert failed.status == 500
    assert secret not in told
    assert STRANGE not in told


@pytest.mark.parametrize(
    ("public", "link"),
    [
        (None, ""),
        ("https://crm.x.example/", "https://crm.x.example/calendar/"),
        ("https://x.example/crm", "https://x.example/crm/calendar/"),
        ("http://crm.x.example", ""),
        ("http://localhost:3000", "http://localhost:3000/calendar/"),
    ],
)
def test_link_when_the_house_is_at_an_address(public: str | None, link: str) -> None:
    """A secret goes over wires only where nobody reads along."""
    assert feed_link(public) == link
