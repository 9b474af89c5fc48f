"""The scheduler as it runs: it wakes by itself, is woken, and stops without losing anything."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from crmbot.core.clock import SystemClock
from crmbot.core.outbox import Target
from crmbot.scheduler import jobs
from crmbot.scheduler.app import Scheduler
from crmbot.scheduler.delivery import AT_ONCE
from tests.scheduler.firm import NOON, ORG, Firm


@pytest.fixture(autouse=True)
def sound_sleeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not woken sleeps for longer than any test lasts."""
    monkeypatch.setattr(jobs, "SAFETY_NET_S", 3600)


@pytest.fixture
async def running(firm: Firm) -> AsyncIterator[Firm]:
    """Give a firm whose scheduler runs."""
    await firm.scheduler.start()
    yield firm
    await firm.scheduler.stop()


async def becomes_true(claim: Callable[[], bool], timeout_s: float = 30.0) -> None:
    """Wait until a claim holds."""
    async with asyncio.timeout(timeout_s):
        while not claim():  # noqa: ASYNC110  # what is waited for is in the database or a list
            await asyncio.sleep(0.005)


async def test_due_fact_leaves_at_the_start(firm: Firm) -> None:
    """What waits when the scheduler starts is delivered without anybody asking."""
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.scheduler.start()

    await becomes_true(lambda: bool(firm.alpha.sent))
    await firm.scheduler.stop()


async def test_new_fact_leaves_when_woken(running: Firm) -> None:
    """A fact written while the scheduler sleeps leaves when it is told of it."""
    await becomes_true(lambda: not running.scheduler._deliveries.nudge.is_set())
    running.tell(1, Target(running.ids["ben"]))

    running.scheduler.wake()

    await becomes_true(lambda: bool(running.alpha.sent))


async def test_wake_may_be_called_from_any_thread(running: Firm) -> None:
    """Whoever commits a change does so in a thread of the database."""
    running.tell(1, Target(running.ids["ben"]))

    await asyncio.to_thread(running.scheduler.wake)

    await becomes_true(lambda: bool(running.alpha.sent))


async def test_reminder_leaves_when_it_is_due(firm: Firm) -> None:
    """The scheduler wakes at the due instant, not at its next regular look."""
    clock = SystemClock()
    scheduler = Scheduler(firm.database, {"alpha": firm.alpha}, clock, ORG)
    firm.clock.move_to(clock.now())
    due = clock.now() + timedelta(seconds=1.5)
    firm.task("Call Delta", due)
    firm.alpha.clock = clock

    await scheduler.start()

    await becomes_true(lambda: bool(firm.alpha.sent))
    await scheduler.stop()
    assert timedelta(0) <= firm.alpha.sent[0].at - due


async def test_stop_finishes_what_is_on_its_way(firm: Firm) -> None:
    """A message that is being sent when we stop is sent and settled."""
    firm.alpha.gate.clear()
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.start()
    await becomes_true(lambda: bool(firm.alpha.asked))
    stopping = asyncio.create_task(firm.scheduler.stop())
    await asyncio.sleep(0)

    firm.alpha.gate.set()
    await stopping

    assert [fact.status.value for fact in firm.facts()] == ["sent"]


async def test_stop_gives_back_what_was_not_begun(firm: Firm) -> None:
    """Claims that were not begun are free again at once, for the next process."""
    firm.alpha.gate.clear()
    firm.tell(AT_ONCE + 5, Target(firm.ids["ben"]))
    await firm.scheduler.start()
    await becomes_true(lambda: len(firm.alpha.asked) == AT_ONCE)
    stopping = asyncio.create_task(firm.scheduler.stop())
    await asyncio.sleep(0)

    firm.alpha.gate.set()
    await stopping

    left = [fact.lease_until for fact in firm.facts() if fact.status.value == "pending"]
    assert left == [None] * 5


async def test_what_was_given_back_is_delivered_by_the_next_process(firm: Firm) -> None:
    """A stop in the middle loses nothing and sends nothing twice."""
    firm.alpha.gate.clear()
    firm.tell(AT_ONCE + 5, Target(firm.ids["ben"]))
    await firm.scheduler.start()
    await becomes_true(lambda: len(firm.alpha.asked) == AT_ONCE)
    stopping = asyncio.create_task(firm.scheduler.stop())
    await asyncio.sleep(0)
    firm.alpha.gate.set()
    await stopping

    await firm.another().run_due()

    assert (len(firm.alpha.titles()), len(set(firm.alpha.titles()))) == (AT_ONCE + 5, AT_ONCE + 5)


async def test_slow_chat_does_not_hold_up_the_others(firm: Firm) -> None:
    """While one platform does not answer, the other gets what comes in meanwhile."""
    firm.alpha.gate.clear()
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.start()
    await becomes_true(lambda: bool(firm.alpha.asked))

    firm.tell(1, Target(address="beta:w2:room"))
    firm.scheduler.wake()

    await becomes_true(lambda: bool(firm.beta.sent))
    firm.alpha.gate.set()
    await firm.scheduler.stop()


async def test_scheduler_can_be_started_again(firm: Firm) -> None:
    """After a stop a start goes on where it ended."""
    await firm.scheduler.start()
    await firm.scheduler.stop()
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.scheduler.start()

    await becomes_true(lambda: bool(firm.alpha.sent))
    await firm.scheduler.stop()


async def test_next_due_is_the_earlier_of_reminder_and_fact(firm: Firm) -> None:
    """The scheduler knows when there is something to do again."""
    firm.task("Call Delta", NOON + timedelta(hours=2))
    firm.task("Call Acme", NOON + timedelta(hours=1))

    due = (await firm.scheduler.look()).next_at

    assert due == NOON + timedelta(hours=1)


async def test_looking_at_the_clock_when_nothing_is_due(firm: Firm) -> None:
    """However many kinds of work there are, one statement tells that none is due, and one when the next one is."""
    sent: list[str] = []
    event.listen(firm.database.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))

    await firm.scheduler.run_due()
    await firm.scheduler.look()

    assert len([statement for statement in sent if not statement.startswith("BEGIN")]) == 2


async def test_nothing_is_due_when_all_is_told(firm: Firm) -> None:
    """Once everything is delivered there is nothing to wake for."""
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()

    due = (await firm.scheduler.look()).next_at

    assert due is None
