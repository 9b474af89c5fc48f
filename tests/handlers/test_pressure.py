"""Much comes at once: what comes is taken in all the same, and whoever waits is told before long."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crmbot.chat.card import Card, spans
from crmbot.core.context import Context
from crmbot.handlers.adapter import Answer
from crmbot.handlers.intake.hands import HURRIED_S
from crmbot.store.engine import POSTGRESQL_THREADS
from tests.handlers.desk import LIMITS, Desk, Words, text_of

WAIT_S = 20.0
LONGEST_S = 2.5


class Held:
    """A command that waits in the middle of its work."""

    def __init__(self, desk: Desk) -> None:
        """Teach it to the desk."""
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()
        desk.command("stuck", self.run)

    def run(self, ctx: Context, form: Words) -> Card:
        """Wait until told to go on."""
        del ctx
        self.begun.release()
        assert self.go_on.wait(WAIT_S)
        return Card(spans(form.text))


@contextmanager
def many_at_work(desk: Desk, held: Held) -> Iterator[list[asyncio.Task[Answer]]]:
    """Have more messages under way than there are threads, each in a chat of its own."""
    inbounds = [desk.inbound(f"stuck number {number}", chat=f"c{number}") for number in range(POSTGRESQL_THREADS + 4)]
    tasks = [asyncio.create_task(desk.work(inbound)) for inbound in inbounds]
    try:
        yield tasks
    finally:
        held.go_on.set()


async def begun(desk: Desk, held: Held) -> None:
    """Return when as many are worked as may be."""
    for _ in range(desk.database.worked_at_once):
        assert await asyncio.to_thread(held.begun.acquire, timeout=WAIT_S)


async def test_message_when_all_hands_are_full(postgresql_desk: Desk) -> None:
    """It is stored at once, though nothing that came before it is done; and all are answered in the end."""
    desk, held = postgresql_desk, Held(postgresql_desk)
    with many_at_work(desk, held) as tasks:
        await begun(desk, held)
        async with asyncio.timeout(WAIT_S / 2):
            stored = await desk.door.store(desk.inbound("today", who="ben"))
    answers = await asyncio.gather(*tasks)
    late = await desk.door.work(stored, LIMITS)

    assert stored.fresh
    assert sorted(text_of(answer).strip() for answer in answers) == sorted(
        f"number {number}" for number in range(len(tasks))
    )
    assert late.card is not None


async def test_patience_when_all_hands_are_full(postgresql_desk: Desk) -> None:
    """An acknowledgement waits for its answer as long as it may, but not where others queue for theirs."""
    desk, held = postgresql_desk, Held(postgresql_desk)
    before = desk.door.patience_s(LONGEST_S)
    with many_at_work(desk, held) as tasks:
        await begun(desk, held)
        meanwhile = desk.door.patience_s(LONGEST_S)
    await asyncio.gather(*tasks)

    assert (before, meanwhile, desk.door.patience_s(LONGEST_S)) == (LONGEST_S, HURRIED_S, LONGEST_S)
