"""What stands in a calendar that is followed: events and tasks as programs read them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from crmbot.core import events, feeds, tasks
from crmbot.core.events import EventDraft, Guest, guests
from crmbot.core.people import teams
from crmbot.core.tasks import TaskDraft, states
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Availability, EventKind, Visibility
from crmbot.store.models.people import User
from tests.core.calendar_desk import at as time_of
from tests.core.calendar_desk import drawn, entries, entry, parsed, people, prop, text
from tests.core.conftest import Office
from tests.core.event_desk import LONDON, at, day, found, made

PARIS, TOKYO = "Europe/Paris", "Asia/Tokyo"


def test_event_when_it_has_a_time(office: Office) -> None:
    """It keeps the wall time and the zone it was said in."""
    number = made(office, starts=at(9, 30, zone=PARIS))

    one = entry(office)

    assert time_of(one, "DTSTART") == datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo(PARIS))
    assert prop(one, "DTSTART").params["TZID"] == PARIS
    assert time_of(one, "DTEND") == datetime(2026, 11, 20, 10, 30, tzinfo=ZoneInfo(PARIS))
    assert (text(one, "SUMMARY"), text(one, "DESCRIPTION")) == ("Plan the hall", f"E-{number}")
    assert (text(one, "STATUS"), text(one, "TRANSP")) == ("CONFIRMED", "OPAQUE")


def test_calendar_when_there_is_nothing_in_it(office: Office) -> None:
    """Programs still know what it is called."""
    found_it = parsed(drawn(office))

    assert text(found_it, "X-WR-CALNAME") == "Ben Rep"
    assert found_it.walk("VEVENT") == []


def test_event_when_it_takes_whole_days(office: Office) -> None:
    """It is on the same dates in every zone; the end is the day behind the last."""
    made(office, starts=day(zone=TOKYO), ends=day(date(2026, 11, 22), TOKYO))

    one = entry(office)

    assert (time_of(one, "DTSTART"), time_of(one, "DTEND")) == (date(2026, 11, 20), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("when", "utc"),
    [
        (datetime(2027, 3, 28, 0, 30), datetime(2027, 3, 28, 0, 30)),  # noqa: DTZ001  # wall times
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30)),  # noqa: DTZ001
        (datetime(2027, 10, 31, 0, 30), datetime(2027, 10, 30, 23, 30)),  # noqa: DTZ001
        (datetime(2027, 10, 31, 1, 30), datetime(2027, 10, 31, 0, 30)),  # noqa: DTZ001
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 2, 30)),  # noqa: DTZ001
    ],
)
def test_event_when_the_clocks_change_that_night(office: Office, when: datetime, utc: datetime) -> None:
    """It is at its instant, and lasts an hour."""
    office.now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    made(office, starts=When(when.date(), when.time(), LONDON))

    one = entry(office)
    start, end = time_of(one, "DTSTART"), time_of(one, "DTEND")

    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    assert start.astimezone(UTC) == utc.replace(tzinfo=UTC)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=1)


def test_event_when_its_hour_comes_twice(office: Office) -> None:
    """One in the second of two hours is told by its instant: a wall time means the first."""
    office.now = datetime(2027, 10, 1, 9, tzinfo=UTC)
    number = made(office, starts=When(date(2027, 10, 31), time(1, 30), LONDON))
    with office.acting("ben") as ctx:
        event = found(ctx, number)
        event.starts_at, event.ends_at = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (1, 2))

    one = entry(office)

    assert prop(one, "DTSTART").to_ical() == b"20271031T013000Z"


def test_text_when_it_has_everything_in_it(office: Office) -> None:
    """Commas, semicolons, backslashes, line breaks and emoji come back as they were, long lines folded."""
    words = 'A, b; c\\n "d"\r\nnext line\u2028third 🎪' + "ü" * 100 + "🎪" * 40
    with office.acting("ben", "event new") as ctx:
        draft = EventDraft("Hall; \\ 5, 🎪 " + "long " * 30, at(10), location="a,b;c", description=words + "\x07")
        number = events.create(ctx, draft).id

    whole = drawn(office)
    one = entry(office)

    assert text(one, "SUMMARY") == "Hall; \\ 5, 🎪 " + ("long " * 30).strip()
    assert text(one, "LOCATION") == "a,b;c"
    assert text(one, "DESCRIPTION") == "\n".join(words.splitlines()) + f"\n\nE-{number}"
    assert max(len(line) for line in whole.split(b"\r\n")) <= 75
    assert whole.decode().replace("\r\n", "").isprintable()


def test_people_when_they_are_asked(office: Office) -> None:
    """They are named with their answers, behind whoever holds the event."""
    with office.acting("ben", "event new") as ctx:
        users = [office.ids[name] for name in ("eva", "mia")]
        draft = EventDraft("Plan", at(10), users=users, guests=[Guest("out@side.example", 'O "x"')])
        number = events.create(ctx, draft).id
    with office.acting("eva") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.YES)

    one = entry(office)

    assert str(prop(one, "ORGANIZER")) == "mailto:ben@firm.example"
    assert prop(one, "ORGANIZER").params["CN"] == "Ben Rep"
    assert people(one, "ATTENDEE") == {
        "mailto:eva@firm.example": "ACCEPTED",
        "mailto:mia@firm.example": "NEEDS-ACTION",
        "mailto:out@side.example": "NEEDS-ACTION",
    }


def test_event_when_one_is_asked_to_it(office: Office) -> None:
    """It is not sure before they say yes, and gone when they say no."""
    number = made(office, "ben", asked=["eva"])
    before = text(entry(office, "eva"), "STATUS")
    with office.acting("eva") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.YES)
    coming = text(entry(office, "eva"), "STATUS")
    with office.acting("eva") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.NO)

    assert (before, coming) == ("TENTATIVE", "CONFIRMED")
    assert entries(office, "eva") == []


def test_event_when_it_changes(office: Office) -> None:
    """Its name stays, its number of changes grows."""
    number = made(office)
    before = entry(office)
    office.later(hours=1)
    with office.acting("ben") as ctx:
        events.move(ctx, found(ctx, number), at(15))

    after = entry(office)

    assert text(after, "UID") == text(before, "UID")
    assert int(prop(after, "SEQUENCE")) > int(prop(before, "SEQUENCE"))
    assert time_of(after, "LAST-MODIFIED") == office.now


def test_event_when_it_was_held(office: Office) -> None:
    """What came of it stands there."""
    number = made(office, starts=at(9, on=date(2026, 11, 18)))
    with office.acting("ben") as ctx:
        events.hold(ctx, found(ctx, number), "they like it")

    one = entry(office)

    assert text(one, "STATUS") == "CONFIRMED"
    assert text(one, "DESCRIPTION").startswith("Held. they like it")


def test_private_event_when_it_is_another_member_s(office: Office) -> None:
    """A team's calendar has nothing of it but that they are busy, and not even its number."""
    number = made(office, "ben", title="Job talk", asked=["eva"], visibility=Visibility.PRIVATE)
    with office.acting("ana") as ctx:
        north = teams.make(ctx, "North")
        for name in ("mia", "ben"):
            teams.add(ctx, north, ctx.session.get_one(User, office.ids[name]))
    with office.acting("mia") as ctx:
        secret = feeds.issue(ctx, north)
        opened = feeds.opened(ctx.session, secret, office.now, ctx.org)
        assert opened is not None
        whole = feeds.draw_feed(opened.sheet())

    (one,) = parsed(whole).walk("VEVENT")

    assert (text(one, "SUMMARY"), text(one, "CLASS")) == ("Ben: Busy", "PRIVATE")
    assert not {"DESCRIPTION", "LOCATION", "ATTENDEE", "ORGANIZER", "CATEGORIES"} & set(one)
    assert b"Job talk" not in whole
    assert b"eva" not in whole
    assert f"-{number}-".encode() not in whole


def test_event_when_it_leaves_people_free(office: Office) -> None:
    """It takes no time in a calendar either."""
    made(office, availability=Availability.FREE)

    assert text(entry(office), "TRANSP") == "TRANSPARENT"


def test_task_when_it_has_a_time(office: Office) -> None:
    """It stands there for half an hour and takes no time."""
    with office.acting("ben", "task new") as ctx:
        number = tasks.create(ctx, TaskDraft("Send the offer", at(15, zone=PARIS))).id

    one = entry(office)

    assert (text(one, "SUMMARY"), text(one, "DESCRIPTION")) == ("Task: Send the offer", f"T-{number}")
    assert text(one, "TRANSP") == "TRANSPARENT"
    assert time_of(one, "DTSTART") == datetime(2026, 11, 20, 15, tzinfo=ZoneInfo(PARIS))
    assert time_of(one, "DTEND") == datetime(2026, 11, 20, 15, 30, tzinfo=ZoneInfo(PARIS))


def test_task_when_it_has_a_day_or_is_done(office: Office) -> None:
    """It takes the day while it is open; a task without a day is nowhere."""
    with office.acting("ben", "task new") as ctx:
        done = tasks.create(ctx, TaskDraft("Done", day()))
        tasks.create(ctx, TaskDraft("Some day"))
        tasks.create(ctx, TaskDraft("Call back", day()))
        states.done(ctx, done)

    one = entry(office)

    assert (text(one, "SUMMARY"), time_of(one, "DTSTART")) == ("Task: Call back", date(2026, 11, 20))


def test_events_when_they_are_far_away(office: Office) -> None:
    """A calendar has those of the last 30 days and the year ahead."""
    for days in (-40, -20, 300, 400):
        made(office, starts=at(9, on=office.now.date() + timedelta(days=days)), title=f"{days}")

    assert [text(one, "SUMMARY") for one in entries(office)] == ["-20", "300"]


def test_file_when_an_event_has_people(office: Office) -> None:
    """It is published, not an invitation: a program that takes it has nobody to write to."""
    number = made(office, "ben", asked=["eva"])
    with office.acting("ben") as ctx:
        whole = feeds.draw_file(feeds.one(ctx, found(ctx, number)))

    calendar = parsed(whole)

    assert text(calendar, "METHOD") == "PUBLISH"
    assert b"ATTENDEE" not in whole
    assert b"ORGANIZER" in whole


def test_kind_when_it_is_a_visit(office: Office) -> None:
    """Programs can colour it by that."""
    with office.acting("ben", "event new") as ctx:
        events.create(ctx, EventDraft("Acme", at(10), kind=EventKind.VISIT))

    assert b"CATEGORIES:Visit" in drawn(office)


@pytest.mark.parametrize("year", [2019, 2041])
def test_file_when_an_event_is_years_away(office: Office, year: int) -> None:
    """Its zone is told for its own year: in July it is summer time."""
    number = made(office, starts=at(9, on=date(year, 7, 1)))
    with office.acting("ben") as ctx:
        calendar = parsed(feeds.draw_file(feeds.one(ctx, found(ctx, number))))

    (zone,) = calendar.walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    noon = datetime(year, 7, 1, 12, tzinfo=zone.to_tz(lookup_tzid=False))

    assert noon.utcoffset() == timedelta(hours=1)
