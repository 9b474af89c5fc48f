"""Series as calendar programs read them: a rule, what is left out of it, and what is otherwise."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crmbot.core import events, feeds, records, series
from crmbot.core.events import EventDraft
from crmbot.core.people import teams
from crmbot.core.series import Scope
from crmbot.language.when import When
from crmbot.store.models.activity import Event, Visibility
from crmbot.store.models.people import User
from tests.core import series_desk as desk
from tests.core.calendar_desk import at, entries, parsed, prop, text, times, worked_out
from tests.core.conftest import Office


def rows(office: Office, number: int) -> list[datetime]:
    """Return when the occurrences of a series are that are there and not called off."""
    with office.acting("ben") as ctx:
        there = [row for row in desk.rows(ctx, number) if isinstance(row, Event) and row.is_planned]
        return [row.starts_at for row in there if row.starts_at is not None]


def same(theirs: Sequence[datetime | date], ours: Sequence[datetime]) -> bool:
    """Tell whether a program shows what there is, as far ahead as there are rows."""
    shown = [when.astimezone(UTC) for when in theirs if isinstance(when, datetime)]
    return [when for when in shown if when <= max(ours)] == list(ours)


@pytest.mark.parametrize(
    "words",
    [
        "every monday 9am",
        "every 2 weeks on tue and thu at 10",
        "monthly on the 31st 9am",
        "every last friday of the month at 16:00",
        "every weekday 8:30",
        "daily at 7 until 30 june 2027",
        "every tuesday 9am 10 times",
        "every 6 months at 12:00",
        "every day at 01:30",
    ],
)
def test_series_when_nothing_was_changed(office: Office, words: str) -> None:
    """It is one entry with a rule, and a program works out the times we have, over both clock changes."""
    number = desk.event(office, words)

    parts = entries(office)

    assert len([part for part in parts if "RRULE" in part]) == 1
    assert same(worked_out(parts), rows(office, number))


def test_series_when_it_is_seen_later(office: Office) -> None:
    """It begins within the calendar, in step with its rule, and ends with its number."""
    number = desk.event(office, "every 2 weeks on tue and thu at 10:00, 30 times")
    desk.let_pass(office, office.now + timedelta(days=100))

    parts = entries(office)
    theirs = worked_out(parts)

    ours = rows(office, number)
    assert len(ours) == 30
    assert [when.astimezone(UTC) for when in theirs if isinstance(when, datetime)] == ours[-len(theirs) :]
    assert len(theirs) < len(ours)


def test_series_when_one_was_moved_and_one_called_off(office: Office) -> None:
    """Both stand under its name, each at the time it stands for."""
    number = desk.event(office, "every monday 9am")
    with office.acting("ben") as ctx:
        there = desk.rows(ctx, number)
        moved, off = there[2], there[4]
        assert isinstance(moved, Event)
        assert isinstance(off, Event)
        events.move(ctx, moved, desk.at("2026-12-08", 11))
        events.cancel(ctx, off)

    parts = entries(office)
    changed = {text(part, "STATUS"): part for part in parts if "RECURRENCE-ID" in part}

    assert len({text(part, "UID") for part in parts}) == 1
    assert at(changed["CONFIRMED"], "RECURRENCE-ID") == desk.at("2026-12-07").instant()
    assert at(changed["CANCELLED"], "RECURRENCE-ID") == desk.at("2026-12-21").instant()
    assert same(worked_out(parts), rows(office, number))


def test_series_when_one_was_deleted_and_all_were_renamed(office: Office) -> None:
    """What is gone is left out; what is the same for all is in the one entry."""
    number = desk.event(office, "every monday 9am")
    with office.acting("ben") as ctx:
        gone = desk.rows(ctx, number)[3]
        records.delete(ctx, gone)
    with office.acting("ben", "event set") as ctx:
        first = desk.one(ctx, number)
        assert isinstance(first, Event)
        events.change(ctx, first, events.Changes(title="Stand-up, all"))
        series.spread(ctx, first, ("title",), Scope.ALL)

    parts = entries(office)
    (only,) = parts

    assert text(only, "SUMMARY") == "Stand-up, all"
    assert times(only, "EXDATE") == [desk.at("2026-12-14").instant()]
    assert same(worked_out(parts), rows(office, number))


def test_series_when_its_later_part_moves(office: Office) -> None:
    """There are two: one that ends, and one that goes on."""
    number = desk.event(office, "every monday 9am")
    with office.acting("ben", "move event") as ctx:
        there = desk.rows(ctx, number)[5]
        assert isinstance(there, Event)
        events.move(ctx, there, desk.at("2026-12-29", 15))
        series.spread(ctx, there, ("time",), Scope.LATER)

    parts = [part for part in entries(office) if "RRULE" in part]

    assert len({text(part, "UID") for part in parts}) == 2
    assert len(worked_out(parts[:1])) == 5
    assert worked_out(parts[1:])[0] == desk.at("2026-12-29", 15).instant()


def test_series_of_whole_days_when_it_is_read(office: Office) -> None:
    """Its times are dates, and so is its end."""
    with office.acting("ben", "event new") as ctx:
        every = desk.repeat(office, "every friday until 31 jan 2027")
        made = events.create(ctx, EventDraft("Fair", When(every.first.on, None, "Europe/London")))
        series.start(ctx, made, every)
        number = made.id

    (one,) = entries(office)

    assert at(one, "DTSTART") == date(2026, 11, 20)
    assert prop(one, "RRULE")["UNTIL"] == [date(2027, 1, 31)]
    with office.acting("ben") as ctx:
        assert [str(day) for day in worked_out([one])] == desk.days(ctx, number)


def test_series_when_a_gap_swallows_its_hour(office: Office) -> None:
    """That night it is at the first minute there is, which a program would not work out."""
    office.now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    desk.event(office, "every day at 01:30")

    parts = entries(office)
    (other,) = [part for part in parts if "RECURRENCE-ID" in part]

    assert at(other, "DTSTART") == datetime(2027, 3, 28, 2, 0, tzinfo=ZoneInfo("Europe/London"))


def test_series_when_somebody_is_asked_to_one_of_it(office: Office) -> None:
    """Their calendar has that one, and no rule."""
    number = desk.event(office, "every monday 9am")
    with office.acting("ben", "invite event") as ctx:
        there = desk.rows(ctx, number)[1]
        assert isinstance(there, Event)
        events.guests.add(ctx, there, [office.ids["eva"]])

    (one,) = entries(office, "eva")

    assert "RRULE" not in one
    assert "RECURRENCE-ID" not in one
    assert at(one, "DTSTART") == desk.at("2026-11-30").instant()


def test_series_when_it_comes_as_a_file(office: Office) -> None:
    """The whole of it is in there, or just the one that was asked for."""
    number = desk.event(office, "every monday 9am")
    with office.acting("ben") as ctx:
        first = desk.one(ctx, number)
        assert isinstance(first, Event)
        whole = parsed(feeds.draw_file(feeds.series(ctx, first))).walk("VEVENT")
        alone = parsed(feeds.draw_file(feeds.one(ctx, first))).walk("VEVENT")

    assert ["RRULE" in part for part in whole] == [True]
    assert ["RRULE" in part for part in alone] == [False]


def test_private_series_when_it_is_another_member_s(office: Office) -> None:
    """A team's calendar has its rhythm, and not a word of it."""
    number = desk.event(office, "every monday 9am", title="Therapy")
    with office.acting("ben", "private") as ctx:
        first = desk.one(ctx, number)
        assert isinstance(first, Event)
        events.show_to(ctx, first, Visibility.PRIVATE)
        series.spread(ctx, first, ("visibility",), Scope.ALL)
    with office.acting("ana", "team new") as ctx:
        north = teams.make(ctx, "North")
        for name in ("mia", "ben"):
            teams.add(ctx, north, ctx.session.get_one(User, office.ids[name]))
    with office.acting("mia") as ctx:
        opened = feeds.opened(ctx.session, feeds.issue(ctx, north), office.now, ctx.org)
        assert opened is not None
        whole = feeds.draw_feed(opened.sheet())

    (one,) = parsed(whole).walk("VEVENT")

    assert (text(one, "SUMMARY"), "RRULE" in one) == ("Ben: Busy", True)
    assert text(one, "UID").startswith("busy-")
    assert b"Therapy" not in whole
    assert b"E-" not in whole
