"""What is delivered bears the name of the message it follows from, however much later that is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from crmbot.chat.sender import Gone
from crmbot.store import trace
from crmbot.store.models.messaging import Outbox
from crmbot.store.uow import read_only
from tests.scheduler.firm import NOON, Firm

NAME = trace.of("p:message:1")
"""What follows from one message."""


def delivered(lines: Sequence[EventDict]) -> list[EventDict]:
    """Return the lines of deliveries."""
    return [line for line in lines if str(line["event"]).startswith("outbox.")]


@pytest.fixture
def task_of_a_message(firm: Firm) -> int:
    """Let a message make a task with a reminder in an hour."""
    with trace.following(NAME):
        return firm.task("call Delta", by="ana", due=NOON + timedelta(hours=1))


async def test_reminder_when_it_was_made_by_a_message(firm: Firm, task_of_a_message: int) -> None:
    """An hour later the reminder's line bears the message's name, and says how late it was."""
    firm.clock.move_to(NOON + timedelta(hours=1, seconds=2))

    with capture_logs(processors=[merge_contextvars]) as lines:
        await firm.scheduler.run_due()

    with read_only(firm.database) as session:
        fact = session.scalars(select(Outbox)).one()
        kept = (fact.trace, fact.due_at, fact.sent_at)
    assert kept == (NAME, NOON + timedelta(hours=1), firm.clock.now())
    (line,) = delivered(lines)
    assert (line["event"], line["trace"], line["late_s"]) == ("outbox.delivered", NAME, 2.0)


async def test_line_when_a_chat_is_gone(firm: Firm, task_of_a_message: int) -> None:
    """What became of a try is said with its reason."""
    firm.alpha.will("ana", Gone("user_deactivated"))
    firm.clock.move_to(NOON + timedelta(hours=1))

    with capture_logs(processors=[merge_contextvars]) as lines:
        await firm.scheduler.run_due()

    gone = [line for line in delivered(lines) if line["event"] == "outbox.not_delivered"]
    assert [(line["trace"], line["outcome"], line["reason"]) for line in gone] == [(NAME, "gone", "user_deactivated")]
