"""Facts to tell somebody, written with the change and delivered after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote
from zlib import crc32

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.context import Actor, Context, Organisation
from crmbot.core.due import NextDue
from crmbot.core.people import idle
from crmbot.core.settings import organisation
from crmbot.store import trace
from crmbot.store.models.activity import Task
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.people import ChatIdentity
from crmbot.store.models.record import Record
from crmbot.store.upsert import affected, insert_all_new, insert_new

TRIES = 8
LEASE = timedelta(seconds=60)
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 3600.0

FAR = 10 * LEASE
"""No lease ends so far off: one that does was written by a clock that ran ahead, and whose it was is gone."""

LEFT_TO_OTHERS = timedelta(minutes=10)
"""How long a fact for a chat out of our reach is left to a process that reaches it, if its person is within ours."""

UNDELIVERED = "delivery.failed"
REFRESH = "card.refresh"
ERASED = "card.erased"
LATE = "answer.late"
"""The kind of an answer that could not be given when it was asked for."""

IN_PLACE = frozenset({REFRESH, ERASED})
"""Kinds that take the place of a card that stands in a chat."""

CHAT_LOST = "chat.lost"
"""The fact that one chat of somebody's is out of reach, told in another."""

UNSUNG = frozenset({UNDELIVERED, CHAT_LOST, *IN_PLACE})
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


def is_soon(session: Session, now: datetime) -> bool:
    """Tell whether something that was written is due before everybody looks again."""
    at = session.info.get(WAITING)
    return at is not None and (at is True or at < now + SOON)


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact to be written with many others: to a user, to an address, or to a user at an address.

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
    values = {
        "kind": kind,
        "record_id": record_id,
        "args": dict(args or {}),
        "user_id": target.user_id,
        "address": target.address,
        "dedupe_key": dedupe_key,
        "send_after": at,
        "due_at": at,
        "trace": trace.current(),
        "tries": 0,
        "status": OutboxStatus.PENDING,
    }
    waits(session, at)
    return insert_new(session, Outbox, values)


def tell_all(session: Session, facts: Sequence[Outbox] | Sequence[NewFact]) -> None:
    """Write many facts at once, those aside that are there already."""
    insert_all_new(session, Outbox, [_values(fact) for fact in facts])
    if facts:
        waits(session, min(fact.send_after for fact in facts))


def _values(fact: Outbox | NewFact) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "record_id": fact.record_id,
        "args": fact.args,
        "user_id": fact.user_id,
        "address": fact.address,
        "dedupe_key": fact.dedupe_key,
        "send_after": fact.send_after,
        "due_at": fact.due_at or fact.send_after,
        "trace": fact.trace or trace.current(),
        "tries": 0,
        "status": OutboxStatus.PENDING,
    }


def claim(
    session: Session,
    now: datetime,
    limit: int,
    platforms: Collection[str] | None = None,
    *,
    lapsed: bool = True,
) -> Sequence[Outbox]:
    """Take up to `limit` facts that are due, oldest first, for the length of a lease.

    With `platforms`, what only others can deliver is left to a process that reaches them.

    Args: `lapsed`: also facts that were claimed before, and whose lease has run out.
    """
    reach = frozenset(platforms) if platforms is not None else None
    values = {"now": now, "forsaken": now - LEFT_TO_OTHERS, "most": limit}
    ids = session.scalars(_due(reach, lapsed=lapsed), values).all()
    if not ids:
        return []
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(lease_until=now + LEASE))
    return session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.send_after, Outbox.id)).all()


@lru_cache(maxsize=32)  # one for each set of platforms: it costs more to build than to run
def _due(platforms: frozenset[str] | None, *, lapsed: bool) -> Select[int]:
    now, forsaken = (bindparam(name, type_=Outbox.send_after.type) for name in ("now", "forsaken"))
    is_free = Outbox.lease_until.is_(None)
    return (
        select(Outbox.id)
        .where(
            Outbox.status == OutboxStatus.PENDING,
            Outbox.send_after <= now,
            is_free | (Outbox.lease_until <= now) if lapsed else is_free,
            _within_reach(platforms, forsaken),
        )
        .order_by(Outbox.send_after, Outbox.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def hold(session: Session, outbox_id: int, lease: datetime, now: datetime) -> Outbox | None:
    """Begin the lease of a claimed fact anew; None when it is settled, or somebody else's by now."""
    held = (
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.status == OutboxStatus.PENDING, Outbox.lease_until == lease)
        .values(lease_until=now + LEASE)
    )
    return session.get(Outbox, outbox_id) if affected(session.execute(held)) else None


def prolong(session: Session, outbox_id: int, now: datetime) -> None:
    """Keep a fact that is being sent just now for the length of another lease."""
    _settle(session, outbox_id, lease_until=now + LEASE)


def delivered(session: Session, outbox_id: int, ref: str, now: datetime) -> None:
    """Settle a fact that was taken by the platform."""
    _settle(session, outbox_id, status=OutboxStatus.SENT, sent_ref=ref, sent_at=now)


def dropped(session: Session, outbox_id: int, reason: str) -> None:
    """Settle a fact there is nothing left to tell of."""
    _settle(session, outbox_id, status=OutboxStatus.DROPPED, last_error=reason)


def dead(session: Session, outbox_id: int, reason: str, now: datetime) -> None:
    """Settle a fact nobody could be reached with; it stays to be looked at."""
    _settle(session, outbox_id, status=OutboxStatus.DEAD, last_error=reason, died_at=now)


def later(session: Session, outbox_id: int, at: datetime, reason: str, *, counts: bool = True) -> None:
    """Put a fact off; `counts` is false for a pause the platform asked for."""
    tries = Outbox.tries + 1 if counts else Outbox.tries
    _settle(session, outbox_id, send_after=at, lease_until=None, tries=tries, last_error=reason)


def hold_edits(session: Session, bot: tuple[str, str], until: datetime) -> None:
    """Put off all edits of a bot, given as platform and tenant: its platform has had too many of them."""
    place = ":".join(quote(part, safe="@.-_#") for part in bot)
    theirs = (
        Outbox.status == OutboxStatus.PENDING,
        Outbox.kind.in_(IN_PLACE),
        Outbox.send_after < until,
        Outbox.lease_until.is_(None),
        Outbox.address.startswith(f"{place}:", autoescape=True),
    )
    session.execute(update(Outbox).where(*theirs).values(send_after=until, last_error="too many edits"))


def redirect(session: Session, outbox_id: int, address: str, at: datetime) -> None:
    """Send a fact to another address instead; that counts as a try, so that it cannot go on for ever."""
    _settle(session, outbox_id, address=address, send_after=at, lease_until=None, tries=Outbox.tries + 1)


def release(session: Session, ids: Sequence[int]) -> None:
    """Give claims back that were not begun, when the process stops."""
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(lease_until=None))


def let_go(session: Session, now: datetime) -> None:
    """Free what was claimed while a clock ran ahead, by a process that did not come to settle it."""
    far = (Outbox.status == OutboxStatus.PENDING, Outbox.lease_until > now + FAR)
    session.execute(update(Outbox).where(*far).values(lease_until=None))


@lru_cache(maxsize=16)  # one for each set of platforms: it costs more to build than to run
def next_due(platforms: frozenset[str] | None = None) -> NextDue:
    """Return what selects the instant the next fact can be claimed.

    With `platforms`, facts that only others can deliver do not count.
    """
    free_at = case((Outbox.lease_until > Outbox.send_after, Outbox.lease_until), else_=Outbox.send_after)
    return (
        select(free_at.label("free_at"))
        .where(Outbox.status == OutboxStatus.PENDING, _within_reach(platforms, None))
        .order_by(free_at)
        .limit(1)
    )


def _within_reach(platforms: Collection[str] | None, forsaken: ColumnElement[datetime] | None) -> ColumnElement[bool]:
    """Return the condition for facts we can deliver: to chats of these platforms, and to people who are there.

    People who are nowhere count, since somebody has to find that out. So do the chats of other
    platforms from `forsaken` on back, as long as their person is here.
    """
    if platforms is None:
        return Outbox.status == OutboxStatus.PENDING
    linked = select(ChatIdentity.id).where(ChatIdentity.user_id == Outbox.user_id, idle.IS_AWAKE)
    here = linked.where(ChatIdentity.platform.in_(platforms)).exists()
    ways = [Outbox.address.startswith(f"{platform}:", autoescape=True) for platform in sorted(platforms)]
    ways.append(and_(Outbox.address.is_(None), or_(here, ~linked.exists())))
    if forsaken is not None:
        ways.append(and_(Outbox.send_after <= forsaken, here))
    return or_(*ways)


def pause_s(tries: int, who: int = 0) -> float:
    """Return how long to wait after the given number of failed tries, in seconds.

    Up to a fifth longer, by the number of who waits: what failed together does not come back together.
    """
    pause = min(FIRST_PAUSE_S * 4.0**tries, LONGEST_PAUSE_S)
    return pause * (1 + crc32(f"{who}:{tries}".encode()) % 201 / 1000)


def _settle(session: Session, outbox_id: int, **values: object) -> None:
    session.execute(update(Outbox).where(Outbox.id == outbox_id).values(**values))


class Chat(NamedTuple):
    """A chat as its platform knows it."""

    platform: str
    workspace: str
    chat: str


def direct_chats(session: Session, user_ids: Collection[int], platforms: Collection[str]) -> dict[int, list[Chat]]:
    """Return where each user can be written to on these platforms, in their order; dead chats left out.

    So are those whose links sleep: somebody wrote from there, and has not said yet who they are.
    """
    if not user_ids:
        return {}
    rows = session.scalars(
        select(ChatIdentity)
        .where(ChatIdentity.user_id.in_(user_ids), ChatIdentity.platform.in_(platforms), idle.IS_AWAKE)
        .order_by(*people.IN_ORDER)
    ).all()
    chats = [(row.user_id, Chat(row.platform, row.workspace_ext, row.user_ext)) for row in rows]
    gone = gone_chats(session, [chat for _, chat in chats])
    found: dict[int, list[Chat]] = {}
    for user_id, chat in chats:
        if chat not in gone:
            found.setdefault(user_id, []).append(chat)
    return found


def next_chat(session: Session, user_id: int, after: Chat) -> Chat | None:
    """Return the first of somebody's other chats that is alive, whoever writes there; None where there is none."""
    rows = [row for row in people.identities(session, user_id) if not idle.sleeps(row)]
    own = {Chat(row.platform, row.workspace_ext, row.user_ext): row.dm_ext for row in rows}
    others = [chat for chat, direct in own.items() if after not in (chat, chat._replace(chat=direct or chat.chat))]
    gone = gone_chats(session, others)
    return next((chat for chat in others if chat not in gone), None)


def address_of(chat: Chat) -> str:
    """Return the address of a chat as text."""
    return ":".join(quote(part, safe="@.-_#") for part in chat)


def gone_chats(session: Session, chats: Collection[Chat]) -> set[Chat]:
    """Return those of some chats that are known to be out of reach."""
    return {chat for chat, _ in _gone(session, chats)} & set(chats)


def moved_chats(session: Session, chats: Collection[Chat]) -> dict[Chat, str]:
    """Return the new addresses of those of some chats that have migrated."""
    return {chat: moved_to for chat, moved_to in _gone(session, chats) if moved_to and chat in chats}


def _gone(session: Session, chats: Collection[Chat]) -> list[tuple[Chat, str | None]]:
    rows = session.execute(
        select(Channel.platform, Channel.workspace_ext, Channel.channel_ext, Channel.moved_to).where(
            Channel.state != ChannelState.LIVE, Channel.channel_ext.in_({chat.chat for chat in chats})
        )
    )
    return [(Chat(*row[:3]), row.moved_to) for row in rows]


def own_chats(session: Session, chats: Collection[Chat]) -> dict[Chat, bool]:
    """Return those of some chats that are one person's own, and of each whether its link sleeps; others are groups."""
    names = {chat.chat for chat in chats}
    rows = session.scalars(
        select(ChatIdentity).where(or_(ChatIdentity.user_ext.in_(names), ChatIdentity.dm_ext.in_(names)))
    ).all()
    own = (
        (Chat(row.platform, row.workspace_ext, chat), idle.sleeps(row))
        for row in rows
        for chat in (row.user_ext, row.dm_ext)
        if chat
    )
    return {chat: sleeps for chat, sleeps in own if chat in chats}


def reader_context(session: Session, fact: Outbox, now: datetime, org: Organisation) -> Context:
    """Return the context a fact's card is drawn in: that of the person it is for, or who it is about.

    Raises `Suspended` when that person is not to be told anything any more.
    """
    user_id = fact.user_id
    if user_id is None and fact.record_id is not None:
        record = session.get(Record, fact.record_id)
        user_id = record.assignee_id if isinstance(record, Task) else None
    # A card in a channel that is nobody's shows what it is about and nothing else.
    org = organisation.current(session, org)
    actor = people.actor(session, user_id) if user_id is not None else Actor(0, "", org.zone, org.locale)
    return Context(session, actor, now, org=org)
