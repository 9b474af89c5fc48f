"""Where lines come from when nobody sits at a terminal: a pipe, a file, nothing at all."""

import asyncio
import os
import threading
from typing import Protocol

CHUNK_BYTES = 65_536


class Lines(Protocol):
    """Gives one line after the other."""

    async def next(self) -> str | None:
        """Return the next line without its end; None when there are no more."""
        ...


class PipeLines:
    """Reads a file descriptor in a thread of its own.

    An event loop cannot watch files and hangs on the null device, and both are what service
    managers give; `sys.stdin` has a lock that can keep the interpreter from ending.
    """

    def __init__(self, descriptor: int | None = 0) -> None:
        self._descriptor = descriptor
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._thread: threading.Thread | None = None
        self._is_over = False
        self._put_back: list[str | None] = []

    async def next(self) -> str | None:
        """Return the next line; bytes that are not UTF-8 are shown as such, never dropped."""
        if self._put_back:
            return self._put_back.pop()
        if self._is_over:
            return None
        self._begin()
        line = await self._queue.get()
        self._is_over = line is None
        return line

    async def peek(self) -> str | None:
        """Return the next line and leave it to be read."""
        line = await self.next()
        self._put_back.append(line)
        return line

    def _begin(self) -> None:
        if self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._read, args=(loop,), name="lines", daemon=True)
            self._thread.start()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        rest = b""
        while chunk := self._chunk():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                self._pass_on(loop, line)
        if rest:
            self._pass_on(loop, rest)
        self._pass_on(loop, None)

    def _chunk(self) -> bytes:
        if self._descriptor is None:
            return b""
        try:
            return os.read(self._descriptor, CHUNK_BYTES)
        except OSError:  # closed, or never open
            return b""

    def _pass_on(self, loop: asyncio.AbstractEventLoop, line: bytes | None) -> None:
        text = None if line is None else line.removesuffix(b"\r").decode("utf-8", "replace")
        try:
            loop.call_soon_threadsafe(self._queue.put_nowait, text)
        except RuntimeError:  # the loop has closed meanwhile: nobody reads any more
            return
