"""What reached us: stored before it is understood, worked once, kept until it is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from crmbot.store.models.messaging import Inbox, InboxState, PollOffset
from crmbot.store.upsert import affected, insert_new, upsert

KEPT = timedelta(days=3)
"""How long a finished row answers redeliveries; the platforms repeat for a day at most (pitfalls S1, T2)."""


_CLOSE = (
    update(Inbox.__table__)  # type: ignore[arg-type]  # a table
    .where(Inbox.key == bindparam("which"), Inbox.state == InboxState.OPEN)
    .values(state=InboxState.DONE, done_at=bindparam("at"))
)


def receive(session: Session, *, key: str, address: str, inbound: str, now: datetime) -> bool:
    """Store what came under the platform's key; False when it is there already."""
    values = {
        "key": key,
        "received_at": now,
        "address": address,
        "inbound": inbound,
        "state": InboxState.OPEN,
        "tries": 0,
    }
    return insert_new(session, Inbox, values)


def close(session: Session, key: str, now: datetime) -> bool:
    """Mark a row done, in the transaction of its work; False when another process has done it meanwhile."""
    session.flush()  # the row may have been opened again in this session
    return affected(session.execute(_CLOSE, {"which": key, "at": now})) == 1


def fail(session: Session, key: str, ref: str) -> None:
    """Mark an open row failed under the reference its sender was given; the text stays for another try."""
    failed = update(Inbox).where(Inbox.key == key, Inbox.state == InboxState.OPEN)
    session.execute(failed.values(state=InboxState.FAILED, error_ref=ref, tries=Inbox.tries + 1))


def reopen(session: Session, ref: str) -> Inbox | None:
    """Return the failed row of a reference, open again; None when there is none."""
    row = session.scalar(select(Inbox).where(Inbox.error_ref == ref, Inbox.state == InboxState.FAILED))
    if row is not None:
        row.state = InboxState.OPEN
    return row


def left_open(session: Session, before: datetime, *, skip: int = 0, limit: int = 100) -> Sequence[str]:
    """Return what a crash left in the middle, oldest first, as it was stored; `skip` rows are passed over."""
    return session.scalars(
        select(Inbox.inbound)
        .where(Inbox.state == InboxState.OPEN, Inbox.received_at < before)
        .order_by(Inbox.received_at, Inbox.key)
        .offset(skip)
        .limit(limit)
    ).all()


def forget_old(session: Session, now: datetime) -> int:
    """Drop rows done long enough ago that no platform repeats them; return how many."""
    return affected(
        session.execute(delete(Inbox).where(Inbox.state == InboxState.DONE, Inbox.received_at < now - KEPT))
    )


def offset(session: Session, platform: str, bot: str) -> int | None:
    """Return where a polling loop stopped; None when it never ran."""
    return session.scalar(select(PollOffset.offset).where(PollOffset.platform == platform, PollOffset.bot == bot))


def set_offset(session: Session, platform: str, bot: str, offset: int) -> None:
    """Store where a polling loop stands, in the commit of what it fetched."""
    upsert(session, PollOffset, {"platform": platform, "bot": bot}, {"offset": offset})
