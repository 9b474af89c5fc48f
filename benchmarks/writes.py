"""The least a database has to do for a note, on the raw drivers: the floor under our own writes."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import LiteralString, Protocol
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from benchmarks.databases import Kind
from crmbot.store.engine import POSTGRESQL_THREADS

Row = Mapping[str, object]

AT = "2026-11-19 10:00:00.000000"
INBOX: LiteralString = """
    INSERT INTO inbox (key, received_at, address, inbound, state, tries)
    VALUES (:key, :at, :address, :inbound, 'open', 0)"""
RECORD: LiteralString = """
    INSERT INTO record (kind, title, search_text, owner_id, team_id, created_at, created_by_id, updated_at, version)
    VALUES ('note', :text, '', 1, 1, :at, 1, :at, 1) RETURNING id"""
ACTIVITY: LiteralString = """
    INSERT INTO activity (record_id, kind, body, note_kind, happened_at, source_message, requires_approval,
        origin_private, all_day)
    VALUES (:id, 'note', :text, 'note', :at, :key, FALSE, TRUE, FALSE)"""
LINK: LiteralString = "INSERT INTO activity_link (activity_id, record_id, role) VALUES (:id, :about, 'about')"
CHANGE: LiteralString = """
    INSERT INTO change (batch_id, record_id, table_name, row_key, at, user_id, via, message_ref, command, action,
        operation, diff)
    VALUES (:batch, :id, 'record', :row_key, :at, 1, 'console', :key, 'note', 'create', 'insert', :diff)"""
ACME: LiteralString = "SELECT id FROM record WHERE title = 'Acme Ltd'"


class Writes(Protocol):
    """The two transactions of a command."""

    async def receive(self, key: str, inbound: str) -> None:
        """Store what came."""
        ...

    async def work(self, key: str, text: str) -> None:
        """Store the note, what it is on, and its history."""
        ...

    async def close(self) -> None: ...


async def writes(kind: Kind, url: str) -> Writes:
    """Connect to a furnished database."""
    if kind == "sqlite":
        return SqliteWrites(url.removeprefix("sqlite:///"))
    return await PostgresWrites.connected(url)


def _received(key: str, inbound: str) -> Row:
    return {"key": key, "at": AT, "address": "slack:T:C", "inbound": inbound}


def _note(key: str, text: str, about: int) -> dict[str, object]:
    diff = json.dumps({"title": [None, text], "body": [None, text]})
    return {"key": key, "text": text, "about": about, "at": AT, "batch": uuid4().hex, "diff": diff}


class SqliteWrites:
    """One connection in the loop's own thread, as durable as ours."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._about: int = self._connection.execute(ACME).fetchone()[0]

    async def receive(self, key: str, inbound: str) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(INBOX, _received(key, inbound))
        self._connection.execute("COMMIT")

    async def work(self, key: str, text: str) -> None:
        run, note = self._connection.execute, _note(key, text, self._about)
        run("BEGIN IMMEDIATE")
        note["id"] = run(RECORD, note).fetchone()[0]
        note["row_key"] = str(note["id"])
        for statement in (ACTIVITY, LINK, CHANGE):
            run(statement, note)
        run("COMMIT")

    async def close(self) -> None:
        self._connection.close()


Connection = psycopg.AsyncConnection[tuple[object, ...]]


class PostgresWrites:
    """As many asynchronous connections as we have threads."""

    def __init__(self, connections: Sequence[Connection], about: int) -> None:
        self._about = about
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in connections:
            self._free.put_nowait(connection)

    @classmethod
    async def connected(cls, url: str) -> "PostgresWrites":
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        opened = [await psycopg.AsyncConnection.connect(plain) for _ in range(POSTGRESQL_THREADS)]
        found = await (await opened[0].execute(ACME)).fetchone()
        await opened[0].rollback()
        assert found is not None
        assert isinstance(found[0], int)
        return cls(opened, found[0])

    async def receive(self, key: str, inbound: str) -> None:
        connection = await self._free.get()
        await connection.execute(_POSTGRES[INBOX], _received(key, inbound))
        await connection.commit()
        self._free.put_nowait(connection)

    async def work(self, key: str, text: str) -> None:
        connection, note = await self._free.get(), _note(key, text, self._about)
        cursor = await connection.execute(_POSTGRES[RECORD], note)
        note["id"] = (await cursor.fetchone() or (None,))[0]
        note["row_key"] = str(note["id"])
        for statement in (ACTIVITY, LINK, CHANGE):
            await connection.execute(_POSTGRES[statement], note)
        await connection.commit()
        self._free.put_nowait(connection)

    async def close(self) -> None:
        while not self._free.empty():
            await self._free.get_nowait().close()


_POSTGRES: Mapping[str, bytes] = {
    statement: re.sub(r":(\w+)", r"%(\1)s", statement).encode() for statement in (INBOX, RECORD, ACTIVITY, LINK, CHANGE)
}
"""The same statements with psycopg's marks."""
