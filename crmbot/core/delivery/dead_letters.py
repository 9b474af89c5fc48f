"""What could not be delivered to anybody: who runs the place is told, looks at it, has it tried again or drops it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from crmbot.core import channels, outbox, permissions
from crmbot.core.context import Context
from crmbot.core.delivery import addresses, sending
from crmbot.core.errors import InvalidInput
from crmbot.core.outbox import UNDELIVERED, UNSUNG, NewFact, tell_all
from crmbot.core.people import roster
from crmbot.core.reminders import stand_ins
from crmbot.store.models.channel import Channel
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.models.record import Record
from crmbot.store.upsert import affected

MANAGE = "settings.edit"
"""The right to look at what could not be delivered: of those who are told of it."""

GATHERED = timedelta(minutes=1)
"""How long what fails together is gathered before it is told."""

TOLD_EVERY = timedelta(days=1)

_IS_DEAD = (Outbox.status == OutboxStatus.DEAD) & Outbox.kind.not_in(UNSUNG)
_IS_DROPPED = (Outbox.status == OutboxStatus.DROPPED) & Outbox.died_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that nobody could be reached with: its number, what it was, for whom, why it failed and when.

    `who` is a person or a channel, by name. `record` is known by its code alone: what was said may be private.
    """

    number: int
    kind: str
    who: str
    user_id: int | None
    reason: str
    tries: int
    at: datetime | None
    record: Record | None


def bury(session: Session, fact: Outbox, reason: str, now: datetime) -> None:
    """Settle a fact nobody could be reached with, and see to it that who runs the place hears of it: once a day."""
    sending.dead(session, fact.id, reason, now)
    if fact.kind not in UNSUNG:
        _warn(session, fact, reason, now)


def out_of_reach(session: Session, fact: Outbox, reason: str, now: datetime) -> None:
    """Bury a fact whose person no chat of theirs leads to; of a reminder those hear at once who lead them."""
    bury(session, fact, reason, now)
    stand_ins.hand_on(session, fact, now)


def _warn(session: Session, fact: Outbox, reason: str, now: datetime) -> None:
    """Have all that fails from now on told in one message; what fails after today's has left waits for the next."""
    admins = roster.in_role(session, permissions.OWNER, permissions.MANAGER)
    admins = [user_id for user_id in admins if user_id != fact.user_id]
    told = _told_today(session, admins, now)
    recipient = session.get(User, fact.user_id) if fact.user_id is not None else None
    args = {"who": recipient.name if recipient is not None else "", "reason": reason, "since": now.isoformat()}
    facts = []
    for user_id in admins:
        at = max(now + GATHERED, told[user_id] + TOLD_EVERY) if user_id in told else now + GATHERED
        key = _key(user_id, at if user_id in told else now)
        facts.append(NewFact(UNDELIVERED, key, at, args, user_id=user_id))
    tell_all(session, facts)


def _told_today(session: Session, admins: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return when each was told today, those aside whose message has not left yet: it will have this one as well."""
    keys = [_key(user_id, now) for user_id in admins]
    rows = session.execute(
        select(Outbox.user_id, Outbox.send_after).where(
            Outbox.dedupe_key.in_(keys), Outbox.status != OutboxStatus.PENDING
        )
    )
    return {user_id: at for user_id, at in rows if user_id is not None}


def _key(user_id: int, at: datetime) -> str:
    return f"undelivered:{user_id}:{at.date()}"


def since(session: Session, at: datetime) -> Sequence[Letter]:
    """Return what has failed from an instant on and still lies there, the newest first."""
    return _letters(session, _IS_DEAD & (Outbox.died_at >= at), limit=100)


def page(ctx: Context, limit: int, offset: int) -> tuple[Sequence[Letter], int]:
    """Return what lies there, the newest first, and how much there is. Raises `NotAllowed`."""
    ctx.actor.require(MANAGE, "what could not be delivered")
    total = ctx.session.scalar(select(func.count()).select_from(Outbox).where(_IS_DEAD)) or 0
    return _letters(ctx.session, _IS_DEAD, limit, offset), total


def get(ctx: Context, number: int) -> Letter:
    """Return one of them. Raises `NotAllowed`, and `InvalidInput` for a number that none has."""
    ctx.actor.require(MANAGE, "what could not be delivered")
    found = _letters(ctx.session, _IS_DEAD & (Outbox.id == number), limit=1)
    if not found:
        raise InvalidInput("number", str(number), "no undelivered message has that number")
    return found[0]


def retry(ctx: Context, number: int | None = None) -> int:
    """Have one, or all, sent once more, to chats that were thought dead as well; return how many. Raises as `get`."""
    which = _chosen(ctx, number)
    rows = ctx.session.scalars(select(Outbox).where(which)).all()
    _believe_in(ctx, rows)
    again = {
        "status": OutboxStatus.PENDING,
        "send_after": ctx.now,
        "lease_until": None,
        "tries": 0,
        "died_at": None,
        "last_error": None,
    }
    outbox.waits(ctx.session, ctx.now)
    return affected(ctx.session.execute(update(Outbox).where(which).values(again)))


def drop(ctx: Context, number: int | None = None) -> Sequence[int]:
    """Put one, or all, away for good; return their numbers, by which they can be put back. Raises as `get`."""
    which = _chosen(ctx, number)
    numbers = ctx.session.scalars(select(Outbox.id).where(which).order_by(Outbox.id)).all()
    ctx.session.execute(update(Outbox).where(which).values(status=OutboxStatus.DROPPED))
    return numbers


def put_back(ctx: Context, first: int, last: int) -> int:
    """Undo the dropping of those with numbers from `first` to `last`; return how many. Raises `NotAllowed`."""
    ctx.actor.require(MANAGE, "what could not be delivered")
    which = _IS_DROPPED & Outbox.id.between(first, last)
    return affected(ctx.session.execute(update(Outbox).where(which).values(status=OutboxStatus.DEAD)))


def _chosen(ctx: Context, number: int | None) -> ColumnElement[bool]:
    if number is None:
        ctx.actor.require(MANAGE, "what could not be delivered")
        return _IS_DEAD
    return _IS_DEAD & (Outbox.id == get(ctx, number).number)


def _believe_in(ctx: Context, rows: Sequence[Outbox]) -> None:
    """Take the chats of messages for alive: the platform says so when they are not."""
    users = {row.user_id for row in rows if row.user_id is not None}
    identities = ctx.session.scalars(select(ChatIdentity).where(ChatIdentity.user_id.in_(users)))
    own = {(each.platform, each.workspace_ext, each.user_ext) for each in identities}
    named = {channels.key(row.address) for row in rows if row.address is not None}
    addresses.believe_in(ctx.session, own | named)


def _letters(session: Session, which: ColumnElement[bool], limit: int, offset: int = 0) -> Sequence[Letter]:
    rows = session.execute(
        select(Outbox, User.name)
        .outerjoin(User, User.id == Outbox.user_id)
        .where(which)
        .order_by(Outbox.died_at.desc(), Outbox.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    facts = [row.Outbox for row in rows]
    places, about = _places(session, facts), _records(session, facts)
    return [
        _letter(row.Outbox, row.name or places.get(row.Outbox.address or "", ""), about.get(row.Outbox.record_id))
        for row in rows
    ]


def _records(session: Session, facts: Sequence[Outbox]) -> Mapping[int | None, Record]:
    """Return what facts are about, by number; joined to them, all records there are would be read."""
    numbers = {fact.record_id for fact in facts if fact.record_id is not None}
    # lint: unscoped who may look at this sees codes of records and no more
    rows = session.scalars(select(Record).where(Record.id.in_(numbers))).all() if numbers else ()
    return {row.id: row for row in rows}


def _letter(fact: Outbox, who: str, record: Record | None) -> Letter:
    reason = fact.last_error or ""
    return Letter(fact.id, fact.kind, who, fact.user_id, reason, fact.tries, fact.died_at, record)


def _places(session: Session, facts: Sequence[Outbox]) -> Mapping[str, str]:
    """Return what the channels are called that messages were for, by address."""
    wanted = {fact.address: channels.key(fact.address) for fact in facts if fact.address and fact.user_id is None}
    if not wanted:
        return {}
    chats = {chat for _, _, chat in wanted.values()}
    rows = session.scalars(select(Channel).where(Channel.channel_ext.in_(chats))).all()
    names = {(row.platform, row.workspace_ext, row.channel_ext): channels.name_of(row) for row in rows}
    return {address: names.get(key, key[2]) for address, key in wanted.items()}
