"""Figures of this process and of the queues, in the text format of Prometheus."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from crmbot import __version__
from crmbot.core import outbox
from crmbot.core.clock import Clock
from crmbot.core.delivery import queues
from crmbot.core.delivery.queues import Depths
from crmbot.core.reminders.firing import REMINDER
from crmbot.core.reminders.held import HELD
from crmbot.store.engine import Database
from crmbot.store.migrate import newest
from crmbot.store.uow import read_only

if TYPE_CHECKING:
    from prometheus_client import Metric

log = structlog.get_logger(__name__)

COUNTED_EVERY_S = 5.0
"""The queues are counted at most so often, however many ask."""

DATABASE_S = 3.0
WORK_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
LATE_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0)

_SORTS = {REMINDER: "reminder", HELD: "reminder", outbox.LATE: "answer", **dict.fromkeys(outbox.IN_PLACE, "card")}


class Metrics:
    """Collects the figures of one process; each process has its own, and the queues are the same from all of them.

    Labels are platforms, outcomes and the names of commands: words of ours, never of anybody's.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]  # without types; each series would be two
        self._registry = CollectorRegistry()
        self._database, self._clock = database, clock
        self._depths: Depths | None = None
        self._counted_at: float | None = None
        self._counting = asyncio.Lock()
        self._begin_with_messages()
        self._begin_with_deliveries()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def _begin_with_messages(self) -> None:
        from prometheus_client import Counter, Histogram

        own = self._registry
        came = "Messages and presses that reached us."
        self._messages = Counter("crmbot_messages", came, ("platform", "seen"), registry=own)
        asked = "What people asked for, by what became of it."
        self._commands = Counter("crmbot_commands", asked, ("command", "outcome"), registry=own)
        took = "The work of one message in the database's thread, from beginning to commit."
        self._work = Histogram("crmbot_command_seconds", took, ("command",), buckets=WORK_S, registry=own)

    def _begin_with_deliveries(self) -> None:
        from prometheus_client import Counter, Histogram

        own = self._registry
        tried = "Tries to deliver something."
        self._deliveries = Counter("crmbot_deliveries", tried, ("platform", "outcome"), registry=own)
        late, name = "How long after its time something arrived.", "crmbot_delivery_lateness_seconds"
        self._lateness = Histogram(name, late, ("sort",), buckets=LATE_S, registry=own)

    def came(self, platform: str, *, fresh: bool) -> None:
        """Count a message that reached us."""
        self._messages.labels(platform, "first" if fresh else "again").inc()

    def worked(self, command: str, outcome: str, seconds: float) -> None:
        """Count a piece of work and its time."""
        self._commands.labels(command or "none", outcome).inc()
        self._work.labels(command or "none").observe(seconds)

    def delivered(self, platform: str, outcome: str) -> None:
        """Count a try to deliver."""
        self._deliveries.labels(platform, outcome).inc()

    def arrived(self, kind: str, late_s: float) -> None:
        """Count how late something was."""
        self._lateness.labels(_SORTS.get(kind, "notice")).observe(late_s)

    async def text(self) -> bytes:
        """Return all of them; where the database is away, those of the process."""
        from prometheus_client import generate_latest

        async with self._counting:
            if self._counted_at is None or monotonic() - self._counted_at > COUNTED_EVERY_S:
                self._depths = await self._counted()
                self._counted_at = monotonic()
        return generate_latest(self._registry)

    def count_anew(self) -> None:
        """Count the queues the next time, however soon that is."""
        self._counted_at = None

    async def _counted(self) -> Depths | None:
        counting = asyncio.wrap_future(self._database.submit(self._count))
        await asyncio.wait({counting}, timeout=DATABASE_S)
        if counting.done() and counting.exception() is None:
            return counting.result()
        counting.cancel()
        log.warning("metrics.not_counted", action="left out")
        return None

    def _count(self) -> Depths:
        with read_only(self._database) as session:
            return queues.depths(session, self._clock.now())

    def collect(self) -> Iterable["Metric"]:
        """Yield what is looked up when somebody asks; the registry calls this."""
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        versions = {"version": __version__, "tables": newest(), "python": sys.version.partition(" ")[0]}
        yield InfoMetricFamily("crmbot_build", "What runs here.", versions)
        for name, told, value in self._gauges():
            yield GaugeMetricFamily(f"crmbot_{name}", told, value)

    def describe(self) -> Iterable["Metric"]:
        """Yield nothing: the names are known when they are collected."""
        return ()

    def _gauges(self) -> Iterator[tuple[str, str, float]]:
        opened, busy, waiting = self._database.load()
        yield "database_connections", "Connections to the database that are open.", opened
        yield "database_connections_busy", "Those of them that are at work.", busy
        yield "database_waiting", "Units of work that wait for a thread.", waiting
        found = self._depths
        yield "database_up", "Whether the database answered when it was last asked.", float(found is not None)
        if found is not None:
            yield from self._queued(found)

    def _queued(self, found: Depths) -> Iterator[tuple[str, str, float]]:
        yield "inbox_open", "Messages that are not worked yet.", found.inbox_open
        yield "inbox_oldest_seconds", "How long the oldest of them has waited.", self._age(found.inbox_since)
        yield "inbox_failed", "Messages that failed on our side.", found.inbox_failed
        yield "answers_owed", "Answers whose process is thought dead.", found.answers_owed
        yield "outbox_waiting", "Facts that are due and not delivered.", found.outbox_waiting
        yield "outbox_oldest_seconds", "How long the oldest nobody has claimed is due.", self._age(found.outbox_since)
        yield "outbox_dead", "Facts that could not be delivered to anybody.", found.outbox_dead
        yield "reminders_due", "Reminders that are due and have not left.", found.reminders_due
        yield "reminders_oldest_seconds", "How long the oldest of them is due.", self._age(found.reminders_since)
        if found.last_delivery is not None:
            at = found.last_delivery.timestamp()
            yield "last_delivery_timestamp_seconds", "When the last fact arrived anywhere.", at

    def _age(self, since: datetime | None) -> float:
        return max((self._clock.now() - since).total_seconds(), 0.0) if since is not None else 0.0
