"""The words of a note tell when it was."""

from datetime import UTC, date, datetime, time

import pytest

from crmbot.language.happened import past_or_asked
from crmbot.language.notes import read
from crmbot.language.when import When

WEDNESDAY = datetime(2025, 3, 12, 9, 0, tzinfo=UTC)
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("yesterday called Jane", "2025-03-11"),
        ("called Jane yesterday at 3pm", "2025-03-11T15:00"),
        ("met Jane on monday", "2025-03-10"),
        ("met Jane last friday", "2025-03-07"),
        ("called Jane at 9:30", "2025-03-12T09:30"),
        ("called Jane 2 hours ago", "2025-03-12T08:00"),
        ("called Jane on 5 march", "2025-03-05"),
        ("called Jane on 20 dec", "2024-12-20"),
        ("had a call with Jane yesterday", "2025-03-11"),
    ],
)
def test_happened_when_it_was_before(text: str, was: str) -> None:
    """A time in what is told as done is over: a bare Monday is the last one."""
    past = read(text, now=WEDNESDAY, zone=PARIS).happened

    assert past is not None
    assert str(past.when) == was


@pytest.mark.parametrize(
    "text",
    [
        "called Jane",
        "called Jane this morning",
        "called Jane today",
        "met Jane about the demo on friday",
        "emailed Jane last week",
        "spoke to Anna, try again friday",
        "Acme: met Jane, follow up Tuesday 3pm",
        "demo thursday",
        "called Jane, wants a quote by friday",
    ],
)
def test_happened_when_no_other_time_is_told(text: str) -> None:
    """Today, a week as a whole, and the times of other things say nothing of when it was."""
    assert read(text, now=WEDNESDAY, zone=PARIS).happened is None


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("met Jane tomorrow at 5pm", []),
        ("called Jane at 3pm", ["2025-03-11T15:00"]),
        ("spoke with jane on march 20", []),
    ],
)
def test_happened_when_it_lies_ahead(text: str, instead: list[str]) -> None:
    """What is told as done and lies ahead has no time, and perhaps another that was meant."""
    past = read(text, now=WEDNESDAY, zone=PARIS).happened

    assert past is not None
    assert (past.when, [str(one) for one in past.instead]) == (None, instead)


@pytest.mark.parametrize(
    ("given", "was", "instead"),
    [
        (When(date(2025, 3, 11), None, PARIS), "2025-03-11", []),
        (When(date(2026, 3, 3), time(15), PARIS), "2025-03-03T15:00", []),
        (When(date(2025, 3, 17), None, PARIS), "None", ["2025-03-10"]),
        (When(date(2025, 3, 13), None, PARIS), "None", ["2025-03-12"]),
        (When(date(2025, 3, 12), time(15), PARIS), "None", ["2025-03-11T15:00"]),
    ],
)
def test_past_when_a_time_is_given(given: When, was: str, instead: list[str]) -> None:
    """A day of next year is that of this one; a day ahead is asked for, with the one before it."""
    past = past_or_asked(given, "then", now=WEDNESDAY)

    assert (str(past.when), [str(one) for one in past.instead]) == (was, instead)
