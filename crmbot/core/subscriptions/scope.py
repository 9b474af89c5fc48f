"""What a channel may see: as much as a colleague of its team who owns nothing (docs/adr/0008)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crmbot.core.context import Actor, Context, Level, Organisation, Origin
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import TeamMember, User

_EVERYBODYS = "the teams that everybody is in"


def context(ctx: Context, channel: Channel) -> Context:
    """Return the context of the channel itself: it sees what everybody in it may see, and changes nothing."""
    teams = frozenset({channel.team_id}) if channel.team_id is not None else everybodys_teams(ctx.session)
    # Whose a task is, only those see who have to do with it: a channel has to do with none.
    return _as(ctx, {"*.see": Level.TEAM, "task.see": Level.OWN}, teams)


def of_all(ctx: Context) -> Context:
    """Return a context that meets every record: for rules that ask nothing of records, and tell nothing of them."""
    return _as(ctx, {"*.see": Level.ALL}, frozenset())


def of_house(session: Session, now: datetime, org: Organisation) -> Context:
    """Return the context of the house itself, which acts for nobody."""
    return Context(session, Actor(0, "", org.zone, org.locale), now, Origin(), org)


def everybodys_teams(session: Session) -> frozenset[int]:
    """Return the teams that everybody with access is in; asked once for each unit of work."""
    known: frozenset[int] | None = session.info.get(_EVERYBODYS)
    if known is None:
        all_of_us = select(func.count()).select_from(User).where(User.is_active).scalar_subquery()
        manned = (
            select(TeamMember.team_id)
            .join(User, User.id == TeamMember.user_id)
            .where(User.is_active)
            .group_by(TeamMember.team_id)
            .having(func.count() == all_of_us)
        )
        known = session.info[_EVERYBODYS] = frozenset(session.scalars(manned))
    return known


def _as(ctx: Context, rights: dict[str, Level], teams: frozenset[int]) -> Context:
    actor = Actor(0, "", ctx.actor.zone, ctx.actor.locale, rights=rights, teams=teams)
    return Context(ctx.session, actor, ctx.now, ctx.origin, ctx.org)
