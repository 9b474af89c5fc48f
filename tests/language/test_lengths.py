"""Lengths of time in what people type, and what only looks like one."""

from datetime import timedelta

import pytest

from crmbot.language import lengths

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK, MONTH, YEAR = 7 * DAY, 30 * DAY, 365 * DAY


@pytest.mark.parametrize(
    ("text", "words", "length"),
    [
        ("call 45m", "45m", 45 * MINUTE),
        ("a 30 minute call with Bob", "30 minute", 30 * MINUTE),
        ("a 30-min demo", "30-min", 30 * MINUTE),
        ("met Jane for 2 hrs 15", "2 hrs 15", 135 * MINUTE),
        ("1h30 with the team", "1h30", 90 * MINUTE),
        ("2h30m on site", "2h30m", 150 * MINUTE),
        ("took 1:30 h", "1:30 h", 90 * MINUTE),
        ("an hour and 45 minutes", "an hour and 45 minutes", 105 * MINUTE),
        ("an hour and a half", "an hour and a half", 90 * MINUTE),
        ("1 hour thirty", "1 hour thirty", 90 * MINUTE),
        ("one and three quarter of hour", "one and three quarter of hour", 105 * MINUTE),
        ("three quarters of an hour", "three quarters of an hour", 45 * MINUTE),
        ("a quarter of an hour", "a quarter of an hour", 15 * MINUTE),
        ("half an hour on the phone", "half an hour", 30 * MINUTE),
        ("1/2 hour", "1/2 hour", 30 * MINUTE),
        ("1 1/2 hours", "1 1/2 hours", 90 * MINUTE),
        ("½ hour", "½ hour", 30 * MINUTE),
        ("1½ hours", "1½ hours", 90 * MINUTE),
        ("2,5 hrs", "2,5 hrs", 150 * MINUTE),
        ("1,250 hours", "1,250 hours", 1250 * HOUR),
        ("thirty two hours", "thirty two hours", 32 * HOUR),
        ("a hundred and twenty days", "a hundred and twenty days", 120 * DAY),
        ("half a day", "half a day", DAY / 2),
        ("1 day and an hour", "1 day and an hour", 25 * HOUR),
        ("a couple of days", "a couple of days", 2 * DAY),
        ("blocked all day friday", "all day", DAY),
        ("away for the month", "the month", MONTH),
        ("3 wks", "3 wks", 3 * WEEK),
        ("two additional weeks", "two additional weeks", 2 * WEEK),
        ("2 years, 3 months", "2 years, 3 months", 2 * YEAR + 3 * MONTH),
        ("1 hour and fifteen seconds", "1 hour and fifteen seconds", HOUR + timedelta(seconds=15)),
        ("gone for 3d", "3d", 3 * DAY),
        ("30 minutes later this week", "30 minutes", 30 * MINUTE),
        ("wait for another hour", "another hour", HOUR),
        ("2 hours, 10 people", "2 hours", 2 * HOUR),
        ("took a day and a half", "a day and a half", 1.5 * DAY),
        ("lost day and a half", "day and a half", 1.5 * DAY),
        ("a dozen weeks", "a dozen weeks", 12 * WEEK),
        ("18mos left", "18mos", 18 * MONTH),
        ("book 1 night", "1 night", DAY),
        ("spent a full day there", "a full day", DAY),
    ],
)
def test_find_when_a_length_is_said(text: str, words: str, length: timedelta) -> None:
    """The words and the length are found, however it was written."""
    (found,) = lengths.find(text)

    assert (found.text, found.length, text[slice(*found.span)]) == (words, length, words)


@pytest.mark.parametrize(
    "text",
    [
        *("in 30 minutes", "in about an hour", "within 3 days", "the next 2 weeks", "for the next 2 weeks"),
        *("2 days ago", "3 weeks later", "a week's time", "in two weeks' time", "3 days after Christmas"),
        *("every 2 weeks", "40 calls an hour", "€80 an hour", "twice a week", "2x a month", "partner of the month"),
        *("budget 2m", "a 5m deal", "2019 H2", "Q3", "3 D printers", "in his 30s", "25 years old", "at 1h30"),
        *("friday 2h30", "14h30", "a day", "one day we will", "the second half", "3 sites in 2 days", "0 minutes"),
        *("99999999 days", "room 30 min", "24/7", "day 2", "week 3", "16 oz bottle", "iphone 14", "many times"),
        *("5 is enough", "three night markets", "one night he called", "a night out"),
    ],
)
def test_find_when_it_is_something_else(text: str) -> None:
    """Times, rates, sums and codes are no lengths."""
    assert lengths.find(text) == ()


@pytest.mark.parametrize("text", ["several weeks", "a few days", "2-3 weeks", "30 to 40 minutes", "for some days"])
def test_find_when_the_number_is_only_hinted_at(text: str) -> None:
    """What nobody knows is not pretended: the length comes with a doubt."""
    (found,) = lengths.find(text)

    assert found.doubt is not None
    assert found.doubt.reason == "vague"


def test_find_when_a_name_holds_one() -> None:
    """A place that is known to be a name is left alone."""
    text = "24 Hour Fitness wants a 30 min call"

    assert [each.text for each in lengths.find(text, masked=[(0, 15)])] == ["30 min"]


@pytest.mark.parametrize(
    ("text", "grain"),
    [("90 secs", "second"), ("1h30", "minute"), ("2 hours", "hour"), ("3 nights", "day"), ("2 decades", "decade")],
)
def test_find_when_units_differ(text: str, grain: str) -> None:
    """The grain is the smallest unit that was said."""
    (found,) = lengths.find(text)

    assert found.grain == grain


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("for an hour", HOUR),
        ("about 20 min", 20 * MINUTE),
        ("1:30", 90 * MINUTE),
        ("5'", 5 * MINUTE),
        ("2 m", 2 * MINUTE),
        ("3d", 3 * DAY),
        ("a month", MONTH),
        ("15 min.", 15 * MINUTE),
        ('30"', timedelta(seconds=30)),
        ("over two hours", 2 * HOUR),
    ],
)
def test_read_when_a_phrase_is_a_length(text: str, length: timedelta) -> None:
    """Where a length was asked for, its shortest forms are understood too."""
    found = lengths.read(text)

    assert found is not None
    assert found.length == length


@pytest.mark.parametrize("text", ["", "5", "15 apples", "an hour late", "0m", "999999w", "tomorrow", "x" * 200])
def test_read_when_a_phrase_is_none(text: str) -> None:
    """A phrase is read whole or not at all."""
    assert lengths.read(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("5m", 5),
        ("1h30", 90),
        ("half an hour", 30),
        ("9:00-10:30", 90),
        ("10:30-9:00", None),
        ("2 days", None),
        ("0", None),
        ("soon", None),
    ],
)
def test_minutes_when_somebody_was_asked_how_long(text: str, minutes: int | None) -> None:
    """A plain number is minutes; nothing lasts longer than a day."""
    assert lengths.minutes(text) == minutes
