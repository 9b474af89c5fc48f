"""Conditions and joins put so that a database takes the short way to the records that meet them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BooleanClauseList,
    Column,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    case,
    false,
    select,
    true,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from crmbot.store.join_order import index_by

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class _Among:
    """What is looked for among what: a key, and a column of the rows of one other table that meet some conditions."""

    which: Column[Any]
    rows: Table
    told: Column[Any]
    where: tuple[Condition, ...]


def asks_of(table: Table, condition: Condition) -> bool:
    """Tell whether a condition, or a part of it, is about a column of a table."""
    return any(column.table.name == table.name for column in _columns(condition))


def is_about(condition: Condition, column: ColumnElement[Any]) -> bool:
    """Tell whether a condition is about one column and nothing else.

    About what is read along, it says where to begin and to end. Of owners PostgreSQL knows how much each has, and
    whether sorting all that is less than to go along until enough of it was met.
    """
    columns = list(_columns(condition))
    return bool(columns) and all(_is_same(each, column) for each in columns)


def _columns(condition: Condition) -> Iterator[Column[Any]]:
    return (each for each in visitors.iterate(condition) if isinstance(each, Column))


def _is_same(one: Column[Any], other: ColumnElement[Any]) -> bool:
    return isinstance(other, Column) and (one.table.name, one.name) == (other.table.name, other.name)


def on_the_way(condition: Condition) -> Condition:
    """Return a condition that is checked on the way, and not taken for a rarity one had better begin at.

    PostgreSQL knows how many records are contacts, but not that nearly all parties are: it would rather sort them all.
    """
    if any(isinstance(each, Select) for each in visitors.iterate(condition)):
        return condition
    return case((condition, true()), else_=false())


def asked_late(condition: Condition, early: Column[Any], late: Column[Any]) -> Condition:
    """Return a condition that names, of two columns that are the same, the one that is read late.

    What is looked up about a record is looked up when that column is read: behind what is asked of the record itself.
    """

    def put(element: ExternallyTraversible, **_: object) -> ColumnElement[Any] | None:
        return late if isinstance(element, Column) and _is_same(element, early) else None

    return visitors.replacement_traverse(condition, {}, put)


def one_by_one(condition: Condition) -> Condition:
    """Return a condition that asks of each record it meets whether it is among some.

    SQLite would make a list of all those first, and look there.
    """

    def put(element: ExternallyTraversible, **_: object) -> ColumnElement[Any] | None:
        among = _among(element)
        return _asked(among) if among is not None else None

    return visitors.replacement_traverse(condition, {}, put)


def _asked(among: _Among) -> Condition:
    same = among.told == among.which
    # The few rows of one record are read, and looked at: not each row it could have, looked for.
    found = select(among.told).where(same, *map(on_the_way, among.where)).correlate(among.which.table)
    return found.exists()


def begun_among(rows: FromClause, conditions: Sequence[Condition]) -> tuple[FromClause, Sequence[Condition]]:
    """Return a join that begins at those a record is to be among, if it is to be among any; and what is left to ask.

    With that SQLite can stop at the first few, and need not make a list of all those first. Whoever is there for two
    reasons is met twice.
    """
    apart = [part for each in conditions for part in _parts(each)]
    for place, part in enumerate(apart):
        among = _among(part)
        if among is not None and not any(asks_of(among.rows, each) for each in apart if each is not part):
            rest = [*apart[:place], *apart[place + 1 :], *among.where]
            return among.rows.join(rows, among.told == among.which), rest
    return rows, conditions


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for each in condition.clauses:
            yield from _parts(each)
    else:
        yield condition


def _among(part: object) -> _Among | None:
    """Read a condition that a key is among some whose rows can be looked up by it.

    Of what may be NULL, being on a list and being found there are not the same.
    """
    if not isinstance(part, BinaryExpression) or part.operator is not operators.in_op:
        return None
    which, some = part.left, part.right.element if isinstance(part.right, ScalarSelect) else None
    if not isinstance(some, Select) or not isinstance(which, Column) or not which.primary_key:
        return None
    (told,), (rows, *more) = (
        some.selected_columns,
        [each for each in visitors.iterate(some) if isinstance(each, FromClause)],
    )
    if more or not isinstance(rows, Table) or not isinstance(told, Column) or rows.name == which.table.name:
        return None
    leads = index_by(rows, told) or next(iter(rows.primary_key)).name == told.name
    return _Among(which, rows, told, () if some.whereclause is None else (some.whereclause,)) if leads else None
