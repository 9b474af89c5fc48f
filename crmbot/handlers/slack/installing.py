"""Installing the app in a workspace: from an owner's link to Slack and back, once, in one browser."""

from base64 import b64encode
from urllib.parse import urlencode, urlsplit

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from crmbot.core.installations import LINK_LIFE, Installed, new_secret
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import CALL_TIMEOUT_S, SlackApi
from crmbot.handlers.slack.installed import Installations
from crmbot.handlers.slack.manifest import REDIRECT_PATH, SCOPES
from crmbot.handlers.slack.pages import nothing_here, page
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.sealing import Seal
from crmbot.handlers.slack.settings import PLATFORM, OAuth, SlackSettings
from crmbot.handlers.slack.workspaces import ManyWorkspaces

INSTALL_PATH = "/slack/install"
LINK = "link"
"""The parameter that carries the secret of an owner's link."""

COOKIE = "crmbot_install"
_COOKIE_CHARS = 64
_BAD_GATEWAY = 502
_BAD_REQUEST = 400

_log = structlog.get_logger(__name__)


class NotInstallableError(Exception):
    """Slack has granted something we cannot work with; `reason` is a sentence for who installs."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class Installing:
    """The two addresses of OAuth. Whoever comes without a good link finds nothing at either."""

    def __init__(
        self,
        settings: SlackSettings,
        oauth: OAuth,
        installations: Installations,
        workspaces: ManyWorkspaces,
        seal: Seal,
    ) -> None:
        self._settings = settings
        self._oauth = oauth
        self._installations = installations
        self._workspaces = workspaces
        self._seal = seal
        self._back = f"{oauth.public_url.rstrip('/')}{REDIRECT_PATH}"

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes to mount."""
        return (
            Route(INSTALL_PATH, self.begin, methods=["GET"]),
            Route(REDIRECT_PATH, self.finish, methods=["GET"]),
        )

    async def begin(self, request: Request) -> Response:
        """Send the browser that opens an owner's link on to Slack."""
        secret = request.query_params.get(LINK, "")
        if request.method != "GET" or not secret:  # looking whether the link is there must not open it
            return nothing_here()
        browser = _browser(request) or new_secret()
        state = await self._installations.open_link(secret, browser)
        if state is None:
            return nothing_here()
        response = RedirectResponse(self._authorize_url(state), 302, {"Cache-Control": "no-store"})
        response.set_cookie(
            COOKIE,
            browser,
            max_age=int(LINK_LIFE.total_seconds()),
            path=urlsplit(self._back).path.rpartition("/")[0],
            secure=self._oauth.public_url.startswith("https://"),
            httponly=True,
            samesite="lax",  # Slack sends the browser back to us by a link
        )
        return response

    async def finish(self, request: Request) -> Response:
        """Take the browser that comes back from Slack, and what it was given there."""
        browser, asked = _browser(request), request.query_params
        if request.method != "GET" or not browser:
            return nothing_here()
        if asked.get("error") or not asked.get("code"):
            _log.info("slack.install_declined", code=asked.get("error", "")[:_COOKIE_CHARS])
            return page("Nothing was installed", "The same link works again for the rest of its ten minutes.")
        user_id = await self._installations.use_link(asked.get("state", ""), browser)
        if user_id is None:
            return page("That link is over", "It works once, for ten minutes. Ask me for another.", status=_BAD_REQUEST)
        return await self._install(asked["code"], user_id)

    async def _install(self, code: str, user_id: int) -> Response:
        try:
            found, app = await self._exchange(code)
        except NotInstallableError as error:
            _log.warning("slack.not_installed", code=error.code)
            return page("Not installed", error.reason, status=_BAD_REQUEST)
        except failures.FAILURES as error:
            _log.warning("slack.not_installed", code=failures.code_of(error))
            return page("Not installed", "Slack did not confirm it. Ask me for another link.", status=_BAD_GATEWAY)
        await self._installations.save(found, user_id)
        self._workspaces.forget(found.workspace)
        _log.info("slack.installed", team=found.workspace, by=user_id)
        query = urlencode({"app": app, "team": found.workspace})
        open_slack = (f"https://slack.com/app_redirect?{query}", "Open Slack")
        return page("Installed", f"I am in {found.name} now. You can close this page.", link=open_slack)

    async def _exchange(self, code: str) -> tuple[Installed, str]:
        """Turn the code into a token, and ask Slack who we are with it; return that, and the id of the app."""
        client = AsyncWebClient(
            base_url=self._settings.api_root, timeout=CALL_TIMEOUT_S, session=self._workspaces.pool.session
        )
        # The SDK's own method for it makes the header in a way that aiohttp is about to drop.
        asked = {"code": code, "redirect_uri": self._back}
        answer = await client.api_call("oauth.v2.access", data=asked, headers=self._credentials())
        told = Payload.of(answer.data)
        token, team = _usable(told)
        who = await SlackApi(self._settings, token, pool=self._workspaces.pool).ask_installation()
        if who.team != team:
            raise NotInstallableError("another_team", "Slack named two workspaces at once. Ask me for another link.")
        installed = Installed(
            platform=PLATFORM,
            workspace=team,
            name=told.text("team", "name") or who.name or team,
            bot_user=who.bot_user,
            bot=who.bot_id,
            scopes=frozenset(scope.strip() for scope in told.text("scope").split(",") if scope),
            sealed_token=self._seal.seal(token, team),
        )
        return installed, told.text("app_id")

    def _credentials(self) -> dict[str, str]:
        pair = f"{self._oauth.client_id}:{self._oauth.client_secret}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _authorize_url(self, state: str) -> str:
        query = {
            "client_id": self._oauth.client_id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._back,
        }
        return f"{self._oauth.authorize_url}?{urlencode(query)}"


def install_link(oauth: OAuth) -> str:
    """Return the address that takes the secret of an owner's link behind it."""
    return f"{oauth.public_url.rstrip('/')}{INSTALL_PATH}?{LINK}="


def _usable(told: Payload) -> tuple[str, str]:
    """Return token and workspace. Raises `NotInstallableError`."""
    if told.flag("is_enterprise_install"):
        sentence = "I cannot be installed for a whole Enterprise organisation. Choose one of its workspaces instead."
        raise NotInstallableError("enterprise_install", sentence)
    if told.text("refresh_token"):
        sentence = "Token rotation is switched on for the app. Switch it off, then install me again."
        raise NotInstallableError("token_rotation", sentence)
    token, team = told.text("access_token"), told.text("team", "id")
    if not token or not team or told.text("token_type") != "bot":
        raise NotInstallableError("no_bot_token", "Slack gave me no bot's token. Ask me for another link.")
    return token, team


def _browser(request: Request) -> str:
    """Return what this browser alone knows; nothing where it is not of our making."""
    kept = request.cookies.get(COOKIE, "")
    return kept if len(kept) <= _COOKIE_CHARS else ""
