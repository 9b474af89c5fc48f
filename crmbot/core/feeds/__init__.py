"""Calendars at secret addresses: made, shown once, made anew, revoked; and what is behind one."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crmbot.core import calendars, people
from crmbot.core.context import Context, Level, Organisation
from crmbot.core.errors import Conflict, NotAllowed, NotFound, Suspended
from crmbot.core.feeds import gathering
from crmbot.core.feeds.composing import Whose
from crmbot.core.feeds.drawing import MIME, draw_feed, draw_file
from crmbot.core.feeds.entries import Sheet
from crmbot.core.feeds.gathering import Read, one, series
from crmbot.core.people import teams
from crmbot.store.models.feed import Feed
from crmbot.store.models.people import Team, TeamMember, User

__all__ = [
    "MIME",
    "Given",
    "Opened",
    "Sheet",
    "draw_feed",
    "draw_file",
    "issue",
    "listed",
    "of",
    "one",
    "opened",
    "revoke",
    "series",
]

SEE = "event.see"

_SECRET_BYTES = 32
_LONGEST_SECRET = 100


@dataclass(frozen=True, slots=True)
class Given:
    """An address somebody has: for which team, or for their own calendar, and since when."""

    team: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What is behind an address: `id` tells it in a log, which never has the secret."""

    id: int
    read: Read

    def sheet(self) -> Sheet:
        """Make its entries, which takes no database any more."""
        return self.read.sheet()


def of(ctx: Context, team: Team | None = None) -> Feed | None:
    """Return the actor's address of their own calendar, or of a team's; None when they have none."""
    return ctx.session.scalar(select(Feed).where(Feed.user_id == ctx.actor.id, _for(team)))


def _for(team: Team | None) -> ColumnElement[bool]:
    return Feed.team_id.is_(None) if team is None else Feed.team_id == team.id


def issue(ctx: Context, team: Team | None = None) -> str:
    """Return a new secret for the actor's own calendar or a team's; the one before is good for nothing any more.

    Only its hash is kept: it cannot be shown again. Raises `NotAllowed` for a team the actor does not lead.
    """
    ctx.actor.require(SEE)
    if team is not None:
        _require_lead(ctx, team)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = of(ctx, team)
    if row is None:
        row = Feed(user_id=ctx.actor.id, team_id=team.id if team is not None else None)
        ctx.session.add(row)
    row.hash, row.made_at = _digest(secret), ctx.now
    ctx.session.flush()
    return secret


def revoke(ctx: Context, team: Team | None = None) -> None:
    """Have the actor's address of a calendar lead nowhere; undo does not bring it back. Raises `Conflict` for none."""
    row = of(ctx, team)
    if row is None:
        whose = f"The calendar of {team.name}" if team is not None else "Your calendar"
        raise Conflict(whose, "has no address")
    ctx.session.delete(row)
    ctx.session.flush()


def listed(ctx: Context) -> list[Given]:
    """Return the addresses the actor has, that of their own calendar first."""
    rows = ctx.session.execute(
        select(Feed.made_at, Team.name)
        .outerjoin(Team, Team.id == Feed.team_id)
        .where(Feed.user_id == ctx.actor.id)
        .order_by(Feed.team_id.is_not(None), Team.name)
    )
    return [Given(row.name or "", row.made_at) for row in rows]


def _require_lead(ctx: Context, team: Team) -> None:
    """Raise `NotAllowed`, naming who leads it, unless the actor is in a team and leads it, or keeps all teams."""
    if not _may_follow(ctx, team.id):
        leads = select(User.name).join(TeamMember, TeamMember.user_id == User.id).where(TeamMember.team_id == team.id)
        names = ctx.session.scalars(leads.where(TeamMember.is_lead, User.is_active).order_by(User.name)).all()
        raise NotAllowed(teams.EDIT, team.name, tuple(names))


def _may_follow(ctx: Context, team_id: int) -> bool:
    level = ctx.actor.level(teams.EDIT)
    member = ctx.session.get(TeamMember, (team_id, ctx.actor.id))
    return level is Level.ALL or (member is not None and (member.is_lead or level is Level.TEAM))


def opened(session: Session, secret: str, now: datetime, org: Organisation) -> Opened | None:
    """Return what whoever made an address may see of its calendar as things are now.

    None for one that is unknown or was revoked, and when its person has no access or leads the team no more.
    """
    if len(secret) > _LONGEST_SECRET:
        return None
    row = session.scalar(select(Feed).where(Feed.hash == _digest(secret)))
    if row is None:
        return None
    try:
        ctx = Context(session, people.actor(session, row.user_id), now, org=org)
    except (NotFound, Suspended):
        return None
    if not ctx.actor.can(SEE):
        return None
    if row.team_id is None:
        own = Whose(ctx.actor.id, (ctx.actor.id,))
        return Opened(row.id, gathering.calendar(ctx, ctx.actor.name, own))
    return _team(ctx, row.id, row.team_id) if _may_follow(ctx, row.team_id) else None


def _team(ctx: Context, feed_id: int, team_id: int) -> Opened:
    members = calendars.in_team(ctx, [team_id])
    whose = Whose(ctx.actor.id, [user.id for user in members], _short_names(members))
    return Opened(feed_id, gathering.calendar(ctx, ctx.session.get_one(Team, team_id).name, whose))


def _short_names(users: Sequence[User]) -> dict[int, str]:
    """Return first names, whole ones where two people share the first."""
    firsts = [user.name.split()[0] for user in users]
    return {user.id: user.name if firsts.count(first) > 1 else first for user, first in zip(users, firsts, strict=True)}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
