"""The board among 50,000 deals, as numbers and as a picture: `python -m benchmarks.board`."""

import argparse
import asyncio
import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.crowd import crowd, learn
from benchmarks.databases import KINDS, Kind, databases
from benchmarks.find import opened
from benchmarks.lists import Lister
from benchmarks.market import open_market
from benchmarks.office import NOW, ORG, furnish
from benchmarks.rounds import percentile, table
from crmbot.commands.deals import board_picture, poster
from crmbot.commands.deals.poster import Poster
from crmbot.core import people
from crmbot.core.context import Context
from crmbot.core.deals import boards
from crmbot.core.deals.boards import Board, BoardQuery, By, Whose
from crmbot.logs import configure
from crmbot.store.engine import Database
from crmbot.store.uow import read_only

BOARD_MS, PICTURE_MS = 50.0, 100.0
WARM_UP = 3
FIRST = 5

QUERIES = (
    BoardQuery(first=FIRST),
    BoardQuery(Whose.ME, first=FIRST),
    BoardQuery(Whose.TEAM, first=FIRST),
    BoardQuery(by=By.OWNER, first=FIRST),
    BoardQuery(by=By.MONTH, first=FIRST),
)
LINES = ("board", "board me", "board team by:owner", "board by:month", "board stage:new")


def load(database: Database, query: BoardQuery) -> Board:
    """Read a board, as a rep."""
    with read_only(database) as session:
        return boards.load(Context(session, people.actor(session, 2), NOW, org=ORG), query)


def poster_of(database: Database, query: BoardQuery) -> Poster:
    """Return what is on the picture of a board."""
    with read_only(database) as session:
        ctx = Context(session, people.actor(session, 2), NOW, org=ORG)
        return board_picture.poster_of(ctx, boards.load(ctx, query), "Pipeline")


def timed(work: Callable[[], object], count: int) -> list[float]:
    """Return how long each of so many runs took, in ms."""
    took = []
    for at in range(count + WARM_UP):
        began = time.perf_counter()
        work()
        if at >= WARM_UP:
            took.append((time.perf_counter() - began) * 1e3)
    return took


def measure(database: Database, count: int) -> Iterator[tuple[str, ...]]:
    """Yield a line of times for each board: its numbers, then its picture drawn anew."""
    for query in QUERIES:
        name = f"{query.whose.value} by {query.by.value}"
        yield (f"board {name}", *_times(timed(lambda query=query: load(database, query), count), BOARD_MS))  # type: ignore[misc]  # bound now
        shown = poster_of(database, query)
        size = f"{len(poster.draw(shown)) // 1024} kB"
        drawn = timed(lambda shown=shown: poster.draw(shown), count)  # type: ignore[misc]  # bound now
        yield (f"picture {name}, {size}", *_times(drawn, PICTURE_MS))


async def commands(lister: Lister, count: int) -> list[tuple[str, ...]]:
    """Return a line of times for each board asked for in words: stored, worked, drawn, committed."""
    lines = []
    for line in LINES:
        took = []
        for at in range(count + WARM_UP):
            began = time.perf_counter()
            await lister.by_command(line)
            if at >= WARM_UP:
                took.append((time.perf_counter() - began) * 1e3)
        lines.append((f"`{line}`", *_times(took, BOARD_MS)))
    return lines


def _times(values: Sequence[float], aim_ms: float) -> Iterator[str]:
    yield f"{statistics.median(values):.1f}"
    p99 = percentile(values, 99)
    yield f"{p99:.1f}" + (" !" if p99 > aim_ms else "")


def again(database: Database, count: int) -> tuple[str, ...]:
    """Return how long a picture takes that was drawn before."""
    shown = poster_of(database, replace(QUERIES[0]))
    return ("picture from the cache", *_times(timed(lambda: board_picture.GALLERY.picture(shown), count), PICTURE_MS))


def main(kinds: tuple[Kind, ...], given: argparse.Namespace) -> None:
    configure("ERROR")
    who = crowd(given.contacts)
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "board")
            furnish(url)
            with opened(url) as database:
                market = open_market(database, who, given.contacts // 5, given.contacts // 2)
                learn(database)
                gc.freeze()  # as the house does when it has started
                print(f"\n{kind}, {market.deals:,} deals")
                rows = [*measure(database, given.rounds), again(database, given.rounds)]
                rows += asyncio.run(commands(Lister(database), given.rounds))
                table([("ms", "p50", "p99"), *rows])
    print(f"\nAim: p99 < {BOARD_MS:.0f} ms for a board, < {PICTURE_MS:.0f} ms for a picture; what misses it has a !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100, help="how often each is asked")
    arguments = parser.parse_args()
    main((arguments.only,) if arguments.only else KINDS, arguments)
