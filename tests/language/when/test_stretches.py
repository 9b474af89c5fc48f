"""A time that is more than one day or hour says what it covers in the calendar, beside the day it is due."""

from datetime import UTC, datetime

import pytest

from crmbot.language.when import Expression, Stretch, conventions_for, find

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _found(text: str, zone: str = LONDON, now: datetime = THURSDAY) -> Expression:
    (found,) = find(text, now=now, zone=zone, conventions=conventions_for(zone))
    return found


def _covers(stretch: Stretch | None) -> tuple[str, str]:
    assert stretch is not None
    return str(stretch.first or ""), str(stretch.last or "")


@pytest.mark.parametrize(
    ("text", "first", "last", "grain", "due"),
    [
        ("this week", "2026-11-16", "2026-11-22", "week", "2026-11-20"),
        ("next week", "2026-11-23", "2026-11-29", "week", "2026-11-23"),
        ("the week after next", "2026-11-30", "2026-12-06", "week", "2026-11-30"),
        ("last week", "2026-11-09", "2026-11-15", "week", "2026-11-09"),
        ("in the current month", "2026-11-01", "2026-11-30", "month", "2026-11-30"),
        ("the following month", "2026-12-01", "2026-12-31", "month", "2026-12-01"),
        ("next quarter", "2027-01-01", "2027-03-31", "quarter", "2027-01-01"),
        ("Q3 2027", "2027-07-01", "2027-09-30", "quarter", "2027-07-01"),
        ("second quarter", "2027-04-01", "2027-06-30", "quarter", "2027-04-01"),
        ("the third quarter of next year", "2027-07-01", "2027-09-30", "quarter", "2027-07-01"),
        ("q4", "2026-10-01", "2026-12-31", "quarter", "2026-12-31"),
        ("2027 H1", "2027-01-01", "2027-06-30", "quarter", "2027-01-01"),
        ("next year", "2027-01-01", "2027-12-31", "year", "2027-01-01"),
        ("in 2028", "2028-01-01", "2028-12-31", "year", "2028-01-01"),
        ("July", "2027-07-01", "2027-07-31", "month", "2027-07-01"),
        ("Feb 2028", "2028-02-01", "2028-02-29", "month", "2028-02-01"),
        ("2027/02", "2027-02-01", "2027-02-28", "month", "2027-02-01"),
        ("Mar/2027", "2027-03-01", "2027-03-31", "month", "2027-03-01"),
        ("September , 2027", "2027-09-01", "2027-09-30", "month", "2027-09-01"),
        ("week of 3 December", "2026-11-30", "2026-12-06", "week", "2026-11-30"),
        ("w/c 7 Dec", "2026-12-07", "2026-12-13", "week", "2026-12-07"),
        ("week 50", "2026-12-07", "2026-12-13", "week", "2026-12-07"),
        ("the second week of January", "2027-01-11", "2027-01-17", "week", "2027-01-11"),
        ("the weekend", "2026-11-21", "2026-11-22", "weekend", "2026-11-21"),
        ("next summer", "2027-06-01", "2027-08-31", "season", "2027-06-01"),
        ("the next 3 days", "2026-11-20", "2026-11-22", "day", "2026-11-22"),
        ("in 2-3 weeks", "2026-12-03", "2026-12-10", "day", "2026-12-03"),
        ("in a week or two", "2026-11-26", "2026-12-03", "day", "2026-11-26"),
        ("the third week of next month", "2026-12-14", "2026-12-20", "week", "2026-12-14"),
        ("the last week of July", "2027-07-26", "2027-08-01", "week", "2027-07-26"),
        ("the second half of 2027", "2027-07-01", "2027-12-31", "quarter", "2027-07-01"),
        ("since 2024-10", "2024-10-01", "", "month", "2024-10-01"),
        ("after the weekend", "2026-11-23", "", "weekend", "2026-11-23"),
    ],
)
def test_find_when_a_period_is_named(text: str, first: str, last: str, grain: str, due: str) -> None:
    """A week runs from Monday to Sunday, a month from its first day to its last, and each has a day it is due."""
    found = _found(text)

    assert (found.kind, found.grain, str(found.when)) == ("range", grain, due)
    assert _covers(found.stretch) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since Monday", "2026-11-16", ""),
        ("after Monday", "2026-11-23", ""),
        ("after 2027", "2028-01-01", ""),
        ("since last week", "2026-11-09", ""),
        ("until Friday", "", "2026-11-20"),
        ("before 5pm tomorrow", "", "2026-11-20T17:00"),
        ("tomorrow before 5pm", "", "2026-11-20T17:00"),
        ("by 24 November", "", "2026-11-24"),
        ("until 2:00pm", "", "2026-11-19T14:00"),
        ("on 3 December after 3 pm", "2026-12-03T15:00", ""),
    ],
)
def test_find_when_one_bound_is_open(text: str, first: str, last: str) -> None:
    """Since, after, until, before and by leave one side open; the bound is still the day it is due."""
    assert _covers(_found(text).stretch) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between Dec. 2 and December 22", "2026-12-02", "2026-12-22"),
        ("from 13 to the 15 of July", "2027-07-13", "2027-07-15"),
        ("from the 13th until the 15th of July", "2027-07-13", "2027-07-15"),
        ("april 9th through 17th", "2027-04-09", "2027-04-17"),
        ("april ninth through seventeenth", "2027-04-09", "2027-04-17"),
        ("on the 5th to the ninth", "2026-12-05", "2026-12-09"),
        ("10 August - 12 September", "2027-08-10", "2027-09-12"),
        ("May to Oct 2028", "2028-05-01", "2028-10-01"),
        ("26 june to 28 june in 2027", "2027-06-26", "2027-06-28"),
        ("from November to March", "2026-11-01", "2027-03-01"),
        ("15/11 - tomorrow", "2026-11-15", "2026-11-20"),
        ("17 nov to 21 nov", "2026-11-17", "2026-11-21"),
        ("3 days ago to now", "2026-11-16", "2026-11-19"),
        ("today - next friday", "2026-11-19", "2026-11-27"),
        ("MONDAY TO FRIDAY", "2026-11-23", "2026-11-27"),
        ("mon\u2013wed", "2026-11-23", "2026-11-25"),
        ("Friday to Monday", "2026-11-20", "2026-11-23"),
        ("next monday to next friday", "2026-11-23", "2026-11-27"),
        ("27.11.-29.11.2026", "2026-11-27", "2026-11-29"),
        ("05-06.12.26", "2026-12-05", "2026-12-06"),
        ("2026-12-03 17:00/2026-12-04 21:00", "2026-12-03T17:00", "2026-12-04T21:00"),
        ("dec 1st at 9am through dec fifth 8pm", "2026-12-01T09:00", "2026-12-05T20:00"),
        ("Monday 9am-Tuesday 5pm", "2026-11-23T09:00", "2026-11-24T17:00"),
        ("2pm and goes until 4pm", "2026-11-19T14:00", "2026-11-19T16:00"),
        ("between now and eight o'clock", "2026-11-19T10:00", "2026-11-19T20:00"),
        ("8pm - 11", "2026-11-19T20:00", "2026-11-19T23:00"),
        ("tomorrow 1am-3", "2026-11-20T01:00", "2026-11-20T03:00"),
        ("tomorrow from 10:30am to 23", "2026-11-20T10:30", "2026-11-20T23:00"),
        ("friday between 3 and 8am", "2026-11-20T03:00", "2026-11-20T08:00"),
        ("10pm to 2", "2026-11-19T22:00", "2026-11-20T02:00"),
        ("from 4 to 22 next month", "2026-12-04", "2026-12-22"),
        ("from monday to wednesday next week", "2026-11-23", "2026-11-25"),
        ("from 2030 to 2032", "2030-01-01", "2032-01-01"),
        ("tomorrow from five to seven", "2026-11-20T17:00", "2026-11-20T19:00"),
        ("9-5 tomorrow", "2026-11-20T09:00", "2026-11-20T17:00"),
        ("1200-1300", "2026-11-19T12:00", "2026-11-19T13:00"),
        ("friday 9-noon", "2026-11-20T09:00", "2026-11-20T12:00"),
        ("2pm-3pm EST", "2026-11-19T19:00", "2026-11-19T20:00"),
        ("friday 10:00 CET to 11:00 CET", "2026-11-20T09:00", "2026-11-20T10:00"),
        ("26.\u201328.11.", "2026-11-26", "2026-11-28"),
    ],
)
def test_find_when_both_ends_are_said(text: str, first: str, last: str) -> None:
    """Each end of a range takes from the other what it leaves out: the month, the year, the half of the day."""
    found = _found(text)

    assert _covers(found.stretch) == (first, last)
    assert (str(found.when), str(found.until)) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("for 3 days from next Monday", "2026-11-23", "2026-11-25"),
        ("for 3 days, from today", "2026-11-19", "2026-11-21"),
        ("18 Dec for 10 days", "2026-12-18", "2026-12-27"),
        ("4pm for 30 mins", "2026-11-19T16:00", "2026-11-19T16:30"),
        ("from 4pm for thirty minutes", "2026-11-19T16:00", "2026-11-19T16:30"),
        ("tomorrow 11pm for 2 hours", "2026-11-20T23:00", "2026-11-21T01:00"),
    ],
)
def test_find_when_a_length_stands_beside_it(text: str, first: str, last: str) -> None:
    """Three days from Monday are Monday to Wednesday; half an hour from four ends at half past."""
    assert _covers(_found(text).stretch) == (first, last)


@pytest.mark.parametrize("text", ["tomorrow", "friday 3pm", "24 nov", "end of the month", "early march", "in 2 weeks"])
def test_find_when_it_is_one_day_or_hour(text: str) -> None:
    """A day, an hour and the edge of a period cover no stretch."""
    assert _found(text).stretch is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("tomorrow", "date"), ("tomorrow 3pm", "datetime"), ("in 5 minutes", "datetime"), ("May", "range")],
)
def test_kind_when_it_is_asked(text: str, kind: str) -> None:
    """The kind follows from what was said."""
    assert _found(text).kind == kind


@pytest.mark.parametrize(
    "text", ["moved the demo from tuesday to friday", "push it from 3 dec to 10 dec", "rescheduled Monday to Thursday"]
)
def test_find_when_something_was_moved(text: str) -> None:
    """What is moved from a day to another does not last from the one to the other."""
    found = find(text, now=THURSDAY, zone=LONDON)

    assert [expression.until for expression in found] == [None, None]


def test_find_when_a_week_has_an_hour_beside_it() -> None:
    """No hour is that of a whole week: they are two times."""
    found = find("this week 8pm", now=THURSDAY, zone=LONDON)

    assert [expression.text for expression in found] == ["this week", "8pm"]


def test_find_when_the_week_starts_on_sunday() -> None:
    """The week of the organisation decides what next week covers."""
    (found,) = find("next week", now=THURSDAY, zone=LONDON, conventions=conventions_for(LONDON, week_start=6))

    assert _covers(found.stretch) == ("2026-11-22", "2026-11-28")


@pytest.mark.parametrize(
    ("text", "due", "part"),
    [
        ("tomorrow morning", "2026-11-20", "morning"),
        ("in the late afternoon", "2026-11-19", "afternoon"),
        ("last night", "2026-11-18", "night"),
    ],
)
def test_find_when_a_part_of_the_day_is_said(text: str, due: str, part: str) -> None:
    """A part of the day covers hours, but the day it is due has no made-up hour."""
    found = _found(text)

    assert found.when is not None
    assert (found.when.on.isoformat(), found.when.at, found.when.part) == (due, None, part)
    assert found.stretch is not None
    assert found.stretch.first is not None
    assert found.stretch.first.at is not None


@pytest.mark.parametrize("text", ["the past 3 days", "last november", "two sundays ago", "last 2 hours", "last night"])
def test_find_when_it_lies_behind(text: str) -> None:
    """What looks back is in doubt as past, with nothing else to choose."""
    found = _found(text)

    assert found.doubt is not None
    assert (found.doubt.reason, found.doubt.options) == ("past", ())


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("within 2 weeks", "2026-12-03"),
        ("no later than friday", "2026-11-20"),
        ("starting monday", "2026-11-23"),
        ("later this week", "2026-11-20"),
        ("from monday on", "2026-11-23"),
    ],
)
def test_find_when_an_end_is_open_or_far(text: str, due: str) -> None:
    """The day a stretch is due is the one that its words name."""
    found = _found(text)

    assert found.when is not None
    assert found.when.on.isoformat() == due
