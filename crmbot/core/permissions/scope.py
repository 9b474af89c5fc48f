"""The one scope every query goes through: what somebody may see, as a condition on records."""

from collections.abc import Hashable, Sequence
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

from crmbot.core.context import Actor, Context, Level
from crmbot.core.permissions.grants import DOCUMENT, EVENT, PRIVATE, SEE_PRIVATE, TASK, see_level
from crmbot.store.models.activity import Activity
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record
from crmbot.store.spelt import SpeltOut

# As a table: on the class of all records an alias is a select of every column of every kind, which takes ms to build.
_RECORDS = cast("Table", Record.__table__)

_Row = type[Record] | ReadOnlyColumnCollection[str, Column[Any]]
"""What has the columns of a record: the class, or an alias of its table."""

# Made once: an alias copies all columns of its table, and there would be one in the statements of each person.
_EVENTS = cast("Table", Activity.__table__).alias("events_seen")
_ATTENDEES = cast("Table", Attendee.__table__).alias("attendees_seen")
_FILES = cast("Table", Document.__table__).alias("documents_seen")
_SUBJECTS = _RECORDS.alias("subjects_seen")


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
    return _levels(actor, sorted({DOCUMENT, EVENT, TASK, *special} - {"*"})), actor.level("*.see")


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
    hidden = exists().where(_EVENTS.c.record_id == row.id, _EVENTS.c.visibility.in_(PRIVATE)).correlate_except(_EVENTS)
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
