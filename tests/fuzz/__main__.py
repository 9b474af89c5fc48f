"""The long run: `./crm test --fuzz [--minutes M] [--seed N] [--only TARGET ...] [--house]`."""

import argparse
import asyncio
import logging
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import structlog

from tests.fuzz import campaign, corpus, house
from tests.fuzz.target import Finding, Tally

_HOUSE_SHARE = 0.3
_PATIENCE = 1.5
"""How many times the time of the processor that an input may take it has on a machine that has other work as well."""


def main(arguments: list[str]) -> int:
    """Try inputs for some minutes, tell what was found, and keep its inputs; 1 when something was."""
    asked = _asked(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    warnings.simplefilter("ignore")
    targets = [each for each in campaign.TARGETS if not asked.only or each.name in asked.only]
    share = _HOUSE_SHARE if not asked.only else 0.0
    minutes = asked.minutes * (1 - share)
    tallies = campaign.run(targets, seed=asked.seed, minutes=minutes, told=_told, patience=_PATIENCE)
    if share:
        tallies[house.NAME] = asyncio.run(_besieged(asked.seed, asked.minutes * share))
    return _reported(tallies)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("crm test --fuzz", description="Try inputs nobody would send on every reader.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=[each.name for each in campaign.TARGETS], default=[])
    return parser.parse_args(arguments)


async def _besieged(seed: int, minutes: float) -> Tally:
    """Have the whole house under fire for some minutes, each thousand of inputs on a fresh one."""
    whole, until = Tally(), monotonic() + 60 * minutes
    while monotonic() < until:
        with TemporaryDirectory() as folder:
            besieged = house.open_house(Path(folder), seed + whole.tried)
            await house.besiege(besieged, 1_000, until=until)
            besieged.desk.database.close()
        whole.tried += besieged.tried
        whole.slowest_s = max(whole.slowest_s, besieged.slowest_s)
        for what, finding in besieged.found.items():
            if what not in whole.found:
                _told(finding)
            whole.found.setdefault(what, finding)
    return whole


def _told(found: Finding) -> None:
    kept = corpus.keep(found) if found.target != house.NAME else None
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
