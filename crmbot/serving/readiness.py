"""Whether a process can do its work just now, and if not, what keeps it from that."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from crmbot.core.clock import Clock
from crmbot.core.delivery import queues
from crmbot.handlers.adapter import Adapter
from crmbot.scheduler.app import Scheduler
from crmbot.store.engine import Database
from crmbot.store.migrate import suits
from crmbot.store.uow import read_only

DATABASE_S = 2.0
"""How long the database may take to answer."""

KEPT_S = 1.0
"""How long an answer is good: whoever asks more often does not make the database work for it."""

STUCK = timedelta(minutes=2)
"""A message is taken over within some twenty seconds of its process's death: this one nobody works."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold; `words` say what is wrong where it does not."""

    name: str
    holds: bool
    words: str = ""

    def __str__(self) -> str:
        """Write one line."""
        return f"{self.name}: {'ok' if self.holds else self.words}"


class Readiness:
    """Looks at the database, the inbox, the platforms and the scheduler, as far as they are this process's part."""

    def __init__(self, database: Database, clock: Clock, adapters: Sequence[Adapter], scheduler: Scheduler) -> None:
        self._database = database
        self._clock = clock
        self._adapters = adapters
        self._scheduler = scheduler
        self._asking: asyncio.Future[tuple[Condition, ...]] | None = None
        self._found: tuple[Condition, ...] = ()
        self._found_at: float | None = None
        self._looking = asyncio.Lock()
        self.listens = False
        """Whether it is this process's part to listen to the platforms."""

        self.ticks = False
        """Whether it is its part to fire and deliver."""

        self.is_ending = False

    async def look(self) -> tuple[Condition, ...]:
        """Return everything that must hold, as it was a second ago at most."""
        async with self._looking:
            if self._found_at is None or monotonic() - self._found_at > KEPT_S:
                self._found = await self._look()
                self._found_at = monotonic()
            return (Condition("process", holds=not self.is_ending, words="is ending"), *self._found)

    def forget(self) -> None:
        """Look anew the next time, however soon that is."""
        self._found_at = None

    async def _look(self) -> tuple[Condition, ...]:
        stored = await self._stored()
        doors = [Condition(each.platform, await each.hears(), "is not connected") for each in self._heard]
        ticks = [Condition("scheduler", self._scheduler.is_at_work, "has ended")] if self.ticks else []
        return (*stored, *doors, *ticks)

    @property
    def _heard(self) -> Sequence[Adapter]:
        """The platforms that this process listens to."""
        return self._adapters if self.listens else ()

    async def _stored(self) -> tuple[Condition, ...]:
        """Ask the database; as long as it does not answer, it is not asked again."""
        if self._asking is None:
            self._asking = asyncio.wrap_future(self._database.submit(lambda: tuple(self._ask())))
        await asyncio.wait({self._asking}, timeout=DATABASE_S)
        if not self._asking.done():
            return (Condition("database", holds=False, words=f"does not answer within {DATABASE_S:.0f} s"),)
        asked, self._asking = self._asking, None
        error = asked.exception()
        if error is not None:  # its sentence may name the server, which is not everybody's to know
            return (Condition("database", holds=False, words=f"cannot be used: {type(error).__name__}"),)
        return asked.result()

    # Below this line everything runs in the database's thread.

    def _ask(self) -> Iterator[Condition]:
        is_ours = suits(self._database)
        yield Condition("database", holds=True)
        yield Condition("tables", is_ours, "are of an earlier release: run `python -m crmbot migrate`")
        if is_ours and self.listens:
            yield self._inbox()

    def _inbox(self) -> Condition:
        now = self._clock.now()
        with read_only(self._database) as session:
            since = queues.oldest_open(session, [adapter.platform for adapter in self._heard])
        waits = now - since if since is not None else timedelta()
        return Condition("inbox", waits < STUCK, f"a message has waited for {waits.total_seconds():.0f} s")
