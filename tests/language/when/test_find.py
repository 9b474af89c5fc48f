"""Times are found in free text, and nothing else is taken for one."""

from datetime import UTC, datetime
from time import process_time

import pytest

from crmbot.language.when import Conventions, find

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _found(text: str) -> list[tuple[str, str]]:
    return [(found.text, str(found.when)) for found in find(text, now=THURSDAY, zone=LONDON)]


@pytest.mark.parametrize(
    "text",
    [
        "May Smith called",
        "met May Chen, sold 42 units to May Smith",
        "24/7 Fitness wants 42 units",
        "room 12",
        "March Ltd",
        "in March Ltd",
        "March Architects fitout",
        "Monday Coffee Co asked for 3 machines",
        "monday coffee co",
        "Noon Bakery",
        "Sun Systems",
        "sat with Ben in the sun",
        "He said now is not the time",
        "on 3rd street",
        "v2.4.1 shipped, version 2.4. is old",
        "rated 9/10",
        "one to one with Jane",
        "10 to 12 units",
        "at one of the sites",
        "met at 3 sites",
        "quoted at 25",
        "200 units at 12.50",
        "invoice 2026-01 paid",
        "D-12 moved",
        "Route 66 Motors",
        "we may march on",
        "the second option",
        "30 min call",
        "price is 24.11.",
        "3/4 inch pipe",
        "call 020 7946 0958",
        "£4,200",
        "Black Friday deals",
        "jo@may5.example, https://x.example/2026-11-24",
        "at 5 Main Street",
        "3-5 days",
    ],
)
def test_find_when_there_is_no_time(text: str) -> None:
    """Names, counts, prices, fractions and addresses are left alone."""
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("met Jane, follow up Tuesday 3pm #q4", [("Tuesday 3pm", "2026-11-24T15:00")]),
        ("call him on Tuesday at 3pm.", [("on Tuesday at 3pm", "2026-11-24T15:00")]),
        ("Tuesday, 24 Nov, 15:00", [("Tuesday, 24 Nov, 15:00", "2026-11-24T15:00")]),
        ("3pm, Tuesday", [("3pm, Tuesday", "2026-11-24T15:00")]),
        ("call him tomorrow at 10 about pricing", [("tomorrow at 10", "2026-11-20T10:00")]),
        ("lunch with Jan on friday at 1", [("on friday at 1", "2026-11-20T13:00")]),
        ("friday 3 units", [("friday", "2026-11-20")]),
        ("visit Acme fri 9-10:30 new hall", [("fri 9-10:30", "2026-11-20T09:00")]),
        ("friday 3-4 units", [("friday", "2026-11-20")]),
        ("demo mon or tue", [("mon", "2026-11-23"), ("tue", "2026-11-24")]),
        ("£4,200 by friday", [("by friday", "2026-11-20")]),
        ("call tom 3pm", [("3pm", "2026-11-19T15:00")]),
        ("send it in 5 min", [("in 5 min", "2026-11-19T10:05")]),
        ("Fri 27 Nov at Acme, Tue at Orion", [("Fri 27 Nov", "2026-11-27"), ("Tue", "2026-11-24")]),
        ("spät: Dienstag", [("Dienstag", "2026-11-24")]),
        ("café à Paris tomorrow", [("tomorrow", "2026-11-20")]),
        ("😀😀 tomorrow", [("tomorrow", "2026-11-20")]),
    ],
)
def test_find_when_there_are_times(text: str, found: list[tuple[str, str]]) -> None:
    """Each time is found once, with its prepositions and no more of the text."""
    assert _found(text) == found


def test_find_when_days_make_a_range() -> None:
    """Two days with "to" between them are one time with an end."""
    (found,) = find("away Mon to Wed", now=THURSDAY, zone=LONDON)

    assert (str(found.when), str(found.until)) == ("2026-11-23", "2026-11-25")


def test_find_when_places_are_masked() -> None:
    """Places that are known to be names are passed over."""
    text = "friday club tomorrow"

    found = find(text, now=THURSDAY, zone=LONDON, masked=[(0, 11)])

    assert [expression.text for expression in found] == ["tomorrow"]


def test_find_when_a_month_is_of_another_language() -> None:
    """A day and a month of the person's other languages are found in a text."""
    german = Conventions(languages=("de", "en"))

    found = find("Angebot bis 3. Dezember schicken", now=THURSDAY, zone=LONDON, conventions=german)

    assert [str(expression.when) for expression in found] == ["2026-12-03"]


@pytest.mark.parametrize("text", ["call Delta at 25", "ring 31 feb", "due 30/2", "friday at 25:00", "by 2026-02-30"])
def test_find_when_the_time_does_not_exist(text: str) -> None:
    """Words in the form of a time that is none are found, without a time."""
    (found,) = find(text, now=THURSDAY, zone=LONDON)

    assert (found.when, found.doubt and found.doubt.reason) == (None, "no_such_date")


def test_find_when_the_note_is_an_ordinary_one() -> None:
    """An ordinary note takes no more than a few milliseconds."""
    note = "Acme: met Jane about the new valves, wants a quote. Follow up Tuesday 3pm #q4 @ops, 12k by eom"
    find(note, now=THURSDAY, zone=LONDON)

    started = process_time()
    for _ in range(50):
        find(note, now=THURSDAY, zone=LONDON)

    assert (process_time() - started) / 50 < 0.005


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("june 5 and 6", [("june 5", "2027-06-05"), ("6", "2027-06-06")]),
        ("june 5, 6 and 7", [("june 5", "2027-06-05"), ("6", "2027-06-06"), ("7", "2027-06-07")]),
        ("the 5th and 6th of june 2028", [("the 5th", "2028-06-05"), ("6th of june 2028", "2028-06-06")]),
        ("24, 25 or 26 december", [("24", "2026-12-24"), ("25", "2026-12-25"), ("26 december", "2026-12-26")]),
        ("on the 25th, 26th and 27th", [("on the 25th", "2026-11-25"), ("26th", "2026-11-26"), ("27th", "2026-11-27")]),
        ("june 5 and 6 people came", [("june 5", "2027-06-05")]),
        ("june 5, 6pm", [("june 5, 6pm", "2027-06-05T18:00")]),
    ],
)
def test_find_when_days_share_a_month(text: str, days: list[tuple[str, str]]) -> None:
    """Each day of a list is one of the month that only one of them names; what counts a noun is no day."""
    found = find(text, now=THURSDAY, zone=LONDON)

    assert [(each.text, str(each.when)) for each in found] == days
