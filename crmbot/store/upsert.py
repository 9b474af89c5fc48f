"""Insert-or-leave and insert-or-update, the same on both databases."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Insert, Result, Table, Text, bindparam, column, func, select
from sqlalchemy import Row as ResultRow
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from crmbot.store.base import Base
from crmbot.store.tracking import written

Row = Mapping[str, object]


def insert_new(session: Session, model: type[Base], values: Row) -> bool:
    """Insert a row unless one with the same unique key is there; tell whether it was inserted."""
    return inserted(session, model, values) is not None


def inserted(session: Session, model: type[Base], values: Row, *told: ColumnElement[Any]) -> ResultRow[Any] | None:
    """Insert a row and return its key and what else is to be told; None when one with the same unique key is there.

    Args: `told`: made once, since the statement is kept with it; its parameters are among the `values`.
    """
    connection = written(session)
    return connection.execute(_leaving(connection.dialect.name, model, told), dict(values)).first()


def insert_all_new(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows of the same columns, those aside of which one with the same unique key is there."""
    connection = written(session)
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        # As one parameter: thousands of them are parsed for longer than they are written.
        connection.execute(_unpacking(model, names), {"rows": json.dumps(rows, default=_as_json)})
    else:
        connection.execute(_quietly(model), rows)


def affected(result: Result[Any]) -> int:
    """Return how many rows an insert, update or delete touched."""
    assert isinstance(result, CursorResult)
    return result.rowcount


def upsert(session: Session, model: type[Base], key: Row, values: Row) -> None:
    """Insert a row, or bring the one with this key to the given values."""
    upsert_all(session, model, tuple(key), [{**key, **values}])


def upsert_all(session: Session, model: type[Base], key: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Insert rows of the same columns, or bring those with the same key to the given values."""
    names = tuple(name for name in rows[0] if name not in key)
    connection = written(session)
    connection.execute(_bringing(connection.dialect.name, model, key, names), rows)


# On tables, not classes, and made once: some of these are part of every message.


@cache
def _leaving(dialect: str, model: type[Base], told: tuple[ColumnElement[Any], ...]) -> Insert:
    table = _table(model)
    # What comes back tells the truth on both databases; the count of rows does not on PostgreSQL.
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key, *told)


@cache
def _quietly(model: type[Base]) -> Insert:
    return sqlite.insert(_table(model)).on_conflict_do_nothing()


@cache
def _unpacking(model: type[Base], names: tuple[str, ...]) -> Insert:
    table = _table(model)
    packed = cast_to(bindparam("rows", type_=Text), JSONB)
    told = [column(name, table.c[name].type) for name in names]
    source = func.jsonb_to_recordset(packed).table_valued(*told).render_derived(with_types=True)
    chosen = select(*(source.c[name] for name in names))
    return postgresql.insert(table).from_select(list(names), chosen).on_conflict_do_nothing()


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no part of a row that is written with many others")


@cache
def _bringing(dialect: str, model: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, _table(model))
    return insert.on_conflict_do_update(index_elements=key, set_={name: insert.excluded[name] for name in names})


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the dialect's own insert: only those know what to do on conflict."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _table(model: type[Base]) -> Table:
    if model.__tracked__:
        raise ValueError(f"{model.__name__} rows are changed as objects, so that the history has it")
    return cast("Table", model.__table__)  # a mapped class may stand on more than a table; ours do not
