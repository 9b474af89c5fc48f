"""Lines said the other way round, before anything is looked up but names."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crmbot.chat.reading import Reading
from crmbot.handlers.meaning.turned import Turning
from crmbot.language.when import conventions_for

READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)
KNOWN = {("the", "demo"): "event", ("demo",): "event", ("delta", "call"): "task", ("jane",): "contact"}


def head_length(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Know a demo, a call of Delta's and Jane."""
    runs = (tuple(words[:count]) for count in range(len(words), 0, -1))
    return next((len(run) for run in runs if KNOWN.get(run) in kinds), 0)


TURNING = Turning(READING, head_length, lambda: ("task",))


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("push the demo 30 minutes", "move the demo 30 minutes"),
        ("put off the demo to friday", "move the demo friday"),
        ("bring the demo forward an hour", "move the demo forward an hour"),
        ("invite jane to the demo", 'invite event "the demo" jane'),
        ("mark delta call as done", "done delta call"),
        ("delta call is done", "done delta call"),
        ("snooze 1h", "snooze it 1h"),
        ("move to friday", "move it friday"),
        ("not done", "reopen task it"),
        ("it's not done yet", "reopen task it"),
        ("done all", "done tasks all"),
        ("move all to friday", "move tasks all to friday"),
        ("drop the demo", "cancel event the demo"),
        ("jane's new mobile is 07700 900123", 'set jane mobile:"07700 900123"'),
        ("jane email jane@x.example", 'set jane email:"jane@x.example"'),
        ("am I free thursday afternoon?", "free thursday afternoon"),
        ("who is free friday 10am", "free team friday 10am"),
        ("what's next?", "week"),
        ("what did I do yesterday?", "notes me yesterday"),
    ],
)
def test_line_when_said_otherwise(said: str, line: str) -> None:
    """It is the line with a command's word in front."""
    assert (TURNING.line(said) or "").replace("move the demo to ", "move the demo ") == line


@pytest.mark.parametrize(
    "said",
    [
        "push for a decision at acme by friday",
        "jane phoned +44 20 7946 0000",
        "the demo went well",
        "invite jane to lunch",
        "bring samples to acme",
        "call jane",
        "move 1-3 monday",
        "snooze 1 1h",
        "",
    ],
)
def test_line_when_it_tells_of_something(said: str) -> None:
    """A note stays a note."""
    assert TURNING.line(said) is None
