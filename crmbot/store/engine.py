"""The database: its engine, its transactions, and the threads that work on it."""

import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

if TYPE_CHECKING:
    from crmbot.store.files import FileStore

T = TypeVar("T")

POSTGRESQL_THREADS = 8
WORKED_AT_ONCE = 3
"""So many messages are worked at once; the other threads are free to take in what comes meanwhile."""

CONNECT_S, SILENT_S = 10, 15
"""How long a server may take to answer at the door, and how long a connection may be dead before we ask."""

PREPARED_AFTER, PREPARED_AT_MOST = 2, 400
"""How often a connection runs a statement before it is planned for good, and how many such plans it keeps.

The commands of a busy day are some three hundred statements; planning one takes as long as running it.
"""

BUSY_TIMEOUT_MS = 10_000
DURABLE, PROMPT = "FULL", "NORMAL"
"""A commit to a file has reached the disk when it returns; or it may follow with the next one that must.

Commits reach the disk in their order (write-ahead log), so what a durable one rests on is there with it.
See https://www.sqlite.org/pragma.html#pragma_synchronous and, for a server,
https://www.postgresql.org/docs/current/wal-async-commit.html.
"""

LOG_PAGES, CACHE_KB = 4000, 16_000
"""How long SQLite's log may get before a commit writes it into the file, and how much of a file it keeps at hand.

The pages that are written most, those of indexes, are then in one go into the file and not in four, and do not
leave the cache between two transactions. See https://www.sqlite.org/wal.html#ckpt.
"""

_ABOUT_VALUES = ("22", "23")
"""Classes of errors (SQLSTATE) in which PostgreSQL quotes the value that does not fit, or the whole row."""

_QUOTED = re.compile(r"(?:: \"|\nDETAIL:).*", re.DOTALL)

_HABITS = "SET jit = off; SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0"


def normalise_url(url: str) -> str:
    """Return a database URL with our driver named, as hosts hand it out without one."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg{separator}{rest}"
    return url


def file_of(url: str | URL) -> Path | None:
    """Return the file a database is; None for one on a server or in memory."""
    full = make_url(url)
    is_file = full.get_backend_name() == "sqlite" and full.database not in (None, "", ":memory:")
    return Path(str(full.database)) if is_file else None


def plain_url(url: str | URL) -> str:
    """Return the address of a server's database, password and all, as PostgreSQL's own programs and drivers take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """An engine and the threads that units of work run in."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.files: FileStore | None = None  # the house says where
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.worked_at_once = 1 if self.is_sqlite else WORKED_AT_ONCE
        # The same pool of connections, with transactions that promise not to write.
        self.reading = engine.execution_options(read_only=True)
        # And with commits that are not waited for, which work that is found again and done again needs not.
        self.prompt = engine.execution_options(prompt=True)
        # SQLite has one writer at a time: one thread is the queue for it.
        self._threads = ThreadPoolExecutor(
            max_workers=1 if self.is_sqlite else POSTGRESQL_THREADS, thread_name_prefix="crmbot-store"
        )

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run a function in a thread of the database; it must not submit and wait in its turn.

        What it logs bears the name of what the caller works on.
        """
        return self._threads.submit(copy_context().run, work)

    def is_awaited(self) -> bool:
        """Tell whether work waits for a thread."""
        return self._waiting() > 0

    def _waiting(self) -> int:
        return self._threads._work_queue.qsize()  # noqa: SLF001 - the executor tells it no other way

    def load(self) -> tuple[int, int, int]:
        """Return how many connections are open, how many of them are at work, and how much work waits for a thread."""
        pool, waiting = self.engine.pool, self._waiting()
        if not isinstance(pool, QueuePool):
            return 0, 0, waiting
        return pool.checkedin() + pool.checkedout(), pool.checkedout(), waiting

    def close(self) -> None:
        """Wait for work that has begun, and let go of all connections."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a database; nothing is connected before the first unit of work."""
    return Database(make_engine(url))


def make_engine(url: str) -> Engine:
    """Make an engine whose transactions are real ones on either database."""
    full = make_url(normalise_url(url))
    if full.get_backend_name() == "sqlite":
        engine = create_engine(full, hide_parameters=True)  # they are what people wrote
        event.listen(engine, "connect", _set_up_file)
        event.listen(engine, "begin", _begin_on_file)
        return engine
    engine = create_engine(
        full, pool_size=POSTGRESQL_THREADS, pool_recycle=1800, hide_parameters=True, connect_args=_vigilant()
    )
    event.listen(engine, "connect", _set_up_server)
    event.listen(engine, "begin", _begin_on_server)
    event.listen(engine, "handle_error", _forget_values)
    return engine


def _vigilant() -> dict[str, int]:
    """Return how soon a server that says nothing any more is given up, as one that lost its power does."""
    return {
        "connect_timeout": CONNECT_S,
        "keepalives_idle": SILENT_S,
        "keepalives_interval": SILENT_S // 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 2 * SILENT_S * 1000,
    }


def _set_up_file(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Keep the driver from beginning transactions late, and set what SQLite forgets between connections."""
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",  # first: the others may have to wait, too
        "journal_mode=WAL",
        f"synchronous={DURABLE}",
        "foreign_keys=ON",
        f"wal_autocheckpoint={LOG_PAGES}",
        f"cache_size=-{CACHE_KB}",
    ):
        _tell(connection, pragma)


def _tell(connection: object, pragma: str) -> None:
    """Set how SQLite works on a connection."""
    assert isinstance(connection, sqlite3.Connection)
    connection.execute(f"PRAGMA {pragma}").close()


def _set_up_server(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Leave the beginning of transactions to us, and keep PostgreSQL from taking our short queries for long ones.

    Compiling them, or reading a table from end to end in several processes for want of a vacuum, takes
    longer than running them by their indexes.
    """
    from psycopg import Connection as PostgresConnection

    assert isinstance(connection, PostgresConnection)
    connection.autocommit = True
    connection.prepare_threshold, connection.prepared_max = PREPARED_AFTER, PREPARED_AT_MOST
    connection.execute(_HABITS)


def _forget_values(found: ExceptionContext) -> None:
    """Take what the server quotes of a row out of its error: parameters are hidden, and this is what they were."""
    if not str(getattr(found.original_exception, "sqlstate", None)).startswith(_ABOUT_VALUES):
        return
    for error in (found.original_exception, found.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(_QUOTED.sub("", part) if isinstance(part, str) else part for part in error.args)


def begun(session: Session) -> None:
    """Begin the transaction of a session; a connection that was dropped while it lay idle is opened anew, once."""
    try:
        session.connection()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()  # of nothing: it had not begun
        session.connection()


def _begin_on_file(connection: Connection) -> None:
    """Begin as a writer at once: a reader that turns writer fails at the first rival, timeout or not."""
    wanted = PROMPT if _is(connection, "prompt") else DURABLE
    if connection.info.get("synchronous", DURABLE) != wanted:  # which cannot be changed any more once it has begun
        _tell(connection.connection.driver_connection, f"synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN" if _is(connection, "read_only") else "BEGIN IMMEDIATE")


def _begin_on_server(connection: Connection) -> None:
    """Begin before the work does, so that a connection the server dropped is found while nothing is lost."""
    connection.exec_driver_sql("BEGIN READ ONLY" if _is(connection, "read_only") else "BEGIN")
    if _is(connection, "prompt"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def _is(connection: Connection, option: str) -> bool:
    return bool(connection.get_execution_options().get(option, False))
