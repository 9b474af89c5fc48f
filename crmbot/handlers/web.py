"""The web server: the adapters' routes and a health check, without taking the signals over."""

import asyncio
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

MAX_BODY = 2_000_000
"""Bytes; the largest view either platform sends is a quarter of a megabyte."""

ANYWHERE = "0.0.0.0"  # noqa: S104 - a host's router has to reach it
BACKLOG = 2048

GRACE_S = 20
"""How long requests in hand may take to end; hosts kill after thirty seconds."""


class PortError(OSError):
    """A port cannot be listened on, because another process does or this account may not."""

    def __init__(self, port: int, error: OSError) -> None:
        super().__init__(f"Port {port} cannot be listened on: {os.strerror(error.errno or 0)}.")


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the house has one owner of the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


class WebServer:
    """Listens on a port until it is told to stop; requests in hand get their answer first."""

    def __init__(self, routes: Sequence[BaseRoute], port: int, host: str = ANYWHERE) -> None:
        web = Starlette(routes=[*routes, Route("/health", _health)], max_body_size=MAX_BODY)
        config = uvicorn.Config(
            web,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_S,
        )
        self._place = host, port
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return when it listens; `PortError` when the port is taken."""
        # Bound here, since the server itself ends the process when it cannot.
        try:
            door = socket.create_server(self._place, backlog=BACKLOG)
        except OSError as error:
            raise PortError(self._place[1], error) from error
        self._serving = asyncio.create_task(self._server.serve(sockets=[door]))
        while not self._server.started:
            if self._serving.done():
                self._serving.result()
            await asyncio.sleep(0.01)

    async def ended(self) -> None:
        """Return when the server has ended by itself."""
        if self._serving is not None:
            await asyncio.shield(self._serving)

    async def stop(self) -> None:
        """Take no more requests, and let those in hand end."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving
