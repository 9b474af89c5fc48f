"""Who may see and change what: asked of a record at hand here, of all records by the condition of `scope`."""

from sqlalchemy import select

from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import NotAllowed
from crmbot.core.permissions.grants import (
    DEFAULT_GRANTS,
    MANAGER,
    OWNER,
    PRIVATE,
    READ_ONLY,
    REP,
    SEE_PRIVATE,
    TASK,
    effective,
    exceeds,
    managers_have,
    see_level,
    widest,
)
from crmbot.core.permissions.scope import put_away, visible, visible_to_any
from crmbot.store.models.activity import Event
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.document import Document
from crmbot.store.models.people import Role, User, UserRole
from crmbot.store.models.record import Record

__all__ = [
    "DEFAULT_GRANTS",
    "MANAGER",
    "OWNER",
    "READ_ONLY",
    "REP",
    "SEE_PRIVATE",
    "effective",
    "exceeds",
    "managers_have",
    "may",
    "put_away",
    "require",
    "see_level",
    "sees",
    "visible",
    "visible_to_any",
    "who_can",
    "widest",
]


def sees(ctx: Context, record: Record) -> bool:
    """Tell of a record at hand what `visible` asks of the database."""
    if record.deleted_at is not None:
        return False
    level = see_level(ctx.actor, record.kind)
    if isinstance(record, Event):
        return level is not Level.NONE and _sees_event(ctx, record, level)
    if record.kind == TASK and record.id in ctx.actor.follows:
        return level is not Level.NONE
    if not isinstance(record, Document) or level is Level.NONE or _reaches(ctx.actor, record, Level.OWN):
        return _reaches(ctx.actor, record, level)
    if record.about_id is None:
        return _reaches(ctx.actor, record, level)
    about = ctx.session.get(Record, record.about_id)
    return about is not None and sees(ctx, about)


def _sees_event(ctx: Context, event: Event, level: Level) -> bool:
    if _reaches(ctx.actor, event, level) and not _is_hidden(ctx, event):
        return True
    return _is_asked(ctx, event)


def _is_hidden(ctx: Context, record: Record) -> bool:
    """Tell whether a record is a private event that is neither the actor's, nor theirs to look at, nor to go to."""
    if not isinstance(record, Event) or record.visibility not in PRIVATE or ctx.actor.can(SEE_PRIVATE):
        return False
    return not (_reaches(ctx.actor, record, Level.OWN) or _is_asked(ctx, record))


def _is_asked(ctx: Context, event: Event) -> bool:
    asked = select(Attendee.id).where(Attendee.activity_id == event.id, Attendee.user_id == ctx.actor.id)
    return ctx.session.scalar(asked) is not None


def may(ctx: Context, record: Record, verb: str) -> bool:
    """Tell whether the actor may do this to this record (`edit`, `delete`, `reschedule` …)."""
    level = ctx.actor.level(f"{record.kind}.{verb}")
    return _reaches(ctx.actor, record, level) and not _is_hidden(ctx, record)


def _reaches(actor: Actor, record: Record, level: Level) -> bool:
    mine = actor.id in (record.owner_id, record.created_by_id)
    match level:
        case Level.ALL:
            return True
        case Level.TEAM:
            return mine or record.owner_id is None or record.team_id in actor.teams
        case Level.OWN:
            return mine
        case Level.NONE:
            return False


def require(ctx: Context, record: Record, verb: str) -> None:
    """Raise `NotAllowed`, naming who can, unless the actor may do this to this record: unseen, it is not named."""
    if not may(ctx, record, verb):
        role = " and ".join(sorted(ctx.actor.roles))
        known = record if may(ctx, record, "see") or sees(ctx, record) else None
        title = known.title if known is not None else ""
        raise NotAllowed(f"{record.kind}.{verb}", title, who_can(ctx, known), role)


def who_can(ctx: Context, record: Record | None = None) -> tuple[str, ...]:
    """Return the names of people who may change a record, or administer when none is given: the owner first."""
    owner = ctx.session.get(User, record.owner_id) if record is not None and record.owner_id else None
    statement = (
        select(User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(User.is_active, Role.name.in_((OWNER, MANAGER)), User.id != ctx.actor.id)
        .order_by(User.id)
        .limit(3)
    )
    names = [owner.name] if owner is not None and owner.id != ctx.actor.id else []
    return tuple(dict.fromkeys([*names, *ctx.session.scalars(statement)]))
