"""The database goes away between an answer and our note of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from crmbot.chat.address import SentRef
from crmbot.chat.card import Card
from crmbot.core.context import Context
from crmbot.core.inbox import LEASE
from tests.faults.away import AwayError, away
from tests.handlers.desk import NOW, Desk, Words
from tests.handlers.test_dispatcher_failures import SENDERS


async def test_answer_when_its_place_cannot_be_noted(desk: Desk) -> None:
    """It is on the screen: that its place is not known does not make it come once more."""
    inbound = desk.inbound("note Acme Ltd: hello")
    answer = await desk.work(inbound)

    with away(desk.database, times=1):
        await desk.door.sent(answer, str(SentRef(inbound.address, "1")))
    await desk.door.arrived(answer)
    desk.clock.move_to(NOW + LEASE)

    assert await desk.another().take_over(SENDERS) == 0


async def test_answer_when_it_cannot_be_left_to_the_outbox(desk: Desk) -> None:
    """We do not say any more that it is in hand: who takes over when its lease has run out sends it."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))

    with away(desk.database, times=1):
        await desk.door.not_arrived(answer)
    desk.clock.move_to(NOW + LEASE / 2)
    await desk.door.show_life()
    desk.clock.move_to(NOW + LEASE + timedelta(seconds=1))

    assert await desk.another().take_over(SENDERS) == 1


async def test_answer_when_who_takes_it_over_cannot_leave_it_either(desk: Desk) -> None:
    """One try that failed does not keep it from the next one who looks."""
    desk.command("break", broken)
    await desk.door.store(desk.inbound("break x"))
    desk.clock.move_to(NOW + LEASE)
    second = desk.another()

    with away_from_outbox(desk), pytest.raises(AwayError):
        await second.take_over(SENDERS)
    desk.clock.move_to(NOW + 2 * LEASE - timedelta(seconds=1))
    await second.show_life()
    desk.clock.move_to(NOW + 2 * LEASE + timedelta(seconds=1))

    assert await desk.another().take_over(SENDERS) == 1


def broken(ctx: Context, form: Words) -> Card:
    """Fail."""
    raise LookupError(form.text)


@contextmanager
def away_from_outbox(desk: Desk) -> Iterator[None]:
    """Let whatever writes to the outbox fail, as on a full disk."""

    def fail(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            raise AwayError

    event.listen(desk.database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", fail)
