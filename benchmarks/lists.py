"""Pages of lists and every sort of filter among 100,000 contacts: `python -m benchmarks.lists`."""

import argparse
import asyncio
import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, event

from benchmarks.crowd import crowd, learn
from benchmarks.databases import KINDS, Kind, databases
from benchmarks.find import opened
from benchmarks.market import open_market
from benchmarks.office import NOW, ORG, TEAM, furnish, slack_user
from benchmarks.rounds import percentile, table
from crmbot.chat.address import Address
from crmbot.chat.inbound import Identity, Inbound, Said
from crmbot.commands import build_registry
from crmbot.core import filters, people
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.slack.limits import LIMITS
from crmbot.logs import configure
from crmbot.store.engine import Database
from crmbot.store.uow import read_only

AIM_MS = 20.0
PAGE = 10
WARM_UP = 3

LISTS = (
    ("company", "companies", ""),
    ("company", "companies", "all"),
    ("contact", "contacts", ""),
    ("contact", "contacts", "all"),
    ("deal", "deals", ""),
    ("deal", "deals", "everybody"),
    ("note", "notes", "all"),
    ("company", "companies", "all customer"),
    ("company", "companies", "all city:Town7"),
    ("company", "companies", "all employees>4990"),
    ("company", "companies", "all employees>20"),
    ("company", "companies", "all #tag7"),
    ("company", "companies", "all quiet>100d"),
    ("company", "companies", "all new<7d"),
    ("company", "companies", "all sort:-employees"),
    ("contact", "contacts", "at:Acme"),
    ("contact", "contacts", "all role:'Head of Sales'"),
    ("contact", "contacts", "all role:Buyer"),
    ("contact", "contacts", "all bra"),
    ("contact", "contacts", "unassigned"),
    ("contact", "contacts", "all created:this month"),
    ("deal", "deals", "all amount>1.9m"),
    ("deal", "deals", "stage:proposal,nego amount>10k quiet>14d owner:me"),
    ("deal", "deals", "everybody stage:proposal,nego amount>10k quiet>14d"),
    ("deal", "deals", "everybody close:this month"),
    ("deal", "deals", "everybody over 50k closing this month"),
    ("deal", "deals", "all #tag7 amount>100k"),
    ("deal", "deals", "won last month"),
    ("deal", "deals", "everybody retrofit"),
    ("deal", "deals", "everybody sort:-amount"),
    ("note", "notes", "all type:call text:retrofit"),
    ("note", "notes", "all new<30d"),
)


class Lister:
    """One of our people who looks lists through."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dispatcher = Dispatcher(Worker(database, build_registry(), StandingClock(NOW), ORG))
        self.sent: list[str] = []
        event.listen(database.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        self.sent.append(statement)

    def by_core(self, kind: str, asked: str) -> int:
        """Read the filter and load a page of it, as somebody whose sight is limited to a team."""
        with read_only(self.database) as session:
            ctx = Context(session, people.actor(session, 2), NOW, org=ORG)
            return filters.page(ctx, filters.wanted(ctx, kind, asked), PAGE, 0)[1]

    async def by_command(self, line: str) -> None:
        """Say it to the dispatcher: stored, worked, drawn, committed."""
        who = Identity("slack", TEAM, slack_user(0))
        key = f"list:{time.monotonic_ns()}"
        said = Inbound(key, who, Address("slack", TEAM, "C1"), NOW, Said(line))
        answer = await self.dispatcher.work(await self.dispatcher.store(replace(said, private=False)), LIMITS)
        assert answer.card is not None


async def measure(lister: Lister, count: int, only: str) -> list[tuple[str, ...]]:
    """Return a line of times for each list."""
    lines: list[tuple[str, ...]] = [("ms", "rows", "core p50", "core p99", "command p50", "command p99", "statements")]
    for kind, command, words in LISTS:
        asked = words.replace("'", '"')
        if only not in f"{command} {asked}":
            continue
        core, whole, total = [], [], 0
        for at in range(count + WARM_UP):
            began = time.perf_counter()
            total = lister.by_core(kind, asked)
            between = time.perf_counter()
            lister.sent.clear()
            await lister.by_command(f"{command} {asked}")
            if at >= WARM_UP:
                core.append((between - began) * 1e3)
                whole.append((time.perf_counter() - between) * 1e3)
        lines.append((f"{command} {asked}", str(total), *times(core), *times(whole), str(len(lister.sent))))
    return lines


def times(values: Sequence[float]) -> Iterator[str]:
    """Tell the middle and the 99th of a hundred, in ms; what misses the aim is marked."""
    yield f"{statistics.median(values):.1f}"
    p99 = percentile(values, 99)
    yield f"{p99:.1f}" + (" !" if p99 > AIM_MS else "")


@contextmanager
def explained(database: Database, floor_ms: float) -> Iterator[None]:
    """Print how the database goes about each statement that takes longer."""
    seen: set[str] = set()
    began: list[float] = []

    def before(*_: object) -> None:
        began.append(time.perf_counter())

    def after(connection: Connection, _cursor: object, statement: str, values: object, *_: object) -> None:
        spent = (time.perf_counter() - began.pop()) * 1e3
        if spent < floor_ms or statement in seen or not statement.startswith(("SELECT", "WITH")):
            return
        seen.add(statement)
        how = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN ANALYZE "
        cursor = connection.connection.cursor()
        cursor.execute(how + statement, values)  # type: ignore[arg-type]  # what the driver was given before
        print(f"\n{spent:.0f} ms: {' '.join(statement.split()[-120:])}\n  {values}")
        print("\n".join(f"    {row[-1]}" for row in cursor.fetchall()))

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", after)
    yield
    event.remove(database.engine, "before_cursor_execute", before)
    event.remove(database.engine, "after_cursor_execute", after)


async def explain(lister: Lister, floor_ms: float, only: str) -> None:
    """Go through the lists once more and tell about what is slow."""
    for _, command, words in LISTS:
        line = f"{command} {words}".replace("'", '"')
        if only in line:
            with explained(lister.database, floor_ms):
                await lister.by_command(line)


def main(kinds: tuple[Kind, ...], given: argparse.Namespace) -> None:
    configure("ERROR")
    who = crowd(given.contacts)
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "lists")
            furnish(url)
            began = time.perf_counter()
            with opened(url) as database:
                open_market(database, who, given.contacts // 5, given.contacts // 2)
                if not given.unlearned:
                    learn(database)
                print(f"\n{kind}, {given.contacts:,} contacts, put in within {time.perf_counter() - began:.0f} s")
                lister = Lister(database)
                gc.freeze()  # as the house does when it has started
                table(asyncio.run(measure(lister, given.questions, given.filter)))
                if given.explain:
                    asyncio.run(explain(lister, given.explain, given.filter))
    print(f"\nAim: p99 < {AIM_MS:.0f} ms; what misses it is marked with !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100, help="how often each is asked")
    parser.add_argument("--filter", default="", help="only lists whose line holds this")
    parser.add_argument("--explain", type=float, default=0, help="tell about statements that take so many ms")
    parser.add_argument("--unlearned", action="store_true", help="without the counts a database makes of its tables")
    arguments = parser.parse_args()
    main((arguments.only,) if arguments.only else KINDS, arguments)
