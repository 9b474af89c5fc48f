"""Numbers of thousands of digits, which no row, page or day has: read as what they are, by every command."""

import pytest
from structlog.testing import capture_logs

from crmbot.chat.inbound import Pressed, Said
from tests.handlers.desk import Desk

HUGE = "9" * 4_500
"""More digits than Python turns into a number, and fewer letters than a message may have."""

LARGE = "9" * 19
"""More than any database counts to, by a little."""

LINES = (
    *(
        "open {}",
        "done {}",
        "done 1-{}",
        "done {},2",
        "won {}",
        "won 1-{}",
        "lost {}-{}",
        "delete {}",
        "log C-1 size:{}",
    ),
    *("outbox retry {}", "outbox drop {}", "outbox", "holiday {} remove", "holiday remove {}", "map {} to mail"),
    *(
        "deals {}",
        "merge {} with C-1",
        "set C-1 employees {}",
        "note C-1: seen {} times",
        "snooze {} days",
        "D-{}",
        "{}",
    ),
    *("prob D-1 {}", "deals page:{}", "tasks older than {} days", "field layout company {}", "remind {} h before T-1"),
)


@pytest.mark.parametrize("digits", [HUGE, LARGE], ids=["huge", "large"])
@pytest.mark.parametrize("way", [Said, Pressed], ids=["said", "pressed"])
async def test_line_when_its_number_is_far_too_large(desk: Desk, digits: str, way: type[Said | Pressed]) -> None:
    """It has its answer, and nothing fails on our side."""
    await desk.say("tasks")
    await desk.say("deals")

    with capture_logs() as lines:
        answers = [(line, await desk.say(way(line.replace("{}", digits)))) for line in LINES]

    assert [line for line, answer in answers if "failed on our side" in answer] == []
    assert [line for line in lines if line["log_level"] == "error"] == []
