"""What can go wrong with a database, or with the way to it."""

import asyncio
import contextlib
import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import LiteralString

import psycopg

from tests.faults.mischief import Fault, World, everybody_on_road, lasting, on_road, refuse, slow
from tests.faults.server import OwnServer

# -- PostgreSQL


async def stop_server(world: World) -> None:
    """Stop the server in order, and start it again."""
    await _server_away(world, "database stopped", lambda server: server.stop())


async def crash_server(world: World) -> None:
    """Let the server crash, and mend itself."""
    await _server_away(world, "database crashed", lambda server: server.crash())


async def _server_away(world: World, kind: str, end: Callable[[OwnServer], None]) -> None:
    assert world.server is not None
    async with world.serving, lasting(world, kind):
        await asyncio.to_thread(end, world.server)
        await asyncio.sleep(world.pause_s(0.5, 2))
        await asyncio.to_thread(world.server.begin)


@contextlib.contextmanager
def _beside(world: World) -> Iterator[psycopg.Connection]:
    """Connect to the database as another program does."""
    assert world.server is not None
    with world.server.connect(world.database) as connection:
        yield connection


async def hang_up(world: World) -> None:
    """Let an administrator end connections of ours."""
    world.done["connections ended by the server"] += 1
    await asyncio.to_thread(_hang_up, world)


def _hang_up(world: World) -> None:
    with suppress(psycopg.Error), _beside(world) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND random() < 0.5"
        )


async def lock_tables(world: World) -> None:
    """Let another session keep what we need."""
    table = world.chance.choice(("inbox", "outbox", "note", "record"))
    async with lasting(world, "tables locked by another session"):
        await asyncio.to_thread(_lock, world, table, world.pause_s(0.5, 2))


def _lock(world: World, table: str, seconds: float) -> None:
    statements: dict[str, LiteralString] = {
        "inbox": "LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE",
        "outbox": "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE",
        "note": "LOCK TABLE note IN ACCESS EXCLUSIVE MODE",
        "record": "LOCK TABLE record IN ACCESS EXCLUSIVE MODE",
    }
    with suppress(psycopg.Error), _beside(world) as connection, connection.transaction():
        connection.execute(statements[table])
        connection.execute("SELECT pg_sleep(%s)", [seconds])


async def deadlock(world: World) -> None:
    """Let another session take what we need in the other order; it is we who lose."""
    async with lasting(world, "deadlocks"):
        for _ in range(6):
            await asyncio.to_thread(_deadlock, world)
            await asyncio.sleep(0.1)


def _deadlock(world: World) -> None:
    with suppress(psycopg.Error), _beside(world) as connection:
        connection.execute("SET deadlock_timeout = '3s'")  # ours find it first
        with connection.transaction():
            connection.execute("LOCK TABLE record IN SHARE ROW EXCLUSIVE MODE")
            connection.execute("SELECT pg_sleep(0.05)")
            connection.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")


async def isolate(world: World) -> None:
    """Let transactions be so strict that they collide where they meet."""
    async with lasting(world, "serialization failures"):
        await asyncio.to_thread(_isolate, world, "ALTER DATABASE {} SET default_transaction_isolation = 'serializable'")
        await asyncio.sleep(world.pause_s(2, 3))
        await asyncio.to_thread(_isolate, world, "ALTER DATABASE {} RESET default_transaction_isolation")


def _isolate(world: World, statement: LiteralString) -> None:
    assert world.server is not None
    with suppress(psycopg.Error):
        world.server.server.execute(statement, world.database)
        _hang_up(world)  # what is connected goes on as it was


async def fill_server(world: World) -> None:
    """Let inserts fail as on a full disk: the server says what it says then, from a trigger of ours."""
    async with lasting(world, "disk of the database full (as said by a trigger)"):
        await asyncio.to_thread(_fill, world, FULL)
        await asyncio.sleep(world.pause_s(1, 2.5))
        await asyncio.to_thread(_fill, world, ROOMY)


FULL: LiteralString = "CREATE OR REPLACE TRIGGER full_disk BEFORE INSERT ON {} EXECUTE FUNCTION full_disk()"
ROOMY: LiteralString = "DROP TRIGGER IF EXISTS full_disk ON {}"
FULL_DISK: LiteralString = """
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"""


def _fill(world: World, statement: LiteralString) -> None:
    from psycopg import sql

    with suppress(psycopg.Error), _beside(world) as connection:
        connection.execute(FULL_DISK)
        for table in ("inbox", "outbox", "record"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(table)))


def mend_server(world: World) -> None:
    """Take back what a fault could not, since another one had stopped the server meanwhile."""
    if world.server is not None:
        _isolate(world, "ALTER DATABASE {} RESET default_transaction_isolation")
        _fill(world, ROOMY)


POSTGRESQL: tuple[Fault, ...] = (
    stop_server,
    crash_server,
    hang_up,
    lock_tables,
    deadlock,
    isolate,
    fill_server,
    # as while another server takes over
    everybody_on_road("database refuses connections", "database", refuse("database")),
    on_road("network to the database cut", "database", lambda member: member.roads["database"].cut(), None),
    on_road("database slow", "database", slow("database", 0.1), (1.5, 3)),
    on_road("database silent", "database", lambda member: member.roads["database"].hold(), (1, 3)),
)

# -- SQLite


async def lock_file(world: World) -> None:
    """Let another program write to the file, for longer than we wait for it or not."""
    async with lasting(world, "file locked by another program"):
        await asyncio.to_thread(_lock_file, world, world.pause_s(0.5, 4))


def _lock_file(world: World, seconds: float) -> None:
    assert world.file is not None
    beside = contextlib.closing(sqlite3.connect(world.file, timeout=5, isolation_level=None))
    with suppress(sqlite3.OperationalError), beside as connection:
        connection.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        connection.execute("ROLLBACK")


async def fill_disk(world: World) -> None:
    """Let the file not grow any more."""
    async with lasting(world, "disk full"):
        for member in world.house.members.values():
            member.direct(pages=1)
        await asyncio.sleep(world.pause_s(1, 2.5))
        for member in world.house.members.values():
            member.direct()


async def break_disk(world: World) -> None:
    """Let writes to the disk fail."""
    member = world.somebody("run")
    if member is None or member.running is None:
        return
    async with lasting(world, "writes to the disk fail"):
        pid = member.running.pid
        limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, limits[1]))
            await asyncio.sleep(world.pause_s(0.5, 2))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


async def refresh_socket(world: World) -> None:
    """Let Slack ask for a new connection."""
    world.done["Socket Mode refreshed"] += 1
    await world.slack.refresh_sockets()


async def drop_socket(world: World) -> None:
    """Let Slack's connection break."""
    world.done["Socket Mode dropped"] += 1
    world.slack.drop_sockets()


SQLITE: tuple[Fault, ...] = (lock_file, fill_disk, break_disk, refresh_socket, drop_socket)
