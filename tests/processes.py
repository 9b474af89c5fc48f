"""The command line in processes of their own: begun anew, or forked from one that has imported everything already.

A forked one is as real as the other, with arguments, streams, an environment, signals and an exit status of its own;
it is only spared the two seconds that importing takes. Each command is begun anew in at least one test, which shows
that it imports what it needs.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.forks import Asked

ROOT = Path(__file__).parent.parent
PATIENCE_S = 60
FORKS, MODULE = "tests.forks", "crmbot"


def crmbot(*words: str, lines: str | bytes = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the process to its end, forked."""
    with ExitStack() as opened:
        given, told, complained = (opened.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(lines if isinstance(lines, bytes) else lines.encode())
        given.seek(0)
        process = crmbot_at(*words, streams=[stream.fileno() for stream in (given, told, complained)], **environment)
        status = process.wait(PATIENCE_S)
        said = [_read(stream.fileno()) for stream in (told, complained)]
    return subprocess.CompletedProcess(["crmbot", *words], status, *said)


def crmbot_at(*words: str, streams: list[int], **environment: str) -> "Running":
    """Begin the process, forked, with these three streams."""
    asked: Asked = {
        "module": MODULE,
        "words": list(words),
        "environment": settings(environment),
        "folder": str(Path.cwd()),
    }
    return Running(*source().begin(asked, streams))


def crmbot_anew(*words: str, lines: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the process to its end, as a host begins it."""
    return subprocess.run(
        [sys.executable, "-m", "crmbot", *words],
        input=lines,
        env=settings(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@dataclass(slots=True)
class Running:
    """A process that runs: what `subprocess.Popen` is, as far as it is asked for here."""

    pid: int
    line: socket.socket
    returncode: int | None = None

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        """Return its exit status; killed when it does not end."""
        if self.returncode is None:
            self.line.settimeout(timeout)
            with self.line:
                try:
                    self.returncode = _number(self.line)
                except TimeoutError:
                    self.kill()
                    raise subprocess.TimeoutExpired([str(self.pid)], timeout) from None
        return self.returncode


class Forked:
    """A process that runs: what `asyncio.subprocess.Process` is, as far as it is asked for here."""

    def __init__(self, pid: int, line: socket.socket, stdout: asyncio.StreamReader) -> None:
        """Begin to wait for its end."""
        self.pid, self.stdout = pid, stdout
        self.returncode: int | None = None
        self._line = line
        self._ending = asyncio.create_task(self._end())

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Return its exit status."""
        return await asyncio.shield(self._ending)

    async def _end(self) -> int:
        with self._line:
            self._line.setblocking(False)
            self.returncode = int(await asyncio.get_running_loop().sock_recv(self._line, 16))
        return self.returncode


async def begun(
    *words: str, folder: Path, module: str = MODULE, moods: Sequence[str] = (), **environment: str
) -> Forked:
    """Begin a process, forked, with exactly this environment; what it says on either stream can be read."""
    asked: Asked = {"module": module, "words": list(words), "environment": environment, "folder": str(folder)}
    reading, writing = os.pipe()
    nothing = os.open(os.devnull, os.O_RDONLY)
    pid, line = await asyncio.to_thread(source(*moods).begin, asked, [nothing, writing, writing])
    os.close(nothing)
    os.close(writing)
    stdout = asyncio.StreamReader()
    said = os.fdopen(reading, "rb")
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdout), said)
    return Forked(pid, line, stdout)


def settings(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment of a process with these settings."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **environment}


def _read(stream: int) -> str:
    os.lseek(stream, 0, os.SEEK_SET)
    with open(stream, encoding="utf-8", closefd=False) as opened:
        return opened.read()


@dataclass(slots=True)
class Source:
    """The process that others are forked from, begun when it is first asked; it ends when we let go of it."""

    moods: Sequence[str] = ()
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))
    running: "subprocess.Popen[bytes] | None" = None
    beginning: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> Path:
        """Where it is asked."""
        return self.folder / "asked"

    def begin(self, asked: "Asked", streams: list[int]) -> tuple[int, socket.socket]:
        """Return the number of a process that was forked for us, and where its exit status will be told."""
        line = self._connected()
        socket.send_fds(line, [json.dumps(asked).encode()], streams)
        line.shutdown(socket.SHUT_WR)
        return _number(line), line

    def close(self) -> None:
        """Let it end."""
        if self.running is not None:
            assert self.running.stdin is not None
            self.running.stdin.close()
            self.running.wait(PATIENCE_S)
            self.address.unlink()
        self.folder.rmdir()

    def _connected(self) -> socket.socket:
        with self.beginning:  # several may be asked for at once
            if self.running is None:
                self.running = self._begun()
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.address))
        return line

    def _begun(self) -> "subprocess.Popen[bytes]":
        begun = subprocess.Popen(
            [sys.executable, "-m", FORKS, self.address, *self.moods],
            cwd=ROOT,
            env=settings({}),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE_S
        while not self.address.exists():
            assert begun.poll() is None, "it ended before it was asked for anything"
            assert time.monotonic() < until, "it never began"
            time.sleep(0.02)
        return begun


def _number(line: socket.socket) -> int:
    """Read one line."""
    said = b""
    while not said.endswith(b"\n"):
        more = line.recv(1)
        assert more, "what processes are forked from has ended"
        said += more
    return int(said)


_sources: dict[tuple[str, ...], Source] = {}


def source(*moods: str) -> Source:
    """Return the one that serves the tests of this process; what is forked from it has its moods."""
    if moods not in _sources:
        _sources[moods] = Source(moods)
    return _sources[moods]


@pytest.fixture(autouse=True, scope="session")
def processes_end() -> Iterator[None]:
    """Leave no process behind."""
    yield
    let_go()


def let_go() -> None:
    """Let what processes are forked from end."""
    while _sources:
        _sources.popitem()[1].close()
