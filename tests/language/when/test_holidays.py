"""Days of common knowledge are known by name, the movable ones too; a name before a noun is none."""

from datetime import UTC, date, datetime

import pytest

from crmbot.language.when import conventions_for, find

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _days(text: str, zone: str = LONDON) -> list[str]:
    return [str(found.when) for found in find(text, now=THURSDAY, zone=zone, conventions=conventions_for(zone))]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("christmas", "2026-12-25"),
        ("before xmas", "2026-12-25"),
        ("on Christmas Eve", "2026-12-24"),
        ("New Year's Eve", "2026-12-31"),
        ("new years day", "2027-01-01"),
        ("NEW YEAR\u2019S DAY", "2027-01-01"),
        ("valentine's day", "2027-02-14"),
        ("St. Patrick's Day", "2027-03-17"),
        ("Mothers' Day", "2027-05-09"),
        ("father's day 2028", "2028-06-18"),
        ("halloween 2028", "2028-10-31"),
        ("thanksgiving", "2026-11-26"),
        ("on black friday", "2026-11-27"),
        ("cyber monday", "2026-11-30"),
        ("labor day", "2027-09-06"),
        ("memorial day", "2027-05-31"),
        ("MLK day", "2027-01-18"),
        ("presidents day", "2027-02-15"),
        ("columbus day", "2027-10-11"),
        ("independence day", "2027-07-04"),
        ("Victoria Day 2027", "2027-05-24"),
        ("easter 2018", "2018-04-01"),
        ("good friday", "2027-03-26"),
        ("easter monday", "2027-03-29"),
        ("whit sunday 2011", "2011-06-12"),
        ("ash wednesday 2027", "2027-02-10"),
        ("last christmas", "2025-12-25"),
        ("christmas of next year", "2027-12-25"),
        ("thanksgiving in 3 years", "2029-11-22"),
        ("easter at 9am", "2027-03-28T09:00"),
    ],
)
def test_find_when_a_holiday_is_named(text: str, on: str) -> None:
    """The coming one is meant, unless a year was said."""
    assert _days(text) == [on]


@pytest.mark.parametrize(
    "text",
    [
        "Black Friday deals",
        "christmas party planning",
        "easter eggs campaign",
        "Valentine called",
        "labor day sale flyers",
        "boxing equipment",
        "Good Friday Pizza",
        "the holiday of Monday.com",
        "happy new year call to Bill",
        "merry Christmas, Ben",
    ],
)
def test_find_when_the_name_belongs_to_something_else(text: str) -> None:
    """A party, a sale and a firm are no days."""
    assert _days(text) == []


def test_find_when_a_date_stands_before_the_name() -> None:
    """Behind a date the name of a holiday is what the day is called."""
    assert _days("24 dec Christmas") == ["2026-12-24"]


@pytest.mark.parametrize("year", range(2024, 2034))
def test_find_when_the_holiday_moves(year: int) -> None:
    """Thanksgiving is a Thursday from 22 to 28 November, and Easter a Sunday of March or April, in every year."""
    (thanks,) = map(date.fromisoformat, _days(f"thanksgiving {year}"))
    (easter,) = map(date.fromisoformat, _days(f"easter {year}"))

    assert (thanks.year, thanks.month, thanks.weekday(), 22 <= thanks.day <= 28) == (year, 11, 3, True)
    assert (easter.year, easter.month in {3, 4}, easter.weekday()) == (year, True, 6)
