"""Which failures are the database's own: it is away, or too short of something to go on, and may come back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

_CLASSES = frozenset({"08", "53", "58"})
"""PostgreSQL's classes of codes: connections, want of disk, memory or connections, trouble of its machine."""

_CODES = frozenset({"57P01", "57P02", "57P03", "57P05", "25006", "55P03"})
"""It stops, it has crashed, it begins; an idle session; a server that is not the first one; a lock not to be had."""

_OF_FILES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_PRIMARY = 0xFF
"""SQLite's own codes stand in the lowest byte of those it tells."""


class DatabaseAwayError(Exception):
    """The database could not do what was asked of it; nothing of that was done."""


@contextmanager
def noticed() -> Iterator[None]:
    """Raise `DatabaseAwayError` where the database fails because it is away."""
    try:
        yield
    except DBAPIError as error:
        if not is_away(error):
            raise
        raise DatabaseAwayError(type(error.orig).__name__) from error


def is_away(error: BaseException) -> bool:
    """Tell whether a failure is the database's and none of ours: the same work may be done when it is there again."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return state[:2] in _CLASSES or state in _CODES
    number = getattr(error.orig, "sqlite_errorcode", None)
    return number & _PRIMARY in _OF_FILES if isinstance(number, int) else _never_connected(error.orig)


def _never_connected(failure: BaseException | None) -> bool:
    """Tell whether a driver could not even say what is wrong: nobody answered at the door."""
    from psycopg import OperationalError

    return isinstance(failure, OperationalError)
