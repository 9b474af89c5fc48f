"""Cards that stand in chats: where they were put, and how they are kept true when their record changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from crmbot.core import touched
from crmbot.core.channels import key
from crmbot.core.outbox import REFRESH, waits_now
from crmbot.core.touched import Touch
from crmbot.language.codes import parse_code
from crmbot.store.models.messaging import Outbox, OutboxStatus, SentCard
from crmbot.store.models.people import ChatIdentity
from crmbot.store.models.record import Record
from crmbot.store.tracking import written
from crmbot.store.upsert import upsert

ANSWER = "answer"
"""An answer about a record that is not its card: a list, a question. It is only known what it is about."""
CARD = "card"
REMINDER = "reminder"
NEWS = "news"
KEPT_TRUE = (CARD, REMINDER, NEWS)

KEPT = timedelta(days=30)
COPIES = 50
"""So many copies of a card are kept true, the newest, and for so long."""

_SEEN_AGAIN = timedelta(days=1)
"""How exactly it is known when a card of a record was last put into a chat."""

_REPLACED = "the card whose place the answer takes"
_RECORD = cast("Table", Record.__table__)  # by the table: that a card stands somewhere is no change of the record
_OUTBOX = cast("Table", Outbox.__table__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A card that was put somewhere: as what, when, and who alone reads it, if it is somebody's private chat.

    `looks` is a sign of how it was drawn, where that is known.
    """

    ref: str
    kind: str
    at: datetime
    reader: int | None = None
    looks: str | None = None


def remember(session: Session, sent: Sent, record_id: int) -> None:
    """Keep where a card of a record stands, so that it can be kept true."""
    values = {"address": sent.ref.rpartition("/")[0], "at": sent.at, "kind": sent.kind, "user_id": sent.reader}
    values["looks"] = sent.looks
    upsert(session, SentCard, {"ref": sent.ref}, {"record_id": record_id, **values})
    stale = or_(_RECORD.c.shown_at.is_(None), _RECORD.c.shown_at < sent.at - _SEEN_AGAIN)
    written(session).execute(update(_RECORD).where(_RECORD.c.id == record_id, stale).values(shown_at=sent.at))


def remember_answer(session: Session, sent: Sent, code: str) -> None:
    """Keep which record the card of an answer shows, so that a reply to it is about that record."""
    found = parse_code(code)
    if found is not None:
        remember(session, sent, found.number)


def forget(session: Session, ref: str) -> None:
    """Forget a card that stands nowhere any more."""
    session.execute(delete(SentCard).where(SentCard.ref == ref))


def looks(session: Session, ref: str) -> str | None:
    """Return the sign of how a card was drawn that stands there; None where that is not known."""
    return session.scalar(select(SentCard.looks).where(SentCard.ref == ref))


def redrawn(session: Session, ref: str, looks: str | None) -> None:
    """Note how a card that stands somewhere was drawn last."""
    session.execute(update(SentCard).where(SentCard.ref == ref).values(looks=looks))


def standing(session: Session, record_id: int, chat: str, now: datetime) -> str | None:
    """Return the ref of the card of news on a record that stands in a chat; None where none does."""
    return session.scalar(
        select(SentCard.ref)
        .where(
            SentCard.record_id == record_id,
            SentCard.kind == NEWS,
            SentCard.address == chat,
            SentCard.at >= now - KEPT,
        )
        .order_by(SentCard.at.desc())
        .limit(1)
    )


def leave_out(session: Session, ref: str | None) -> None:
    """Say which card is not brought up to date with this unit of work, since its answer takes that place."""
    session.info[_REPLACED] = ref


@touched.follow_up
def _refresh(session: Session, touches: Sequence[Touch]) -> None:
    """Have the cards of changed records edited; records no card of which was ever shown cost nothing."""
    shown = {touch.record_id: touch for touch in touches if _is_shown(touch)}
    if not shown:
        return
    since = next(iter(shown.values())).batch.at - KEPT
    cards = [card for card in _copies(session, list(shown), since) if card.ref != session.info.get(_REPLACED)]
    if not cards:
        return
    readers = _readers(session, [card for card in cards if card.user_id is None])
    rows = [_fact(shown[card.record_id], card, card.user_id or readers.get(key(card.address))) for card in cards]
    written(session).execute(insert(_OUTBOX), rows)
    waits_now(session)


def _is_shown(touch: Touch) -> bool:
    return not touch.put_on and touch.shown_at is not None and touch.shown_at >= touch.batch.at - KEPT - _SEEN_AGAIN


def _copies(session: Session, record_ids: Sequence[int], since: datetime) -> Sequence[SentCard]:
    """Return the newest copies of the cards of some records."""
    newest = func.row_number().over(partition_by=SentCard.record_id, order_by=SentCard.at.desc())
    ranked = (
        select(SentCard.ref, newest.label("place"))
        .where(SentCard.record_id.in_(record_ids), SentCard.kind.in_(KEPT_TRUE), SentCard.at >= since)
        .subquery()
    )
    return session.scalars(
        select(SentCard)
        .join(ranked, ranked.c.ref == SentCard.ref)
        .where(ranked.c.place <= COPIES)
        .order_by(SentCard.ref)
    ).all()


def _readers(session: Session, cards: Sequence[SentCard]) -> dict[tuple[str, str, str], int]:
    """Return whose private chats the cards stand in, by chat; groups are nobody's."""
    if not cards:
        return {}
    chats = {key(card.address) for card in cards}
    own = ((ChatIdentity.user_ext, "user_ext"), (ChatIdentity.dm_ext, "dm_ext"))
    rows = session.scalars(
        select(ChatIdentity).where(
            or_(*(tuple_(ChatIdentity.platform, ChatIdentity.workspace_ext, column).in_(chats) for column, _ in own))
        )
    )
    return {
        (row.platform, row.workspace_ext, getattr(row, name)): row.user_id
        for row in rows
        for _, name in own
        if getattr(row, name)
    }


def _fact(touch: Touch, card: SentCard, reader: int | None) -> dict[str, object]:
    return {
        "kind": REFRESH,
        "record_id": card.record_id,
        "args": {"ref": card.ref, "of": card.kind},
        "user_id": reader,
        "address": card.address,
        "dedupe_key": f"refresh:{card.ref}:{touch.batch.id}",
        "send_after": touch.batch.at,
        "tries": 0,
        "status": OutboxStatus.PENDING,
    }
