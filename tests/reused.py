"""A database of the server, put back for the next test to what it was: a new copy takes several times as long."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import LiteralString, Self

import psycopg
from psycopg import sql
from sqlalchemy import make_url

WORN_OUT = 40
"""After so many tests it is left for a new one: what they deleted lies about in its tables."""

_HABITS: LiteralString = "SET lock_timeout = '2s'; SET synchronous_commit = off"
_FILLED: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_COUNTERS: LiteralString = """
    SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public'
"""
_OTHERS_OUT: LiteralString = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(slots=True)
class Reused:
    """One database, and what was in it at first: the rows of each table, and where its counters stood."""

    name: str
    connection: psycopg.Connection
    rows: dict[str, bytes] = field(default_factory=dict)
    counters: sql.Composed = field(default_factory=lambda: sql.Composed([]))
    uses: int = 0

    @classmethod
    def opened(cls, url: str, name: str) -> Self:
        """Remember a database as it is now."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        database = cls(name, psycopg.connect(plain, autocommit=True))
        database.connection.execute(_HABITS)
        for table in database._filled():
            database.rows[table] = database._copied(table)
        database.counters = _set(database.connection.execute(_COUNTERS).fetchall())
        return database

    def put_back(self) -> bool:
        """Bring it back to what it was; False where it has had its time, or somebody holds on to what they wrote."""
        self.uses += 1
        if self.uses >= WORN_OUT:
            return False
        self.connection.execute(_OTHERS_OUT)
        try:
            with self.connection.transaction():
                self._put_back()
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        self.connection.close()

    def _put_back(self) -> None:
        self.connection.execute("SET LOCAL session_replication_role = replica")  # rows go and come in no order
        emptied = (sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in self._filled())
        self.connection.execute(sql.SQL("; ").join(emptied))
        for table, rows in self.rows.items():
            with self.connection.cursor().copy(_of(table, "COPY {} FROM STDIN")) as copy:
                copy.write(rows)
        self.connection.execute(self.counters)

    def _filled(self) -> list[str]:
        return [table for (table,) in self.connection.execute(_FILLED)]

    def _copied(self, table: str) -> bytes:
        with self.connection.cursor().copy(_of(table, "COPY {} TO STDOUT")) as copy:
            return b"".join(bytes(each) for each in copy)


def _of(table: str, statement: LiteralString) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def _set(counters: Iterable[tuple[str, int, bool]]) -> sql.Composed:
    """Return the statement that sets counters to where they stood."""
    each = sql.SQL("setval({}::regclass, {}, {})")
    return sql.SQL("SELECT ") + sql.SQL(", ").join(
        each.format(sql.Literal(name), sql.Literal(at), sql.Literal(called)) for name, at, called in counters
    )
