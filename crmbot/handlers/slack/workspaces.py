"""Which token goes with which workspace: the one there is, or that of each installation."""

from dataclasses import dataclass, field
from typing import Protocol

import structlog

from crmbot.chat.sender import Gone, RetryLater
from crmbot.core.installations import Installed
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import Installation, Pool, SlackApi
from crmbot.handlers.slack.failures import NoTokenError
from crmbot.handlers.slack.installed import Installations
from crmbot.handlers.slack.sealing import Seal, UnreadableTokenError
from crmbot.handlers.slack.settings import SlackSettings

_log = structlog.get_logger(__name__)


class Workspaces(Protocol):
    """The workspaces we are in. `SlackApi` with its one token is the simplest of them."""

    async def of(self, team: str) -> SlackApi:
        """Return the API with the token of a workspace. Raises `NoTokenError`, or what asking Slack raises."""
        ...

    async def refused(self, team: str, code: str) -> Gone | RetryLater | None:
        """Take note that Slack refuses a workspace's token; return what that means for a delivery, if anything new."""
        ...

    async def removed(self, team: str, at: float | None) -> None:
        """Take note that a workspace has removed the app, at an instant in seconds since 1970."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    """A workspace we have the token of; `sealed` is how it is stored, empty for that of the settings."""

    api: SlackApi
    sealed: str = field(default="", repr=False)


class ManyWorkspaces:
    """The workspaces that owners have installed the app in, and that of the settings' own token if there is one."""

    def __init__(self, settings: SlackSettings, installations: Installations, seal: Seal) -> None:
        self._settings = settings
        self._installations = installations
        self._seal = seal
        self._pool = Pool()
        self._known: dict[str, _Known] = {}
        self.own = SlackApi(settings, pool=self._pool) if settings.bot_token else None

    @property
    def pool(self) -> Pool:
        """The connections they share."""
        return self._pool

    async def of(self, team: str) -> SlackApi:
        """Return the API with the token of a workspace; the database is asked once.

        What is from before there were several names none.
        """
        if not team and self.own is not None:
            return self.own
        known = self._known.get(team)
        if known is None:
            known = self._known[team] = await self._find(team)
        return known.api

    async def every(self) -> list[tuple[str, SlackApi | None]]:
        """Return all installations by the name of the workspace; without an API where the token cannot be read."""
        return [(each.name, self._api_or_none(each)) for each in await self._installations.every()]

    def forget(self, team: str) -> None:
        """Ask the database anew: another token may be there."""
        self._known.pop(team, None)

    async def refused(self, team: str, code: str) -> Gone | RetryLater | None:
        """Look whether there is a new token; where there is none, the installation is over."""
        known = self._known.get(team)
        if code not in failures.REVOKED or known is None or not known.sealed:
            return None
        self.forget(team)
        if await self._installations.remove(team, token=known.sealed):
            _log.error("slack.uninstalled", team=team, code=code)
        left = await self._installations.find(team)
        return RetryLater(failures.RETRY_S, code) if left is not None else Gone(failures.NOT_INSTALLED)

    async def removed(self, team: str, at: float | None) -> None:
        """Forget an installation, unless the news is older than it."""
        self.forget(team)
        if await self._installations.remove(team, at=at):
            _log.error("slack.uninstalled", team=team, at=at)
        elif self.own is not None and self.own.team == team:
            await self.own.removed(team, at)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def _find(self, team: str) -> _Known:
        row = await self._installations.find(team)
        if row is not None:
            return _Known(self._api(row), row.sealed_token)
        if self.own is not None and (await self.own.installation()).team == team:
            return _Known(self.own)
        raise NoTokenError(team, failures.NOT_INSTALLED)

    def _api(self, row: Installed) -> SlackApi:
        try:
            token = self._seal.open(row.sealed_token, row.workspace)
        except UnreadableTokenError as error:
            _log.error("slack.token_unreadable", team=row.workspace)
            raise NoTokenError(row.workspace, failures.UNREADABLE) from error
        who = Installation(row.workspace, row.bot_user, row.bot, row.scopes, row.name)
        return SlackApi(self._settings, token, pool=self._pool, installation=who)

    def _api_or_none(self, row: Installed) -> SlackApi | None:
        try:
            return self._api(row)
        except NoTokenError:
            return None
