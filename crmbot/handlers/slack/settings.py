"""What the Slack adapter has to be told."""

from dataclasses import dataclass, field

DIRECT_COMMANDS = ("note", "find", "task", "today")
"""Words that have a slash command of their own beside `/crm`."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Tokens and addresses. With an app token Slack is listened to by Socket Mode, else over HTTP."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    direct_commands: tuple[str, ...] = DIRECT_COMMANDS

    @property
    def api_root(self) -> str:
        """The Web API's root, with the slash at its end that the SDK joins method names to."""
        return self.api_url if self.api_url.endswith("/") else f"{self.api_url}/"
