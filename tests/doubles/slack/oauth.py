"""How an app gets into a workspace: somebody consents, a code goes round by the browser, and becomes a token."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from .model import Json, NotOnScreen, Refused

if TYPE_CHECKING:
    from .workspace import Workspace

CODE_LIFE_S = 600.0


@dataclass(slots=True)
class Grant:
    """What somebody has consented to, and the code that stands for it."""

    workspace: "Workspace"
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    expires_at: float
    more: Json = field(default_factory=dict)
    used: bool = False


@dataclass(slots=True)
class Registration:
    """The app as Slack knows it, the same in all workspaces."""

    client_id: str = "1111.2222"
    client_secret: str = "client-secret-of-the-double"
    redirect_urls: tuple[str, ...] = ()
    codes: dict[str, Grant] = field(default_factory=dict)


class Consenting:
    """What people do with an app: let it in, refuse it, throw it out."""

    workspace: "Workspace"
    clock: Callable[[], float]

    @property
    def registration(self) -> Registration:
        """The app's own entry."""
        return self.workspace.registration

    def consent(self, user: str, url: str, **more: object) -> str:
        """Let the app in that asks by this address; return where the browser goes then.

        Args: `more`: what the answer to the code says otherwise than usual.
        """
        asked = _asked(self.registration, url)
        code = f"code-{len(self.registration.codes) + 1}.{self.workspace.team_id}"
        self.registration.codes[code] = Grant(
            self.workspace,
            user,
            frozenset(asked["scope"].split(",")),
            asked["redirect_uri"],
            self.clock() + CODE_LIFE_S,
            dict(more),
        )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def decline(self, url: str) -> str:
        """Refuse the app; return where the browser goes then."""
        asked = _asked(self.registration, url)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def throw_out(self) -> None:
        """Remove the app, without telling it."""
        self.workspace.revoke_token()


def _asked(registration: Registration, url: str) -> dict[str, str]:
    """Read the address an app sends a browser to; Slack shows an error for one it does not like."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if asked.get("client_id") != registration.client_id:
        raise NotOnScreen("Invalid client_id parameter")
    if asked.get("redirect_uri") not in registration.redirect_urls:
        raise NotOnScreen(f"redirect_uri did not match any configured URIs: {asked.get('redirect_uri')}")
    if not asked.get("scope") or not asked.get("state"):
        raise NotOnScreen("no scopes or no state")
    return asked


def access(workspace: "Workspace", args: Json) -> Json:
    """Turn a code into the token of the workspace it was given in."""
    registration = workspace.registration
    if args.get("client_id") != registration.client_id:
        raise Refused("invalid_client_id")
    if args.get("client_secret") != registration.client_secret:
        raise Refused("bad_client_secret")
    grant = registration.codes.get(str(args["code"]))
    if grant is None or grant.used or workspace.clock() >= grant.expires_at:
        raise Refused("invalid_code")
    if args.get("redirect_uri") != grant.redirect_uri:
        raise Refused("bad_redirect_uri")
    grant.used = True
    return _given(grant)


def _given(grant: Grant) -> Json:
    workspace = grant.workspace
    workspace.scopes = set(grant.scopes)
    answer: Json = {
        "app_id": workspace.app_id,
        "authed_user": {"id": grant.user},
        "scope": spelled(grant.scopes),
        "token_type": "bot",
        "access_token": workspace.bot_token,
        "bot_user_id": workspace.bot,
        "team": {"id": workspace.team_id, "name": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return answer | grant.more


def spelled(scopes: Iterable[str]) -> str:
    """Scopes as Slack writes them."""
    return ",".join(sorted(scopes))
