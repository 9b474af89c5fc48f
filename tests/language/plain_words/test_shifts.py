"""By how much something is put off or brought forward."""

from datetime import date, time, timedelta

import pytest

from crmbot.language.plain_words import shifts
from crmbot.language.plain_words.shifts import Shift
from crmbot.language.when import When


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("by 2 days", 2880),
        ("2 days later", 2880),
        ("an hour later", 60),
        ("back 30 min", 30),
        ("1h earlier", -60),
        ("forward by an hour", -60),
        ("30 minutes", 30),
        ("a week", 10080),
        ("10h", None),
        ("9:00", None),
        ("in 2 days", None),
        ("monday", None),
        ("", None),
    ],
)
def test_shift_when_read(words: str, minutes: int | None) -> None:
    """A length alone is one; an hour of the day, and what is a time itself, is none."""
    expected = Shift(timedelta(minutes=minutes)) if minutes is not None else None
    assert shifts.read(words) == expected


def test_shift_when_said_in_months() -> None:
    """They are of the calendar, and years and quarters are so many of them; half of one is so many days."""
    said = (
        "by 2 months",
        "a year later",
        "3 months earlier",
        "by 1 year and 2 months",
        "by 1.5 months",
        "by a quarter",
    )

    read = [shifts.read(words) for words in said]

    assert read == [
        Shift(months=2),
        Shift(months=12),
        Shift(months=-3),
        Shift(months=14),
        Shift(timedelta(45)),
        Shift(months=3),
    ]
    last = When(date(2026, 12, 31), time(9), "Europe/Paris")
    assert shifts.moved(last, Shift(months=2)) == When(date(2027, 2, 28), time(9), "Europe/Paris")


def test_shift_when_behind_a_name() -> None:
    """It is found at the end; what is all of a time is left alone."""
    assert shifts.find("the demo an hour later", lambda _words: False) == (9, 22)
    assert shifts.find("T-6 in 2 days", lambda words: words == "in 2 days") is None


def test_time_when_shifted_over_a_clock_change() -> None:
    """Days keep the hour; hours of a whole day are none."""
    at_nine = When(date(2025, 3, 29), time(9), "Europe/Paris")

    assert shifts.moved(at_nine, Shift(timedelta(days=1))) == When(date(2025, 3, 30), time(9), "Europe/Paris")
    assert shifts.moved(at_nine, Shift(timedelta(minutes=-90))) == When(date(2025, 3, 29), time(7, 30), "Europe/Paris")
    assert shifts.moved(When(date(2025, 3, 29), None, "Europe/Paris"), Shift(timedelta(hours=1))) is None


@pytest.mark.parametrize(
    ("words", "alone"),
    [("4pm", True), ("to 13:00", True), ("2-3pm", True), ("at 9", True), ("friday 4pm", False), ("4 dec", False)],
)
def test_hour_when_no_day_is_named(words: str, *, alone: bool) -> None:
    """An hour alone stays on the day of what it moves."""
    assert shifts.is_hour(words) is alone


def test_shift_when_shown() -> None:
    """It says which way."""
    assert shifts.show(Shift(timedelta(days=2))) == "2 days later"
    assert shifts.show(Shift(timedelta(minutes=-30))) == "30 minutes earlier"
    assert shifts.show(Shift(months=2)) == "2 months later"
