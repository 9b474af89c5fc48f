"""The database goes away in the middle of a delivery."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from crmbot.core import due
from crmbot.core.delivery import sending
from crmbot.core.delivery.sending import LEASE
from crmbot.core.outbox import Target
from crmbot.scheduler import claims, delivery
from crmbot.scheduler.delivery import Deliveries
from crmbot.store.engine import Database
from crmbot.store.models.messaging import OutboxStatus
from crmbot.store.uow import unit_of_work
from tests.faults.away import AwayError, away
from tests.scheduler.firm import Firm


async def test_message_when_the_database_is_away_as_it_was_sent(firm: Firm) -> None:
    """That it was sent is noted as soon as the database is back, so nobody sends it again."""
    firm.alpha.gate.clear()
    firm.tell(1, Target(firm.ids["ana"]))
    delivering = asyncio.create_task(firm.scheduler.run_due())
    while not firm.alpha.asked:  # noqa: ASYNC110 - a list, not an event
        await asyncio.sleep(0.01)

    with away(firm.database, times=2):
        firm.alpha.gate.set()
        await delivering
    await firm.skip(seconds=LEASE.total_seconds() + 1)
    await firm.another().run_due()

    assert [fact.status.value for fact in firm.facts()] == ["sent"]
    assert firm.alpha.chats() == ["alpha:w1:ana"]


async def test_claim_when_the_database_was_just_away(firm: Firm) -> None:
    """What others had claimed is left alone for a moment: they could not say that they live."""
    firm.tell(1, Target(firm.ids["ana"]))
    with unit_of_work(firm.database) as session:
        sending.claim(session, firm.clock.now(), 10)
    await firm.skip(seconds=LEASE.total_seconds() + 1)

    with unit_of_work(firm.database) as session:
        found = [len(sending.claim(session, firm.clock.now(), 10, lapsed=lapsed)) for lapsed in (False, True)]

    assert found == [0, 1]


async def test_message_when_the_process_slept_before_it_was_sent(firm: Firm) -> None:
    """Who wakes up with a lease that has run out does not send: somebody else may have."""
    firm.tell(1, Target(firm.ids["ana"]))
    means = firm.means()
    ready = claims.prepare(means, claims.claim(means).leaving[0])
    await firm.skip(seconds=LEASE.total_seconds())

    assert ready is not None
    await Deliveries(means)._deliver(ready)

    assert firm.alpha.asked == []


async def test_card_when_the_database_is_away_as_it_is_drawn(firm: Firm) -> None:
    """That is no try of its delivery: nobody was asked, and it leaves in a moment."""
    firm.task("Call Delta", firm.clock.now())
    means, deliveries = firm.means(), Deliveries(firm.means())
    firm.scheduler._fire(next(work for work in due.works() if work.name == "reminders"))
    claimed = claims.claim(means).leaving[0]

    with gone_away(firm.database):
        await deliveries._begin(claimed)
    fact = firm.facts()[0]
    await firm.advance(seconds=5)

    assert (fact.tries, fact.status, firm.alpha.chats()) == (0, OutboxStatus.PENDING, ["alpha:w1:ben"])


async def test_message_when_the_database_is_away_while_it_is_on_its_way(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not broken off because nobody can say that it is on its way: it would come twice."""
    monkeypatch.setattr(delivery, "HEARTBEAT_S", 0.01)
    firm.alpha.gate.clear()
    firm.tell(1, Target(firm.ids["ana"]))
    # Listened to from the start: nobody may begin to while a heart beats in another thread.
    with away(firm.database, times=0) as left:
        delivering = asyncio.create_task(firm.scheduler.run_due())
        while not firm.alpha.asked:  # noqa: ASYNC110 - a list, not an event
            await asyncio.sleep(0.01)
        left[0] = 2
        while left[0]:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)
    firm.alpha.gate.set()
    with suppress(AwayError):  # the look for more work may have met it instead
        await delivering
    async with asyncio.timeout(30):
        while firm.facts()[0].status.value != "sent":  # noqa: ASYNC110 - a row, not an event
            await asyncio.sleep(0.01)

    assert (firm.alpha.asked, firm.alpha.chats()) == (["ana"], ["alpha:w1:ana"])


async def test_message_when_the_clock_jumps_while_it_is_on_its_way(firm: Firm) -> None:
    """Its lease has run out by then, and yet it is in our hands: it is not sent once more beside itself."""
    firm.alpha.gate.clear()
    firm.tell(1, Target(firm.ids["ana"]))
    deliveries = Deliveries(firm.means())
    delivering = asyncio.create_task(deliveries.deliver_due())
    while not firm.alpha.asked:  # noqa: ASYNC110 - a list, not an event
        await asyncio.sleep(0.01)

    await firm.skip(seconds=2 * LEASE.total_seconds())
    firm.tell(1, Target(firm.ids["ben"]))
    deliveries.nudge.set()
    while "ben" not in firm.alpha.asked:  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.01)
    firm.alpha.gate.set()
    await delivering

    assert sorted(firm.alpha.chats()) == ["alpha:w1:ana", "alpha:w1:ben"]
    assert {fact.status for fact in firm.facts()} == {OutboxStatus.SENT}


@contextmanager
def gone_away(database: Database) -> Iterator[None]:
    """Let the next transaction begin, and fail at its first statement as on a connection that is cut."""
    left = [1]

    def fail(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if left[0] and statement.startswith("UPDATE outbox"):
            left[0] = 0
            failure = sqlite3.OperationalError("disk I/O error")
            failure.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
            raise OperationalError(statement, None, failure)

    event.listen(database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", fail)
