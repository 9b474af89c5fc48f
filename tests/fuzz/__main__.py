"""The long run: `./crm test --fuzz [--minutes M] [--seed N] [--only TARGET] [--engine atheris] [--postgres URL]`."""

import argparse
import asyncio
import logging
import sys
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Protocol
from uuid import uuid4

import structlog

from crmbot.store.migrate import upgrade
from tests.fuzz import campaign, corpus, doors, guided, house
from tests.fuzz.target import Finding, Tally, Target
from tests.postgres import Server

_HOUSE_SHARE = 0.2
"""So much of the time each siege gets: of the house behind its doors, and of the doors."""

_PATIENCE = 1.5
"""How many times the time of the processor that an input may take it has on a machine that has other work as well."""


class Siege(Protocol):
    """Tries a thousand inputs on a fresh, migrated database, or as many as there is time for."""

    async def __call__(self, url: str, folder: Path, /, seed: int, until: float) -> Tally: ...


def main(arguments: list[str]) -> int:
    """Try inputs for some minutes, tell what was found, and keep its inputs; 1 when something was."""
    asked = _asked(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    targets = [each for each in campaign.TARGETS if not asked.only or each.name in asked.only]
    sieges = {name: siege for name, siege in SIEGES.items() if not asked.only or name in asked.only}
    share = _HOUSE_SHARE * len(sieges) if targets else 1.0
    tallies = _driven(targets, asked, asked.minutes * (1 - share)) if targets else {}
    for name, siege in sieges.items():
        tallies[name] = asyncio.run(_besieged(siege, asked, asked.minutes * share / len(sieges)))
    return _reported(tallies)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("crm test --fuzz", description="Try inputs nobody would send on every reader.")
    names = [*(each.name for each in campaign.TARGETS), *SIEGES]
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=names, default=[])
    parser.add_argument("--engine", choices=["own", "atheris"], default="own", help="who makes the inputs of readers")
    parser.add_argument("--postgres", metavar="URL", help="a server on which house and doors have their databases")
    asked = parser.parse_args(arguments)
    if asked.engine == "atheris" and not guided.is_there():
        parser.error("atheris is not installed: .venv/bin/uv pip install --group fuzz")
    return asked


def _driven(targets: list[Target], asked: argparse.Namespace, minutes: float) -> dict[str, Tally]:
    if asked.engine == "atheris":
        return guided.run(targets, seed=asked.seed, minutes=minutes, told=_told)
    return campaign.run(targets, seed=asked.seed, minutes=minutes, told=_told, patience=_PATIENCE)


async def _besieged(siege: Siege, asked: argparse.Namespace, minutes: float) -> Tally:
    """Have the house under fire for some minutes, each thousand of inputs on a fresh one."""
    whole, until = Tally(), monotonic() + 60 * minutes
    while monotonic() < until:
        with TemporaryDirectory() as folder:
            async with _database(asked.postgres, Path(folder)) as url:
                tally = await siege(url, Path(folder), asked.seed + whole.tried, until)
        whole.tried += tally.tried
        whole.slowest_s = max(whole.slowest_s, tally.slowest_s)
        for what, finding in tally.found.items():
            if what not in whole.found:
                _told(finding)
            whole.found.setdefault(what, finding)
    return whole


@asynccontextmanager
async def _database(server_url: str | None, folder: Path) -> AsyncIterator[str]:
    """Give a fresh, migrated database: a file, or one on the server."""
    if server_url is None:
        url = f"sqlite:///{folder / 'house.db'}"
        upgrade(url)
        yield url
        return
    server = Server(server_url, uuid4().hex[:8])
    name = server.template
    server.execute("CREATE DATABASE {}", name)
    try:
        upgrade(server.database(name))
        yield server.database(name)
    finally:
        server.drop(name)


async def _of_house(url: str, _folder: Path, seed: int, until: float) -> Tally:
    besieged = house.open_house(url, seed)
    await house.besiege(besieged, 1_000, until=until)
    besieged.desk.database.close()
    return Tally(besieged.tried, besieged.slowest_s, besieged.found)


async def _of_doors(url: str, folder: Path, seed: int, until: float) -> Tally:
    async with doors.opened(url, folder / "files") as found:
        await doors.besiege(found, seed, 1_000, until=until)
        return found.tally


SIEGES: Mapping[str, Siege] = {house.NAME: _of_house, doors.NAME: _of_doors}


def _told(found: Finding) -> None:
    kept = corpus.keep(found) if found.target != house.NAME and found.given else None
    where = f", kept as {kept.name}" if kept is not None else ""
    sys.stdout.write(f"{found.target}: {found.what}{where}\n  {found.given[:300]!r}\n{found.trace}\n")
    sys.stdout.flush()


def _reported(tallies: Mapping[str, Tally]) -> int:
    for name, tally in tallies.items():
        sys.stdout.write(
            f"{name:<28}{tally.tried:>10,} inputs{1000 * tally.slowest_s:>8.0f} ms at most{len(tally.found):>4} found\n"
        )
    tried, found = (sum(each.tried for each in tallies.values()), sum(len(each.found) for each in tallies.values()))
    sys.stdout.write(f"{'in all':<28}{tried:>10,} inputs{found:>26} found\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
