"""Facts to tell somebody, written with the change and delivered after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.language.codes import parse_code
from crmbot.store.models.messaging import Outbox, OutboxStatus, SentCard
from crmbot.store.models.record import Record
from crmbot.store.upsert import insert_new, upsert

TRIES = 8
LEASE = timedelta(seconds=60)
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 3600.0

WAITING = "something waits to be told"
"""The mark on a session that wrote a fact or a reminder: whoever commits it wakes the scheduler."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to tell: a user, wherever they can be reached, or an address."""

    user_id: int | None = None
    address: str | None = None


def tell(
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
    values = {
        "kind": kind,
        "record_id": record_id,
        "args": dict(args or {}),
        "user_id": target.user_id,
        "address": target.address,
        "dedupe_key": dedupe_key,
        "send_after": at,
        "tries": 0,
        "status": OutboxStatus.PENDING,
    }
    session.info[WAITING] = True
    return insert_new(session, Outbox, values)


def claim(session: Session, now: datetime, limit: int) -> Sequence[Outbox]:
    """Take up to `limit` facts that are due, oldest first, for the length of a lease."""
    due = (
        select(Outbox.id)
        .where(
            Outbox.status == OutboxStatus.PENDING,
            Outbox.send_after <= now,
            or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now),
        )
        .order_by(Outbox.send_after, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if not ids:
        return []
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(lease_until=now + LEASE))
    return session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.send_after, Outbox.id)).all()


def delivered(session: Session, outbox_id: int, ref: str) -> None:
    """Settle a fact that was taken by the platform."""
    _settle(session, outbox_id, status=OutboxStatus.SENT, sent_ref=ref)


def dropped(session: Session, outbox_id: int, reason: str) -> None:
    """Settle a fact there is nothing left to tell of."""
    _settle(session, outbox_id, status=OutboxStatus.DROPPED, last_error=reason)


def dead(session: Session, outbox_id: int, reason: str) -> None:
    """Settle a fact nobody could be reached with; it stays to be looked at."""
    _settle(session, outbox_id, status=OutboxStatus.DEAD, last_error=reason)


def later(session: Session, outbox_id: int, at: datetime, reason: str, *, counts: bool = True) -> None:
    """Put a fact off; `counts` is false for a pause the platform asked for."""
    tries = Outbox.tries + 1 if counts else Outbox.tries
    _settle(session, outbox_id, send_after=at, lease_until=None, tries=tries, last_error=reason)


def redirect(session: Session, outbox_id: int, address: str, at: datetime) -> None:
    """Send a fact to another address instead."""
    _settle(session, outbox_id, address=address, send_after=at, lease_until=None)


def release(session: Session, ids: Sequence[int]) -> None:
    """Give claims back that were not begun, when the process stops."""
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(lease_until=None))


def next_due(session: Session) -> datetime | None:
    """Return the instant the next fact can be sent; None when nothing waits."""
    return session.scalar(
        select(Outbox.send_after).where(Outbox.status == OutboxStatus.PENDING).order_by(Outbox.send_after).limit(1)
    )


def pause_s(tries: int) -> float:
    """Return how long to wait after the given number of failed tries, in seconds."""
    return float(min(FIRST_PAUSE_S * 4.0**tries, LONGEST_PAUSE_S))


def remember_card(session: Session, ref: str, record_id: int, address: str, now: datetime, kind: str) -> None:
    """Keep where a card of a record stands, so that it can be kept true."""
    values = {"record_id": record_id, "address": address, "at": now, "kind": kind}
    upsert(session, SentCard, {"ref": ref}, values)


def refresh(ctx: Context, record: Record, *, besides: str | None = None) -> None:
    """Have every reminder card of a record edited to its new state, but for the one being answered."""
    cards = ctx.session.scalars(select(SentCard).where(SentCard.record_id == record.id, SentCard.kind == "reminder"))
    for card in cards:
        if card.ref == besides:
            continue
        tell(
            ctx.session,
            "card.refresh",
            Target(address=card.address),
            at=ctx.now,
            record_id=record.id,
            args={"ref": card.ref},
            dedupe_key=f"refresh:{card.ref}:{ctx.now.isoformat()}",
        )


def _settle(session: Session, outbox_id: int, **values: object) -> None:
    session.execute(update(Outbox).where(Outbox.id == outbox_id).values(**values))


def remember_answer(session: Session, ref: str, code: str, now: datetime) -> None:
    """Keep which record the card of an answer shows, so that a reply to it is about that record."""
    found = parse_code(code)
    if found is not None:
        remember_card(session, ref, found.number, ref.rpartition("/")[0], now, "answer")
