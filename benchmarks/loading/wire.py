"""As much HTTP as the load needs, over connections that are kept: the driver must not be what is measured."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
KEPT_S = 4.0
"""A connection that lay idle for longer is not used again: the process may be closing it just now."""

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"

Header = tuple[str, str]
Answering = Callable[[str, bytes], bytes]
"""Makes the body of an answer out of a path and a body."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a request was answered."""

    status: int
    body: bytes


def _length(head: bytes) -> int:
    """Return how many bytes follow a head."""
    low = head.lower()
    at = low.find(_LENGTH)
    if at < 0:
        return 0
    end = low.find(b"\r\n", at)
    return int(low[at + len(_LENGTH) : end if end >= 0 else len(low)])


class _Whole(asyncio.Protocol):
    """Cuts a stream into heads and bodies."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._left = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._left += data
        while (end := self._left.find(_END)) >= 0:
            head = bytes(self._left[:end])
            begin = end + len(_END)
            size = begin + _length(head)
            if len(self._left) < size:
                return
            body = bytes(self._left[begin:size])
            del self._left[:size]
            self.take(head, body)

    def take(self, head: bytes, body: bytes) -> None:
        """Take one message."""
        raise NotImplementedError


class _Asking(_Whole):
    """Our end of a connection to the process; one request is under way at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: asyncio.Future[Response] | None = None
        self.used_at = 0.0

    def take(self, head: bytes, body: bytes) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(Response(int(head.split(b" ", 2)[1]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError())


@dataclass(slots=True)
class Client:
    """Posts to one port, over as many connections as are needed at once."""

    port: int
    opened: int = 0
    _idle: deque[_Asking] = field(default_factory=deque)

    async def post(self, path: str, headers: Sequence[Header], body: bytes) -> Response:
        """Send a request and return its answer; `ConnectionError` when the connection breaks."""
        connection = await self._connection()
        connection.answer = asyncio.get_running_loop().create_future()
        told = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n{told}Content-Length: {len(body)}\r\n\r\n"
        assert connection.transport is not None
        connection.transport.write(head.encode() + body)
        response = await connection.answer
        connection.used_at = time.monotonic()
        self._idle.append(connection)
        return response

    async def _connection(self) -> _Asking:
        while self._idle:
            idle = self._idle.pop()
            if idle.transport is None or idle.transport.is_closing():
                continue
            if time.monotonic() - idle.used_at < KEPT_S:
                return idle
            idle.transport.close()
        _, made = await asyncio.get_running_loop().create_connection(_Asking, HOST, self.port)
        self.opened += 1
        return made

    def close(self) -> None:
        """Close all connections that are idle."""
        for each in self._idle:
            if each.transport is not None:
                each.transport.close()


class _Answering(_Whole):
    """A platform's end of a connection from the process."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self._answering = answering

    def take(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        answer = self._answering(path, body)
        told = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
        assert self.transport is not None
        self.transport.write(told.encode() + answer)


async def listen(answering: Answering) -> asyncio.Server:
    """Listen on a free port of this machine."""
    return await asyncio.get_running_loop().create_server(lambda: _Answering(answering), HOST, 0)


def port_of(server: asyncio.Server) -> int:
    """Return where a server listens."""
    return int(server.sockets[0].getsockname()[1])
