"""Insert-or-leave and insert-or-update, the same on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Result, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

Row = Mapping[str, object]


def insert_new(session: Session, model: type[DeclarativeBase], values: Row) -> bool:
    """Insert a row unless one with the same unique key is there; tell whether it was inserted."""
    statement = _insert(session, model).values(dict(values)).on_conflict_do_nothing()
    # What comes back tells the truth on both databases; the count of rows does not on PostgreSQL.
    return session.execute(statement.returning(*inspect(model).primary_key)).first() is not None


def affected(result: Result[Any]) -> int:
    """Return how many rows an insert, update or delete touched."""
    assert isinstance(result, CursorResult)
    return result.rowcount


def upsert(session: Session, model: type[DeclarativeBase], key: Row, values: Row) -> None:
    """Insert a row, or bring the one with this key to the given values."""
    statement = _insert(session, model).values({**key, **values})
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _insert(session: Session, model: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """Return the dialect's own insert: only those know what to do on conflict."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)
