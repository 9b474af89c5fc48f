"""Calendars for calendar programs: who knows a secret address may read what is behind it, and learns nothing else."""

import asyncio
import hashlib
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crmbot.core import feeds
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.feeds import Opened
from crmbot.store.engine import Database
from crmbot.store.uow import read_only

PATH = "/calendar/"
SUFFIX = ".ics"

NOT_FOUND, NOT_MODIFIED = 404, 304

_HEADERS = {
    # A shared cache must keep none of it, and a private one asks whether it is still so.
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_log = structlog.get_logger(__name__)


class CalendarFeed:
    """Answers at the secret addresses. Whatever is wrong with one, the answer is the same."""

    def __init__(self, database: Database, clock: Clock, org: Organisation) -> None:
        self._database = database
        self._clock = clock
        self._org = org

    @property
    def route(self) -> Route:
        """The route to mount."""
        return Route(f"{PATH}{{secret}}{SUFFIX}", self.answer, methods=["GET"])

    async def answer(self, request: Request) -> Response:
        """Answer a program that asks for a calendar."""
        found = await asyncio.wrap_future(self._database.submit(lambda: self._read(request.path_params["secret"])))
        if found is None:
            return PlainTextResponse("Nothing here.", NOT_FOUND, _HEADERS)
        drawn = await asyncio.to_thread(lambda: feeds.draw_feed(found.sheet()))
        headers = {**_HEADERS, "ETag": f'"{hashlib.sha256(drawn).hexdigest()}"'}
        known = _is_known(request.headers.get("if-none-match", ""), headers["ETag"])
        _log.info("calendar.read", feed=found.id, size=len(drawn), known=known)
        if known:
            return Response(status_code=NOT_MODIFIED, headers=headers)
        return Response(drawn, headers=headers, media_type=f"{feeds.MIME}; charset=utf-8")

    def _read(self, secret: str) -> Opened | None:
        with read_only(self._database) as session:
            return feeds.opened(session, secret, self._clock.now(), self._org)


def _is_known(asked: str, tag: str) -> bool:
    """Tell whether one of the versions a program has is this one; one that a proxy has packed counts as well."""
    known = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return "*" in known or tag in known


def feed_link(public_url: str | None) -> str:
    """Return the address that takes a secret and `.ics` behind it; nothing where a secret would go over open wires."""
    parts = urlsplit(public_url or "")
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        return ""
    return f"{(public_url or '').rstrip('/')}{PATH}"
