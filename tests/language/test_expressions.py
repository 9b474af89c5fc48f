"""Everything a text says of time, found at once."""

from datetime import UTC, datetime

import pytest

from crmbot.language import expressions
from crmbot.language.when import Conventions

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)  # a Thursday
ZONE = "Europe/London"


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in expressions.find(text, now=NOW, zone=ZONE)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30 min call with Jane tomorrow", [("duration", "30 min"), ("date", "tomorrow")]),
        ("in 30 minutes", [("datetime", "in 30 minutes")]),
        ("every 2 weeks", [("recurrence", "every 2 weeks")]),
        ("every monday 9am for 1h", [("recurrence", "every monday 9am for 1h")]),
        ("met for an hour, follow up friday 3pm", [("duration", "an hour"), ("datetime", "friday 3pm")]),
        ("call Bob weekly, demo on tuesday", [("recurrence", "weekly"), ("date", "on tuesday")]),
        ("sold 42 units to May Smith", []),
    ],
)
def test_find_when_kinds_stand_side_by_side(text: str, found: list[tuple[str, str]]) -> None:
    """Each of them has its kind and its words, and none is told twice."""
    assert _kinds(text) == found


@pytest.mark.parametrize("text", ["every 2 weeks on tuesday for 3 months", "wait 2 hours, then in 3 days at 4pm"])
def test_find_when_they_could_overlap(text: str) -> None:
    """No letter belongs to two expressions."""
    found = expressions.find(text, now=NOW, zone=ZONE)

    ends = [end for each in found for end in each.span]
    assert ends == sorted(ends)


def test_find_when_a_place_is_masked() -> None:
    """A name keeps its words, whatever kind they look like."""
    text = "24 Hour Fitness, every day"

    (found,) = expressions.find(text, now=NOW, zone=ZONE, masked=[(0, 15)])

    assert found.text == "every day"


def test_find_when_a_reading_is_in_doubt() -> None:
    """Doubt is part of the answer, whatever the kind."""
    found = expressions.find("the weekly report took several days", now=NOW, zone=ZONE)

    assert [each.doubt.reason for each in found if each.doubt is not None] == ["vague", "vague"]


def test_find_when_the_language_is_another() -> None:
    """Places are those of the text as it was typed, though it is read in English."""
    said = "30 Minuten telefoniert, jeden Montag"

    found = expressions.find(said, now=NOW, zone="Europe/Berlin", conventions=Conventions(languages=("de",)))

    assert [(each.kind, each.text) for each in found] == [("duration", "30 Minuten"), ("recurrence", "jeden Montag")]
