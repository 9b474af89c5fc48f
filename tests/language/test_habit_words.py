"""Quiet hours and work days as people type them."""

from datetime import time

import pytest

from crmbot.language import habit_words


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("20-8", (time(20), time(8))),
        ("20:00-08:30", (time(20), time(8, 30))),
        ("from 8pm to 7:30am", (time(20), time(7, 30))),
        ("22 to 6", (time(22), time(6))),
        ("20-24", (time(20), time(0))),
        ("12am-6am", (time(0), time(6))),
        ("25-3", None),
        ("13pm-2", None),
        ("8-8", None),
        ("soon", None),
        ("20", None),
    ],
)
def test_hours_when_read(text: str, hours: tuple[time, time] | None) -> None:
    """From when to when, on either clock; what is no span is none."""
    assert habit_words.read_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "days", "shown"),
    [
        ("mon-fri", "12345", "mon-fri"),
        ("monday to friday", "12345", "mon-fri"),
        ("mon, wed,sat", "136", "mon, wed, sat"),
        ("fri-mon", "1567", "mon, fri-sun"),
        ("sat sun", "67", "sat, sun"),
        ("weekdays", "12345", "mon-fri"),
        ("every day", "1234567", "every day"),
    ],
)
def test_days_when_read(text: str, days: str, shown: str) -> None:
    """Spans, lists and names, and shown as they can be typed."""
    assert (habit_words.read_days(text), habit_words.show_days(days)) == (days, shown)


@pytest.mark.parametrize("text", ["", "someday", "mon-x", "8-5"])
def test_days_when_they_are_none(text: str) -> None:
    """They are not guessed."""
    assert habit_words.read_days(text) is None


def test_hours_when_shown() -> None:
    """They are shown as they can be typed; none are off."""
    assert (habit_words.show_hours(time(20), time(8)), habit_words.show_hours(None, None)) == ("20:00–08:00", "off")
