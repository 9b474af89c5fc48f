"""Repetitions shown in words that people say, and that read back."""

from datetime import UTC, datetime

import pytest

from crmbot.language import recurring

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("every monday 9am until 30 june", "every Monday 9:00 until 30 June 2025"),
        ("every tue, thu at 14:30", "every Tuesday and Thursday 14:30"),
        ("every 2 weeks on tue and thu", "every 2 weeks on Tuesday and Thursday"),
        ("weekly", "every Wednesday"),
        ("every weekday", "every work day"),
        ("every weekend", "every Saturday and Sunday"),
        ("daily at 8", "every day 8:00"),
        ("every other day", "every 2 days"),
        ("monthly on the 31st 9am", "every month on the 31st 9:00"),
        ("every first monday", "every month on the first Monday"),
        ("every last friday of the month", "every month on the last Friday"),
        ("last day of each month", "every month on the last day"),
        ("every 2nd last friday of the month", "every month on the second last Friday"),
        ("every quarter on the 1st", "every quarter on the 1st"),
        ("last business day of each month", "every month on the last work day"),
        ("first work day of june every year", "every year on the first work day of June"),
        ("yearly on 1 sep", "every year on 1 September"),
        ("yearly on the fourth thursday in november", "every year on the fourth Thursday of November"),
        ("every monday 10 times", "every Monday, 10 times"),
        ("every 22nd, 23rd and 13th", "every month on the 22nd, 23rd and 13th"),
    ],
)
def test_words_when_it_is_shown(said: str, words: str) -> None:
    """It is shown as people say it."""
    found = recurring.read(said, now=NOW, zone="Europe/Paris")
    assert found is not None
    assert found.repeat is not None

    shown = recurring.words(found.repeat.parsed, found.repeat.first.on, at=found.repeat.first.at)

    assert shown == words


@pytest.mark.parametrize(
    "said",
    [
        "every monday 9am until 30 june",
        "every 2 weeks on tue and thu",
        "yearly on 1 sep",
        "every quarter on the 1st",
        "every first monday",
        "every weekday at 9",
        "last business day of each month",
    ],
)
def test_words_when_they_are_read_back(said: str) -> None:
    """What is shown can be typed."""
    found = recurring.read(said, now=NOW, zone="Europe/Paris")
    assert found is not None
    assert found.repeat is not None
    shown = recurring.words(found.repeat.parsed, found.repeat.first.on, at=found.repeat.first.at)

    again = recurring.read(shown, now=NOW, zone="Europe/Paris")

    assert again is not None
    assert again.repeat == found.repeat
