"""Every command where a million customers are, with all that was done with them: `python -m benchmarks.million`.

PostgreSQL alone. Each command of the registry is said by an owner, who sees everything, and by a rep, with a record
of their own wherever it takes one; what it wrote is taken back, so that the next one finds the house as it was.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg

from benchmarks import corporation
from benchmarks.corporation import Size
from benchmarks.databases import databases
from benchmarks.rounds import percentile, table
from crmbot.logs import configure
from crmbot.store.engine import plain_url
from tests.plans.walk import Saying, Walk
from tests.security import firm
from tests.security.savepoints import Rehearsal

AIM_MS = 100.0
SPEAKERS = ("ana", "ben")
LINES = (
    "companies all",
    "contacts all",
    "contacts all role:Buyer",
    "deals everybody",
    "deals everybody amount>10k",
    "notes",
    "tasks",
    "tasks is:overdue",
    "events",
    "events is:past",
    "agenda",
    "agenda team",
    "week team",
    "today",
    "today team",
    "snapshot",
    "snapshot team",
    "board",
    "board by:owner",
    "board by:month",
    "find smith",
    "find zbr",
    "duplicates contacts by name",
    "duplicates contacts by phone",
    "reminders",
)
"""What the examples of the registry ask for only in part."""


@dataclass(slots=True)
class Times:
    """How long a line took each time, and in the database alone the slowest statement."""

    saying: Saying
    took_ms: list[float] = field(default_factory=list)

    @property
    def p50_ms(self) -> float:
        """The middle."""
        return statistics.median(self.took_ms)

    @property
    def most_ms(self) -> float:
        """The longest."""
        return max(self.took_ms)


async def measure(walk: Walk, rounds: int, only: str) -> list[Times]:
    """Say everything so many times; the first time, which plans its statements, does not count."""
    lines = [*walk.sayings(*SPEAKERS), *(Saying(line, who, line) for line in LINES for who in SPEAKERS)]
    told: list[Times] = []
    for saying in dict.fromkeys(lines):
        if only not in saying.line:
            continue
        times = Times(saying)
        for number in range(rounds + 1):
            began = time.perf_counter()
            await walk.say(saying)
            if number:
                times.took_ms.append((time.perf_counter() - began) * 1e3)
            walk.database.forget()
        told.append(times)
    return told


def _report(told: Sequence[Times], shown: int) -> None:
    every = [each for times in told for each in times.took_ms]
    slow = [times for times in told if times.p50_ms > AIM_MS]
    slowest = sorted(told, key=lambda times: -times.p50_ms)[:shown]
    rows = [(str(times.saying)[:90], f"{times.p50_ms:.0f}", f"{times.most_ms:.0f}") for times in slowest]
    table([("slowest, ms", "p50", "max"), *rows])
    print(f"\n{len(told)} lines, {len(every):,} times: p50 {statistics.median(every):.1f} ms,", end=" ")
    print(f"p99 {percentile(every, 99):.0f} ms; {len(slow)} lines above {AIM_MS:.0f} ms")
    print(f"The machine's load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _count(url: str) -> None:
    plain = plain_url(url)
    with psycopg.connect(plain) as connection:
        asked = "SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(%s) ORDER BY 2 DESC"
        names = ["record", "party", "deal", "activity", "reminder", "change", "search_posting"]
        rows = connection.execute(asked, (names,)).fetchall()
    print(", ".join(f"{int(rows_there):,} of {name}" for name, rows_there in rows))


def run(url: str, given: argparse.Namespace) -> None:
    """Measure on a database that is filled."""
    _count(url)
    with Rehearsal(url) as database:
        began = time.perf_counter()
        walk = Walk(database)
        asyncio.run(walk.warm_up())
        print(f"first words after {time.perf_counter() - began:.0f} s")
        _report(asyncio.run(measure(walk, given.rounds, given.only)), given.shown)


def main(given: argparse.Namespace) -> None:
    configure("CRITICAL")
    if given.url:
        run(given.url, given)
        return
    with databases(("postgresql",)) as made:
        url = made.fresh("postgresql", "million")
        began = time.perf_counter()
        firm.furnish(url)
        corporation.found(url, Size.of(given.contacts, given.people))
        print(f"made within {time.perf_counter() - began:.0f} s: {given.contacts:,} contacts")
        run(url, given)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000, help="with five activities and a reminder each")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5, help="how often each line is said")
    parser.add_argument("--shown", type=int, default=40, help="how many of the slowest lines are printed")
    parser.add_argument("--only", default="", help="only lines that hold this")
    parser.add_argument("--url", default="", help="of a database that was made like this before")
    main(parser.parse_args())
