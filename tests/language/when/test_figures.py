"""Dates and hours in every order that is usual, in figures and in words, with and without blanks."""

from datetime import UTC, datetime

import pytest

from crmbot.language.when import conventions_for, find

THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _told(text: str, zone: str = "Europe/London") -> list[str]:
    found = find(text, now=THURSDAY, zone=zone, conventions=conventions_for(zone))
    return [str(expression.when) for expression in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2027/Sep/23", "2027-09-23"),
        ("2027-sep-1", "2027-09-01"),
        ("3-dec-2026", "2026-12-03"),
        ("Dec-3-2026", "2026-12-03"),
        ("September-2027-23", "2027-09-23"),
        ("2026-13-12", "2026-12-13"),
        ("Dec 3,2026", "2026-12-03"),
        ("Thursday, December, 3rd 2026", "2026-12-03"),
        ("december twenty second", "2026-12-22"),
        ("the twenty third day of december", "2026-12-23"),
        ("the twenty-sixth day of the month", "2026-11-26"),
        ("december five 2026", "2026-12-05"),
        ("14th April 27", "2027-04-14"),
        ("3 jan 27", "2027-01-03"),
        ("3 dec '27", "2027-12-03"),
        ("15SEP 11:05 AM", "2027-09-15T11:05"),
        ("on the thirty first", "2026-12-31"),
        ("wednesday the second", "2026-12-02"),
        ("Sun 14th", "2027-02-14"),
        ("8pm on 15", "2026-12-15T20:00"),
        ("2 december two thousand and twenty seven", "2027-12-02"),
        ("Thu Nov 26 11:00:09 2026", "2026-11-26T11:00:09"),
        ("20.11.", "2026-11-20"),
        ("19.12", "2026-12-19"),
        ("15-2", "2027-02-15"),
        ("last day of February 2028", "2028-02-29"),
        ("08/12,2027", "2027-12-08"),
        ("on 4-22", "2027-04-22"),
        ("on 15 at 8:00", "2026-12-15T08:00"),
        ("May twenty one", "2027-05-21"),
        ("5/6 june", "2027-06-05"),
        ("20th of the previous month", "2026-10-20"),
        ("first friday in this month", "2026-11-06"),
        ("first day of next month", "2026-12-01"),
        ("march of next year", "2027-03-01"),
        ("two weeks on monday", "2026-12-07"),
        ("monday fortnight", "2026-12-07"),
        ("tomorrow week", "2026-11-27"),
    ],
)
def test_find_when_the_date_is_written_otherwise(text: str, told: str) -> None:
    """All usual orders of day, month and year are read."""
    assert _told(text) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("15h20", "2026-11-19T15:20"),
        ("11h45", "2026-11-19T11:45"),
        ("at 5 P.", "2026-11-19T17:00"),
        ("5A.", "2026-11-20T05:00"),
        ("friday at 6a", "2026-11-20T06:00"),
        ("3:18p", "2026-11-19T15:18"),
        ("1 o'clock midnight", "2026-11-20T01:00"),
        ("friday 10 o clock", "2026-11-20T10:00"),
        ("12 noon", "2026-11-19T12:00"),
        ("seven thirty pm", "2026-11-19T19:30"),
        ("friday at nine fifteen", "2026-11-20T09:15"),
        ("three minutes to eight", "2026-11-20T07:57"),
        ("8 in the morning", "2026-11-20T08:00"),
        ("9 tomorrow", "2026-11-20T09:00"),
        ("eight tonight", "2026-11-19T20:00"),
        ("7:00 on Sunday evening", "2026-11-22T19:00"),
        ("2026-12-03 3:15pm", "2026-12-03T15:15"),
        ("9:00 gmt", "2026-11-20T09:00"),
        ("quarter to noon", "2026-11-19T11:45"),
        ("twenty after 3pm", "2026-11-19T15:20"),
        ("quarter till 5", "2026-11-19T16:45"),
        ("ten-thirty am", "2026-11-19T10:30"),
        ("11 at night", "2026-11-19T23:00"),
        ("in a quarter of an hour", "2026-11-19T10:15"),
        ("end of play friday", "2026-11-20 end of day"),
    ],
)
def test_find_when_the_hour_is_written_otherwise(text: str, told: str) -> None:
    """Hours are read in figures, in words and with what stands for am and pm."""
    assert _told(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "4/13/1",
        "133-03-03-2020",
        "2015-32",
        "80-32-89-89",
        "1-2-3",
        "three twenty",
        "twenty one",
        "ten past",
        "unit 4a",
        "one today's special",
        "winter tires",
        "fall in prices",
        "q1 numbers",
        "third quarter results",
        "the second half",
        "weekend warrior",
        "monday.com demo",
        "over 2000 units",
        "2026 budget",
        "in 2000 units",
        "5 new desks, 10 chairs",
        "between 10 and 12 people",
        "half of the units",
        "month to month contract",
        "90 day payment terms",
        "first hand",
        "on 5th avenue",
        "June called",
        "met Jan and April at the fair",
    ],
)
def test_find_when_figures_and_words_count_something_else(text: str) -> None:
    """Codes, counts, terms and people are no times."""
    assert [one for one in _told(text) if not one.startswith("2026-11-19")] == []


@pytest.mark.parametrize(
    ("zone", "told"), [("Europe/Berlin", "2027-02-01"), ("America/Chicago", "2027-01-02"), ("Asia/Tokyo", "2027-02-01")]
)
def test_find_when_the_order_is_that_of_the_zone(zone: str, told: str) -> None:
    """A figure that may be day or month is what it is where the person lives."""
    assert _told("1/2/2027", zone) == [told]
