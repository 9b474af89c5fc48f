"""What the Slack adapter has to be told."""

from dataclasses import dataclass, field

PLATFORM = "slack"
"""What addresses call us."""

DIRECT_COMMANDS = ("note", "find", "task", "today")
"""Words that have a slash command of their own beside `/crm`."""

AUTHORIZE_URL = "https://slack.com/oauth/v2/authorize"


@dataclass(frozen=True, slots=True)
class OAuth:
    """What it takes to be installed in several workspaces; `public_url` is where browsers reach us.

    `secrets_before` are earlier client secrets: tokens that were sealed with them still open.
    """

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    authorize_url: str = AUTHORIZE_URL
    secrets_before: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Tokens and addresses. With an app token Slack is listened to by Socket Mode, else over HTTP.

    With `oauth` several workspaces are served over HTTP, and the bot token, if there is one, is that of one of them.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    oauth: OAuth | None = None

    @property
    def api_root(self) -> str:
        """The Web API's root, with the slash at its end that the SDK joins method names to."""
        return self.api_url if self.api_url.endswith("/") else f"{self.api_url}/"
