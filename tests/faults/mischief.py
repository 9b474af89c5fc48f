"""What can go wrong, one function for each, and the seeded order in which it does."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time

from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram.faults import FaultKind
from tests.faults.house import House, Member
from tests.faults.server import OwnServer
from tests.hurry import OUTBOX_LEASE

FROZEN_S = OUTBOX_LEASE.total_seconds() + 1.0
JUMP_S = 20.0
COPIES = 11
SLACK_CALLS = ("chat.postMessage", "chat.update", "*")
TELEGRAM_CALLS = ("sendMessage", "editMessageText", "*")


@dataclass(slots=True)
class World:
    """Everything a fault may touch."""

    house: House
    slack: SlackDouble
    telegram: TelegramDouble
    chance: random.Random
    server: OwnServer | None = None
    database: str = ""
    file: Path | None = None
    done: Counter[str] = field(default_factory=Counter)
    serving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def somebody(self, *commands: str) -> Member | None:
        """Choose a process that works."""
        those = [each for each in self.house.those(*commands) if not each.is_frozen]
        return self.chance.choice(those) if those else None

    def pause_s(self, shortest: float, longest: float) -> float:
        """Choose how long something lasts."""
        return self.chance.uniform(shortest, longest)


Fault = Callable[[World], Coroutine[None, None, None]]
EVERYBODY = ("run", "web", "scheduler")


@asynccontextmanager
async def lasting(world: World, kind: str, label: str = "") -> AsyncIterator[None]:
    """Note a fault that takes a while, from its beginning to its end."""
    since = time()
    world.done[kind] += 1
    try:
        yield
    finally:
        world.house.note(kind, label, since=since)


# -- our processes


async def kill(world: World) -> None:
    """Let the power fail."""
    if member := world.somebody(*EVERYBODY):
        member.signal(signal.SIGKILL)
        world.done[f"kill -9 of {member.command}"] += 1
        world.house.note("killed", member.label)


async def freeze(world: World) -> None:
    """Let a process sleep for longer than its leases last."""
    if member := world.somebody(*EVERYBODY):
        async with lasting(world, "frozen", member.label):
            member.is_frozen = True
            member.signal(signal.SIGSTOP)
            await asyncio.sleep(FROZEN_S)
            member.signal(signal.SIGCONT)
            member.is_frozen = False


async def replace(world: World) -> None:
    """End a process in order; another one takes its place."""
    member = world.somebody(*EVERYBODY)
    if member is not None and not member.is_ending:  # asked twice, it would end at once, in no order
        world.done["ended by SIGTERM"] += 1
        member.is_ending = True
        member.signal(signal.SIGTERM)


async def jump(world: World) -> None:
    """Let the clock of the machine be wrong for a while, and then right again."""
    ahead_s = world.chance.choice((JUMP_S, -JUMP_S))
    async with lasting(world, f"clock {'ahead' if ahead_s > 0 else 'behind'}"):
        for member in world.house.members.values():
            member.direct(ahead_s=ahead_s)
        await asyncio.sleep(world.pause_s(1.5, 3))
        for member in world.house.members.values():
            member.direct()


# -- the way to the database and to the platforms


def on_road(kind: str, road: str, act: Callable[[Member], object], lasts: tuple[float, float] | None) -> Fault:
    """Make a fault of the network of one process."""

    async def fault(world: World) -> None:
        if member := world.somebody(*EVERYBODY):
            async with lasting(world, kind, member.label):
                act(member)
                await asyncio.sleep(world.pause_s(*lasts) if lasts else 0)
                member.roads[road].heal()

    return fault


def everybody_on_road(kind: str, road: str, act: Callable[[Member], object]) -> Fault:
    """Make a fault of the network of all processes at once."""

    async def fault(world: World) -> None:
        async with lasting(world, kind):
            for member in world.house.members.values():
                act(member)
            await asyncio.sleep(world.pause_s(1, 2.5))
            for member in world.house.members.values():
                member.roads[road].heal()

    return fault


def refuse(road: str) -> Callable[[Member], None]:
    """Let nobody in on a road, and break what is open on it."""

    def act(member: Member) -> None:
        member.roads[road].is_refusing = True
        member.roads[road].cut()

    return act


def slow(road: str, delay_s: float) -> Callable[[Member], None]:
    """Let everything on a road take its time."""

    def act(member: Member) -> None:
        member.roads[road].delay_s = delay_s

    return act


NETWORK: tuple[Fault, ...] = tuple(
    fault
    for platform in ("slack", "telegram")
    for fault in (
        on_road("network to the platform cut", platform, lambda member, to=platform: member.roads[to].cut(), None),  # type: ignore[misc]  # mypy takes the default for a second argument
        on_road("platform refuses connections", platform, refuse(platform), (0.5, 2)),
        on_road("platform is silent", platform, lambda member, to=platform: member.roads[to].hold(), (1, 3)),  # type: ignore[misc]  # likewise
    )
)

# -- the platforms


def _slack_fails(kind: str, word: str) -> Fault:
    async def fault(world: World) -> None:
        world.done[f"platform: {word}"] += 1
        times, method = world.chance.randint(1, 4), world.chance.choice(SLACK_CALLS)
        world.slack.fail_next(method, kind, times=times, retry_after_s=1, delay_s=world.pause_s(0.5, 3))

    return fault


def _telegram_fails(kind: FaultKind, word: str) -> Fault:
    async def fault(world: World) -> None:
        world.done[f"platform: {word}"] += 1
        times, method = world.chance.randint(1, 4), world.chance.choice(TELEGRAM_CALLS)
        world.telegram.fail_next(method, kind, times=times, retry_after_s=1, delay_s=world.pause_s(0.5, 3))

    return fault


async def repeat_all(world: World) -> None:
    """Let the platforms deliver things eleven times more."""
    world.done[f"redelivered {COPIES} times"] += 1
    if world.telegram.queue.confirmed:
        world.telegram.redeliver(world.chance.choice(world.telegram.queue.confirmed), COPIES)
    events = [each for each in world.slack.deliveries if each.kind == "events_api"]
    heard = [each for each in events if each.responses and each.response.ok]
    if heard:
        delivery = world.chance.choice(heard)
        await world.slack.repeat_as_new(delivery, times=COPIES)
        await world.slack.redeliver(delivery, times=2)


async def swap(world: World) -> None:
    """Let the next two updates of Telegram come in the wrong order."""
    if not world.telegram.queue.pending:
        world.done["reordered"] += 1
        world.telegram.swap_next()


async def lose(world: World) -> None:
    """Let first deliveries of Slack get lost on the way; they are sent again."""
    world.done["first delivery lost"] += 1
    world.slack.lose_next_event(world.chance.randint(1, 3))


PLATFORMS: tuple[Fault, ...] = (
    *NETWORK,
    _slack_fails("rate_limit", "429 with Retry-After"),
    _slack_fails("server_error", "5xx"),
    _slack_fails("cut", "connection cut before it took effect"),
    _slack_fails("cut_after", "connection cut, answer lost"),
    _slack_fails("half", "half an answer"),
    _slack_fails("garbage", "wrong JSON"),
    _slack_fails("delay", "slow"),
    _telegram_fails("rate_limit", "429 with Retry-After"),
    _telegram_fails("server_error", "5xx"),
    _telegram_fails("bad_gateway", "5xx"),
    _telegram_fails("cut", "connection cut before it took effect"),
    _telegram_fails("cut_after", "connection cut, answer lost"),
    _telegram_fails("half", "half an answer"),
    _telegram_fails("garbage", "wrong JSON"),
    _telegram_fails("delay", "slow"),
    repeat_all,
    swap,
    lose,
)

PROCESSES: tuple[Fault, ...] = (kill, kill, kill, kill, freeze, replace, jump)


class Deck:
    """Faults in a seeded order: each once before any comes again."""

    def __init__(self, world: World, *own: Fault) -> None:
        """Shuffle what can happen to processes, platforms, and this database."""
        self._world = world
        self._faults = [*PROCESSES, *PLATFORMS, *own]
        self._left: list[Fault] = []
        self._going: set[asyncio.Task[None]] = set()

    async def play(self, until: float, every_s: float) -> None:
        """Let one thing after the other go wrong, some of them at the same time."""
        while time() < until:
            task = asyncio.create_task(self._next()(self._world))
            self._going.add(task)
            task.add_done_callback(self._going.discard)
            await asyncio.sleep(self._world.pause_s(0.5, 1.5) * every_s)
        await asyncio.gather(*self._going)

    def _next(self) -> Fault:
        if not self._left:
            self._left = list(self._faults)
            self._world.chance.shuffle(self._left)
        return self._left.pop()
