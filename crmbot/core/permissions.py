"""Who may see and change what: default rights of the roles, and the one scope every query goes through.

A right is `<kind>.<verb>`; a role may grant `*.<verb>` for every kind, or `*`. The defaults are
those of the organisation's first day; grants in the database override them, and a grant to a
person beats every role (spec: R-63).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import NotAllowed
from crmbot.store.models.people import Role, User, UserRole
from crmbot.store.models.record import Record

OWNER, MANAGER, REP, READ_ONLY = "owner", "manager", "rep", "read-only"

DEFAULT_GRANTS: dict[str, dict[str, Level]] = {
    OWNER: {"*": Level.ALL},
    MANAGER: {
        "*.see": Level.ALL,
        "*.create": Level.ALL,
        "*.edit": Level.TEAM,
        "*.delete": Level.TEAM,
        "task.see_all": Level.ALL,
        "task.assign": Level.ALL,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.TEAM,
        "task.reassign": Level.TEAM,
        "task.approve": Level.ALL,
        "record.assign": Level.ALL,
        "user.invite": Level.ALL,
        "settings.edit": Level.ALL,
    },
    REP: {
        "*.see": Level.TEAM,
        "*.create": Level.ALL,
        "*.edit": Level.OWN,
        "*.delete": Level.OWN,
        "task.see": Level.OWN,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.OWN,
        "user.create": Level.NONE,
        "user.edit": Level.NONE,
        "settings.edit": Level.NONE,
    },
    READ_ONLY: {"*.see": Level.TEAM, "task.see": Level.OWN},
}

_ORDER = (Level.NONE, Level.OWN, Level.TEAM, Level.ALL)


def widest(grants: Iterable[dict[str, Level]]) -> dict[str, Level]:
    """Return the rights of somebody with several roles: the widest level any of them grants."""
    rights: dict[str, Level] = {}
    for granted in grants:
        for permission, level in granted.items():
            if permission not in rights or _ORDER.index(rights[permission]) < _ORDER.index(level):
                rights[permission] = level
    return rights


def see_level(actor: Actor, kind: str) -> Level:
    """Return how far the actor sees records of a kind; tasks of others only with `task.see_all`."""
    if kind == "task" and actor.can("task.see_all"):
        return Level.ALL
    return actor.level(f"{kind}.see")


def visible(ctx: Context, kinds: Sequence[str] = ()) -> ColumnElement[bool]:
    """Return the condition on `Record` that keeps what the actor may see of these kinds, deleted ones left out.

    Every query of the core for records of people goes through it.
    """
    actor = ctx.actor
    if kinds:
        return _condition(actor.id, actor.teams, _levels(actor, kinds), None)
    special = [right.removesuffix(".see") for right in actor.rights if right.endswith(".see")]
    special = sorted({"task", *special} - {"*"})
    return _condition(actor.id, actor.teams, _levels(actor, special), actor.level("*.see"))


def sees(ctx: Context, record: Record) -> bool:
    """Tell of a record at hand what `visible` asks of the database."""
    return record.deleted_at is None and _reaches(ctx.actor, record, see_level(ctx.actor, record.kind))


_Levels = tuple[tuple[str, Level], ...]
"""Kinds of records, each with how far it is seen."""


def _levels(actor: Actor, kinds: Sequence[str]) -> _Levels:
    return tuple((kind, see_level(actor, kind)) for kind in kinds)


@lru_cache(maxsize=1024)  # building it costs more than running it, and it is asked for with every query
def _condition(actor_id: int, teams: frozenset[int], levels: _Levels, rest: Level | None) -> ColumnElement[bool]:
    """Build the condition for kinds that each have a level of their own, and for all others if `rest` says so."""
    scopes = [and_(Record.kind == kind, _within(actor_id, teams, level)) for kind, level in levels]
    if rest is not None:
        others = [Record.kind != kind for kind, _ in levels]
        scopes.append(and_(true(), *others, _within(actor_id, teams, rest)))
    return and_(Record.deleted_at.is_(None), or_(false(), *scopes))


def _within(actor_id: int, teams: frozenset[int], level: Level) -> ColumnElement[bool]:
    mine = or_(Record.owner_id == actor_id, Record.created_by_id == actor_id)
    match level:
        case Level.ALL:
            return true()
        case Level.TEAM:
            # One by one: a list is spelt out anew each time the statement is run.
            ours = [Record.team_id == team_id for team_id in sorted(teams)]
            return or_(mine, Record.owner_id.is_(None), *ours)
        case Level.OWN:
            return mine
        case Level.NONE:
            return false()


def may(ctx: Context, record: Record, verb: str) -> bool:
    """Tell whether the actor may do this to this record (`edit`, `delete`, `reschedule` …)."""
    return _reaches(ctx.actor, record, ctx.actor.level(f"{record.kind}.{verb}"))


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
    """Raise `NotAllowed`, naming who can, unless the actor may do this to this record."""
    if not may(ctx, record, verb):
        raise NotAllowed(f"{record.kind}.{verb}", record.title, who_can(ctx, record))


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
