"""So much may come from one person at a time: what is more is kept, not worked, and they are told when to go on."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from crmbot.chat.card import Card, Line, code, spans
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.core import dialogs
from crmbot.core.context import Context

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
    """How much somebody may still send, as of an instant; `told` from the first message that was too much."""

    left: float
    at: datetime
    told: bool = False


@dataclass(slots=True)
class Brake:
    """Counts what comes from each person; with `per_minute` 0 everything may come.

    A minute's worth may come at once: people forward a hundred messages in one go. Whom a surface vouches for sits at
    our own machine, and is not counted. Files and forms are counted and let through: nothing else would keep them.
    """

    per_minute: int = 0
    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _holds: OrderedDict[str, Hold] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, inbound: Inbound, now: datetime) -> None:
        """Count a message that came for the first time."""
        if not self.per_minute or inbound.who.vouched:
            return
        with self._lock:
            bucket = self._bucket(inbound.who.sign, now)
            if bucket.left >= 1:
                bucket.left -= 1
            elif not isinstance(inbound.event, Uploaded | Submitted):
                self._hold(inbound.key, bucket, now)

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

    def _hold(self, key: str, bucket: _Bucket, now: datetime) -> None:
        # Not at the very next free place: who was too fast gets a few at once.
        wait_s = (_FEW - bucket.left) * _MINUTE_S / self.per_minute
        self._holds[key] = Hold(now + timedelta(seconds=max(1.0, wait_s)), bucket.told)
        bucket.told = True
        if len(self._holds) > REMEMBERED:
            self._holds.popitem(last=False)


_FEW = 5


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
