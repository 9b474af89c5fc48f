"""Who may see and change what: default rights of the roles, and the one scope every query goes through.

A right is `<kind>.<verb>`; a role may grant `*.<verb>` for every kind, or `*`. The defaults are
those of the organisation's first day; grants in the database override them, and a grant to a
person beats every role (spec: R-63).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    Table,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from crmbot.core.context import Actor, Context, Level, reach
from crmbot.core.errors import NotAllowed
from crmbot.store.models.activity import Activity, Event, Visibility
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.document import Document
from crmbot.store.models.people import Role, User, UserRole
from crmbot.store.models.record import Record
from crmbot.store.spelt import SpeltOut

DOCUMENT = "document"
# As a table: on the class of all records an alias is a select of every column of every kind, which takes ms to build.
_RECORDS = cast("Table", Record.__table__)

_Row = type[Record] | ReadOnlyColumnCollection[str, Column[Any]]
"""What has the columns of a record: the class, or an alias of its table."""

EVENT, TASK = "event", "task"
SEE_PRIVATE = "event.see_private"
"""The right to see private events of others; without it they are nothing but busy times (spec: R-74)."""

_PRIVATE = (Visibility.PRIVATE, Visibility.CONFIDENTIAL)
# Made once: an alias copies all columns of its table, and there would be one in the statements of each person.
_EVENTS = cast("Table", Activity.__table__).alias("events_seen")
_ATTENDEES = cast("Table", Attendee.__table__).alias("attendees_seen")
_FILES = cast("Table", Document.__table__).alias("documents_seen")
_SUBJECTS = _RECORDS.alias("subjects_seen")

OWNER, MANAGER, REP, READ_ONLY = "owner", "manager", "rep", "read-only"

DEFAULT_GRANTS: dict[str, dict[str, Level]] = {
    OWNER: {"*": Level.ALL},
    MANAGER: {
        "*.see": Level.ALL,
        "*.create": Level.ALL,
        "*.edit": Level.TEAM,
        "*.delete": Level.TEAM,
        "*.take": Level.ALL,
        "lead.unconvert": Level.ALL,
        "task.see_all": Level.ALL,
        "task.assign": Level.ALL,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.TEAM,
        "task.reassign": Level.TEAM,
        "task.approve": Level.ALL,
        "record.assign": Level.ALL,
        "record.import": Level.ALL,
        "record.export": Level.ALL,
        "user.invite": Level.ALL,
        "team.edit": Level.TEAM,
        "settings.edit": Level.ALL,
    },
    REP: {
        "*.see": Level.TEAM,
        "*.create": Level.ALL,
        "*.edit": Level.OWN,
        "*.delete": Level.OWN,
        "*.take": Level.TEAM,
        "task.see": Level.OWN,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.OWN,
    },
    READ_ONLY: {"*.see": Level.TEAM, "task.see": Level.OWN},
}

_ORDER = (Level.NONE, Level.OWN, Level.TEAM, Level.ALL)


def effective(roles: Sequence[Mapping[str, Level]], special: Mapping[str, Level]) -> dict[str, Level]:
    """Return the rights in force for somebody: what is special to them, else the most any role gives (spec: R-63).

    What is special about `*.see` is stronger than what a role says of `deal.see`, and of two roles the one
    that gives the whole of `*.see` is not held back by the other's `task.see`.
    """
    if not special and len(roles) == 1:
        return dict(roles[0])
    rights: dict[str, Level] = {}
    for permission in {*special, *(key for role in roles for key in role)}:
        own = reach(special, permission)
        rights[permission] = own if own is not None else widest(reach(role, permission) for role in roles)
    return rights


def widest(levels: Iterable[Level | None]) -> Level:
    """Return the level that reaches furthest."""
    return max((level for level in levels if level is not None), key=_ORDER.index, default=Level.NONE)


def managers_have(permission: str) -> bool:
    """Tell whether managers have a right on the organisation's first day; owners have every one."""
    return reach(DEFAULT_GRANTS[MANAGER], permission) not in (None, Level.NONE)


def exceeds(actor: Actor, rights: Mapping[str, Level]) -> bool:
    """Tell whether rights go further than the actor's own in anything."""
    return any(
        _ORDER.index(reach(rights, permission) or Level.NONE) > _ORDER.index(actor.level(permission))
        for permission in {*rights, *actor.rights}
    )


def see_level(actor: Actor, kind: str) -> Level:
    """Return how far the actor sees records of a kind; tasks of others only with `task.see_all`."""
    if kind == "task" and actor.can("task.see_all"):
        return Level.ALL
    return actor.level(f"{kind}.see")


def visible(ctx: Context, kinds: Sequence[str] = ()) -> ColumnElement[bool]:
    """Return the condition on `Record` that keeps what the actor may see of these kinds, deleted ones left out.

    Every query of the core for records of people goes through it. A document is seen by whoever sees
    what it is about, and by whoever sent it; a private event by its own people.
    """
    actor = ctx.actor
    who = _who(actor)
    if kinds and DOCUMENT not in kinds:
        return _condition(who, _levels(actor, kinds), None)
    levels, rest = _all_levels(actor)
    about = _About(levels, rest)
    if kinds:
        return _condition(who, _levels(actor, kinds), None, about)
    return _condition(who, levels, rest, about)


def visible_to_any(ctx: Context, kinds: Sequence[str] = ()) -> tuple[ColumnElement[bool], dict[str, object]]:
    """Return `visible` for statements that are kept: one for all who see as far, and the values it is to be run with.

    Run without them it fails.
    """
    condition = visible(ctx, kinds)
    assert isinstance(condition, SpeltOut)
    return _kept(condition.shape, tuple(bool(value.expanding) for value in condition.values)), {
        f"{_WHO}{place}": value.value for place, value in enumerate(condition.values)
    }


_WHO = "who_sees_"


@lru_cache(maxsize=256)  # one for each way of seeing
def _kept(shape: Hashable, many: tuple[bool, ...]) -> SpeltOut:
    values = [bindparam(f"{_WHO}{place}", type_=Integer, expanding=each) for place, each in enumerate(many)]
    return SpeltOut(_spelt, shape, values)


def put_away(ctx: Context, kind: str) -> ColumnElement[bool]:
    """Return the condition on `Record` that keeps what was deleted of a kind and the actor may bring back.

    What was merged is none of it: it is taken out of what it went into.
    """
    actor = ctx.actor
    who = _me(_who(actor))
    see = actor.level(f"{kind}.see")
    scopes = [_within(who, Record, see), _within(who, Record, actor.level(f"{kind}.delete"))]
    scopes += [_planned(who, Record, see)] if kind == EVENT else []
    return and_(Record.kind == kind, Record.deleted_at.is_not(None), Record.merged_into_id.is_(None), *scopes)


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
    if not isinstance(record, Event) or record.visibility not in _PRIVATE or ctx.actor.can(SEE_PRIVATE):
        return False
    return not (_reaches(ctx.actor, record, Level.OWN) or _is_asked(ctx, record))


def _is_asked(ctx: Context, event: Event) -> bool:
    asked = select(Attendee.id).where(Attendee.activity_id == event.id, Attendee.user_id == ctx.actor.id)
    return ctx.session.scalar(asked) is not None


_Levels = tuple[tuple[str, Level], ...]
"""Kinds of records, each with how far it is seen."""


class _About(NamedTuple):
    """How far the records are seen that documents are about: kinds with a level of their own, and all others."""

    levels: _Levels
    rest: Level

    @property
    def is_everything(self) -> bool:
        """Whether there is nothing that is not seen."""
        return all(level is Level.ALL for level in (self.rest, *(level for _, level in self.levels)))


def _levels(actor: Actor, kinds: Sequence[str]) -> _Levels:
    return tuple((kind, see_level(actor, kind)) for kind in kinds)


def _all_levels(actor: Actor) -> tuple[_Levels, Level]:
    """Return the kinds with a level of their own, and that of all others.

    Documents, events and tasks are always among the first: each is seen in its own way.
    """
    special = {right.removesuffix(".see") for right in actor.rights if right.endswith(".see")}
    return _levels(actor, sorted({DOCUMENT, EVENT, "task", *special} - {"*"})), actor.level("*.see")


class _Who(NamedTuple):
    """Somebody, as far as conditions know them."""

    id: int
    teams: frozenset[int]
    follows: frozenset[int]
    sees_private: bool


class _Shape(NamedTuple):
    """All that decides how a condition is built, apart from who asks."""

    levels: _Levels
    rest: Level | None
    about: _About | None
    follows: bool
    sees_private: bool


class _Me(NamedTuple):
    """Whoever asks, as the values of a statement: their number, those of their teams, and of what they follow."""

    id: BindParameter[int]
    teams: Sequence[BindParameter[int]]
    follows: BindParameter[int] | None
    sees_private: bool


def _who(actor: Actor) -> _Who:
    return _Who(actor.id, actor.teams, actor.follows, actor.can(SEE_PRIVATE))


def _me(who: _Who) -> _Me:
    number, *teams = (bindparam(None, each, Integer, unique=True) for each in (who.id, *sorted(who.teams)))
    follows = bindparam(None, sorted(who.follows), Integer, unique=True, expanding=True) if who.follows else None
    return _Me(number, teams, follows, who.sees_private)


@lru_cache(maxsize=512)  # one for each person and sort; it is quickly made again
def _condition(who: _Who, levels: _Levels, rest: Level | None, about: _About | None = None) -> ColumnElement[bool]:
    """Return the condition for kinds that each have a level of their own, and for all others if `rest` says so."""
    me = _me(who)
    shape = _Shape(levels, rest, about, follows=me.follows is not None, sees_private=me.sees_private)
    return SpeltOut(_spelt, shape, [me.id, *([me.follows] if me.follows is not None else []), *me.teams])


def _spelt(shape: _Shape, number: BindParameter[int], *others: BindParameter[Any]) -> ColumnElement[bool]:
    follows, teams = (others[0], others[1:]) if shape.follows else (None, others)
    me = _Me(number, teams, follows, shape.sees_private)
    scopes = _scopes(me, Record, shape.levels, shape.rest, shape.about)
    return and_(Record.deleted_at.is_(None), or_(false(), *scopes))


def _scopes(
    who: _Me, row: _Row, levels: _Levels, rest: Level | None, about: _About | None = None
) -> list[ColumnElement[bool]]:
    plain = [(kind, level) for kind, level in levels if kind not in (DOCUMENT, EVENT)]
    scopes = [and_(row.kind == kind, _or_followed(who, row, kind, level)) for kind, level in plain]
    scopes += [and_(row.kind == kind, _planned(who, row, level)) for kind, level in levels if kind == EVENT]
    if rest is not None:
        others = [row.kind != kind for kind, _ in levels]
        scopes.append(and_(true(), *others, _within(who, row, rest)))
    if about is not None:
        scopes.append(and_(row.kind == DOCUMENT, _filed(who, dict(levels)[DOCUMENT], about)))
    return scopes


def _or_followed(who: _Me, row: _Row, kind: str, level: Level) -> ColumnElement[bool]:
    """Return the condition for a kind: of tasks those one follows, too (spec: R-61)."""
    within = _within(who, row, level)
    if kind != TASK or who.follows is None or level in (Level.NONE, Level.ALL):
        return within
    return or_(within, row.id.in_(who.follows))


def _planned(who: _Me, row: _Row, level: Level) -> ColumnElement[bool]:
    """Return the condition for events: those one may see as a rule, less the private ones, and all one is asked to."""
    if level is Level.NONE:
        return false()
    asked = row.id.in_(select(_ATTENDEES.c.activity_id).where(_ATTENDEES.c.user_id == who.id))
    if who.sees_private:
        return or_(_within(who, row, level), asked)
    hidden = exists().where(_EVENTS.c.record_id == row.id, _EVENTS.c.visibility.in_(_PRIVATE)).correlate_except(_EVENTS)
    return or_(_within(who, row, Level.OWN), asked, and_(_within(who, row, level), ~hidden))


def _filed(who: _Me, level: Level, about: _About) -> ColumnElement[bool]:
    """Return the condition for documents: one's own, those about what one sees, and as a rule what is about nothing."""
    if level is Level.NONE or (level is Level.ALL and about.is_everything and who.sees_private):
        return _within(who, Record, level)
    subject, own = _SUBJECTS.c, exists().where(_FILES.c.record_id == Record.id)
    unfiled = and_(own.where(_FILES.c.about_id.is_(None)).correlate(Record), _within(who, Record, level))
    seen = and_(subject.deleted_at.is_(None), or_(false(), *_scopes(who, subject, about.levels, about.rest)))
    filed = own.where(subject.id == _FILES.c.about_id, seen).correlate(Record)
    return or_(_within(who, Record, Level.OWN), unfiled, filed)


def _within(who: _Me, row: _Row, level: Level) -> ColumnElement[bool]:
    mine = or_(row.owner_id == who.id, row.created_by_id == who.id)
    match level:
        case Level.ALL:
            return true()
        case Level.TEAM:
            # One by one: a list is spelt out anew each time the statement is run.
            ours = [row.team_id == team for team in who.teams]
            return or_(mine, row.owner_id.is_(None), *ours)
        case Level.OWN:
            return mine
        case Level.NONE:
            return false()


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
    """Raise `NotAllowed`, naming who can, unless the actor may do this to this record."""
    if not may(ctx, record, verb):
        role = " and ".join(sorted(ctx.actor.roles))
        raise NotAllowed(f"{record.kind}.{verb}", record.title, who_can(ctx, record), role)


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
