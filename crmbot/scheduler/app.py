"""The scheduler: fires reminders at their time, and has delivered whatever waits in the outbox."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from crmbot.chat.sender import Sender
from crmbot.core import due, exports
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.delivery import sending
from crmbot.core.documents import fetching
from crmbot.core.due import DueWork, NextDue
from crmbot.core.figures import Figures, NoFigures
from crmbot.core.imports import steps as imports
from crmbot.scheduler import jobs, settling
from crmbot.scheduler.delivery import Deliveries, survive
from crmbot.scheduler.exporting import Exports
from crmbot.scheduler.fetching import Fetches
from crmbot.scheduler.importing import Imports
from crmbot.scheduler.jobs import Ticker
from crmbot.scheduler.long_work import LongWork
from crmbot.scheduler.means import Means
from crmbot.scheduler.rings import Rings
from crmbot.store import counting
from crmbot.store.engine import Database
from crmbot.store.uow import read_only, unit_of_work

if TYPE_CHECKING:
    from crmbot.chat.fetching import Fetcher

log = structlog.get_logger(__name__)

_OUTBOX, _OF_OTHERS, _FILES, _IMPORTS, _EXPORTS = "outbox", "outbox of others", "files", "imports", "exports"
_LONG = {_FILES, _IMPORTS, _EXPORTS}
_TOLD = {_OUTBOX, _OF_OTHERS, *_LONG}
"""What may leave something to deliver."""

SHORTEST_WAIT_S = 0.005
"""A moment between rounds, for when something due is in another process's hands."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the clock gave: when each kind of work is due, by name; nothing for what never is.

    `began` is measured: of two looks at the same time the one that began later knows more.
    """

    at: Mapping[str, datetime]
    now: datetime
    began: float

    def due(self, now: datetime | None = None) -> frozenset[str]:
        """Return the names of what is due when we looked, or at a later instant."""
        return frozenset(name for name, at in self.at.items() if at <= (now or self.now))

    @property
    def next_at(self) -> datetime | None:
        """Return the instant there is something for us again; None for never."""
        return min((at for name, at in self.at.items() if name != _OF_OTHERS), default=None)


class Scheduler:
    """Fires and delivers. Several may run on one PostgreSQL; everything they know is in the database."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        clock: Clock,
        org: Organisation,
        *,
        figures: Figures | None = None,
    ) -> None:
        self.senders: dict[str, Sender] = dict(senders)
        self._means = Means(database, self.senders, clock, org, figures or NoFigures())
        self._deliveries = Deliveries(self._means)
        self.fetchers: dict[str, Fetcher] = {}
        self._fetches = Fetches(self._means, fetchers=self.fetchers)
        self.imports = Imports(self._means)
        self._exports = Exports(self._means)
        self._firing = asyncio.Event()
        self._cleaning = asyncio.Event()
        self._done = asyncio.Event()
        self._rings = Rings(self._wake)
        self._alarm_by = 0.0
        self._ticker: Ticker | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        """Begin to fire and deliver; what fell due while nobody ran leaves at once."""
        self._stopping = False
        self._deliveries.open()
        for long_work in self._long_works.values():
            long_work.open()
        self._loop = asyncio.get_running_loop()
        self._ticker = Ticker([self._firing, self._deliveries.nudge], self._cleaning)
        rounds = (
            (self._firing, self._fire_due),
            (self._deliveries.nudge, self._deliveries.deliver_due),
            (self._fetches.nudge, self._fetch_due),
            (self.imports.nudge, partial(self._told_after, self.imports.run_due)),
            (self._exports.nudge, partial(self._told_after, self._exports.run_due)),
            (self._cleaning, self._clean_up),
        )
        self._workers = [asyncio.create_task(self._work(event, work)) for event, work in rounds]
        self._workers.append(asyncio.create_task(self._watch_clock()))
        self._ticker.start()

    async def stop(self) -> None:
        """End it: messages on their way are sent and settled, other claims are given back."""
        self._stopping = True
        self._loop = None
        self._rings.stop()
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        self._deliveries.stop()
        for long_work in self._long_works.values():
            long_work.stop()
        self._firing.set()
        self._cleaning.set()
        self._done.set()
        await asyncio.gather(*self._workers)
        self._workers = []

    @property
    def is_at_work(self) -> bool:
        """Whether everything it began to do goes on."""
        return bool(self._workers) and not any(worker.done() for worker in self._workers)

    @property
    def means(self) -> Means:
        """What it works with: a command line that does the same work has the same."""
        return self._means

    def wake(self) -> None:
        """Tell it, from any thread, that something new waits; it looks at once, or in a moment for many."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._rung)

    async def run_due(self, seen: Look | None = None) -> None:
        """Fire, fetch and deliver everything that is due now; returns when nothing is left.

        Args: `seen`: what a look gave just now, where there was one.
        """
        due_now = (seen or await self.look()).due(self._means.clock.now())
        while any([await self._fire_all(work) for work in _works_of(due_now)]):
            due_now = (await self.look()).due()  # what one kind of work did may be another's to do
        if due_now & _LONG:
            await self._fetches.fetch_due()
            await self.imports.run_due()
            await self._exports.run_due()
        if due_now & _TOLD:
            await self._deliveries.deliver_due()
        else:
            await self._deliveries.at_rest()

    async def look(self) -> Look:
        """Return when there is something to do again, and what."""
        return await self._means.hop(self._look)

    def _rung(self) -> None:
        if self._loop is not None:
            self._rings.ring()

    def _wake(self) -> None:
        self._firing.set()
        self._deliveries.nudge.set()

    @property
    def _long_works(self) -> Mapping[str, LongWork]:
        """What may take a while, and is left off and taken up again."""
        return {_FILES: self._fetches, _IMPORTS: self.imports, _EXPORTS: self._exports}

    async def _work(self, event: asyncio.Event, work: Callable[[], Awaitable[bool]]) -> None:
        """Do a round of work each time the event is set; what it did may be due again."""
        while not self._stopping:
            await event.wait()
            event.clear()
            if not self._stopping and await survive(work):
                self._done.set()

    async def _watch_clock(self) -> None:
        """See to it that the next round comes in time: one look for all rounds that end at about the same time."""
        while not self._stopping:
            await self._done.wait()
            self._done.clear()
            if not self._stopping:
                await survive(self._set_alarm)

    async def _set_alarm(self) -> None:
        self._set_alarm_by(await self.look())

    def _set_alarm_by(self, seen: Look) -> None:
        if seen.began < self._alarm_by or seen.next_at is None or self._ticker is None:
            return
        self._alarm_by = seen.began
        wait_s = (seen.next_at - self._means.clock.now()).total_seconds()
        if wait_s < jobs.SAFETY_NET_S:
            self._ticker.tick_in(max(wait_s, SHORTEST_WAIT_S))

    async def _fire_due(self) -> bool:
        """Do what is due by the clock, and tell whether anything is; where nothing is, we have seen when it will be.

        One kind of work that fails does not keep the others from theirs.
        """
        seen = await self.look()
        due_now = seen.due()
        for name, long_work in self._long_works.items():
            if name in due_now:
                long_work.nudge.set()
        for work in _works_of(due_now):
            await survive(partial(self._fire_all, work))
        if not due_now:
            self._set_alarm_by(seen)
        return bool(due_now)

    async def _fire_all(self, work: DueWork) -> int:
        fired = 0
        while not self._stopping and (count := await self._means.hop(partial(self._fire, work))):
            fired += count
        if fired:
            log.info("due.done", work=work.name, count=fired)
            self._deliveries.nudge.set()
        return fired

    async def _fetch_due(self) -> bool:
        any_due = await self._fetches.fetch_due()
        if any_due:
            self._deliveries.nudge.set()  # what could not be kept is told
            self.imports.nudge.set()  # one may have waited for its file
        return any_due

    async def _told_after(self, work: Callable[[], Awaitable[bool]]) -> bool:
        any_due = await work()
        if any_due:
            self._deliveries.nudge.set()
        return any_due

    async def _clean_up(self) -> bool:
        await self._means.hop(partial(settling.clean_up, self._means))
        # Piece by piece, with room for others in between.
        while not self._stopping and await self._means.hop(partial(settling.forget_some, self._means)):
            pass
        for table in await self._means.hop(partial(counting.uncounted, self._means.database)):
            await self._means.hop(partial(counting.count, self._means.database, table))
        return True  # reminders may have found other hours

    # Below this line everything runs in the database's thread.

    def _fire(self, work: DueWork) -> int:
        with unit_of_work(self._means.database) as session:
            return work.run(session, self._means.clock.now(), self._means.org)

    def _look(self) -> Look:
        """See what is due, facts for other platforms too: looking costs less than beginning each."""
        began, now = monotonic(), self._means.clock.now()
        ours = sending.next_due(frozenset(self.senders))
        others = {_OUTBOX: ours, _OF_OTHERS: sending.next_due(), **self._next_files()}
        with read_only(self._means.database) as session:
            at = due.next_dues(session, others)
        return Look(at, now, began)

    def _next_files(self) -> Mapping[str, NextDue]:
        if self._means.database.files is None:
            return {}
        fetched = fetching.next_due(frozenset(self.fetchers))
        return {_FILES: fetched, _IMPORTS: imports.NEXT_DUE, _EXPORTS: exports.NEXT_DUE}


def _works_of(names: Collection[str]) -> list[DueWork]:
    return [work for work in due.works() if work.name in names]
