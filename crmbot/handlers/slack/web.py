"""Slack over HTTP: signed requests in, verified on the bytes as they came."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crmbot.handlers.intake import bodies
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.shapes import is_sensible

PATH = "/slack/events"
LONGEST_BODY = 1_000_000
REMEMBERED_S = 300.0
SERVER_ERROR = 500

Headers = Mapping[str, str]
Known = Callable[[Payload, str], Awaitable[bool]]
"""Tells whether a request is from a workspace we are installed in; with the one that Bolt takes it to be from."""

_log = structlog.get_logger(__name__)


class SignedDoor:
    """The endpoint for everything Slack sends; `seconds` is a clock that only goes forward.

    With `known`, what comes from elsewhere is taken and dropped.
    """

    def __init__(
        self, signing_secret: str, bolt: AsyncApp, seconds: Callable[[], float], known: Known | None = None
    ) -> None:
        self._verifier = SignatureVerifier(signing_secret) if signing_secret.strip() else None
        self._bolt = bolt
        self._seen = Remembered(seconds)
        self._known = known

    @property
    def route(self) -> Route:
        """The route to mount."""
        return Route(PATH, self.handle, methods=["POST"])

    async def handle(self, request: Request) -> Response:
        """Verify, then let Bolt dispatch."""
        raw = await bodies.read(request, LONGEST_BODY)
        if raw is None:
            return PlainTextResponse("too large", 413)
        try:
            body = raw.decode("utf-8")
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", 400)
        if _is_certificate_check(body):
            return Response(status_code=200)
        headers = dict(request.headers)
        if not self._is_genuine(body, headers):
            return _refused(headers)
        asked = _parsed(body, headers)
        if asked is None:
            return PlainTextResponse("not understood", 400)
        return await self._dispatch(asked, headers)

    async def _dispatch(self, asked: AsyncBoltRequest, headers: Headers) -> Response:
        kind = Payload.of(asked.body).text("type")
        if kind == "app_rate_limited":
            _log.error("slack.events_withheld")
            return Response(status_code=200)
        # Two equal questions of a picker within a second are equal in every byte, and change nothing.
        if kind != "block_suggestion" and not self._seen.add(_mark(headers)):
            return _refused(headers)
        taken = asked.context.team_id
        if self._known is not None and not await self._known(Payload.of(asked.body), str(taken or "")):
            return Response(status_code=200)
        told = await self._bolt.async_dispatch(asked)
        if told.status >= SERVER_ERROR:
            # What we did not take comes again, perhaps within the same second and so signed alike.
            self._seen.forget(_mark(headers))
        return to_starlette_response(told)

    def _is_genuine(self, body: str, headers: Headers) -> bool:
        if self._verifier is None:
            return False
        timestamp = headers.get("x-slack-request-timestamp")
        signature = headers.get("x-slack-signature")
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError, OverflowError):
            return False  # a timestamp that is no number, a signature that is no ASCII


class Remembered:
    """What was seen in the last five minutes."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until: OrderedDict[str, float] = OrderedDict()

    def add(self, mark: str) -> bool:
        """Remember a mark; False when it is remembered already."""
        now = self._seconds()
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)
        if mark in self._until:
            return False
        self._until[mark] = now + REMEMBERED_S
        return True

    def forget(self, mark: str) -> None:
        """Take the mark as new the next time."""
        self._until.pop(mark, None)


def _is_certificate_check(body: str) -> bool:
    """Tell Slack's looks at our certificate, unsigned, from requests that want something."""
    return "ssl_check=1" in body[:_CHECK_CHARS] and parse_qs(body[:_CHECK_CHARS]).get("ssl_check") == ["1"]


_CHECK_CHARS = 200


def _refused(headers: Headers) -> Response:
    _log.warning("slack.refused", retry=headers.get("x-slack-retry-num"))
    return PlainTextResponse("invalid request", 401)


def _mark(headers: Headers) -> str:
    """Return what makes a request one of its kind.

    Slack marks its own retries of an event; one may follow within the second of the first and is
    then signed alike. The inbox knows it by its event, so it may pass.
    """
    is_event = headers.get("content-type", "").startswith("application/json")
    retry = headers.get("x-slack-retry-num", "") if is_event else ""
    return f"{headers.get('x-slack-signature', '')}/{retry}"


def _parsed(body: str, headers: Headers) -> AsyncBoltRequest | None:
    """Return the request as Bolt takes it; None for a body that is signed but makes no sense."""
    try:
        asked = AsyncBoltRequest(body=body, headers=dict(headers))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    sensible = isinstance(asked.body, dict) and isinstance(asked.body.get("event", {}), dict)
    return asked if sensible and is_sensible(Payload.of(asked.body)) else None
