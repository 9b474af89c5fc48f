"""What a database is made of: the program and its version, its size, and how many connections it has left."""

import sqlite3
from dataclasses import dataclass

from sqlalchemy import Connection

from crmbot.store.engine import Database, file_of

OLDEST_SQLITE = (3, 35)
"""From here on `UPDATE … RETURNING` is there, by which work is claimed."""

OLDEST_POSTGRESQL = 15
"""The oldest we are tried on."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database's program; `connections_left` is None where there is no limit that others share."""

    program: str
    version: str
    is_old: bool
    size: int
    connections_left: int | None = None


def described(database: Database) -> Server:
    """Return what a database that answers is."""
    if database.is_sqlite:
        file = file_of(database.engine.url)
        size = file.stat().st_size if file is not None and file.exists() else 0
        return Server("SQLite", sqlite3.sqlite_version, sqlite3.sqlite_version_info < OLDEST_SQLITE, size)
    with database.reading.connect() as connection:
        number = int(_told(connection, "SHOW server_version_num"))
        kept = int(_told(connection, "SHOW superuser_reserved_connections"))
        most = int(_told(connection, "SHOW max_connections")) - kept
        used = int(_told(connection, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
        size = int(_told(connection, "SELECT pg_database_size(current_database())"))
        version = _told(connection, "SHOW server_version")
    return Server("PostgreSQL", version, number < OLDEST_POSTGRESQL * 10_000, size, most - used)


def _told(connection: Connection, question: str) -> str:
    return str(connection.exec_driver_sql(question).scalar_one())
