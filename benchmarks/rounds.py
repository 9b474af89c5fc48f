"""Two sides measured in turn, round by round, and the ratios between them."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

Command = Callable[[], Awaitable[None]]

PROBE_LOOPS = 200_000


class Side(Protocol):
    """One way to serve a command."""

    def prepare(self, number: int) -> Command:
        """Make everything that comes from outside; what is returned is the measured part."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of commands of one side."""

    latencies_s: Sequence[float]
    wall_s: float
    cpu_s: float

    @property
    def p50_s(self) -> float:
        return statistics.median(self.latencies_s)

    @property
    def p99_s(self) -> float:
        return percentile(self.latencies_s, 99)

    @property
    def each_s(self) -> float:
        """The time one command takes when many are under way."""
        return self.wall_s / len(self.latencies_s)

    @property
    def cpu_each_s(self) -> float:
        """The work one command is for this process, whatever else the machine does."""
        return self.cpu_s / len(self.latencies_s)


@dataclass(slots=True)
class Pair:
    """Our side and its floor, under the same load; `at_once` commands are under way, `length` make a block."""

    name: str
    ours: Side
    floor: Side
    at_once: int
    length: int
    blocks: list[tuple[Block, Block]] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """One number for each round: latency for one at a time, throughput for many."""
        if self.at_once == 1:
            return [ours.p50_s / floor.p50_s for ours, floor in self.blocks]
        return [ours.each_s / floor.each_s for ours, floor in self.blocks]


_NUMBERS = count(1)
_PROBES: list[float] = []


async def play(pairs: Sequence[Pair], rounds: int) -> None:
    """Warm up, then let every pair have its turn in each round; every second round goes backwards."""
    for pair in pairs:
        await _turn(pair, forwards=True)
    for number in range(rounds):
        forwards = number % 2 == 0
        for pair in pairs if forwards else reversed(pairs):
            pair.blocks.append(await _turn(pair, forwards=forwards))


async def _turn(pair: Pair, *, forwards: bool) -> tuple[Block, Block]:
    if forwards:
        ours = await _block(pair.ours, pair)
        return ours, await _block(pair.floor, pair)
    floor = await _block(pair.floor, pair)
    return await _block(pair.ours, pair), floor


async def _block(side: Side, pair: Pair) -> Block:
    commands = [side.prepare(next(_NUMBERS)) for _ in range(pair.length)]
    latencies: list[float] = []
    gc.collect()
    _PROBES.append(_probe())
    began, worked = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as lanes:
        for lane in range(pair.at_once):
            lanes.create_task(_run(commands[lane :: pair.at_once], latencies))
    return Block(latencies, time.perf_counter() - began, time.process_time() - worked)


async def _run(commands: Sequence[Command], latencies: list[float]) -> None:
    for command in commands:
        began = time.perf_counter()
        await command()
        latencies.append(time.perf_counter() - began)


def _probe() -> float:
    """Time a fixed piece of work: what differs between two probes is the machine's doing."""
    began = time.perf_counter()
    total = 0
    for number in range(PROBE_LOOPS):
        total += number
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def spread(values: Sequence[float]) -> str:
    """Write a median with its range."""
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"


def report(pairs: Sequence[Pair]) -> None:
    """Print one line for each pair, and how steady the machine was."""
    head = ("", "at once", "floor p50 us", "ours p50 us", "ours p99 us", "ours /s", "floor /s", "ratio", "ratio of CPU")
    table([head, *(_line(pair) for pair in pairs)])
    print(f"\nThe machine's own unrest (probe, p90/min): {percentile(_PROBES, 90) / min(_PROBES):.2f}")


def _line(pair: Pair) -> tuple[str, ...]:
    ours, floor = [each for each, _ in pair.blocks], [each for _, each in pair.blocks]
    middle = statistics.median
    return (
        pair.name,
        str(pair.at_once),
        f"{middle(block.p50_s for block in floor) * 1e6:,.0f}",
        f"{middle(block.p50_s for block in ours) * 1e6:,.0f}",
        f"{middle(block.p99_s for block in ours) * 1e6:,.0f}",
        f"{1 / middle(block.each_s for block in ours):,.0f}",
        f"{1 / middle(block.each_s for block in floor):,.0f}",
        spread(pair.ratios),
        spread([mine.cpu_each_s / bare.cpu_each_s for mine, bare in pair.blocks]),
    )


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the first column reads, the others count."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        first = row[0].ljust(widths[0])
        print("  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]))
