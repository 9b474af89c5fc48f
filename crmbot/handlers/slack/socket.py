"""Slack over Socket Mode: for those without a public address."""

import asyncio

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

CLOSING_S = 3.0


class SocketDoor(AsyncSocketModeHandler):
    """A connection that closes only after what it has taken is acknowledged."""

    def __init__(self, bolt: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        super().__init__(bolt, app_token, web_client=client)
        self._in_hand: set[asyncio.Task[object]] = set()
        self._closing = False

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # Bolt's own signature, as in its base class
        """Dispatch one envelope; what comes while closing is left unacknowledged, so that it comes again."""
        task = asyncio.current_task()
        if self._closing or task is None:
            return
        self._in_hand.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._in_hand.discard(task)

    async def connect(self) -> None:
        """Connect; the client goes on trying until it is."""
        await self.client.connect()  # type: ignore[no-untyped-call] # the SDK leaves it without types

    async def is_connected(self) -> bool:
        """Tell whether Slack is connected now."""
        return bool(await self.client.is_connected())

    async def close(self) -> None:
        """Wait for what is in hand, three seconds at most, and hang up."""
        self._closing = True
        if self._in_hand:
            await asyncio.wait(set(self._in_hand), timeout=CLOSING_S)
        await self.client.close()  # type: ignore[no-untyped-call] # likewise
