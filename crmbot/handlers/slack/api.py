"""Slack's Web API over one shared connection pool, and who we are there."""

import asyncio
from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from crmbot.chat.sender import Gone, RetryLater
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.settings import SlackSettings

CALL_TIMEOUT_S = 10
WEB_OK = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """The workspace and the bot in it, as `auth.test` knows them."""

    team: str
    bot_user: str
    bot_id: str
    scopes: frozenset[str]
    name: str = ""


class Pool:
    """The connections to Slack that all workspaces share, made inside the running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S))
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
        self._session = None


class SlackApi:
    """The Web API of one workspace: calls with its token. Alone, it serves for every workspace there is."""

    def __init__(
        self,
        settings: SlackSettings,
        token: str | None = None,
        *,
        pool: Pool | None = None,
        installation: Installation | None = None,
    ) -> None:
        self._settings = settings
        self._token = settings.bot_token if token is None else token
        self._pool = pool or Pool()
        self._client: AsyncWebClient | None = None
        self._installation = installation
        self._conversations: dict[str, str] = {}
        self._asking = asyncio.Lock()

    async def of(self, team: str) -> "SlackApi":  # noqa: ARG002 - with one token there is one workspace
        """Return the API of a workspace: this one."""
        return self

    async def refused(self, team: str, code: str) -> Gone | RetryLater | None:
        """Take note that Slack refuses our token: it stays the same until the settings change."""

    async def removed(self, team: str, at: float | None) -> None:
        """Ask again who we are: the app was removed, and may be installed anew."""
        _log.error("slack.uninstalled", team=team, at=at)
        self._installation = None

    @property
    def team(self) -> str:
        """The workspace, as far as Slack was asked."""
        return self._installation.team if self._installation is not None else ""

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._token

    @property
    def client(self) -> AsyncWebClient:
        """The client with the bot's token."""
        session = self._pool.session
        if self._client is None or self._client.session is not session:
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._settings.api_root,
                timeout=CALL_TIMEOUT_S,
                session=session,
            )
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()
        self._client = None

    async def installation(self) -> Installation:
        """Return who we are; Slack is asked once."""
        async with self._asking:
            if self._installation is None:
                self._installation = await self.ask_installation()
            return self._installation

    async def ask_installation(self) -> Installation:
        """Ask Slack who we are, and with which scopes."""
        answer = await self.client.auth_test()
        told = Payload.of(answer.data)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        scopes = frozenset(scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope)
        who = (told.text("team_id"), told.text("user_id"), told.text("bot_id"))
        return Installation(*who, scopes, told.text("team"))

    async def call(self, method: str, arguments: Json) -> Payload:
        """Call a method with JSON arguments; `SlackApiError` when Slack refuses."""
        answer = await self.client.api_call(method, json=arguments)
        return Payload.of(answer.data)

    async def read(self, method: str, arguments: dict[str, str]) -> Payload:
        """Call a method that only reads; these take no JSON."""
        answer = await self.client.api_call(method, http_verb="GET", params=arguments)
        return Payload.of(answer.data)

    async def conversation(self, user: str) -> str:
        """Return the id of the direct conversation with a user."""
        known = self._conversations.get(user)
        if known is None:
            answer = await self.call("conversations.open", {"users": user})
            known = self._conversations[user] = answer.part("channel").text("id")
        return known

    @property
    def root(self) -> str:
        """The Web API's address."""
        return self._settings.api_root

    async def upload(self, url: str, content: bytes, within_s: float) -> None:
        """Post bytes to an address Slack has given for them; they need no token there."""
        timeout = aiohttp.ClientTimeout(total=within_s)
        async with self._pool.session.post(url, data=content, timeout=timeout) as response:
            if response.status != WEB_OK:
                raise aiohttp.ClientError(f"upload answered {response.status}")

    async def download(self, url: str, within_s: float) -> aiohttp.ClientResponse:
        """Ask for a file with the bot's token.

        The caller has looked that the host is Slack's, and closes the answer.
        """
        timeout = aiohttp.ClientTimeout(total=within_s)
        headers = {"Authorization": f"Bearer {self._token}"}
        return await self._pool.session.get(url, headers=headers, timeout=timeout, allow_redirects=False)

    async def respond(self, url: str, body: Json) -> bool:
        """Answer by a response URL; False when it has been used up or has run out."""
        webhook = AsyncWebhookClient(url, timeout=CALL_TIMEOUT_S, session=self._pool.session)
        answer = await webhook.send_dict(body)
        return answer.status_code == WEB_OK
