"""What reached us: stored before it is understood, worked once, kept until it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.people import ChatUser
from crmbot.store.models.messaging import Inbox, InboxState, PollOffset
from crmbot.store.tracking import written
from crmbot.store.upsert import affected, inserted, upsert

KEPT = timedelta(days=3)
"""How long a finished row answers redeliveries; the platforms repeat for a day at most (pitfalls S1, T2)."""


_CLOSE = (
    update(Inbox.__table__)  # type: ignore[arg-type]  # a table
    .where(Inbox.key == bindparam("which"), Inbox.state == InboxState.OPEN)
    .values(state=InboxState.DONE, done_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached us: under which key of the platform, from whom, where, and as it is to be worked."""

    key: str
    sender: ChatUser
    address: str
    inbound: str


@dataclass(frozen=True, slots=True)
class Received:
    """Whether something came for the first time; of what did, whether its sender is linked to a user."""

    fresh: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a polling loop stopped, and when it was last known to run."""

    offset: int
    at: datetime


def receive(session: Session, arrival: Arrival, now: datetime) -> Received:
    """Store what came under the platform's key, unless it is there already."""
    row = {
        "key": arrival.key,
        "received_at": now,
        "address": arrival.address,
        "inbound": arrival.inbound,
        "state": InboxState.OPEN,
        "tries": 0,
    }
    told = inserted(session, Inbox, {**row, **people.identity(arrival.sender)}, people.USER_OF_IDENTITY)
    return Received(fresh=told is not None, known=told is not None and told[-1] is not None)


def close(session: Session, key: str, now: datetime) -> bool:
    """Mark a row done, in the transaction of its work; False when another process has done it meanwhile."""
    return affected(written(session).execute(_CLOSE, {"which": key, "at": now})) == 1


def forget_words(session: Session, key: str) -> None:
    """Keep no more of a message than that it came; it cannot be worked again."""
    session.execute(update(Inbox).where(Inbox.key == key).values(inbound=""))


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


def stopped(session: Session, platform: str, bot: str) -> Stop | None:
    """Return where a polling loop stopped, and when; None when it never ran."""
    loop = select(PollOffset.offset, PollOffset.at).where(PollOffset.platform == platform, PollOffset.bot == bot)
    row = session.execute(loop).first()
    return Stop(row.offset, row.at) if row is not None else None


def set_offset(session: Session, platform: str, bot: str, offset: int, now: datetime) -> None:
    """Store where a polling loop stands, in the commit of what it fetched."""
    upsert(session, PollOffset, {"platform": platform, "bot": bot}, {"offset": offset, "at": now})


def still_polling(session: Session, platform: str, bot: str, now: datetime) -> None:
    """Note that a polling loop runs, though there was nothing to fetch."""
    loop = update(PollOffset).where(PollOffset.platform == platform, PollOffset.bot == bot)
    session.execute(loop.values(at=now))
