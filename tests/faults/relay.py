"""A stretch of network that can be broken: what goes through it is slowed down, held back, cut or refused."""

import asyncio
import random
from collections.abc import Callable
from time import time
from typing import Self

CHUNK = 65_536


class Relay:
    """Listens on a port of its own and passes everything on to `target`, which is asked anew for each connection.

    A target is a port of this machine or the path of a socket; None stands for nobody there.
    """

    def __init__(self, target: Callable[[], int | str | None]) -> None:
        """Prepare; nothing listens yet."""
        self._target = target
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.port = 0
        self.is_refusing = False
        self.delay_s = 0.0
        self.turned_away = 0
        self.sources: dict[int, list[float]] = {}
        """The ports from which it has reached its targets, and when: whose calls a double has seen."""

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of everybody."""
        assert self._server is not None
        self._server.close()
        self._flowing.set()
        self.cut()

    def cut(self) -> int:
        """Break all connections without a word; return how many there were."""
        ends = list(self._open)
        for end in ends:
            end.transport.abort()
        return len(ends) // 2

    def hold(self) -> None:
        """Let nothing through, and break nothing."""
        self._flowing.clear()

    def heal(self) -> None:
        """Be a good network again."""
        self.is_refusing, self.delay_s = False, 0.0
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None if self.is_refusing else self._target()
        if there is None:
            self.turned_away += 1
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await self._reach(there)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        try:
            await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        finally:
            self._open -= {writer, far_writer}
            for end in (writer, far_writer):
                end.transport.abort()

    async def _reach(self, there: int | str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(there, str):
            return await asyncio.open_unix_connection(there)
        reader, writer = await asyncio.open_connection("127.0.0.1", there)
        self.sources.setdefault(writer.get_extra_info("sockname")[1], []).append(time())
        return reader, writer

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one direction until it ends; an end that is closed closes the other one, one that breaks breaks it."""
        try:
            while chunk := await reader.read(CHUNK):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s * random.uniform(0.5, 1.5))  # noqa: S311 - a network's mood
                await self._flowing.wait()
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            writer.transport.abort()
