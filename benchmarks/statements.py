"""What one note is to the database and to Python, statement by statement: `python -m benchmarks.statements`."""

import argparse
import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event

from benchmarks.databases import KINDS, Kind, databases
from benchmarks.notes import Notes
from benchmarks.office import furnish
from benchmarks.rounds import table
from crmbot.logs import configure

WARM_UP = 50
COUNT = 100
WIDTH = 110


@dataclass(slots=True)
class Statements:
    """Time in the driver by statement, as far as it tells statements apart."""

    spent_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def before(self, connection: Connection, *_: Any) -> None:
        connection.info["began"] = time.perf_counter()

    def after(self, connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
        spent = time.perf_counter() - connection.info["began"]
        self.spent_s[" ".join(statement.split())[:WIDTH]].append(spent)

    @contextmanager
    def watching(self, notes: Notes) -> Iterator[None]:
        engine = notes.database.engine
        hooks = (("before_cursor_execute", self.before), ("after_cursor_execute", self.after))
        for name, hook in hooks:
            event.listen(engine, name, hook)
        yield
        for name, hook in hooks:
            event.remove(engine, name, hook)

    def rows(self) -> Iterator[Sequence[str]]:
        yield ("per note", "times", "us")
        for statement, spent in sorted(self.spent_s.items(), key=lambda each: -sum(each[1])):
            yield (statement, f"{len(spent) / COUNT:.2f}", f"{sum(spent) / COUNT * 1e6:,.0f}")
        every = [each for spent in self.spent_s.values() for each in spent]
        yield ("all", f"{len(every) / COUNT:.1f}", f"{sum(every) / COUNT * 1e6:,.0f}")


def calls(notes: Notes, shown: int) -> None:
    """Count the calls of functions, which tells the work whatever else the machine does."""
    profile = cProfile.Profile()
    profile.runcall(notes.write, COUNT)
    stats = pstats.Stats(profile)
    total = sum(call_count for _, call_count, *_ in stats.stats.values())  # type: ignore[attr-defined]  # not in its stubs
    print(f"\nCalls of functions for a note: {total / COUNT:,.0f}")
    if shown:
        stats.sort_stats("cumulative").print_stats(shown)


def main(kinds: tuple[Kind, ...], shown: int) -> None:
    configure("ERROR")
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "statements")
            furnish(url)
            with Notes.opened(url) as notes:
                notes.write(WARM_UP)
                told, worked = Statements(), time.process_time()
                with told.watching(notes):
                    notes.write(COUNT)
                print(f"\n{kind}: {(time.process_time() - worked) / COUNT * 1e3:.1f} ms of CPU for a note")
                table(list(told.rows()))
                calls(notes, shown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--functions", type=int, default=0, help="how many of the costliest functions to list")
    given = parser.parse_args()
    main((given.only,) if given.only else KINDS, given.functions)
