"""A time keeps its wall clock and zone, and its instant is always a real one."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.language.when import Conventions, When, duration, read, show, zone_name

LONDON = "Europe/London"
TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("on", "at", "zone", "instant"),
    [
        (date(2026, 11, 24), time(15), LONDON, datetime(2026, 11, 24, 15, tzinfo=UTC)),
        (date(2026, 7, 1), time(9), LONDON, datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (date(2026, 11, 24), time(22), "America/New_York", datetime(2026, 11, 25, 3, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), LONDON, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 59), "America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), LONDON, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30, fold=1), LONDON, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2011, 12, 30), time(12), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_instant_when_the_zone_has_its_ways(on: date, at: time, zone: str, instant: datetime) -> None:
    """A skipped hour is the first minute after it, a repeated one the first of the two."""
    assert When(on, at, zone).instant() == instant


def test_instant_when_only_the_day_is_known() -> None:
    """A day is not an instant."""
    assert When(TODAY, None, LONDON).instant() is None


@pytest.mark.parametrize(
    ("when", "hour"),
    [
        (When(TODAY, None, LONDON), 9),
        (When(TODAY, None, LONDON, "afternoon"), 14),
        (When(TODAY, time(16), LONDON), 16),
    ],
)
def test_instant_or_when_the_hour_is_left_open(when: When, hour: int) -> None:
    """A part of the day has its soft hour, and only a bare day takes the default."""
    assert when.instant_or(time(9)) == datetime(2026, 11, 19, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (When(date(2026, 11, 24), time(15), LONDON), "Tue 24 Nov 15:00"),
        (When(date(2026, 11, 24), None, LONDON), "Tue 24 Nov"),
        (When(date(2026, 11, 24), None, LONDON, "morning"), "Tue 24 Nov morning"),
        (When(date(2027, 9, 1), None, LONDON), "Wed 1 Sep"),
        (When(date(2027, 11, 24), None, LONDON), "Wed 24 Nov 2027"),
        (When(date(2026, 3, 3), None, LONDON), "Tue 3 Mar 2026"),
        (When(date(2027, 10, 31), time(1, 30, fold=1), LONDON), "Sun 31 Oct 2027 01:30 GMT"),
    ],
)
def test_show_when_a_year_is_needed_or_not(when: When, shown: str) -> None:
    """The year is shown where the day could be taken for that of another."""
    assert show(when, today=TODAY) == shown


@pytest.mark.parametrize(
    ("zone", "name"),
    [(LONDON, "London"), ("America/New_York", "New York"), ("UTC", "UTC"), ("America/Argentina/Salta", "Salta")],
)
def test_zone_name_when_shown_to_people(zone: str, name: str) -> None:
    """People know a zone by its city."""
    assert zone_name(zone) == name


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("15m", timedelta(minutes=15)),
        ("1h30", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("1:30", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("2 days", timedelta(days=2)),
        ("half an hour", timedelta(minutes=30)),
        ("an hour", timedelta(hours=1)),
        ("1 hour and 5 min", timedelta(minutes=65)),
        ("1d", timedelta(days=1)),
        ("", None),
        ("0m", None),
        ("5", None),
        ("15 apples", None),
        ("999999w", None),
    ],
)
def test_duration_when_typed(typed: str, length: timedelta | None) -> None:
    """Lengths of time are read whole or not at all."""
    assert duration(typed) == length


def test_read_when_it_is_what_was_shown() -> None:
    """What people are shown can be typed back."""
    now = datetime(2026, 11, 19, 10, tzinfo=UTC)
    when = When(date(2026, 11, 24), None, LONDON, "morning")

    found = read(show(when, today=TODAY), now=now, zone=LONDON)

    assert found is not None
    assert found.when == when


def test_imports_when_the_program_starts() -> None:
    """What is slow to import waits until it is needed."""
    code = (
        "import sys, crmbot.language.notes, crmbot.language.money, crmbot.language.phones,"
        " crmbot.language.names, crmbot.language.when\n"
        "heavy = {'dateparser', 'babel', 'phonenumbers', 'email_validator'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert (ended.stdout, ended.stderr) == ("\n", "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("january", date(2027, 1, 31)),
        ("next month", date(2026, 12, 31)),
        ("q1", date(2027, 3, 31)),
        ("2027", date(2027, 12, 31)),
        ("next week", date(2026, 11, 27)),
        ("12 march", date(2027, 3, 12)),
        ("end of january", date(2027, 1, 31)),
    ],
)
@pytest.mark.parametrize("week_start", [0, 6])
def test_end_when_a_span_of_time_is_said(text: str, day: date, week_start: int) -> None:
    """By it the whole is over; a day is its own."""
    now = datetime(2026, 11, 19, 10, tzinfo=UTC)
    found = read(text, now=now, zone=LONDON, conventions=Conventions(week_start=week_start))

    assert found is not None
    assert found.by_end is not None
    assert found.by_end.on == day
