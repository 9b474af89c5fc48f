"""The routes of those who run the house: on the public port, and on one of their own."""

from hmac import compare_digest
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from crmbot.handlers.web import ANYWHERE, WebServer
from crmbot.serving.readiness import Readiness

if TYPE_CHECKING:
    from crmbot.serving.metrics import Metrics
    from crmbot.settings import Settings

HERE = "127.0.0.1"
NOT_NOW = 503
FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class Watch:
    """Answers whether the process lives, whether it is ready, and with its figures whoever may have them."""

    def __init__(self, settings: "Settings", readiness: Readiness, metrics: "Metrics | None") -> None:
        self.readiness = readiness
        self._metrics = metrics
        self._token = settings.metrics_token.get_secret_value() if settings.metrics_token is not None else None
        self._port = settings.metrics_port
        self._own: WebServer | None = None

    @property
    def place(self) -> str:
        """Where a port of its own is open: to everybody with a token, else to this machine alone."""
        return ANYWHERE if self._token is not None else HERE

    @property
    def is_public(self) -> bool:
        """Whether the figures are to be had on the public port, which takes the token."""
        return self._metrics is not None and self._port is None

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the public port."""
        return [*self._signs, *([self._figures] if self.is_public else [])]

    async def start(self) -> None:
        """Open the port of its own, if there is to be one."""
        if self._port is not None:
            self._own = WebServer([*self._signs, self._figures], self._port, self.place)
            await self._own.start()

    async def stop(self) -> None:
        """Close it."""
        if self._own is not None:
            await self._own.stop()
            self._own = None

    @property
    def _signs(self) -> list[BaseRoute]:
        return [Route("/healthz", self._alive), Route("/readyz", self._ready)]

    @property
    def _figures(self) -> BaseRoute:
        return Route("/metrics", self._told)

    async def _alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def _ready(self, _request: Request) -> Response:
        found = await self.readiness.look()
        status = 200 if all(condition.holds for condition in found) else NOT_NOW
        return PlainTextResponse("".join(f"{condition}\n" for condition in found), status)

    async def _told(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return PlainTextResponse("a token is needed", 401, {"WWW-Authenticate": "Bearer"})
        assert self._metrics is not None, "there is no route without them"
        return Response(await self._metrics.text(), media_type=FORMAT)

    def _is_let_in(self, request: Request) -> bool:
        """Tell whether the token is right; on a port of this machine alone there may be none."""
        if self._token is None:
            return self._port is not None
        given = request.headers.get("authorization", "").encode()
        return compare_digest(given, f"Bearer {self._token}".encode())
