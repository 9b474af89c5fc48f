"""Finding people among 100,000 contacts, by the core and as a whole command: `python -m benchmarks.find`."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random

from benchmarks.crowd import Person, crowd, move_in
from benchmarks.databases import KINDS, Kind, databases
from benchmarks.office import NOW, ORG, TEAM, furnish, slack_user
from benchmarks.rounds import percentile, table
from crmbot.chat.address import Address
from crmbot.chat.inbound import Identity, Inbound, Said
from crmbot.commands import build_registry
from crmbot.core import lookup, people
from crmbot.core.clock import SystemClock
from crmbot.core.context import Context
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.slack.limits import LIMITS
from crmbot.logs import configure
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import read_only

AIM_MS = 20.0
PAGE = 5
WARM_UP = 20


def slip(word: str, chance: Random) -> str:
    """Swap two letters inside a word, as fingers do."""
    at = chance.randrange(1, max(2, len(word) - 1))
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _inside(phone: str, chance: Random) -> str:
    """Take five digits from the middle of a number, as people remember them."""
    at = chance.randrange(5, len(phone) - 5)
    return phone[at : at + 5]


Phrase = Callable[[Person, Random], str]

QUESTIONS: dict[str, Phrase] = {
    "last name": lambda who, _: who.last,
    "start of a name": lambda who, _: who.last[:4],
    "two words": lambda who, _: f"{who.first} {who.last}",
    "two starts": lambda who, _: f"{who.first[:3]} {who.last[:3]}",
    "initial and last name": lambda who, _: f"{who.first[:1]} {who.last}",
    "two initials": lambda who, _: f"{who.first[:1]} {who.last[:1]}",
    "digits of a number": lambda who, chance: _inside(who.phone, chance),
    "number with blanks": lambda who, _: f"0{who.phone[3:5]} {who.phone[5:9]} {who.phone[9:]}",
    "slip in one word": lambda who, chance: slip(who.last, chance),
    "slip in each of two": lambda who, chance: f"{slip(who.first, chance)} {slip(who.last, chance)}",
}


class Finder:
    """One of our people who looks for others, in a database full of them."""

    def __init__(self, database: Database, who: Sequence[Person], seed: int) -> None:
        self._database = database
        self._dispatcher = Dispatcher(Worker(database, build_registry(), SystemClock(), ORG))
        self._people = who
        self._chance = Random(seed)

    def questions(self, phrase: Phrase, count: int) -> list[str]:
        return [phrase(self._chance.choice(self._people), self._chance) for _ in range(count)]

    def by_core(self, query: str) -> None:
        """Search, and load what is shown, as an actor whose sight is limited to a team."""
        with read_only(self._database) as session:
            ctx = Context(session, people.actor(session, 2), NOW, org=ORG)
            lookup.found(ctx, lookup.search(ctx, query, limit=PAGE).hits)

    async def by_command(self, query: str) -> None:
        """Say it to the dispatcher: stored, worked, drawn, committed."""
        at = time.monotonic_ns()
        who = Identity("slack", TEAM, slack_user(1))
        said = Inbound(f"find:{at}", who, Address("slack", TEAM, "C1"), SystemClock().now(), Said(f"find {query}"))
        stored = await self._dispatcher.store(replace(said, private=False))
        answer = await self._dispatcher.work(stored, LIMITS)
        assert answer.card is not None


async def measure(finder: Finder, count: int) -> list[tuple[str, ...]]:
    """Return a line of times for each sort of question."""
    rows: list[tuple[str, ...]] = [("ms", "core p50", "core p99", "command p50", "command p99")]
    for name, phrase in QUESTIONS.items():
        core, whole = [], []
        for at, query in enumerate(finder.questions(phrase, count + WARM_UP)):
            began = time.perf_counter()
            finder.by_core(query)
            between = time.perf_counter()
            await finder.by_command(query)
            if at >= WARM_UP:
                core.append((between - began) * 1e3)
                whole.append((time.perf_counter() - between) * 1e3)
        rows.append((name, *_times(core), *_times(whole)))
    return rows


def _times(values: Sequence[float]) -> Iterator[str]:
    yield f"{statistics.median(values):.1f}"
    p99 = percentile(values, 99)
    yield f"{p99:.1f}" + (" !" if p99 > AIM_MS else "")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def main(kinds: tuple[Kind, ...], size: int, count: int) -> None:
    configure("ERROR")
    who = crowd(size)
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "find")
            furnish(url)
            began = time.perf_counter()
            with opened(url) as database:
                move_in(database, who)
                print(f"\n{kind}, {size:,} contacts, put in within {time.perf_counter() - began:.0f} s")
                table(asyncio.run(measure(Finder(database, who, seed=3), count)))
    print(f"\nAim: p99 < {AIM_MS:.0f} ms; what misses it is marked with !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200, help="how many of each sort")
    given = parser.parse_args()
    main((given.only,) if given.only else KINDS, given.contacts, given.questions)
