"""What the records of a list are counted by, `deals per:source`: how many stand where, and what they are worth."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, null, or_, select

from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.filters.pages import Wanted, model_of
from crmbot.core.filters.times import Column
from crmbot.language import codes
from crmbot.language.fold import fold
from crmbot.store.base import Base
from crmbot.store.models.people import User

NOTHING = "-"
"""What stands in a term for no value at all: `source:-`."""

_Names = Mapping[object, tuple[str, str]]
"""By a value, what it is called, and the word of a term that stands for it."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What records are counted by: `key` parts them, `names` tells what each of its values is called.

    A value that has no name is one the actor may not see. Without `names` a value is its own name, as it is written
    in `label`.
    """

    key: Callable[[Context], Column]
    names: Callable[[Context, Sequence[Any]], _Names] | None = None
    label: Callable[[Context], Column] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one value: how many, and what they are worth, each currency by itself.

    `said` asks for them in a term; it is empty where they are of something the actor may not see.
    """

    name: str
    said: str
    count: int
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A page of groups, most records first; how many groups there are, and how many records in all of them."""

    groups: tuple[Group, ...]
    of: int = 0
    records: int = 0


def by_text(column: Column) -> Grouping:
    """Count by a column of short texts, whatever their case."""
    return Grouping(lambda _: func.lower(column), label=lambda _: column)


def by_row(column: Column, model: type[Base]) -> Grouping:
    """Count by the rows of a small table; several of one name (a stage in each pipeline) are one."""
    table = model.__table__
    # lint: unscoped a list of settings, seen by everybody
    name = select(table.c.name).where(table.c.id == column).correlate_except(table).scalar_subquery()
    return by_text(name)


def by_choice(column: Column) -> Grouping:
    """Count by a closed set of words."""
    return Grouping(lambda _: column, lambda _, found: {value: _word(value) for value in found})


def _word(value: object) -> tuple[str, str]:
    said = str(getattr(value, "value", value))
    return said.replace("_", " "), said


def by_person(column: Column) -> Grouping:
    """Count by people of ours; of two of one name each is told by their address."""
    return Grouping(lambda _: column, _people)


def _people(ctx: Context, ids: Sequence[int]) -> _Names:
    rows = ctx.session.execute(select(User.id, User.name, User.email)).all()
    shared = Counter(fold(row.name) for row in rows)
    named = (row for row in rows if row.id in ids)
    return {
        row.id: (row.name, row.name) if shared[fold(row.name)] == 1 else (f"{row.name} ({row.email})", row.email)
        for row in named
    }


def by_record(column: Column) -> Grouping:
    """Count by the records something is of; those the actor may not see are one group without a name."""
    return Grouping(lambda _: column, _records)


def _records(ctx: Context, ids: Sequence[int]) -> _Names:
    return {found.id: (found.title, codes.show(found.kind, found.id)) for found in lookup.shown(ctx, ids)}


def counted(ctx: Context, wanted: Wanted, by: Grouping, limit: int, offset: int = 0) -> Counted:
    """Count what a filter finds by one of its fields: the groups of a page.

    Args: `limit`: groups, 1-100.
    """
    found = _found(ctx, wanted, by)
    count = func.count()
    rows = ctx.session.execute(
        select(
            found.c.key,
            func.min(found.c.label).label("label"),
            count.label("many"),
            func.count().over().label("groups"),
            func.sum(count).over().label("records"),
        )
        .group_by(found.c.key)
        .order_by(count.desc(), found.c.key)
        .limit(limit)
        .offset(offset)
    ).all()
    if not rows:
        return Counted(())
    keys = [row.key for row in rows]
    sums = _sums(ctx, found, keys) if wanted.worth is not None else {}
    labels = {row.key: (str(row.label), str(row.label)) for row in rows}
    names = by.names(ctx, [key for key in keys if key is not None]) if by.names is not None else labels
    groups = tuple(_group(row.key, row.many, names, sums.get(row.key, {})) for row in rows)
    return Counted(_shown(groups), rows[0].groups, int(rows[0].records))


def _found(ctx: Context, wanted: Wanted, by: Grouping) -> Subquery:
    """Choose what is wanted with what it is counted by, what that is called, and what it is worth."""
    minor, currency = wanted.worth or (null(), null())
    label = by.label(ctx) if by.label is not None else null()
    parts = (by.key(ctx).label("key"), label.label("label"), minor.label("minor"), currency.label("currency"))
    # lint: unscoped the scope is the first condition of what is wanted
    statement: Select[Any] = select(*parts).select_from(model_of(wanted.kind)).where(*wanted.where)
    return statement.subquery()


def _sums(ctx: Context, found: Subquery, keys: Sequence[object]) -> Mapping[object, Mapping[str, int]]:
    asked: ColumnElement[bool] = found.c.key.in_([key for key in keys if key is not None])
    among = or_(asked, found.c.key.is_(None)) if None in keys else asked
    rows = ctx.session.execute(
        select(found.c.key, found.c.currency, func.sum(found.c.minor).label("minor"))
        .where(among, found.c.minor.is_not(None), found.c.currency.is_not(None))
        .group_by(found.c.key, found.c.currency)
    )
    sums: dict[object, dict[str, int]] = {}
    for row in rows:
        sums.setdefault(row.key, {})[row.currency] = int(row.minor)
    return sums


def _group(key: object, count: int, names: _Names, sums: Mapping[str, int]) -> Group:
    name, said = names.get(key, ("", "")) if key is not None else ("", NOTHING)
    return Group(name, said, count, sums)


def _shown(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Put together those of what the actor may not see: how many things that are is told to nobody either."""
    hidden = [group for group in groups if not group.said]
    if not hidden:
        return tuple(groups)
    sums: Counter[str] = Counter()
    for group in hidden:
        sums.update(group.sums)
    others = Group("", "", sum(group.count for group in hidden), dict(sums))
    return (*(group for group in groups if group.said), others)
