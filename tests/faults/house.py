"""The processes of a run: each started again when it ends, each behind stretches of network of its own."""

import asyncio
import os
import random
import signal
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.e2e.process import ROOT, free_port
from tests.faults.controlled import ANY_SIZE, CONTROL
from tests.faults.relay import Relay
from tests.forks import HURRIED
from tests.processes import Forked, begun

AGAIN_S = 0.2
END_S = 30.0
CONTROLLED = "tests.faults.controlled"
STARTED = b"app.started"


@dataclass(frozen=True, slots=True)
class Happening:
    """A fault: what it was, whom it met (everybody, with no label), and from when to when."""

    kind: str
    label: str
    since: float
    until: float


@dataclass(slots=True)
class Member:
    """One process, whichever it is just now, under a label that stays the same."""

    label: str
    command: str
    port: int
    control: Path
    roads: dict[str, Relay] = field(default_factory=dict)
    running: Forked | None = None
    log: bytearray = field(default_factory=bytearray)
    starts: int = 0
    worked_from: int = -1
    is_down: bool = False
    is_frozen: bool = False
    is_ending: bool = False

    @property
    def is_up(self) -> bool:
        """Whether there is a process."""
        return self.running is not None and self.running.returncode is None

    @property
    def has_begun(self) -> bool:
        """Whether the present process has come as far as to work."""
        return self.is_up and self.worked_from >= 0

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                self.running.send_signal(number)

    def direct(self, *, ahead_s: float = 0.0, pages: int = ANY_SIZE) -> None:
        """Set its clock and the room on its disk."""
        self.control.write_text(f"{ahead_s} {pages}")


class House:
    """All processes on one database, and what has befallen them."""

    def __init__(self, commands: Mapping[str, str], folder: Path, settings: Callable[[Member], dict[str, str]]) -> None:
        """Prepare members by label; `settings` gives each its environment."""
        self._settings = settings
        self.members = {
            label: Member(label, command, free_port(), folder / f"{label}.control")
            for label, command in commands.items()
        }
        self.door = Relay(self._listener)
        self.happened: list[Happening] = []
        self.ended_alone: list[str] = []
        self._stack = AsyncExitStack()
        self._keepers: list[asyncio.Task[None]] = []
        self._closing = False

    async def open(self, roads: Mapping[str, Callable[[], int | str | None]]) -> Self:
        """Make the roads of each member, and start them all."""
        await self._stack.enter_async_context(self.door)
        for member in self.members.values():
            member.direct()
            for name, target in roads.items():
                member.roads[name] = await self._stack.enter_async_context(Relay(target))
        self._keepers = [asyncio.create_task(self._keep(member)) for member in self.members.values()]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes, in order where they still listen."""
        self._closing = True
        for member in self.members.values():
            member.signal(signal.SIGCONT)
            member.signal(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await asyncio.gather(*self._keepers)
        for member in self.members.values():
            if member.is_up:
                member.signal(signal.SIGKILL)
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        """Nothing runs before `open`."""
        return self

    def those(self, *commands: str) -> list[Member]:
        """Return the members that have begun to work, of these commands."""
        return [each for each in self.members.values() if each.command in commands and each.has_begun]

    def whose(self, port: int, at: float) -> str:
        """Return the label of the process a double's call came from: who had that port last, since ports come again."""
        used = [
            (began, each.label)
            for each in self.members.values()
            for road in each.roads.values()
            for began in road.sources.get(port, ())
            if began <= at
        ]
        return max(used)[1] if used else ""

    def note(self, kind: str, label: str = "", *, since: float | None = None) -> None:
        """Write down a fault that is over, or that took no time."""
        now = time()
        self.happened.append(Happening(kind, label, since if since is not None else now, now))

    def logs(self) -> str:
        """Return all that the processes have logged."""
        return "\n".join(f"== {each.label}\n{each.log.decode(errors='replace')}" for each in self.members.values())

    def _listener(self) -> int | None:
        """Choose a process that listens, as a balancer does that has not looked for a while."""
        up = [each.port for each in self.members.values() if each.command != "scheduler" and each.has_begun]
        return random.choice(up) if up else None  # noqa: S311 - a balancer's mood

    async def _keep(self, member: Member) -> None:
        """Start a process again whenever it has ended, as whatever serves a host does."""
        while not self._closing:
            if member.is_down:
                await asyncio.sleep(0.05)
                continue
            member.log += f"\n-- start {member.starts} at {time()}\n".encode()
            member.worked_from, member.is_ending = -1, False
            member.running = await self._started(member)
            member.starts += 1
            reading = asyncio.create_task(self._read(member))
            status = await member.running.wait()
            await reading
            self._look_at_end(member, status)
            await asyncio.sleep(AGAIN_S)

    def _look_at_end(self, member: Member, status: int) -> None:
        """Note one that ended although nobody had ended it: one that did not get as far as to work may."""
        asked = status in (-signal.SIGKILL, 0)
        if not asked and not self._closing and member.worked_from >= 0:
            tail = member.log[-1500:].decode(errors="replace")
            self.ended_alone.append(f"{member.label} ended with {status}: {tail}")

    async def _started(self, member: Member) -> Forked:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
        own = {"PYTHONUTF8": "1", "PORT": str(member.port), "CRMBOT_PER_MINUTE": "0", CONTROL: str(member.control)}
        return await begun(
            member.command, folder=ROOT, module=CONTROLLED, moods=[HURRIED], **{**kept, **own, **self._settings(member)}
        )

    async def _read(self, member: Member) -> None:
        assert member.running is not None
        while chunk := await member.running.stdout.read(65536):
            member.log += chunk
            if member.worked_from < 0 and STARTED in chunk:
                member.worked_from = len(member.log)


def busy() -> float:
    """Return how many times as long as on a machine of our own everything has taken of late; 1 is the least."""
    return max(1.0, os.getloadavg()[2] / (os.cpu_count() or 1))


def port_of(url: str) -> int:
    """Return the port of an address on this machine."""
    port = urlsplit(url).port
    assert port is not None
    return port
