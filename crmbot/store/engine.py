"""The database: its engine, its transactions, and the threads that work on it."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

POSTGRESQL_THREADS = 8
BUSY_TIMEOUT_MS = 10_000
_PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",  # first: the others may have to wait, too
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
)


def normalise_url(url: str) -> str:
    """Return a database URL with our driver named, as hosts hand it out without one."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg{separator}{rest}"
    return url


class Database:
    """An engine and the threads that units of work run in."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # The same pool of connections, with transactions that promise not to write.
        self.reading = engine.execution_options(read_only=True, postgresql_readonly=True)
        # SQLite has one writer at a time: one thread is the queue for it.
        self._threads = ThreadPoolExecutor(
            max_workers=1 if self.is_sqlite else POSTGRESQL_THREADS, thread_name_prefix="crmbot-store"
        )

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run a function in a thread of the database; it must not submit and wait in its turn."""
        return self._threads.submit(work)

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
        engine = create_engine(full)
        event.listen(engine, "connect", _set_up_file)
        event.listen(engine, "begin", _begin)
        return engine
    engine = create_engine(full, pool_size=POSTGRESQL_THREADS, pool_pre_ping=True, pool_recycle=1800)
    event.listen(engine, "connect", _set_up_server)
    return engine


def _set_up_file(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Keep the driver from beginning transactions late, and set what SQLite forgets between connections."""
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _set_up_server(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Keep PostgreSQL from compiling our short queries, which takes longer than running them."""
    from psycopg import Connection as PostgresConnection

    assert isinstance(connection, PostgresConnection)
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _begin(connection: Connection) -> None:
    """Begin as a writer at once: a reader that turns writer fails at the first rival, timeout or not."""
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
