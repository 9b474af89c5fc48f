"""The bytes of documents on their way to us: which are due, what became of each, whom to tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crmbot.core import outbox
from crmbot.core.delivery import sending
from crmbot.core.due import NextDue
from crmbot.core.outbox import Target
from crmbot.language import filetypes
from crmbot.store.files import Kept
from crmbot.store.models.document import Document, FetchState, StoredFile

TRIES = 10
"""How often a file is asked for; with the pauses between, over some four hours."""

LEASE = timedelta(seconds=180)
UNKEPT = "document.unkept"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A document whose bytes are to be fetched: from where, and by which handle; `tries` with this one."""

    document_id: int
    platform: str
    ref: str
    mime: str
    tries: int


def claim(session: Session, now: datetime, limit: int, platforms: Collection[str]) -> Sequence[Awaited]:
    """Take up to `limit` documents that are due on these platforms; after a lease they are due again."""
    due = (
        select(StoredFile.document_id)
        .where(StoredFile.state == FetchState.PENDING, StoredFile.next_at <= now, StoredFile.platform.in_(platforms))
        .order_by(StoredFile.next_at, StoredFile.document_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if not ids:
        return []
    taken = update(StoredFile).where(StoredFile.document_id.in_(ids))
    session.execute(taken.values(next_at=now + LEASE, tries=StoredFile.tries + 1))
    # lint: unscoped nobody is shown anything
    rows = session.execute(
        select(Document.id, StoredFile.platform, Document.platform_file_id, Document.mime, StoredFile.tries)
        .join(StoredFile, StoredFile.document_id == Document.id)
        .where(Document.id.in_(ids))
        .order_by(Document.id)
    )
    return [Awaited(row[0], row[1] or "", row[2] or "", row[3], row[4]) for row in rows]


def stored(session: Session, awaited: Awaited, kept: Kept) -> None:
    """Note that the bytes are in the store, and what they are."""
    mime = filetypes.sniffed(kept.head, awaited.mime)
    _settle(
        session,
        awaited.document_id,
        state=FetchState.STORED,
        sha256=kept.key,
        size=kept.size,
        mime=mime,
        kind=filetypes.kind_of(mime),
        reason=None,
    )


def later(session: Session, awaited: Awaited, after_s: float, reason: str, now: datetime) -> None:
    """Put a fetch off; after the last try it is given up."""
    if awaited.tries >= TRIES:
        give_up(session, awaited, FetchState.GONE, reason, now)
        return
    pause_s = max(after_s, sending.pause_s(awaited.tries - 1))
    _settle(session, awaited.document_id, next_at=now + timedelta(seconds=pause_s), reason=reason)


def give_up(session: Session, awaited: Awaited, state: FetchState, reason: str, now: datetime) -> None:
    """Note that the bytes are not to be had, and tell whoever sent them: once for each message."""
    _settle(session, awaited.document_id, state=state, reason=reason)
    document = session.get_one(Document, awaited.document_id)
    if document.owner_id is None or document.is_deleted:
        return
    key = f"{UNKEPT}:{document.source_message or document.id}:{document.owner_id}"
    outbox.tell(session, UNKEPT, Target(document.owner_id), at=now, record_id=document.id, dedupe_key=key)


def release(session: Session, awaited: Sequence[Awaited], now: datetime) -> None:
    """Give back what was claimed and not finished, when the process stops: it does not count as a try."""
    ids = [each.document_id for each in awaited]
    pending = update(StoredFile).where(StoredFile.document_id.in_(ids), StoredFile.state == FetchState.PENDING)
    session.execute(pending.values(next_at=now, tries=StoredFile.tries - 1))


@lru_cache(maxsize=16)  # one for each set of platforms
def next_due(platforms: frozenset[str]) -> NextDue:
    """Return what selects the instant the next file can be asked for."""
    return (
        select(StoredFile.next_at)
        .where(StoredFile.state == FetchState.PENDING, StoredFile.platform.in_(sorted(platforms)))
        .order_by(StoredFile.next_at)
        .limit(1)
    )


def _settle(session: Session, document_id: int, **values: object) -> None:
    session.execute(update(StoredFile).where(StoredFile.document_id == document_id).values(**values))
