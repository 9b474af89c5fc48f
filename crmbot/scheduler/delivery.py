"""The delivery loop: claims what is due, sends it outside any transaction, and settles it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog

from crmbot.chat.sender import Delivered, Delivery
from crmbot.core.delivery.sending import LEASE
from crmbot.scheduler import claims, settling
from crmbot.scheduler.claims import Batch, Claim, Ready
from crmbot.scheduler.means import Means
from crmbot.scheduler.settling import Failed, Outcome, Undrawn
from crmbot.store import trace
from crmbot.store.away import is_away
from crmbot.store.pauses import doubling
from crmbot.store.uow import CollisionError

log = structlog.get_logger(__name__)

AT_ONCE = 16
"""Messages on their way at the same time: enough for the fastest pace at the slowest usual answer."""

HEARTBEAT_S = LEASE / timedelta(seconds=3)
SEND_AT_MOST_S = 120.0
"""Senders give up on their own much earlier; this only keeps one that does not from holding its place for ever."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0
SETTLE_AT_MOST_S, ENDING_AT_MOST_S = 300.0, 10.0
"""How long we try to write an outcome down, and how long when we are to end."""

LENIENT_S = 2 * LONGEST_PAUSE_S
"""How long after trouble with the database leases that ran out are let be: whoever has them could not prolong them."""


async def survive(work: Callable[[], Awaitable[object]]) -> bool:
    """Do a round of work, and tell whether there was anything to do, as far as it says so.

    What goes wrong with it is logged, and the next round comes all the same.
    """
    try:
        return bool(await work())
    except Exception:
        log.exception("scheduler.round_failed")
        return True


class Deliveries:
    """Delivers what is due. `nudge` is set by whoever knows that something new may be."""

    def __init__(self, means: Means) -> None:
        self.nudge = asyncio.Event()
        self._means = means
        self._ending = asyncio.Event()
        self._lenient_until = 0.0
        self._on_their_way: dict[int, asyncio.Task[None]] = {}  # by the number of the fact
        self._round = asyncio.Lock()

    def open(self) -> None:
        """Let deliveries begin."""
        self._ending.clear()

    def stop(self) -> None:
        """Begin no delivery any more; those on their way are brought to their end."""
        self._ending.set()
        self.nudge.set()

    @property
    def _stopping(self) -> bool:
        return self._ending.is_set()

    async def deliver_due(self) -> bool:
        """Deliver until a look finds nothing due, or it is to stop; tell whether there was anything.

        What is written while others are drawn may be left to the next round, which its nudge begins.
        """
        async with self._round:
            try:
                return await self._deliver_due()
            finally:
                if self._on_their_way:
                    await asyncio.wait(self._on_their_way.values())

    async def at_rest(self) -> None:
        """Return when no round is under way any more."""
        async with self._round:
            return

    async def _deliver_due(self) -> bool:
        any_due = False
        while not self._stopping:
            self.nudge.clear()
            batch = await self._claimed()
            any_due = any_due or bool(batch.due)
            await self._begin_all(batch.leaving)
            if not batch.is_full and not await self._may_be_more(queued=batch.queued):
                break
        return any_due

    async def _may_be_more(self, *, queued: bool) -> bool:
        """Wait until all have arrived that are on their way; tell, as soon as that may be, that more is due.

        Where some are `queued`, one that arrives leaves time for others that have come to their turn.
        """
        while self._on_their_way and not self.nudge.is_set():
            await self._one_arrived_or(self.nudge)
            if queued and self._on_their_way:
                return True
        return self.nudge.is_set()

    async def _one_arrived_or(self, event: asyncio.Event) -> None:
        """Return when one of those on their way has arrived, or an event is set."""
        setting = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait({setting, *self._on_their_way.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            setting.cancel()

    async def _claimed(self) -> Batch:
        """Claim; while the database is just back, nothing that others had claimed before."""
        try:
            lapsed = monotonic() >= self._lenient_until
            return await self._means.hop(partial(claims.claim, self._means, lapsed=lapsed))
        except Exception:
            self._lenient_until = monotonic() + LENIENT_S
            raise

    async def _begin_all(self, claimed: tuple[Claim, ...]) -> None:
        for number, claim in enumerate(claimed):
            while len(self._on_their_way) >= AT_ONCE and not self._stopping:
                await self._one_arrived_or(self._ending)
            if self._stopping:
                await self._means.hop(partial(settling.release, self._means, claimed[number:]))
                return
            with trace.following(claim.trace):
                await self._begin(claim)

    async def _begin(self, claim: Claim) -> None:
        """Draw one fact, in turn, and send it beside the others."""
        if claim.fact_id in self._on_their_way:  # the clock jumped beyond its lease
            log.warning("outbox.still_on_its_way", action="let be", fact=claim.fact_id)
            return
        try:
            ready = await self._means.hop(partial(claims.prepare, self._means, claim))
        except Exception as error:
            log.exception("outbox.undrawn", action="outbox.retry", fact=claim.fact_id)
            await self._settle(claim, self._means.clock.now(), _undrawn(error))
            return
        if ready is not None:
            task = asyncio.create_task(self._deliver(ready))
            self._on_their_way[claim.fact_id] = task
            task.add_done_callback(lambda _: self._on_their_way.pop(claim.fact_id))

    async def _deliver(self, ready: Ready) -> None:
        started = self._means.clock.now()
        if started >= ready.claim.lease:  # we were asleep: by now it may be somebody else's
            log.warning("outbox.overslept", action="left to its next claim", fact=ready.claim.fact_id)
            return
        await self._settle(ready.claim, started, await self._outcome(ready))

    async def _outcome(self, ready: Ready) -> Outcome:
        try:
            async with asyncio.timeout(SEND_AT_MOST_S):
                return await self._sent(ready)
        except Exception as error:
            log.exception("outbox.failed", action="outbox.retry", fact=ready.claim.fact_id)
            return Failed(type(error).__name__)

    async def _sent(self, ready: Ready) -> Delivery:
        """Send, and keep the fact ours for as long as that takes: a second copy is worse than a late one."""
        sending = asyncio.ensure_future(self._send(ready))
        try:
            while not (await asyncio.wait({sending}, timeout=HEARTBEAT_S))[0]:
                await self._keep(ready.claim)
            return sending.result()
        finally:
            sending.cancel()

    async def _keep(self, claim: Claim) -> None:
        try:
            await self._means.hop(partial(settling.prolong, self._means, claim))
        except Exception:
            # It is on its way, whatever the database does: broken off now, it would be sent twice.
            log.exception("outbox.not_prolonged", action="sent on", fact=claim.fact_id)

    async def _send(self, ready: Ready) -> Delivery:
        address = ready.claim.way.address
        sender = self._means.senders[address.platform]
        if ready.ref is not None:
            return await sender.edit(ready.ref, ready.drawn)
        if ready.under is not None:
            return await sender.reply(ready.under, ready.drawn)
        return await sender.send(address, ready.drawn)

    async def _settle(self, claim: Claim, started: datetime, outcome: Outcome) -> None:
        """Write the outcome down, trying until the database is back: what is not written down is sent once more."""
        pauses_s, began = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S), monotonic()
        while not await self._settled(claim, started, outcome):
            if monotonic() - began > (ENDING_AT_MOST_S if self._stopping else SETTLE_AT_MOST_S):
                log.error("outbox.unsettled", action="given up", fact=claim.fact_id, outcome=type(outcome).__name__)
                return
            await asyncio.sleep(next(pauses_s))

    async def _settled(self, claim: Claim, started: datetime, outcome: Outcome) -> bool:
        try:
            await self._means.hop(partial(settling.settle, self._means, claim, started, outcome))
        except Exception:
            log.exception("outbox.unsettled", action="retry", fact=claim.fact_id, outcome=type(outcome).__name__)
            return False
        if not isinstance(outcome, Delivered):
            self.nudge.set()  # it may go elsewhere at once, or somebody is to be told
        return True


def _undrawn(error: Exception) -> Failed | Undrawn:
    """Return what became of a fact that could not be drawn: our mistakes count, the database being away does not."""
    is_ours = not isinstance(error, CollisionError) and not is_away(error)
    return Failed(type(error).__name__) if is_ours else Undrawn(type(error).__name__)
