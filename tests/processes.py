"""The command line in processes of their own: begun anew, or forked from one that has imported everything already.

A forked one is as real as the other, with arguments, streams, an environment, signals and an exit status of its own;
it is only spared a second of importing. Each command is begun anew in at least one test, which shows that it imports
what it needs.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.forks import Asked

ROOT = Path(__file__).parent.parent
PATIENCE_S = 60
FORKS = "tests.forks"


def crmbot(*words: str, lines: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the process to its end, forked."""
    asked: Asked = {"words": list(words), "environment": settings(environment), "folder": str(Path.cwd())}
    with ExitStack() as opened:
        given, told, complained = (opened.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(lines.encode())
        given.seek(0)
        status = source().run(asked, [stream.fileno() for stream in (given, told, complained)])
        said = [_read(stream.fileno()) for stream in (told, complained)]
    return subprocess.CompletedProcess(["crmbot", *words], status, *said)


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

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))
    running: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> Path:
        """Where it is asked."""
        return self.folder / "asked"

    def run(self, asked: "Asked", streams: list[int]) -> int:
        """Return the exit status of a process that was forked for us; killed when it never ends."""
        with self._connected() as line:
            socket.send_fds(line, [json.dumps(asked).encode()], streams)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(PATIENCE_S)
            with line.makefile("r") as answers:
                pid = int(answers.readline())
                try:
                    return int(answers.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(asked["words"], PATIENCE_S) from None

    def close(self) -> None:
        """Let it end."""
        if self.running is not None:
            assert self.running.stdin is not None
            self.running.stdin.close()
            self.running.wait(PATIENCE_S)
            self.address.unlink()
        self.folder.rmdir()

    def _connected(self) -> socket.socket:
        if self.running is None:
            self.running = self._begun()
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.address))
        return line

    def _begun(self) -> "subprocess.Popen[bytes]":
        begun = subprocess.Popen(
            [sys.executable, "-m", FORKS, self.address],
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


_sources: list[Source] = []


def source() -> Source:
    """Return the one that serves the tests of this process."""
    if not _sources:
        _sources.append(Source())
    return _sources[0]


@pytest.fixture(autouse=True, scope="session")
def processes_end() -> Iterator[None]:
    """Leave no process behind."""
    yield
    while _sources:
        _sources.pop().close()
