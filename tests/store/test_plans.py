"""How the databases go about what commands ask: nothing anybody says reads a large table from end to end."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import bindparam, text
from structlog.testing import capture_logs

from tests.copies import Files
from tests.plans import large
from tests.plans.large import LARGE
from tests.plans.walk import Asked, Saying, Walk
from tests.postgres import Server
from tests.security import firm
from tests.security.savepoints import Rehearsal

READ_MOST = 1_000
"""So many rows a statement may read without an index: the first ones of a table, never all of a large one."""

SHOWN = 12

_COUNTED = text("SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname IN :large").bindparams(
    bindparam("large", LARGE, expanding=True)
)
_SCAN = re.compile(r"SCAN (?:TABLE )?(\w+)(?! USING| VIRTUAL)(?:$| \()|SCAN (\w+)$")
_ALIAS = r"\b({tables}) AS {alias}\b"


@pytest.fixture(scope="module")
def large_url(postgresql: Server) -> Iterator[str]:
    """Give a database full of what others do."""
    name = postgresql.copy(postgresql.template)
    large.furnish(postgresql.database(name))
    yield postgresql.database(name)
    postgresql.drop(name)


@pytest.mark.timeout(600)
async def test_large_tables_when_everything_is_said_on_postgresql(large_url: str) -> None:
    """No command makes PostgreSQL read a large table from end to end: not for itself, and not for a foreign key."""
    wrong: list[str] = []
    with capture_logs(), Rehearsal(large_url) as database:
        walk = Walk(database)
        await walk.warm_up()
        before = _read(walk)
        for saying in walk.sayings("ana", "ben"):
            await walk.say(saying)
            asked = tuple(walk.asked)
            read = _read(walk)
            tables = [name for name, rows in read.items() if rows - before.get(name, 0) > READ_MOST]
            wrong += [_told(walk, saying, table, asked) for table in tables]
            before = read
            database.forget()

    assert not wrong, f"{len(wrong)} of them:\n" + "\n".join(wrong[:SHOWN])


def _read(walk: Walk) -> dict[str, int]:
    """Return how many rows of each large table were read without an index so far."""
    return {row.relname: row.seq_tup_read for row in walk.database.connection.execute(_COUNTED)}


def _told(walk: Walk, saying: Saying, table: str, asked: Sequence[Asked]) -> str:
    """Say which statement it was."""
    plans = ((each, "\n".join(_explained(walk, "EXPLAIN", each))) for each in asked)
    guilty = [f"{each.words[:600]}\n{plan}" for each, plan in plans if f"Seq Scan on {table}" in plan]
    return "\n".join([f"{saying} reads all of {table}", *guilty[:2]])


@pytest.mark.timeout(600)
async def test_large_tables_when_everything_is_said_on_sqlite(sqlite_copies: Files, tmp_path: Path) -> None:
    """No command makes SQLite scan a large table without an index."""
    url = sqlite_copies.copy("firm of two teams", firm.furnish, tmp_path / "plans.db")
    wrong: dict[str, str] = {}
    with capture_logs(), Rehearsal(url) as database:
        walk, seen = Walk(database), set[str]()
        await walk.warm_up()
        for saying in walk.sayings("ana", "ben"):
            await walk.say(saying)
            for each in tuple(walk.asked):
                if each.statement not in seen:
                    seen.add(each.statement)
                    for table in _scanned(walk, each):
                        wrong[each.words] = f"{saying}: {table}"
            database.forget()

    assert not wrong, f"{len(wrong)} of them:\n" + "\n".join(f"{who}\n  {words[:900]}" for words, who in wrong.items())


def _scanned(walk: Walk, asked: Asked) -> Iterator[str]:
    """Yield the large tables a statement scans from end to end."""
    for line in _explained(walk, "EXPLAIN QUERY PLAN", asked):
        found = _SCAN.match(line)
        name = (found[1] or found[2]) if found else ""
        alias = re.search(_ALIAS.format(tables="|".join(LARGE), alias=name), asked.statement) if name else None
        if name in LARGE or alias is not None:
            yield f"{name} ({line})"


def _explained(walk: Walk, how: str, asked: Asked) -> list[str]:
    """Return the plan of a statement; nothing for one that has none."""
    if asked.many or not asked.words.startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
        return []
    cursor = walk.database.connection.connection.cursor()
    cursor.execute(f"{how} {asked.statement}", asked.values)  # type: ignore[arg-type]  # what the driver was given before
    return [str(row[-1]) for row in cursor.fetchall()]
