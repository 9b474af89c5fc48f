"""Facts to tell somebody, written with the change and delivered after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crmbot.store import trace
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.upsert import insert_all_new, insert_new

UNDELIVERED = "delivery.failed"
REFRESH = "card.refresh"
ERASED = "card.erased"
LATE = "answer.late"
"""The kind of an answer that could not be given when it was asked for."""

IN_PLACE = frozenset({REFRESH, ERASED})
"""Kinds that take the place of a card that stands in a chat."""

CHAT_LOST = "chat.lost"
"""The fact that one chat of somebody's is out of reach, told in another."""

ZONE_CHANGED = "zone.changed"
"""The fact that a platform says somebody is in another zone than before."""

UNSUNG = frozenset({UNDELIVERED, CHAT_LOST, ZONE_CHANGED, *IN_PLACE})
"""Kinds nobody is told about when they cannot be delivered."""

WAITING = "something waits to be told"
"""The mark on a session that wrote a fact or a reminder: whoever commits it wakes the scheduler."""

SOON = timedelta(seconds=5)
"""Schedulers look at least this often: what is due later is found without a word to them."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to tell: a user, wherever they can be reached, or an address."""

    user_id: int | None = None
    address: str | None = None


def waits(session: Session, at: datetime) -> None:
    """Mark a session that wrote what is to be done at an instant; the earliest counts."""
    known = session.info.get(WAITING)
    session.info[WAITING] = at if known is None else known if known is True else min(known, at)


def waits_now(session: Session) -> None:
    """Mark a session that wrote what is to be done at once, or at an instant only the database will tell."""
    session.info[WAITING] = True


def is_soon(session: Session, now: datetime) -> bool:
    """Tell whether something that was written is due before everybody looks again."""
    at = session.info.get(WAITING)
    return at is not None and (at is True or at < now + SOON)


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact to be written: to a user, to an address, or to a user at an address.

    `due_at` is when it should have left, if not at `send_after`; `trace` names what it follows from, if that is not
    what is worked now.
    """

    kind: str
    dedupe_key: str
    send_after: datetime
    args: Mapping[str, str]
    record_id: int | None = None
    user_id: int | None = None
    address: str | None = None
    due_at: datetime | None = None
    trace: str | None = None


def tell(  # noqa: PLR0913  # a fact has as many parts, and callers name them
    session: Session,
    kind: str,
    target: Target,
    *,
    at: datetime,
    record_id: int | None = None,
    args: Mapping[str, str] | None = None,
    dedupe_key: str,
) -> bool:
    """Write a fact to be told from `at` on; False when the same fact is there already."""
    fact = NewFact(
        kind, dedupe_key, at, args or {}, record_id=record_id, user_id=target.user_id, address=target.address
    )
    waits(session, at)
    return insert_new(session, Outbox, _values(fact))


def tell_all(session: Session, facts: Sequence[Outbox] | Sequence[NewFact]) -> None:
    """Write many facts at once, those aside that are there already."""
    insert_all_new(session, Outbox, [_values(fact) for fact in facts])
    if facts:
        waits(session, min(fact.send_after for fact in facts))


def _values(fact: Outbox | NewFact) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "record_id": fact.record_id,
        "args": dict(fact.args),
        "user_id": fact.user_id,
        "address": fact.address,
        "dedupe_key": fact.dedupe_key,
        "send_after": fact.send_after,
        "due_at": fact.due_at or fact.send_after,
        "trace": fact.trace or trace.current(),
        "tries": 0,
        "status": OutboxStatus.PENDING,
    }
