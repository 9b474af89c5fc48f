"""What somebody has on is found by its time: theirs alone, seen alone, and only where something is on."""

from datetime import timedelta

import pytest

from crmbot.core import slots
from crmbot.core.context import Context
from tests.core.conftest import Office
from tests.core.event_desk import at, made


def titles(ctx: Context, words: str, *kinds: str) -> list[str]:
    """Return what words name by its time."""
    return [one.title for one in slots.named(ctx, words, kinds)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tomorrow's meeting", ["Plan the hall", "Late review"]),
        ("my 10am", ["Plan the hall"]),
        ("my 10 meeting", ["Plan the hall"]),
        ("the meeting at 4", ["Late review"]),
        ("my next appointment", ["Plan the hall"]),
        ("friday's review", ["Late review"]),
        ("the meeting on 27 nov", []),
        ("my 11am", []),
        ("friday's lunch", []),
        ("the meeting on no day", []),
        ("Plan the hall", []),
    ],
)
def test_named_when_a_day_has_two(office: Office, words: str, expected: list[str]) -> None:
    """The hour and the word for it tell which; without them both are meant, the earlier first."""
    made(office, "ben", at(16), title="Late review")
    made(office, "ben", at(10))

    with office.acting("ben") as ctx:
        assert titles(ctx, words) == expected


def test_named_when_it_is_over(office: Office) -> None:
    """What is named by its hour alone is still to come; by its day it is found all the same."""
    made(office, "ben", at(10))
    office.now += timedelta(days=1, hours=8)

    with office.acting("ben") as ctx:
        assert titles(ctx, "my next meeting") == []
        assert titles(ctx, "today's meeting") == ["Plan the hall"]


def test_named_when_it_is_somebody_elses(office: Office) -> None:
    """Nobody's meeting is taken for one's own."""
    made(office, "ben", at(10))

    with office.acting("mia") as ctx:
        assert titles(ctx, "tomorrow's meeting") == []


def test_named_when_a_kind_is_wanted(office: Office) -> None:
    """What is no task is not found among tasks."""
    made(office, "ben", at(10))

    with office.acting("ben") as ctx:
        assert titles(ctx, "tomorrow's meeting", "task") == []
        assert titles(ctx, "tomorrow's meeting", "event", "task") == ["Plan the hall"]
