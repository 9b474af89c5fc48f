"""The days a rule gives, over month ends, leap days and changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import process_time

import pytest

from crmbot.language import recurring
from crmbot.language.recurring import Repeat, Rule

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)


def _repeat(text: str, *, zone: str = "Europe/Paris", now: datetime = NOW) -> Repeat:
    found = recurring.read(text, now=now, zone=zone)
    assert found is not None
    assert found.repeat is not None
    return found.repeat


def _days(text: str, number: int, now: datetime = NOW) -> list[str]:
    repeat = _repeat(text, now=now)
    return [f"{day:%d %b %y}" for day in islice(recurring.days(repeat.parsed, repeat.first.on), number)]


def test_days_when_it_is_the_31st() -> None:
    """Months without a 31st have it on their last day."""
    assert _days("monthly on the 31st", 6) == [
        "31 Mar 25",
        "30 Apr 25",
        "31 May 25",
        "30 Jun 25",
        "31 Jul 25",
        "31 Aug 25",
    ]
    assert _days("monthly on the 31st", 12)[-1] == "28 Feb 26"


def test_days_when_it_is_the_leap_day() -> None:
    """29 February is the 28th in other years."""
    assert _days("every 29 feb", 4) == ["28 Feb 26", "28 Feb 27", "29 Feb 28", "28 Feb 29"]


def test_days_when_monthly_begins_on_the_31st() -> None:
    """A month said by its first day alone is clamped as well."""
    assert _days("monthly starting 31 may", 3) == ["31 May 25", "30 Jun 25", "31 Jul 25"]


def test_days_when_every_other_week() -> None:
    """The weeks are counted from the first one."""
    assert _days("every 2 weeks on tue and thu", 4) == ["13 Mar 25", "25 Mar 25", "27 Mar 25", "08 Apr 25"]


def test_days_when_it_ends() -> None:
    """An end by day is the last day on which one may be, an end by number counts from the first."""
    assert len(_days("every monday 9am until 30 june", 99)) == 16
    assert _days("every monday, 3 times", 99) == ["17 Mar 25", "24 Mar 25", "31 Mar 25"]


def test_days_when_some_are_left_out() -> None:
    """Days taken out count among a number of times, but do not come."""
    rule = Rule("DAILY", count=4)

    found = recurring.days(rule, date(2025, 3, 1), left_out={date(2025, 3, 2)})

    assert [day.day for day in found] == [1, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "every day",
        "every other day",
        "every 3 weeks on mon and fri",
        "monthly on the 31st",
        "every 2 months on the 2nd tue",
        "every 29 feb",
        "every 2 years on 5 may",
        "every quarter on the 1st and 15th",
    ],
)
def test_days_when_asked_for_behind_a_day(text: str) -> None:
    """What comes behind a day is the same, whether counted from the first or from near that day."""
    repeat = _repeat(text)
    all_days = list(islice(recurring.days(repeat.parsed, repeat.first.on), 45))

    for place in (0, 1, 10, 24):
        behind = islice(recurring.days(repeat.parsed, repeat.first.on, after=all_days[place]), 20)
        assert list(behind) == all_days[place + 1 : place + 21]


def test_days_when_endless_with_a_thousand_taken_out() -> None:
    """An old series without an end, a thousand days taken out of it, tells its next days at once."""
    first = date(1990, 1, 1)
    out = frozenset(first + timedelta(days=12_800 + step) for step in range(1000))
    start = process_time()

    found = list(islice(recurring.days(Rule("DAILY"), first, after=first + timedelta(days=12_799), left_out=out), 366))

    assert found[0] == first + timedelta(days=13_800)
    assert process_time() - start < 0.5


def test_days_when_there_is_never_such_a_day() -> None:
    """A rule that gives no day comes to an end."""
    assert recurring.first_day(Rule("MONTHLY", days=((6, 0),)), date(2025, 1, 1)) is None


def test_times_when_the_clocks_go_forward() -> None:
    """An hour that is skipped is the first minute behind the gap; all others stay at their wall time."""
    times = list(islice(recurring.times(_repeat("every sunday at 2:30am")), 4))

    assert [f"{each.instant():%d %b %H:%M}" for each in times] == [
        *("16 Mar 01:30", "23 Mar 01:30", "30 Mar 01:00", "06 Apr 00:30"),
    ]


def test_times_when_the_clocks_go_back() -> None:
    """Of an hour that comes twice it is the first."""
    autumn = datetime(2025, 10, 20, 9, tzinfo=UTC)
    times = list(islice(recurring.times(_repeat("every sunday at 2:30am", now=autumn)), 2))

    assert [f"{each.instant():%d %b %H:%M}" for each in times] == ["26 Oct 00:30", "02 Nov 01:30"]


def test_times_when_nine_stays_nine() -> None:
    """Nine o'clock is nine o'clock on both sides of a change of the clock."""
    times = list(islice(recurring.times(_repeat("every monday at 9am")), 4))

    assert [f"{each.instant():%d %b %H:%M}" for each in times] == [
        *("17 Mar 08:00", "24 Mar 08:00", "31 Mar 07:00", "07 Apr 07:00"),
    ]


@pytest.mark.parametrize(
    ("text", "old", "new", "rule"),
    [
        ("every tue and thu", "2025-03-13", "2025-03-14", "FREQ=WEEKLY;BYDAY=TU,FR"),
        ("every monday until 30 june", "2025-03-17", "2025-03-18", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20250701"),
        ("every day", "2025-03-13", "2025-03-14", "FREQ=DAILY"),
        ("monthly on the 1st and 15th", "2025-04-15", "2025-04-20", "FREQ=MONTHLY;BYMONTHDAY=1,20"),
        ("monthly on the 31st", "2025-04-30", "2025-05-02", "FREQ=MONTHLY;BYMONTHDAY=2"),
        ("every first monday", "2025-04-07", "2025-04-08", "FREQ=MONTHLY;BYDAY=2TU"),
        ("every last friday of the month", "2025-03-28", "2025-03-27", "FREQ=MONTHLY;BYDAY=-1TH"),
        ("last work day of each month", "2025-04-30", "2025-04-28", "FREQ=MONTHLY;BYMONTHDAY=28"),
        ("yearly on 1 sep", "2025-09-01", "2025-10-02", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=2"),
    ],
)
def test_moved_when_one_of_its_days_is(text: str, old: str, new: str, rule: str) -> None:
    """The day that was moved gives way to its new one, the others stay."""
    repeat = _repeat(text)
    whole = repeat.parsed.beginning(repeat.first.on)

    assert recurring.moved(whole, date.fromisoformat(old), date.fromisoformat(new)).text() == rule
