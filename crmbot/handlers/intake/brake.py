"""So much may come from one person at a time: what is more is kept, not worked, and they are told when to go on.

Each process counts for itself, and where there are several they count together: whoever sends much is told to the
database by instalments, one write for so many messages of theirs and none for anybody else's. To have the database
count what is in the inbox would put the sender, and an index on it, into every message that comes.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from crmbot.chat.card import Card, Line, code, spans
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.core import allowances, dialogs
from crmbot.core.context import Context
from crmbot.store.engine import Database
from crmbot.store.uow import unit_of_work

if TYPE_CHECKING:
    from concurrent.futures import Future

log = structlog.get_logger(__name__)
Together = Callable[[str, int, datetime], "Future[float]"]
"""Counts so many messages of a sender in all processes; what comes of it is how many more they may send."""

INSTALMENTS = 10
"""A minute's worth is told in so many parts: each process lets through one of them at most before it knows better."""

REMEMBERED = 10_000
"""So many people, and so many messages that are held, are kept in mind."""

_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Hold:
    """A message that comes too soon: when its sender may go on, and whether they were told so already."""

    until: datetime
    told: bool


@dataclass(slots=True)
class _Bucket:
    """How much somebody may still send, as of an instant; `told` from the first message that was too much.

    `owed` is what other processes have not heard of yet.
    """

    left: float
    at: datetime
    told: bool = False
    owed: int = 0


@dataclass(slots=True)
class Brake:
    """Counts what comes from each person; with `per_minute` 0 everything may come.

    A minute's worth may come at once: people forward a hundred messages in one go. Whom a surface vouches for sits at
    our own machine, and is not counted. Files and forms are counted and let through: nothing else would keep them.
    A message waits for no other process: what they have counted holds from the next one on. Where the database does
    not answer, each process goes on by itself.
    """

    per_minute: int = 0
    together: Together | None = None
    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _holds: OrderedDict[str, Hold] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, inbound: Inbound, now: datetime) -> None:
        """Count a message that came for the first time."""
        if not self.per_minute or inbound.who.vouched:
            return
        sign, due = inbound.who.sign, 0
        with self._lock:
            bucket = self._bucket(sign, now)
            if bucket.left >= 1:
                bucket.left -= 1
                due = self._due(bucket)
            elif not isinstance(inbound.event, Uploaded | Submitted):
                self._hold(inbound.key, bucket, now)
        if due and self.together is not None:
            self.together(sign, due, now).add_done_callback(lambda told: self._heard(sign, told))

    def hold(self, key: str) -> Hold | None:
        """Return what holds a message; None for one that may be worked."""
        return self._holds.get(key)

    def _bucket(self, sign: str, now: datetime) -> _Bucket:
        """Return what somebody has left, with what has come in since they were last heard of."""
        bucket = self._buckets.pop(sign, None) or _Bucket(float(self.per_minute), now)
        passed_s = max(0.0, (now - bucket.at).total_seconds())
        bucket.left = min(float(self.per_minute), bucket.left + passed_s * self.per_minute / _MINUTE_S)
        bucket.at = now
        bucket.told = bucket.told and bucket.left < 1
        self._buckets[sign] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket

    def _due(self, bucket: _Bucket) -> int:
        """Return how many messages others are to hear of now: none, or a whole instalment."""
        bucket.owed += 1
        if bucket.owed < max(1, self.per_minute // INSTALMENTS):
            return 0
        due, bucket.owed = bucket.owed, 0
        return due

    def _heard(self, sign: str, told: "Future[float]") -> None:
        """Take in what somebody may still send, now that all processes were asked."""
        error = None if told.cancelled() else told.exception()
        if told.cancelled() or error is not None:
            log.warning("brake.not_told", action="each process for itself", error=type(error).__name__)
            return
        with self._lock:
            bucket = self._buckets.get(sign)
            if bucket is not None:
                bucket.left = min(bucket.left, told.result())

    def _hold(self, key: str, bucket: _Bucket, now: datetime) -> None:
        # Not at the very next free place: who was too fast gets a few at once.
        wait_s = (_FEW - bucket.left) * _MINUTE_S / self.per_minute
        self._holds[key] = Hold(now + timedelta(seconds=max(1.0, wait_s)), bucket.told)
        bucket.told = True
        if len(self._holds) > REMEMBERED:
            self._holds.popitem(last=False)


_FEW = 5


@dataclass(frozen=True, slots=True)
class Shared:
    """Counts in the database, in one of its threads."""

    database: Database
    per_minute: int

    def __call__(self, sign: str, count: int, now: datetime) -> "Future[float]":
        """Count so many messages of somebody."""
        return self.database.submit(lambda: self._spend(sign, count, now))

    def _spend(self, sign: str, count: int, now: datetime) -> float:
        with unit_of_work(self.database) as session:
            return allowances.spend(session, sign, count, self.per_minute, now)


def together(database: Database, per_minute: int) -> Together | None:
    """Return how messages are counted by all processes of a database; None where there is only one."""
    return None if database.is_sqlite or not per_minute else Shared(database, per_minute)


def keep(ctx: Context, inbound: Inbound) -> None:
    """Keep what somebody said too soon, where they find it again."""
    if isinstance(inbound.event, Said) and inbound.event.text.strip():
        dialogs.keep_draft(ctx, inbound.event.text)


def told(hold: Hold, inbound: Inbound, ctx: Context) -> Card | None:
    """Say when to go on, and what became of what was sent; None where that was said a moment ago."""
    pressed = isinstance(inbound.event, Pressed)  # who presses waits for a word
    if hold.told and not pressed:
        return None
    at = hold.until.astimezone(ctx.zone)
    title = spans(f"That is more at once than I can take in. Go on at {at:%H:%M:%S}.")
    kept = spans("What you write until then is kept and not carried out: ", code("drafts"), ".")
    words = spans("Nothing was done. Press it again then.") if pressed else kept
    return Card(title, (Line(words),), icon="✋", whisper=True)
