"""Deliveries to the app: signed HTTP or Socket Mode, three seconds each, and again if need be."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp

from . import payloads
from .model import Delivery, Json, Kind, Response
from .sockets import NoSocket, Sockets
from .workspace import Workspace


class Retry(NamedTuple):
    """What Slack says about a delivery that is not the first."""

    number: int
    reason: str


class Courier:
    """Brings things to the app and remembers each."""

    def __init__(self, workspace: Workspace) -> None:
        """Start without an app."""
        self.workspace = workspace
        self.sockets = Sockets(workspace)
        self.app_url: str | None = None
        self.signing_clock: Callable[[], float] = time.time
        self.ack_within_s = 3.0
        self.events: set[str] | None = None
        self.echoes = True
        self.deliveries: list[Delivery] = []
        self.unacknowledged: list[Delivery] = []
        self.losing = 0
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    async def start(self) -> None:
        """Get ready to send, each time over a connection of its own: the app may restart between."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))

    async def stop(self) -> None:
        """Give up what is still on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def reachable(self) -> bool:
        """Whether there is an app to deliver to."""
        return self.app_url is not None or bool(self.sockets.open)

    def wants(self, event_type: str) -> bool:
        """Whether the app is subscribed to this type of event."""
        return self.events is None or event_type in self.events

    async def event(self, event_type: str, inner: Json) -> Response | None:
        """Deliver an event; None when the app is not subscribed to its type."""
        if not self.wants(event_type):
            return None
        return await self.deliver("events_api", payloads.event(self.workspace, inner))

    def echo(self, event_type: str, inner: Json) -> None:
        """Deliver an event behind the app's back, when there is an app."""
        if self.echoes and self.reachable:
            self.in_background(self.event(event_type, inner))

    def in_background(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something while the caller goes on."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is on its way in the background."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def deliver(self, kind: Kind, payload: Json) -> Response:
        """Deliver something for the first time."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        return await self.attempt(delivery, None)

    async def attempt(self, delivery: Delivery, retry: Retry | None) -> Response:
        """Deliver once; an event that is not acknowledged is kept for its retries."""
        started = time.monotonic()
        if self.losing and delivery.kind == "events_api" and retry is None:
            self.losing -= 1
            response = Response(error="lost")
        elif self.app_url is not None:
            response = await self._over_http(delivery, retry, started)
        else:
            response = await self._over_socket(delivery, retry, started)
        delivery.responses.append(response)
        self._keep_for_retry(delivery, response)
        return response

    def _keep_for_retry(self, delivery: Delivery, response: Response) -> None:
        """Slack repeats events, and only events."""
        if delivery.kind != "events_api":
            return
        waiting = delivery in self.unacknowledged
        if response.ok and waiting:
            self.unacknowledged.remove(delivery)
        elif not response.ok and not waiting and not response.no_retry:
            self.unacknowledged.append(delivery)

    # Socket Mode

    async def _over_socket(self, delivery: Delivery, retry: Retry | None, started: float) -> Response:
        """Deliver through an open connection."""
        said = {"retry_attempt": retry.number, "retry_reason": retry.reason} if retry else {}
        if delivery.kind == "events_api" and retry is None:
            said = {"retry_attempt": 0, "retry_reason": ""}
        error: str | None = None
        body: Json = {}
        try:
            async with asyncio.timeout(self.ack_within_s):
                body = await self.sockets.send(delivery.kind, delivery.payload, said)
        except TimeoutError:
            error = "operation_timeout"
        except (NoSocket, ConnectionError):
            error = "connection_failed"
        elapsed_s = time.monotonic() - started
        return Response(payload=body or None, error=error, elapsed_s=elapsed_s)

    # HTTP

    async def _over_http(self, delivery: Delivery, retry: Retry | None, started: float) -> Response:
        """Deliver as a signed POST."""
        body = encoded(delivery.kind, delivery.payload)
        headers = self.signature(body) | {"Content-Type": content_type(delivery.kind)}
        if retry is not None:
            headers |= {
                "X-Slack-Retry-Num": str(retry.number),
                "X-Slack-Retry-Reason": retry.reason,
            }
        return await self.post(body, headers, started)

    def signature(self, body: bytes, timestamp: str | None = None) -> dict[str, str]:
        """The headers that prove where a body comes from."""
        at = timestamp if timestamp is not None else str(int(self.signing_clock()))
        signed = hmac.new(
            self.workspace.signing_secret.encode(),
            b"v0:" + at.encode() + b":" + body,
            hashlib.sha256,
        )
        return {
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }

    async def post(self, body: bytes, headers: dict[str, str], started: float | None = None) -> Response:
        """Post a body to the app and read its answer, within the time Slack gives."""
        assert self._session is not None, "the double is not running"
        begun = time.monotonic() if started is None else started
        try:
            async with asyncio.timeout(self.ack_within_s):
                async with self._session.post(
                    f"{self.app_url}/slack/events",
                    data=body,
                    headers={"User-Agent": "Slackbot 1.0", **headers},
                ) as answer:
                    return _read(answer, await answer.read(), time.monotonic() - begun)
        except TimeoutError:
            error = "operation_timeout"
        except (aiohttp.ClientError, ConnectionError):
            error = "connection_failed"
        return Response(error=error, elapsed_s=time.monotonic() - begun)


def _read(answer: aiohttp.ClientResponse, raw: bytes, elapsed_s: float) -> Response:
    """The app's acknowledgement."""
    text = raw.decode("utf-8", "replace")
    payload: Json | None = None
    if answer.content_type == "application/json" and text.strip():
        try:
            loaded = json.loads(text)
            payload = loaded if isinstance(loaded, dict) else None
        except ValueError:
            payload = None
    fine = 200 <= answer.status < 300
    return Response(
        status=answer.status,
        text="" if payload is not None else text,
        payload=payload,
        error=None if fine else "dispatch_failed",
        elapsed_s=elapsed_s,
        no_retry="X-Slack-No-Retry" in answer.headers,
        body=raw,
    )


def content_type(kind: Kind) -> str:
    """How Slack encodes this kind of delivery."""
    return "application/json" if kind == "events_api" else "application/x-www-form-urlencoded"


def encoded(kind: Kind, payload: Json) -> bytes:
    """The body of a delivery over HTTP."""
    if kind == "events_api":
        return json.dumps(payload).encode()
    fields: Iterable[tuple[str, str]] = payload.items()
    if kind == "interactive":
        fields = [("payload", json.dumps(payload))]
    return urlencode(list(fields), errors="surrogatepass").encode()
