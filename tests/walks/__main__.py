"""The long run: `./crm test --walks [--seed N] [--walks N] [--steps N] [--files N] [--postgres URL]`."""

import argparse
import asyncio
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import uuid4

import structlog

from crmbot.commands import build_registry
from crmbot.store.engine import open_database
from crmbot.store.files import FolderStore
from crmbot.store.migrate import upgrade
from tests.postgres import Server
from tests.scheduler.conftest import founded
from tests.scheduler.firm import Firm
from tests.security import firm
from tests.walks import bringing_in, erasing, walk
from tests.walks.bringing_in import BringingIn
from tests.walks.telling import Telling

MOST_REFUSED = 60
ERASED = 20
"""So many records are erased at the end of each walk."""


def main(arguments: list[str]) -> int:
    """Go some walks, each on a fresh firm, and tell what did not hold; 1 when something did not."""
    asked = _asked(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found: set[str] = set()
    refused: Counter[str] = Counter()
    steps = undone = 0
    for number in range(asked.walks):
        with _database(asked.postgres, _furnished) as url:
            gone = asyncio.run(_gone(url, asked.seed + number, asked.steps))
        steps, undone, refused = steps + gone.steps, undone + gone.undone, refused + gone.refused
        with _database(asked.postgres, _empty) as url:
            amiss = asyncio.run(_brought_in(url, asked.seed + number, asked.files))
        findings = {**gone.findings.found, **{each.partition("\n")[0]: each for each in amiss}}
        for what in findings.keys() - found:
            _tell(f"\n=== seed {asked.seed + number}: {what}\n{findings[what]}")
        found |= findings.keys()
        _tell(f"{number + 1} walks, {steps} steps, {undone} taken back, {refused.total()} refused, {len(found)} found")
    for what, count in refused.most_common(MOST_REFUSED if asked.refused else 0):
        _tell(f"{count:5} {what!r}")
    return 1 if found else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("crm test --walks", description="Use the CRM at random, and look at its books.")
    parser.add_argument("--seed", type=int, default=1, help="of the first walk; the next has the next")
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--steps", type=int, default=300, help="of each walk")
    parser.add_argument("--files", type=int, default=4, help="brought in beside each walk")
    parser.add_argument("--postgres", metavar="URL", help="a server on which the firms have their databases")
    parser.add_argument("--refused", action="store_true", help="tell as well which undos were refused, and how")
    return parser.parse_args(arguments)


async def _gone(url: str, seed: int, steps: int) -> walk.Walk:
    going = walk.begin(url, seed)
    going.telling = Telling(going.talk)
    await going.telling.begin(walk.ROOM)
    await going.go(steps)
    going.look()
    await erasing.erase_some(going, ERASED)
    going.desk.database.close()
    return going


async def _brought_in(url: str, seed: int, files: int) -> list[str]:
    """Bring some files into a firm of its own; return what did not hold."""
    with TemporaryDirectory() as folder:
        database = open_database(url)
        database.files = FolderStore(Path(folder) / "files")
        chance = Random(seed)  # noqa: S311 - reproducible chance
        going = BringingIn(Firm(database, founded(database)), Path(folder), chance, lengths=bringing_in.MANY)
        going.begin()
        for _ in range(files):
            await going.step()
        database.close()
    return going.found


@contextmanager
def _database(server_url: str | None, made: Callable[[str], str]) -> Iterator[str]:
    """Give the URL of a firm, in a file or on the server; it is gone afterwards."""
    with TemporaryDirectory() as folder:
        if server_url is None:
            yield made(f"sqlite:///{Path(folder) / 'firm.db'}")
            return
        server = Server(server_url, uuid4().hex[:8])
        server.execute("CREATE DATABASE {}", server.template)
        try:
            yield made(server.database(server.template))
        finally:
            server.drop(server.template)


def _empty(url: str) -> str:
    build_registry()
    upgrade(url)
    return url


def _furnished(url: str) -> str:
    firm.furnish(_empty(url))
    return url


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a run is told of


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
