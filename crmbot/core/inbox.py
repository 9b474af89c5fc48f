"""What reached us: stored before it is understood, worked once, kept until it is done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Table,
    Text,
    Update,
    bindparam,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.people import ChatUser, idle
from crmbot.store.among import among, bound
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import Inbox, InboxState, PollOffset
from crmbot.store.tracking import written
from crmbot.store.upsert import affected, inserted, upsert

KEPT = timedelta(days=3)
"""How long a finished row answers redeliveries; the platforms repeat for a day at most (pitfalls S1, T2)."""

LEASE = timedelta(seconds=15)
"""How long a message is its process's own without a sign of life; after that others take it over."""

FAR = 10 * LEASE
"""No lease ends so far off: one that does was written by a clock that ran ahead."""

PATIENCE = timedelta(seconds=60)
"""How long a message waits for the one before it in its chat, which another process has in hand."""

TRIES = 3
"""How often a message is taken over whose process died of it, as far as we can know."""

_ROWS = cast("Table", Inbox.__table__)
_THOUGHT_GONE = (
    select(func.min(Channel.id))
    .where(
        Channel.platform == bindparam("platform"),
        Channel.workspace_ext == bindparam("workspace"),
        Channel.channel_ext.in_([bindparam("chat", type_=Text), bindparam("own", type_=Text)]),
        Channel.state != ChannelState.LIVE,
        Channel.moved_to.is_(None),
    )
    .scalar_subquery()
)
_CLOSE = (
    update(_ROWS)
    .where(_ROWS.c.key == bindparam("which"), _ROWS.c.state == InboxState.OPEN)
    .values(
        state=InboxState.DONE,
        done_at=bindparam("at"),
        lease_until=bindparam("lease", type_=_ROWS.c.lease_until.type),
        answer=bindparam("kept", type_=Text),
    )
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached us: under which key of the platform, from whom, where, and as it is to be worked.

    `revives` are the chats, by the platform's names, that can be written to since this came from there.
    """

    key: str
    sender: ChatUser
    address: str
    inbound: str
    revives: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Whether something came for the first time; of what did, whether its sender is linked to a user.

    `revived` tells that a chat it came from was thought to be out of reach.
    """

    fresh: bool
    known: bool
    revived: bool = False


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
        "lease_until": now + LEASE,
    }
    chats = {"chat": next(iter(arrival.revives), ""), "own": next(iter(arrival.revives[1:]), "")}
    given = {**row, **people.identity(arrival.sender), **chats}
    told = inserted(session, Inbox, given, people.USER_OF_IDENTITY, _THOUGHT_GONE, idle.CONFIRM_BY)
    if told is None:
        return Received(fresh=False, known=False)
    user, gone, confirm_by = tuple(told)[-3:]
    is_known = user is not None and idle.hear(session, arrival.sender, confirm_by, now)
    return Received(fresh=True, known=is_known, revived=gone is not None)


def close(session: Session, key: str, now: datetime, answer: str | None = None) -> bool:
    """Mark a row done, in the transaction of its work; False when another process has done it meanwhile.

    Args: `answer`: kept until it is known to have arrived.
    """
    lease = now + LEASE if answer is not None else None
    values = {"which": key, "at": now, "lease": lease, "kept": answer}
    return affected(written(session).execute(_CLOSE, values)) == 1


def forget_words(session: Session, key: str) -> None:
    """Keep no more of a message than that it came; it cannot be worked again."""
    session.execute(update(Inbox).where(Inbox.key == key).values(inbound=""))


def fail(session: Session, key: str, ref: str, now: datetime, answer: str | None = None) -> None:
    """Mark an open row failed under the reference its sender was given; the text stays for another try."""
    failed = update(Inbox).where(Inbox.key == key, Inbox.state == InboxState.OPEN)
    lease = now + LEASE if answer is not None else None
    values = {"state": InboxState.FAILED, "error_ref": ref, "lease_until": lease, "answer": answer}
    session.execute(failed.values(**values, tries=Inbox.tries + 1))


def failed(session: Session, ref: str) -> Inbox | None:
    """Return the failed row of a reference; None when there is none."""
    return session.scalar(select(Inbox).where(Inbox.error_ref == ref, Inbox.state == InboxState.FAILED))


def reopen(session: Session, ref: str) -> Inbox | None:
    """Return the failed row of a reference, open again; None when there is none."""
    row = failed(session, ref)
    if row is not None:
        row.state, row.answer = InboxState.OPEN, None
    return row


def is_next(session: Session, key: str, chat: str, now: datetime) -> bool:
    """Tell whether a message may be worked: nobody works on its chat, and no earlier one there is still open.

    Until the end of the transaction nobody else's will be. One process alone has its own order, and need not ask.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    values = {"which": key, "chat": chat, "threads": f"{_escaped(chat)}:%", "since": now - PATIENCE}
    return bool(session.connection().execute(_IS_NEXT, {**values, "number": _CHATS + crc32(chat.encode())}).scalar())


_MINE = _ROWS.alias("mine")
_EARLIER = exists().where(
    _ROWS.c.state == InboxState.OPEN,
    _ROWS.c.received_at >= bindparam("since"),
    _MINE.c.key == bindparam("which"),
    tuple_(_ROWS.c.received_at, _ROWS.c.key) < tuple_(_MINE.c.received_at, _MINE.c.key),
    or_(_ROWS.c.address == bindparam("chat"), _ROWS.c.address.like(bindparam("threads"), escape="\\")),
)
_IS_FREE = func.pg_try_advisory_xact_lock(bindparam("number", type_=BigInteger), type_=Boolean)
# One question, one round trip. A lock that is free was freed by a work that is committed: if the snapshot is older
# than that, it still has the row open.
_IS_NEXT = select(_IS_FREE & ~_EARLIER)
_CHATS = 1 << 32
"""Where the numbers of chats begin: what else is done one at a time has those below."""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@dataclass(frozen=True, slots=True)
class Left:
    """What a process left in the middle: work that was not done, or an answer that was not seen to arrive."""

    key: str
    inbound: str
    answer: str | None
    at: datetime
    tries: int
    is_open: bool


def take_over(
    session: Session, now: datetime, platforms: Collection[str], mine: Collection[str], limit: int = 100
) -> Sequence[Left]:
    """Take what others left in the middle on these platforms, oldest first: their leases have run out.

    Args: `mine`: keys that are left out, since this process has them in hand.
    """
    is_old = Inbox.lease_until.is_(None) & (Inbox.received_at <= now - PATIENCE)  # of a release without leases
    left = or_(Inbox.lease_until <= now, (Inbox.state == InboxState.OPEN) & is_old)
    return _taken(session, now, _on(platforms) & Inbox.key.not_in(mine) & left, limit)


def take_back(
    session: Session, now: datetime, platforms: Collection[str], mine: Collection[str], limit: int = 100
) -> Sequence[Left]:
    """Take the same whatever the leases say, as one may who knows to be alone: who had it is dead."""
    left = or_(Inbox.lease_until.is_not(None), Inbox.state == InboxState.OPEN)
    return _taken(session, now, _on(platforms) & Inbox.key.not_in(mine) & left, limit)


def _on(platforms: Collection[str]) -> ColumnElement[bool]:
    ways = (Inbox.address.startswith(f"{platform}:", autoescape=True) for platform in sorted(platforms))
    return or_(false(), *ways)


def _taken(session: Session, now: datetime, which: ColumnElement[bool], limit: int) -> Sequence[Left]:
    rows = session.scalars(
        select(Inbox).where(which).order_by(Inbox.received_at, Inbox.key).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until = now + LEASE
        row.tries += row.state is InboxState.OPEN
    session.flush()
    return [
        Left(row.key, row.inbound, row.answer, row.received_at, row.tries, is_open=row.state is InboxState.OPEN)
        for row in rows
    ]


def prolong(session: Session, keys: Collection[str], now: datetime) -> None:
    """Keep messages that are worked, or whose answers are on their way, for the length of another lease."""
    connection = written(session)
    dialect = connection.dialect.name
    connection.execute(_prolonging(dialect), {"keys": bound(keys, dialect), "lease": now + LEASE})


@cache
def _prolonging(dialect: str) -> Update:
    held = update(_ROWS).where(among(_ROWS.c.key, "keys", dialect), _ROWS.c.lease_until.is_not(None))
    return held.values(lease_until=bindparam("lease", type_=_ROWS.c.lease_until.type))


def let_go(session: Session, now: datetime) -> None:
    """Let what was left in the middle while a clock ran ahead be taken over: no lease ends so far off."""
    session.execute(update(Inbox).where(Inbox.lease_until > now + FAR).values(lease_until=now + LEASE))


def hold(session: Session, key: str, now: datetime) -> bool:
    """Begin the lease of a kept answer anew, to bring it; False when it has arrived, or somebody else leaves it."""
    kept = update(Inbox).where(Inbox.key == key, Inbox.answer.is_not(None), Inbox.lease_until.is_not(None))
    return affected(session.execute(kept.values(lease_until=now + LEASE))) == 1


def arrived(session: Session, keys: Collection[str]) -> None:
    """Forget answers that are where they belong."""
    connection = written(session)
    dialect = connection.dialect.name
    connection.execute(_forgetting(dialect), {"keys": bound(keys, dialect)})


@cache
def _forgetting(dialect: str) -> Update:
    answered = update(_ROWS).where(among(_ROWS.c.key, "keys", dialect), _ROWS.c.state != InboxState.OPEN)
    return answered.values(lease_until=None, answer=None)


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
