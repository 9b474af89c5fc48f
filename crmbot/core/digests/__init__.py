"""Digests: who is told of their day, and when; a person's own, and those of channels for their teams."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crmbot.core import channels, history, outbox, permissions
from crmbot.core.context import Actor, Context, Level, Organisation
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.people import zones
from crmbot.core.settings import organisation
from crmbot.core.snapshot import day
from crmbot.language.fold import fold
from crmbot.language.timetables import WEEKDAYS
from crmbot.language.when import When
from crmbot.store.models.change import Change
from crmbot.store.models.channel import Channel
from crmbot.store.models.digest import Digest, DigestTurn
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.tracking import revert
from crmbot.store.upsert import upsert

USUAL_AT = time(8)
"""When a digest leaves until somebody says otherwise."""

EDIT = "channel.edit"

_DAY = timedelta(days=1)
_LOOKED_AHEAD = 8
_WORDS = {
    "overdue": day.TASKS,
    "task": day.TASKS,
    "todo": day.TASKS,
    "event": day.EVENTS,
    "meetings": day.EVENTS,
    "calendar": day.EVENTS,
    "deal": day.DEALS,
    "pipeline": day.DEALS,
    "stale": day.DEALS,
    "lead": day.LEADS,
    "unassigned": day.LEADS,
    "draft": day.DRAFTS,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to change of a digest; None leaves it. Empty `days` are one's own work days, empty `parts` all."""

    at: time | None = None
    days: str | None = None
    parts: tuple[str, ...] | None = None


def parts_named(text: str) -> tuple[str, ...]:
    """Return the parts of a digest a text names; none for all of them. Raises `InvalidInput` with those there are."""
    found: list[str] = []
    for word in text.replace(",", " ").split():
        key = fold(word)
        if key == "all":
            return ()
        part = key if key in day.PARTS else _WORDS.get(key)
        if part is None:
            raise InvalidInput("parts", word, "a digest has no such part", day.PARTS)
        found.append(part)
    return tuple(dict.fromkeys(found))


def own(ctx: Context) -> Digest | None:
    """Return the actor's own digest; None while they have never set one."""
    return ctx.session.scalar(select(Digest).where(Digest.user_id == ctx.actor.id))


def of_channel(ctx: Context, channel: Channel) -> Digest | None:
    """Return the digest of a channel; None while nobody has set one."""
    return ctx.session.scalar(select(Digest).where(Digest.channel_id == channel.id))


def set_own(ctx: Context, wish: Wish) -> Digest:
    """Have the actor told of their day from now on, as they wish."""
    digest = own(ctx) or Digest(user_id=ctx.actor.id, at=USUAL_AT, days=None, parts=None)
    return _set(ctx, digest, wish)


def set_for_channel(ctx: Context, channel: Channel, wish: Wish) -> Digest:
    """Have a channel told of its team's day from now on; by the actor's rights. Raises `NotAllowed`."""
    require(ctx, channel)
    usual = None if channel.work_days else WEEKDAYS
    digest = of_channel(ctx, channel) or Digest(channel_id=channel.id, at=USUAL_AT, days=usual, parts=None)
    digest.topic = channels.topic_here(ctx, channel)
    return _set(ctx, digest, wish)


def require(ctx: Context, channel: Channel) -> None:
    """Raise `NotAllowed` unless the actor may say what a channel is told."""
    if not may_edit(ctx.actor):
        raise NotAllowed(EDIT, channel.name, permissions.who_can(ctx), " and ".join(sorted(ctx.actor.roles)))


def may_edit(actor: Actor) -> bool:
    """Tell whether somebody may say what channels are told."""
    return actor.level(EDIT) in (Level.TEAM, Level.ALL)


def _set(ctx: Context, digest: Digest, wish: Wish) -> Digest:
    digest.made_by_id, digest.is_active = ctx.actor.id, True
    digest.at = wish.at if wish.at is not None else digest.at
    digest.days = (wish.days or None) if wish.days is not None else digest.days
    digest.parts = (list(wish.parts) or None) if wish.parts is not None else digest.parts
    ctx.session.add(digest)
    ctx.session.flush()
    follow(ctx.session, digest, ctx.now, ctx.org)
    return digest


def stop(ctx: Context, digest: Digest) -> None:
    """Send a digest no more; what was set is kept for when it is wanted again. Raises `NotAllowed`."""
    if digest.channel_id is not None:
        require(ctx, ctx.session.get_one(Channel, digest.channel_id))
    elif digest.user_id != ctx.actor.id:
        raise NotAllowed(EDIT)
    digest.is_active = False
    ctx.session.flush()
    follow(ctx.session, digest, ctx.now, ctx.org)


@zones.after_move
def follow_zone(ctx: Context) -> None:
    """Keep the hour of the actor's digest when they move: eight o'clock is where they are."""
    digest = own(ctx)
    if digest is not None:
        follow(ctx.session, digest, ctx.now, ctx.org)


def zone_of(session: Session, digest: Digest, org: Organisation) -> str:
    """Return the zone a digest's hour is in: its person's, its channel's, else the organisation's."""
    if digest.user_id is not None:
        return session.get_one(User, digest.user_id).timezone
    channel = session.get_one(Channel, digest.channel_id)
    return channel.zone or organisation.current(session, org).zone


def next_of(session: Session, digest: Digest) -> datetime | None:
    """Return the instant a digest may leave next; None while it is off."""
    return session.scalar(select(DigestTurn.at).where(DigestTurn.digest_id == digest.id))


def follow(session: Session, digest: Digest, now: datetime, org: Organisation) -> None:
    """Bring the next turn of a digest to what is set."""
    if not digest.is_active:
        session.execute(delete(DigestTurn).where(DigestTurn.digest_id == digest.id))
        return
    at = next_time(digest, zone_of(session, digest, org), now)
    upsert(session, DigestTurn, {"digest_id": digest.id}, {"at": at})
    outbox.waits_now(session)


def next_time(digest: Digest, zone: str, after: datetime) -> datetime:
    """Return the first instant behind another at which a digest is due by its hour and its days.

    Work days and holidays are asked for when it is due: they may be others by then.
    """
    first = after.astimezone(ZoneInfo(zone)).date()
    for ahead in range(_LOOKED_AHEAD):
        on = first + ahead * _DAY
        at = instant(digest, on, zone)
        if at > after and is_day(digest, on):
            return at
    return instant(digest, first + _LOOKED_AHEAD * _DAY, zone)


def instant(digest: Digest, on: date, zone: str) -> datetime:
    """Return the instant of a digest's hour on a day; an hour the clocks skip becomes the first minute behind it."""
    return When(on, digest.at, zone).instant_or(digest.at)


def is_day(digest: Digest, on: date) -> bool:
    """Tell whether a day is one of those said for a digest; every day is where none were."""
    return digest.days is None or str(on.isoweekday()) in digest.days


@history.own_way(lambda change: change.table_name == Digest.__tablename__)
def _take_back(ctx: Context, changes: Sequence[Change]) -> list[Record]:
    """Take back what was set, and let the next turn follow. Raises `Conflict` when somebody has set it since."""
    since = history.last_since(ctx, [change for change in changes if change.table_name == Digest.__tablename__])
    if since is not None:
        change, by = since
        raise Conflict("This digest", "changed since", by=by, at=change.at.isoformat())
    for change in changes:
        change.undone_by = history.current(ctx)
        revert(ctx.session, change)
    ctx.session.flush()
    ids = {json.loads(change.row_key)[0] for change in changes if change.table_name == Digest.__tablename__}
    for digest in ctx.session.scalars(select(Digest).where(Digest.id.in_(ids))):
        follow(ctx.session, digest, ctx.now, ctx.org)
    return []
