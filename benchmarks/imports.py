"""Bringing 100,000 contacts in from a CSV file, while others go on working: `python -m benchmarks.imports`."""

import argparse
import asyncio
import csv
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import make_url

from benchmarks.crowd import crowd
from benchmarks.databases import KINDS, Databases, Kind, databases
from benchmarks.office import NOW, ORG, furnish
from benchmarks.rounds import percentile, table
from crmbot.commands import build_registry
from crmbot.core import history, people
from crmbot.core.clock import SystemClock
from crmbot.core.context import Context, Origin
from crmbot.core.documents import Attached, Filing, fetching, keep
from crmbot.core.documents.fetching import Awaited
from crmbot.core.imports import runs
from crmbot.logs import configure
from crmbot.scheduler.importing import Imports
from crmbot.scheduler.means import Means
from crmbot.store.base import Base
from crmbot.store.engine import Database, normalise_url, open_database
from crmbot.store.files import FolderStore, Spool
from crmbot.store.models.imports import Import
from crmbot.store.uow import read_only, unit_of_work

AIM = 1 / 3
AIM_WAIT_MS = 50.0
CHUNK = 5000
OWNER = 1
COPIED = ("record", "party", "change", "search_token", "search_posting")
_KNOCK_S = 0.004


@dataclass(frozen=True, slots=True)
class Result:
    """What one run took."""

    looked_s: float
    ran_s: float
    floor_s: float
    among_s: float
    waits_ms: Sequence[float]
    stalls_ms: Sequence[float]
    grown_mb: float
    turn_ms: float

    @property
    def ratio(self) -> float:
        return self.floor_s / self.ran_s


def written(path: Path, count: int) -> Path:
    """Write a file of contacts: one in five at one of some companies, one in ten with a number only."""
    chance = Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["First name", "Last name", "E-mail", "Phone", "Company", "Job title", "City", "Note"])
        for number, who in enumerate(crowd(count)):
            mail = "" if number % 10 == 0 else f"{who.first}.{who.last}.{number}@mail.example".lower()
            firm = f"{who.last} Works {number % 500}" if number % 5 == 0 else ""
            job = chance.choice(("Buyer", "Engineer", "Plant manager", ""))
            writer.writerow([who.first, who.last, mail, who.phone, firm, job, chance.choice(("Leeds", "York")), ""])
    return path


class Bench:
    """One database with one file to be brought in."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = open_database(url)
        self.database.files = FolderStore(folder)
        self.worker = Imports(Means(self.database, {}, SystemClock(), ORG))
        self.waits: list[float] = []
        self.stalls: list[float] = []

    def begin(self, path: Path) -> int:
        """Keep the file, and have it looked through."""
        assert self.database.files is not None
        with Spool(1 << 30) as spool:
            spool.add(path.read_bytes())
            kept = spool.keep(self.database.files)
        with unit_of_work(self.database) as session:
            ctx = Context(session, people.actor(session, OWNER), NOW, Origin(via="console"), ORG)
            history.begin(ctx, "keep")
            (document,) = keep(ctx, [Attached("x", path.name, "text/csv", None, "file")], Filing())
            fetching.stored(session, Awaited(document.id, "console", "", "text/csv", 1), kept)
            row = runs.start(ctx, document, kind="contact")
            row.address = None
            return row.id

    def run(self, number: int) -> None:
        with unit_of_work(self.database) as session:
            ctx = Context(session, people.actor(session, OWNER), NOW, Origin(via="console"), ORG)
            runs.begin(ctx, runs.get(ctx, number))

    async def work(self) -> float:
        """Work on what there is; return how long it took."""
        began = time.perf_counter()
        await self.worker.run_due()
        return time.perf_counter() - began

    async def work_among_others(self) -> float:
        """Work on what there is, while somebody knocks at the database's door all the time; return how long it took."""
        knocking = asyncio.create_task(self._knock())
        took = await self.work()
        knocking.cancel()
        with suppress(asyncio.CancelledError):
            await knocking
        return took

    async def _knock(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_KNOCK_S)
            self.stalls.append((time.perf_counter() - before - _KNOCK_S) * 1000)
            before = time.perf_counter()
            await asyncio.wrap_future(self.database.submit(lambda: None))
            self.waits.append((time.perf_counter() - before) * 1000)

    def imported(self, number: int) -> Import:
        with read_only(self.database) as session:
            return session.get_one(Import, number)


def resident_mb() -> float:
    """Return the most memory this process has had so far."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


async def measure(places: Databases, kind: Kind, path: Path, count: int) -> Result:
    """Bring the file in with nobody else there, beside the bare driver; and again among others, who wait for it."""
    bench, number, looked = await _looked(places, kind, path, "alone")
    _reset_peak()
    before = resident_mb()
    ran = await bench.work()
    grown = resident_mb() - before
    _check(bench, number, count)
    floor = copied(places, kind, bench.database)
    bench.database.close()

    crowded, number, _ = await _looked(places, kind, path, "crowded")
    among = await crowded.work_among_others()
    _check(crowded, number, count)
    crowded.database.close()
    turn_ms = crowded.worker.longest_turn_s * 1000
    return Result(looked, ran, floor, among, crowded.waits, crowded.stalls, grown, turn_ms)


async def _looked(places: Databases, kind: Kind, path: Path, name: str) -> tuple[Bench, int, float]:
    """Begin an import of its own, and have it looked through; return its number, and how long looking took."""
    url = places.fresh(kind, name)
    furnish(url)
    bench = Bench(url, places.folder / f"files-{kind}-{name}")
    number = bench.begin(path)
    looked = await bench.work()
    bench.run(number)
    return bench, number, looked


def _check(bench: Bench, number: int, count: int) -> None:
    row = bench.imported(number)
    assert row.added + row.present + row.failed == count, row.reason
    assert row.added > count * 0.9, (row.added, row.present, row.failed)


def copied(places: Databases, kind: Kind, source: Database) -> float:
    """Put the same rows into a fresh database by the bare driver; return how long writing them took."""
    url = places.fresh(kind, "floor")
    furnish(url)
    took = 0.0
    target: Any = sqlite3.connect(make_url(url).database or "") if kind == "sqlite" else _postgresql(url)
    if kind == "sqlite":
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
    for name in COPIED:
        known = Base.metadata.tables[name]
        for rows in _chunks(source, known, _above(target, known)):
            began = time.perf_counter()
            _put(kind, target, known, rows)
            took += time.perf_counter() - began
    target.close()
    return took


def _postgresql(url: str) -> Any:  # noqa: ANN401 - a connection of either driver
    import psycopg

    return psycopg.connect(normalise_url(url).replace("+psycopg", ""))


def _above(target: Any, known: Table) -> int:  # noqa: ANN401 - likewise
    """Return the highest number that is there already: the firm itself was furnished the same way."""
    column = "record_id" if "record_id" in known.primary_key.columns else "id"
    found = target.execute(f'SELECT max({column}) FROM "{known.name}"').fetchone()  # noqa: S608 - names of our own
    return int(found[0] or 0)


def _chunks(source: Database, known: Table, above: int) -> Iterator[list[tuple[Any, ...]]]:
    key = known.c.record_id if "record_id" in known.primary_key.columns else known.c.id
    # Companies first, and nobody's primary contact: each chunk must stand on its own feet.
    columns = ", ".join("NULL" if each.name == "primary_contact_id" else f'"{each.name}"' for each in known.columns)
    first = '"company_id" IS NOT NULL, ' if known.name == "party" else ""
    order = ", ".join(f'"{column.name}"' for column in known.primary_key)
    with source.reading.connect() as connection:
        found = connection.exec_driver_sql(
            f'SELECT {columns} FROM "{known.name}" WHERE "{key.name}" > {above} ORDER BY {first}"{key.name}", {order}'  # noqa: S608 - likewise
        )
        while rows := list(islice(found, CHUNK)):
            yield [tuple(row) for row in rows]


def _put(kind: Kind, target: Any, known: Table, rows: list[tuple[Any, ...]]) -> None:  # noqa: ANN401 - likewise
    columns = ", ".join(f'"{column.name}"' for column in known.columns)
    if kind == "sqlite":
        marks = ", ".join("?" * len(known.columns))
        target.executemany(f'INSERT INTO "{known.name}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - likewise
    else:
        from psycopg.types.json import Jsonb

        with target.cursor() as cursor, cursor.copy(f'COPY "{known.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row([Jsonb(cell) if isinstance(cell, dict) else cell for cell in row])
    target.commit()


async def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    configure("WARNING", secrets=())
    build_registry()
    kinds: tuple[Kind, ...] = (given.only,) if given.only else KINDS
    lines = []
    with databases(kinds) as places:
        path = written(places.folder / "contacts.csv", given.rows)
        for kind in kinds:
            found = await measure(places, kind, path, given.rows)
            lines.append(_line(kind, given.rows, found))
    head = (
        "database",
        "look s",
        "import s",
        "rows/s",
        "floor s",
        "floor/ours",
        "among others s",
        "wait p99/max ms",
        "loop p99/max ms",
    )
    table([(*head, "turn max ms", "+MB"), *lines])
    print(f"aim: floor/ours >= {AIM:.2f}, waits <= {AIM_WAIT_MS:.0f} ms")


def _line(kind: Kind, rows: int, found: Result) -> tuple[str, ...]:
    return (
        kind,
        f"{found.looked_s:.1f}",
        f"{found.ran_s:.1f}",
        f"{rows / found.ran_s:,.0f}",
        f"{found.floor_s:.1f}",
        f"{found.ratio:.2f}",
        f"{found.among_s:.1f}",
        f"{percentile(found.waits_ms, 99):.0f} / {max(found.waits_ms):.0f}",
        f"{percentile(found.stalls_ms, 99):.0f} / {max(found.stalls_ms):.0f}",
        f"{found.turn_ms:.0f}",
        f"{found.grown_mb:.0f}",
    )


if __name__ == "__main__":
    asyncio.run(main())
