"""Steps in time are counted from now, from any day that is named, and from an hour."""

from datetime import UTC, datetime

import pytest

from crmbot.language.when import Expression, find, read

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _found(text: str) -> Expression:
    (found,) = find(text, now=THURSDAY, zone=LONDON)
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in 45 seconds", "2026-11-19T10:00:45"),
        ("one second from now", "2026-11-19T10:00:01"),
        ("in 5 minutes and 30 seconds", "2026-11-19T10:05:30"),
        ("in an hour and fifteen minutes", "2026-11-19T11:15"),
        ("24 hours 20 minutes from now", "2026-11-20T10:20"),
        ("in 2 days 3 hours", "2026-11-21T13:00"),
        ("+15 minutes", "2026-11-19T10:15"),
        ("+2 months, 5 days", "2027-01-24"),
        ("next 2 weeks 3 days", "2026-12-06"),
        ("1 week and 2 days from now", "2026-11-28"),
        ("a year and a half from now", "2028-05-19"),
        ("thirty two days from now", "2026-12-21"),
        ("in around 5 hours", "2026-11-19T15:00"),
        ("1 day hence", "2026-11-20"),
        ("a min out", "2026-11-19T10:01"),
        ("3 weeks later", "2026-12-10"),
        ("next day", "2026-11-20"),
        ("next minute", "2026-11-19T10:01"),
        ("three fridays from now", "2026-12-04"),
        ("friday after next", "2026-11-27"),
    ],
)
def test_find_when_it_is_counted_from_now(text: str, told: str) -> None:
    """All parts of a step count; with hours or less in it the step is exact."""
    assert str(_found(text).when) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 weeks before Christmas", "2026-12-11"),
        ("three months after Easter", "2027-06-28"),
        ("3 days after tomorrow", "2026-11-23"),
        ("the day after Christmas", "2026-12-26"),
        ("day before yesterday", "2026-11-17"),
        ("a fortnight from 3 december", "2026-12-17"),
        ("5 business days after 1 december", "2026-12-08"),
        ("15 minutes from 1pm", "2026-11-19T13:15"),
        ("half an hour before 3pm friday", "2026-11-20T14:30"),
        ("5 mins before 3", "2026-11-19T14:55"),
        ("3 days after next wed at 6a", "2026-11-28T06:00"),
    ],
)
def test_find_when_it_is_counted_from_another_time(text: str, told: str) -> None:
    """Any day can be counted from, before and after it, and any hour."""
    assert str(_found(text).when) == told


@pytest.mark.parametrize(
    "text",
    [
        "2 weeks",
        "for an hour",
        "a 30 minute call",
        "next day delivery",
        "visit 5 next week day",
        "the 24 hour desk",
        "now is not the time",
        "every now and then",
        "he has now 12 sites",
    ],
)
def test_find_when_nothing_is_counted_from(text: str) -> None:
    """A length alone is no time, and neither is a word for one in other company."""
    assert [found.text for found in find(text, now=THURSDAY, zone=LONDON) if found.text != "next week"] == []


def test_find_when_a_day_off_by_one_is_named() -> None:
    """Who says in 3 days on Friday has miscounted: the named day is the likelier."""
    wednesday = datetime(2016, 11, 9, 0, 0, tzinfo=UTC)
    (found,) = find("in 3 days on Friday", now=wednesday, zone="UTC")

    assert str(found.when) == "2016-11-11"
    assert found.doubt is not None
    assert [str(option) for option in found.doubt.options] == ["2016-11-11", "2016-11-12"]


def test_read_when_seconds_were_said() -> None:
    """What is shown with seconds reads back with them."""
    told = _found("in 45 seconds").when

    again = read(str(told), now=THURSDAY, zone=LONDON)

    assert again is not None
    assert again.when == told
