"""The database goes away in the middle of a delivery."""

import asyncio

from crmbot.core import outbox
from crmbot.core.outbox import LEASE, Target
from crmbot.scheduler import claims
from crmbot.scheduler.delivery import Deliveries
from crmbot.store.uow import unit_of_work
from tests.faults.away import away
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
        outbox.claim(session, firm.clock.now(), 10)
    await firm.skip(seconds=LEASE.total_seconds() + 1)

    with unit_of_work(firm.database) as session:
        found = [len(outbox.claim(session, firm.clock.now(), 10, lapsed=lapsed)) for lapsed in (False, True)]

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
