"""What Slack knows of a person: verified e-mail, name, time zone, language."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import structlog

from crmbot.chat.inbound import Identity
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.workspaces import Workspaces

KEPT = 2_000
KEPT_S = 3_600.0

_log = structlog.get_logger(__name__)


class People:
    """Profiles, asked for once an hour at most; `seconds` is a clock that only goes forward.

    The same id may be somebody else in another workspace.
    """

    def __init__(self, workspaces: Workspaces, seconds: Callable[[], float]) -> None:
        self._workspaces = workspaces
        self._seconds = seconds
        self._kept: OrderedDict[tuple[str, str], tuple[float, Payload]] = OrderedDict()

    async def complete(self, who: Identity) -> Identity:
        """Return the identity with what Slack knows; unchanged where Slack does not answer."""
        user = await self._user(who.tenant, who.user)
        return completed(who, user) if user else who

    async def name(self, team: str, user: str) -> str:
        """Return what a user is called; their id where Slack does not answer."""
        return _name(await self._user(team, user)) or user

    def forget(self, team: str, user: str) -> None:
        """Ask again the next time: the profile has changed."""
        self._kept.pop((team, user), None)

    async def _user(self, team: str, user: str) -> Payload:
        kept = self._kept.get((team, user))
        if kept is not None and kept[0] > self._seconds():
            self._kept.move_to_end((team, user))
            return kept[1]
        try:
            api = await self._workspaces.of(team)
            answer = await api.read("users.info", {"user": user, "include_locale": "true"})
        except failures.FAILURES as error:
            _log.warning("slack.no_profile", user=user, code=failures.code_of(error))
            return Payload({})
        self._keep((team, user), answer.part("user"))
        return answer.part("user")

    def _keep(self, who: tuple[str, str], profile: Payload) -> None:
        self._kept[who] = (self._seconds() + KEPT_S, profile)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def completed(who: Identity, user: Payload) -> Identity:
    """Return an identity with what a profile says."""
    return replace(
        who,
        name=_name(user) or who.name,
        email=_verified_email(user, who.tenant),
        zone=user.text("tz") or None,
        locale=user.text("locale") or None,
    )


def _name(user: Payload) -> str:
    names = (user.text("profile", "real_name"), user.text("real_name"), user.text("name"))
    return next((name for name in names if name), "")


def _verified_email(user: Payload, team: str) -> str | None:
    """Return the address where it proves who somebody is: confirmed, and in their own workspace."""
    elsewhere = user.text("team_id") not in ("", team) or user.flag("is_stranger")
    unconfirmed = user.raw.get("is_email_confirmed") is False
    if elsewhere or unconfirmed or user.flag("deleted") or user.flag("is_bot"):
        return None
    return user.text("profile", "email") or None
