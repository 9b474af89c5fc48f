"""The unit of work: the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from crmbot.store.engine import Database, begun
from crmbot.store.tracking import TrackedSession

FILES = "where the bytes of documents are"
"""The key under which a session has the store of files, if there is one."""

__all__ = ["FILES", "CollisionError", "Session", "one_at_a_time", "read_only", "unit_of_work"]

_RETRIED = frozenset({"40001", "40P01"})
"""PostgreSQL's codes of a serialization failure and a deadlock: the same work may succeed at once."""


class CollisionError(Exception):
    """Somebody else wrote the same rows at the same moment; nothing of this unit of work was kept."""


@contextmanager
def unit_of_work(database: Database) -> Iterator[Session]:
    """Give a session whose work is committed whole at the end, or not at all after an error.

    Raises `CollisionError` when another unit of work got in the way: doing the work again may succeed.
    """
    with TrackedSession(database.engine, expire_on_commit=False, info={FILES: database.files}) as session:
        try:
            begun(session)
            yield session
            session.commit()
        except StaleDataError as error:
            raise CollisionError from error
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) in _RETRIED:
                raise CollisionError from error
            raise


def one_at_a_time(session: Session, what: str) -> None:
    """Wait until no other process does this, to the end of the transaction; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(what.encode()))))


@contextmanager
def read_only(database: Database) -> Iterator[Session]:
    """Give a session that only reads; what is written in it raises `ValueError`."""
    info = {"read_only": True, FILES: database.files}
    with TrackedSession(database.reading, expire_on_commit=False, info=info) as session:
        begun(session)
        yield session
