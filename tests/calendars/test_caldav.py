"""Our calendars, put into a real CalDAV server and read back from it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from crmbot.core import events, feeds, tasks
from crmbot.core.events import EventDraft
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Event, Visibility
from tests.calendars.server import CalDav, served
from tests.core import series_desk as desk
from tests.core.calendar_desk import at as time_of
from tests.core.calendar_desk import drawn, parsed, text, worked_out
from tests.core.conftest import Office
from tests.core.event_desk import at, day, made

PLACE = "crm/"
TAKEN, REFUSED = 201, 400


@pytest.fixture
async def caldav(tmp_path: Path) -> AsyncIterator[CalDav]:
    """Run a server for one test."""
    async with served(tmp_path) as server:
        yield server


def occurrences(found: list[bytes]) -> list[Component]:
    """Return the entries of an answer, by their times."""
    parts = [part for each in found for part in Calendar.from_ical(each).walk("VEVENT")]
    return sorted(parts, key=lambda part: str(time_of(part, "DTSTART")))


async def test_calendar_when_it_has_something_of_everything(caldav: CalDav, office: Office) -> None:
    """The server takes it whole, and gives each entry back as it was."""
    made(office, starts=at(9, 30, zone="Europe/Paris"), title="Commas, semicolons; back\\slashes 🎪 " + "ü" * 90)
    made(office, starts=day(), ends=day(date(2026, 11, 23)), title="Fair", asked=["eva", "mia"])
    made(office, "eva", title="Hidden", asked=["ben"], visibility=Visibility.PRIVATE)
    desk.event(office, "every 2 weeks on tue and thu at 10")
    with office.acting("ben", "task new") as ctx:
        tasks.create(ctx, TaskDraft("Send the offer", at(15)))
    ours = drawn(office)

    status = await caldav.put(PLACE, ours)
    back = Calendar.from_ical(await caldav.get(PLACE))

    assert status == TAKEN
    assert _told(back) == _told(parsed(ours))


def _told(calendar: Component) -> list[dict[str, bytes]]:
    """Return what a calendar says of each entry."""
    parts = [{str(name): _bytes(value) for name, value in part.items()} for part in calendar.walk("VEVENT")]
    return sorted(parts, key=lambda part: (part["UID"], part.get("RECURRENCE-ID", b"")))


def _bytes(value: object) -> bytes:
    if isinstance(value, list):
        return b" ".join(sorted(map(_bytes, value)))
    told = value.to_ical()  # type: ignore[attr-defined]  # each value of the library has it
    assert isinstance(told, bytes)
    return told


@pytest.mark.parametrize(
    "words",
    [
        "every monday 9am",
        "daily at 01:30",
        "monthly on the 31st 9am",
        "every weekday 8:30",
        "every tuesday 9am 20 times",
    ],
)
async def test_series_when_it_comes_back(caldav: CalDav, office: Office, words: str) -> None:
    """A program works out the instants we have, over both clock changes, what was moved among them."""
    number = desk.event(office, words)
    with office.acting("ben") as ctx:
        there = [row for row in desk.rows(ctx, number) if isinstance(row, Event)]
        events.move(ctx, there[-2], When(there[-2].starts_on or date.min, desk.at("2027-01-01", 17).at, desk.LONDON))
        events.cancel(ctx, there[-3])

    status = await caldav.put(PLACE, drawn(office))
    found = await caldav.within(PLACE, "20261101T000000Z", "20271201T000000Z")
    ours = _ours(office, number)

    assert status == TAKEN
    assert [when for when in map(_utc, worked_out(occurrences(found))) if when <= max(ours)] == ours


def _utc(when: datetime | date) -> datetime:
    assert isinstance(when, datetime)
    return when.astimezone(UTC)


def _ours(office: Office, number: int) -> list[datetime]:
    with office.acting("ben") as ctx:
        rows = [row for row in desk.rows(ctx, number) if isinstance(row, Event) and row.is_planned]
        return sorted(row.starts_at for row in rows if row.starts_at is not None)


async def test_file_when_it_is_put_there_by_hand(caldav: CalDav, office: Office) -> None:
    """What is sent in a chat is good for a calendar program, too."""
    with office.acting("ben", "event new") as ctx:
        event = events.create(ctx, EventDraft("Plan; the hall", at(10), length=timedelta(minutes=45)))
        ours = feeds.draw_file(feeds.one(ctx, event))
    await caldav.make(PLACE)

    status = await caldav.put(f"{PLACE}one.ics", ours)
    (back,) = Calendar.from_ical(await caldav.get(f"{PLACE}one.ics")).walk("VEVENT")

    assert status == TAKEN
    assert text(back, "SUMMARY") == "Plan; the hall"
    assert _utc(time_of(back, "DTSTART")) == datetime(2026, 11, 20, 10, tzinfo=UTC)


async def test_server_when_a_calendar_is_wrong(caldav: CalDav, office: Office) -> None:
    """It looks at what it takes: an end that is no time is refused."""
    made(office)

    status = await caldav.put(PLACE, drawn(office).replace(b"DTEND;TZID=Europe/London:2026", b"DTEND:x"))

    assert status == REFUSED
