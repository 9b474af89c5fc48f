"""The real process, started as a host starts it, with its platforms played on loopback."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.processes import MODULE, Forked, begun

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
ALTERED = "tests.e2e.altered"
"""The module that starts the same process with another clock or another patience."""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One `python -m crmbot …`; its log is kept for the message of a failing test."""

    def __init__(self, running: asyncio.subprocess.Process | Forked, port: int) -> None:
        self._running, self.port = running, port
        self.log = bytearray()
        self._reading = asyncio.create_task(self._read())

    @property
    def pid(self) -> int:
        """Its number on this machine."""
        return self._running.pid

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def listening(self) -> None:
        """Return when it answers; `AssertionError` with its log when it ends before."""
        async with aiohttp.ClientSession() as client, asyncio.timeout(START_S):
            while True:
                assert self._running.returncode is None, self.log.decode()
                try:
                    async with client.get(f"{self.url}/health") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.02)

    async def says(self, word: str) -> None:
        """Return when its log holds a word; `AssertionError` with its log when it ends before."""
        async with asyncio.timeout(START_S):
            while word.encode() not in self.log:
                assert self._running.returncode is None, self.log.decode()
                await asyncio.sleep(0.02)

    def terminate(self) -> None:
        """Ask it to end."""
        self._running.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._running.kill()

    async def ended(self) -> int:
        """Return its exit status."""
        async with asyncio.timeout(START_S):
            status = await self._running.wait()
        await self._reading
        return status

    async def _read(self) -> None:
        assert self._running.stdout is not None
        while chunk := await self._running.stdout.read(65536):
            self.log += chunk


@asynccontextmanager
async def started(*command: str, port: int, **environment: str) -> AsyncIterator[Process]:
    """Start the process with exactly these settings, as a host does; it is killed at the end if it still runs."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", MODULE, *command),
        cwd=ROOT,
        env=_exactly(port, environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with _to_its_end(running, port) as process:
        yield process


@asynccontextmanager
async def forked(
    *command: str, port: int, module: str = MODULE, moods: Sequence[str] = (), **environment: str
) -> AsyncIterator[Process]:
    """Start it likewise, forked from one that has imported everything: for tests of what comes after the start."""
    running = await begun(*command, folder=ROOT, module=module, moods=moods, **_exactly(port, environment))
    async with _to_its_end(running, port) as process:
        yield process


def _exactly(port: int, environment: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
    return {**kept, "PYTHONUTF8": "1", "PORT": str(port), **environment}


@asynccontextmanager
async def _to_its_end(running: asyncio.subprocess.Process | Forked, port: int) -> AsyncIterator[Process]:
    process = Process(running, port)
    try:
        yield process
    finally:
        if running.returncode is None:
            process.kill()
        await process.ended()
