"""The address Telegram posts updates to: it gets its 200 when the update is in our inbox."""

import asyncio
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crmbot.handlers.answering.tasks import failure_of, trace_of
from crmbot.handlers.intake import bodies
from crmbot.handlers.telegram.receiver import Receiver
from crmbot.handlers.telegram.running import Running

log = structlog.get_logger(__name__)
PATH = "/telegram/webhook"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LARGEST_BODY = 1024 * 1024
_WORK_WITHIN_S = 2.5


class Webhook:
    """Takes updates by HTTP from whoever knows the secret."""

    def __init__(self, receiver: Receiver, running: Running, secret: str) -> None:
        self._receiver = receiver
        self._running = running
        self._secret = secret.encode()

    def route(self) -> Route:
        return Route(PATH, self._post, methods=["POST"])

    async def _post(self, request: Request) -> Response:
        if not self._knows_secret(request):
            log.warning("telegram.wrong_secret", action="refused")
            return Response(status_code=401)
        if self._receiver.me is None or self._running.stopping.is_set():
            return Response(status_code=503)  # Telegram brings it again
        body = await bodies.read(request, _LARGEST_BODY)
        if body is None:
            return Response(status_code=413)
        payload = _update_in(body)
        if payload is None:
            log.warning("telegram.garbage", action="refused")
            return Response(status_code=400)
        return await self._take(payload)

    def _knows_secret(self, request: Request) -> bool:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._secret)

    async def _take(self, payload: Mapping[str, Any]) -> Response:
        taking = asyncio.ensure_future(self._receiver.take(payload))
        error = await failure_of(taking)
        if error is not None:
            log.error("telegram.not_stored", action="refused", update=payload["update_id"], **trace_of(error))
            return Response(status_code=500)
        if (task := taking.result()) is not None:
            await asyncio.wait({task}, timeout=self._receiver.patience_s(_WORK_WITHIN_S))
        return Response(status_code=200)


def address_of_webhook(url: str) -> str:
    """Return the whole address; a bare host gets our path."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def own_secret(token: str) -> str:
    """Make a secret for a webhook that was given none; the same each time, so that restarts keep it."""
    return hmac.digest(token.encode(), b"webhook", "sha256").hex()


def _update_in(body: bytes) -> Mapping[str, Any] | None:
    try:
        payload = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):  # not UTF-8 is a ValueError as well
        return None
    number = payload.get("update_id") if isinstance(payload, dict) else None
    return payload if isinstance(number, int) and not isinstance(number, bool) else None
