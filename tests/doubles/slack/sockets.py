"""Socket Mode: the websocket door, its envelopes and their acknowledgements."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from .model import Json, Kind
from .workspace import Workspace


class NoSocket(ConnectionError):
    """Nobody is connected, or the connection broke before the acknowledgement."""


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    """One websocket and the wire under it."""

    socket: web.WebSocketResponse
    wire: asyncio.Transport | None

    def abort(self) -> None:
        """Break it without a word."""
        if self.wire is not None:
            self.wire.abort()


class Sockets:
    """The open Socket Mode connections of the app."""

    def __init__(self, workspace: Workspace) -> None:
        """Start without connections."""
        self.workspace = workspace
        self.open: list[Connection] = []
        self.served = 0
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[Connection, Kind, asyncio.Future[Json]]] = {}
        self._arrived = asyncio.Event()

    def new_address(self, root_url: str) -> str:
        """An address for one connection."""
        ticket = self.workspace.new_id("ticket")
        self._tickets.add(ticket)
        return f"{root_url.replace('http', 'ws', 1)}/link?ticket={ticket}"

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self._hello())
        connection = Connection(socket, request.transport)
        self.open.append(connection)
        self.served += 1
        self._arrived.set()
        try:
            await self._listen(socket)
        finally:
            self._forget(connection)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        """Read acknowledgements."""
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(message.data)

    def _hello(self) -> Json:
        """The greeting of a new connection."""
        return {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "connection_info": {"app_id": self.workspace.app_id},
            "debug_info": {"host": "double", "approximate_connection_time": 18060},
        }

    def _acknowledged(self, text: str) -> None:
        """Hand an acknowledgement to whoever waits for it."""
        try:
            body: Any = json.loads(text)
            envelope_id = body["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self.workspace.violate(f"socket: no acknowledgement: {text[:80]!r}")
            return
        entry = self._waiting.pop(envelope_id, None)
        if entry is None:
            return  # late: its three seconds are over
        _, kind, answer = entry
        if kind == "events_api" and body.get("payload"):
            self.workspace.violate("socket: a payload in the acknowledgement of an event")
        if not answer.done():
            answer.set_result(body.get("payload") or {})

    def _forget(self, connection: Connection) -> None:
        """Drop a connection and let those who wait on it know."""
        if connection in self.open:
            self.open.remove(connection)
        if not self.open:
            self._arrived.clear()
        for envelope_id, (owner, _, answer) in list(self._waiting.items()):
            if owner is connection:
                del self._waiting[envelope_id]
                if not answer.done():
                    answer.set_exception(NoSocket("the connection broke"))

    async def connected(self) -> None:
        """Wait until the app has a connection."""
        await self._arrived.wait()

    async def send(self, kind: Kind, payload: Json, retry: Mapping[str, Any]) -> Json:
        """Send an envelope and give the payload of its acknowledgement.

        Raises:
            NoSocket: nobody is connected, or the connection broke meanwhile.
        """
        if not self.open:
            raise NoSocket("nobody is connected")
        connection, envelope_id = self.open[-1], self.workspace.new_id("envelope")
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (connection, kind, answer)
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **retry,
        }
        try:
            await connection.socket.send_json(envelope)
            return await answer
        finally:
            self._waiting.pop(envelope_id, None)

    async def refresh(self, reason: str) -> None:
        """Ask every connection to come anew, as Slack does every few hours."""
        for connection in list(self.open):
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "double"}}
            )

    async def close(self) -> None:
        """End every connection in an orderly way."""
        for connection in list(self.open):
            await connection.socket.close()
            self._forget(connection)

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.open):
            connection.abort()
            self._forget(connection)
