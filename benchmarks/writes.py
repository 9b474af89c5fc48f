"""What a database has to do for a note at least, and for all the rows of ours, on the raw drivers."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import LiteralString, Protocol
from uuid import uuid4

import psycopg

from benchmarks.databases import Kind
from crmbot.store.engine import POSTGRESQL_THREADS, plain_url

Row = Mapping[str, object]

AT = "2026-11-19 10:00:00.000000"
CHAT = "slack:T:C"
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
CHANGE_OF_LINK: LiteralString = """
    INSERT INTO change (batch_id, record_id, table_name, row_key, at, user_id, via, message_ref, command, action,
        operation, diff)
    VALUES (:batch, :id, 'activity_link', :row_key, :at, 1, 'console', :key, 'note', 'create', 'insert', :diff)"""
WORDS: LiteralString = """
    INSERT INTO search_posting (token_id, record_id, weight)
    SELECT id, :id, 1 FROM search_token ORDER BY id LIMIT 9"""
TOUCHED: LiteralString = """
    INSERT INTO recent_record (user_id, address, record_id, at) VALUES (1, :address, :about, :at),
        (1, :address, :id, :at)
    ON CONFLICT (user_id, address, record_id) DO UPDATE SET at = excluded.at"""
DONE: LiteralString = "UPDATE inbox SET state = 'done', done_at = :at WHERE key = :key AND state = 'open'"

LEAST: Sequence[LiteralString] = (ACTIVITY, LINK, CHANGE)
"""What is written behind the record: the note itself, what it is on, its history."""

ALL: Sequence[LiteralString] = (*LEAST, CHANGE_OF_LINK, WORDS, TOUCHED, DONE)
"""The same, and what else we write: that the link is undone with it, its words, what `it` is now, the end of it."""

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


async def writes(kind: Kind, url: str, rows: Sequence[LiteralString]) -> Writes:
    """Connect to a furnished database; `rows` are the statements behind that of the record."""
    if kind == "sqlite":
        return SqliteWrites(url.removeprefix("sqlite:///"), rows)
    return await PostgresWrites.connected(url, rows)


def _received(key: str, inbound: str) -> Row:
    return {"key": key, "at": AT, "address": CHAT, "inbound": inbound}


def _note(key: str, text: str, about: int) -> dict[str, object]:
    diff = json.dumps({"title": [None, text], "body": [None, text]})
    told = {"key": key, "text": text, "about": about, "address": CHAT}
    return {**told, "at": AT, "batch": uuid4().hex, "diff": diff}


class SqliteWrites:
    """One connection in the loop's own thread, as durable as ours."""

    def __init__(self, file: str, rows: Sequence[LiteralString]) -> None:
        self._rows = rows
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
        for statement in self._rows:
            run(statement, note)
        run("COMMIT")

    async def close(self) -> None:
        self._connection.close()


Connection = psycopg.AsyncConnection[tuple[object, ...]]


class PostgresWrites:
    """As many asynchronous connections as we have threads."""

    def __init__(self, connections: Sequence[Connection], about: int, rows: Sequence[LiteralString]) -> None:
        self._about = about
        self._rows = [_POSTGRES[statement] for statement in rows]
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in connections:
            self._free.put_nowait(connection)

    @classmethod
    async def connected(cls, url: str, rows: Sequence[LiteralString]) -> "PostgresWrites":
        plain = plain_url(url)
        opened = [await psycopg.AsyncConnection.connect(plain) for _ in range(POSTGRESQL_THREADS)]
        found = await (await opened[0].execute(ACME)).fetchone()
        await opened[0].rollback()
        assert found is not None
        assert isinstance(found[0], int)
        return cls(opened, found[0], rows)

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
        for statement in self._rows:
            await connection.execute(statement, note)
        await connection.commit()
        self._free.put_nowait(connection)

    async def close(self) -> None:
        while not self._free.empty():
            await self._free.get_nowait().close()


_POSTGRES: Mapping[str, bytes] = {
    statement: re.sub(r":(\w+)", r"%(\1)s", statement).encode() for statement in (INBOX, RECORD, *ALL)
}
"""The same statements with psycopg's marks."""
