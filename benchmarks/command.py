"""A note through our whole stack, against the bare framework with the bare writes: `python -m benchmarks.command`."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import LiteralString

from benchmarks import ours, slack, telegram
from benchmarks.databases import KINDS, Databases, Kind, databases
from benchmarks.office import furnish
from benchmarks.rounds import Pair, Side, play, report
from benchmarks.writes import ALL, LEAST, Writes, writes
from crmbot.logs import configure

AIMS = {"sqlite": 2.6, "postgresql": 1.5}
LENGTH = {1: 60, 16: 160}


async def main(kinds: tuple[Kind, ...], rounds: int, scale: float) -> None:
    configure("ERROR")
    with databases(kinds) as made:
        async with AsyncExitStack() as stack:
            pairs: list[Pair] = []
            for kind in kinds:
                pairs += await _pairs(made, kind, stack, scale)
            await play(pairs, rounds)
        report(pairs)
    print("Aims: " + ", ".join(f"{kind} <= {AIMS[kind]}" for kind in kinds))


async def _pairs(made: Databases, kind: Kind, stack: AsyncExitStack, scale: float) -> list[Pair]:
    """Set up both platforms on one kind of database; each side has a database of its own."""
    on_slack = await stack.enter_async_context(ours.on_slack(_furnished(made, kind, "slack_ours")))
    bare_slack = slack.bare(await _writes(made, kind, "slack_bare", stack, LEAST))
    same_slack = slack.bare(await _writes(made, kind, "slack_same", stack, ALL))
    on_telegram = await stack.enter_async_context(ours.on_telegram(_furnished(made, kind, "telegram_ours")))
    bare_telegram = telegram.BareBot(await _writes(made, kind, "telegram_bare", stack, LEAST))
    await bare_telegram.start()
    stack.push_async_callback(bare_telegram.stop)
    sides: list[tuple[str, Side, Side]] = [
        (f"Bolt, {kind}", on_slack, bare_slack),
        (f"python-telegram-bot, {kind}", on_telegram, bare_telegram),
    ]
    return [
        Pair(name, mine, floor, at_once, max(at_once, int(length * scale)))
        for at_once, length in LENGTH.items()
        for name, mine, floor in sides
    ] + [Pair(f"Bolt, {kind}, the same rows", on_slack, same_slack, 1, max(1, int(LENGTH[1] * scale)))]


async def _writes(
    made: Databases, kind: Kind, name: str, stack: AsyncExitStack, rows: Sequence[LiteralString]
) -> Writes:
    bare = await writes(kind, _furnished(made, kind, name), rows)
    stack.push_async_callback(bare.close)
    return bare


def _furnished(made: Databases, kind: Kind, name: str) -> str:
    url = made.fresh(kind, name)
    furnish(url)
    return url


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--scale", type=float, default=1.0, help="length of a block, against the usual one")
    given = parser.parse_args()
    asyncio.run(main((given.only,) if given.only else KINDS, given.rounds, given.scale))
