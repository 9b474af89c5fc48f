"""Workspaces our app is installed in: who may install it, what is kept of each, and how it goes."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from crmbot.core import history, outbox, people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import NotFound, Suspended
from crmbot.core.outbox import Target
from crmbot.core.people import roster
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.installation import Installation, InstallLink
from crmbot.store.models.people import User

INSTALL = "workspace.install"
"""The right to install the app; of the usual roles only owners have it."""

ADDED, REMOVED = "workspace.added", "workspace.removed"
"""Facts that owners are told."""

LINK_LIFE = timedelta(minutes=10)
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Installed:
    """The app in one workspace; the token as its platform's adapter has sealed it."""

    platform: str
    workspace: str
    name: str
    bot_user: str
    bot: str
    scopes: frozenset[str]
    sealed_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A workspace as people are told of it."""

    name: str
    workspace: str
    by: str
    at: datetime


def new_link(ctx: Context) -> str:
    """Return a fresh secret that installs the app once, within ten minutes; only its hash is kept.

    Raises `NotAllowed`.
    """
    ctx.actor.require(INSTALL)
    secret = new_secret()
    ctx.session.execute(delete(InstallLink).where(InstallLink.expires_at <= ctx.now - LINK_LIFE))
    link = InstallLink(hash=_digest(secret), user_id=ctx.actor.id, expires_at=ctx.now + LINK_LIFE)
    ctx.session.add(link)
    ctx.session.flush()
    return secret


def new_secret() -> str:
    """Return letters and digits that nobody guesses."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def open_link(session: Session, secret: str, browser: str, now: datetime) -> str | None:
    """Begin to install by a link: return the state the platform is to give back; None for a link that is not good.

    Args: `browser`: what only the browser that opens it knows. The first one that comes is the only one.
    """
    row = _good(session, InstallLink.hash == _digest(secret), now)
    if row is None or not hmac.compare_digest(row.browser_hash or _digest(browser), _digest(browser)):
        return None
    state = new_secret()
    row.browser_hash, row.state_hash = _digest(browser), _digest(state)
    session.flush()
    return state


def use_link(session: Session, state: str, browser: str, now: datetime) -> int | None:
    """Use a link up: return who made it; None when its state is not good, or it is another browser's."""
    row = _good(session, InstallLink.state_hash == _digest(state), now)
    if row is None or not hmac.compare_digest(row.browser_hash or "", _digest(browser)):
        return None
    row.used_at = now
    session.flush()
    return row.user_id


def _good(session: Session, is_it: ColumnElement[bool], now: datetime) -> InstallLink | None:
    """Return the link if it can still be used by somebody who still may; others wait for the row meanwhile."""
    row = session.scalar(select(InstallLink).where(is_it).with_for_update())
    if row is None or row.used_at is not None or row.expires_at <= now or not may_install(session, row.user_id):
        return None
    return row


def may_install(session: Session, user_id: int) -> bool:
    """Tell whether somebody may install the app, as things are now."""
    try:
        return people.actor(session, user_id).can(INSTALL)
    except (NotFound, Suspended):
        return False


def save(session: Session, found: Installed, user_id: int, now: datetime) -> None:
    """Keep an installation, in the place of an earlier one in the workspace, and tell the owners.

    Chats that were given up for want of a token are written to again.
    """
    row = _row(session, found.platform, found.workspace)
    if row is None:
        row = Installation(platform=found.platform, workspace_ext=found.workspace)
        session.add(row)
    row.name, row.sealed_token = found.name, found.sealed_token
    row.bot_user_ext, row.bot_ext, row.scopes = found.bot_user, found.bot, ",".join(sorted(found.scopes))
    row.installed_by_id, row.installed_at = user_id, now
    session.flush()
    _revive_chats(session, found, now)
    _tell_owners(session, ADDED, row, now, by=session.get_one(User, user_id).name)


def _revive_chats(session: Session, found: Installed, now: datetime) -> None:
    history.begin_system(session, "workspace added", now)
    gone = select(Channel).where(
        Channel.platform == found.platform,
        Channel.workspace_ext == found.workspace,
        Channel.state == ChannelState.GONE,
    )
    for channel in session.scalars(gone):
        channel.state = ChannelState.LIVE
    session.flush()


def reseal(session: Session, platform: str, anew: Callable[[str, str], str]) -> int:
    """Have the tokens of all installations sealed as `anew` does it; return how many are written otherwise now.

    Args: `anew`: takes what is stored and its workspace. What it raises leaves everything as it was.
    """
    rows = session.scalars(select(Installation).where(Installation.platform == platform).with_for_update()).all()
    found = [(row, anew(row.sealed_token, row.workspace_ext)) for row in rows]
    changed = [(row, sealed) for row, sealed in found if sealed != row.sealed_token]
    for row, sealed in changed:
        row.sealed_token = sealed
    session.flush()
    return len(changed)


def remove(session: Session, platform: str, workspace: str, now: datetime, *, token: str = "") -> bool:
    """Forget an installation whose token is good for nothing any more, and tell the owners; False when there is none.

    Args: `now`: when it ended; an installation that was made later stays.
    `token`: as it is sealed; with another one it is a new installation, and stays.
    """
    row = _row(session, platform, workspace)
    if row is None or row.installed_at > now or (token and row.sealed_token != token):
        return False
    _tell_owners(session, REMOVED, row, now)
    session.delete(row)
    session.flush()
    return True


def find(session: Session, platform: str, workspace: str) -> Installed | None:
    """Return the installation in a workspace."""
    row = _row(session, platform, workspace)
    return _installed(row) if row is not None else None


def every(session: Session, platform: str) -> list[Installed]:
    """Return all installations on a platform, by the names of their workspaces."""
    chosen = select(Installation).where(Installation.platform == platform).order_by(Installation.name, Installation.id)
    return [_installed(row) for row in session.scalars(chosen)]


def told(session: Session) -> list[Told]:
    """Return every workspace there is as people are told of it, by its name."""
    chosen = select(Installation.name, Installation.workspace_ext, User.name.label("by"), Installation.installed_at)
    rows = session.execute(chosen.join(User, User.id == Installation.installed_by_id).order_by(Installation.name))
    return [Told(row.name, row.workspace_ext, row.by, row.installed_at) for row in rows]


def _row(session: Session, platform: str, workspace: str) -> Installation | None:
    here = (Installation.platform == platform, Installation.workspace_ext == workspace)
    return session.scalar(select(Installation).where(*here))


def _installed(row: Installation) -> Installed:
    return Installed(
        platform=row.platform,
        workspace=row.workspace_ext,
        name=row.name,
        bot_user=row.bot_user_ext,
        bot=row.bot_ext,
        scopes=frozenset(scope for scope in row.scopes.split(",") if scope),
        sealed_token=row.sealed_token,
    )


def _tell_owners(session: Session, kind: str, row: Installation, now: datetime, *, by: str = "") -> None:
    args = {"name": row.name, "workspace": row.workspace_ext, "by": by}
    for user_id in roster.in_role(session, permissions.OWNER):
        key = f"{kind}:{row.platform}:{row.workspace_ext}:{now.isoformat()}:{user_id}"
        outbox.tell(session, kind, Target(user_id), at=now, args=args, dedupe_key=key)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
