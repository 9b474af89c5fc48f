"""Which failures are the database's own: it is away, or too short of something to go on, and may come back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from crmbot.store.engine import plain_url
from crmbot.store.pauses import doubling

PATIENCE_S = 30.0
"""How long a process that begins waits for its database.

A server that starts again, or a standby that takes its place, is there by then as a rule; and hosts give a process
that does not listen yet a minute or so.
"""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 4.0
KNOCK_S = 2
"""How long a server has to say whether it lets anybody in."""

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


def is_away(error: BaseException | None) -> bool:
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


def pauses() -> Iterator[float]:
    """Yield how long to wait before each further try, in seconds, for as long as one who begins has patience."""
    ends = monotonic() + PATIENCE_S
    for pause_s in doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S):
        if (left_s := ends - monotonic()) <= 0:
            return
        yield min(pause_s, left_s)


def is_open(url: str) -> bool:
    """Tell whether a server lets people in, though maybe not us: it has not crashed, and does not begin or end.

    The driver alone does not tell a server that is away from one that does not take our password. Of a file nobody
    has the key: True.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return True
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import PGconn, Ping

    told = PGconn.ping(make_conninfo(plain_url(url), connect_timeout=KNOCK_S).encode())
    return told in (Ping.OK, Ping.NO_ATTEMPT)


def _never_connected(failure: BaseException | None) -> bool:
    """Tell whether a driver could not even say what is wrong: nobody answered at the door."""
    from psycopg import OperationalError

    return isinstance(failure, OperationalError)
