"""Facts on their way: taken for the length of a lease, sent by whoever took them, settled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zlib import crc32

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.context import Actor, Context, Organisation
from crmbot.core.delivery.whereabouts import Bot, address_of
from crmbot.core.due import NextDue
from crmbot.core.outbox import IN_PLACE
from crmbot.core.people import idle
from crmbot.core.settings import organisation
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.people import ChatIdentity
from crmbot.store.models.record import Record

TRIES = 8
LEASE = timedelta(seconds=60)
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 3600.0

FAR = 10 * LEASE
"""No lease ends so far off: one that does was written by a clock that ran ahead, and whose it was is gone."""

LEFT_TO_OTHERS = timedelta(minutes=10)
"""How long a fact for a chat out of our reach is left to a process that reaches it, if its person is within ours."""


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
    facts = session.scalars(_due(reach, lapsed=lapsed), values).all()
    if facts:
        ours = update(Outbox).where(Outbox.id.in_([fact.id for fact in facts])).values(lease_until=now + LEASE)
        session.execute(ours)
    return facts


@lru_cache(maxsize=32)  # one for each set of platforms: it costs more to build than to run
def _due(platforms: frozenset[str] | None, *, lapsed: bool) -> Select[Outbox]:
    now, forsaken = (bindparam(name, type_=Outbox.send_after.type) for name in ("now", "forsaken"))
    is_free = Outbox.lease_until.is_(None)
    return (
        select(Outbox)
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
        .returning(Outbox)
    )
    return session.scalar(held)


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


def hold_edits(session: Session, bot: Bot, until: datetime) -> None:
    """Put off all edits of a bot: its platform has had too many of them."""
    theirs = (
        Outbox.status == OutboxStatus.PENDING,
        Outbox.kind.in_(IN_PLACE),
        Outbox.send_after < until,
        Outbox.lease_until.is_(None),
        Outbox.address.startswith(f"{address_of(bot)}:", autoescape=True),
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


def _settle(session: Session, outbox_id: int, **values: object) -> None:
    session.execute(update(Outbox).where(Outbox.id == outbox_id).values(**values))
