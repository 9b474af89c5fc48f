"""Times as field reps write them in their notes."""

from datetime import UTC, datetime

import pytest

from crmbot.language import when

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def _found(text: str) -> list[str]:
    found = when.find(text, now=WEDNESDAY, zone="Europe/London", conventions=when.conventions_for("Europe/London"))
    return [str(expression.when) for expression in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sign off by month end", "2026-03-31"),
        ("paid by year-end.", "2026-12-31"),
        ("call thurs 2ish", "2026-03-05T14:00"),
        ("9-ish tomorrow", "2026-03-05T09:00"),
        ("2pm-ish friday", "2026-03-06T14:00"),
        ("call him a week today", "2026-03-11"),
        ("reply due 2 weeks tomorrow", "2026-03-19"),
        ("ring weds 3.30", "2026-03-11T15:30"),
        ("friday 4.45", "2026-03-06T16:45"),
        ("weds 11.3.", "2026-03-11"),
        ("call back by 5 today", "2026-03-04T17:00"),
        ("friday by 12", "2026-03-06T12:00"),
        ("zoom tomorrow 11 instead", "2026-03-05T11:00"),
        ("moved to 19/3 noon", "2026-03-19T12:00"),
        ("his birthday 22/3 send card", "2026-03-22"),
        ("review thurs 2:30. $33k", "2026-03-05T14:30"),
    ],
)
def test_find_when_a_note_tells_a_time(text: str, found: str) -> None:
    """Hours about, ends of months, weeks counted from a day, hours with a dot behind a weekday."""
    assert _found(text) == [found]


@pytest.mark.parametrize(
    "text", ["the month end report", "down by 5", "open for 2 weeks", "a fish at sea", "by 5 units"]
)
def test_find_when_words_only_look_alike(text: str) -> None:
    """What counts or names something else is no time."""
    assert _found(text) == []
