"""Who may see a record and who may change it, each with the reason."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from crmbot.core import permissions, rights
from crmbot.core.context import Actor, Context, Level
from crmbot.core.rights import Portfolio
from crmbot.language import languages
from crmbot.store.models.activity import Task
from crmbot.store.models.people import Role, Team, TeamMember, User, UserGrant, UserRole
from crmbot.store.models.record import Record

LOOK = "user.invite"
"""The right of who runs the place: owners and managers have it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who may see a record: why, and whether they may change it, too, and why."""

    user: User
    why: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who may see a record, and those who may not."""

    may: tuple[Access, ...]
    may_not: tuple[User, ...]


def of(ctx: Context, record: Record) -> Readers:
    """Return who may see and change a record, the owner first. Raises `NotAllowed` unless the actor runs the place."""
    ctx.actor.require(LOOK, record.title)
    teams = {row.id: row.name for row in ctx.session.scalars(select(Team))}
    may: list[Access] = []
    may_not: list[User] = []
    for portfolio, actor in _everybody(ctx):
        theirs = replace(ctx, actor=actor)
        if not permissions.sees(theirs, record):
            may_not.append(portfolio.user)
            continue
        changes = permissions.may(theirs, record, "edit")
        may.append(Access(portfolio.user, _why(portfolio, actor, record, teams), changes))
    may.sort(key=lambda each: (each.user.id != record.owner_id, not each.changes, each.user.name))
    return Readers(tuple(may), tuple(may_not))


def _everybody(ctx: Context) -> Sequence[tuple[Portfolio, Actor]]:
    """Return all active people with their rights, in a fixed number of queries."""
    given = rights.given_by(ctx, ctx.session.scalars(select(Role).order_by(Role.id)).all())
    roles: dict[int, dict[str, Mapping[str, Level]]] = defaultdict(dict)
    for row in ctx.session.execute(select(UserRole.user_id, Role.name).join(Role, Role.id == UserRole.role_id)):
        roles[row.user_id][row.name] = given[row.name]
    special: dict[int, dict[str, Level]] = defaultdict(dict)
    for grant in ctx.session.scalars(select(UserGrant)):
        special[grant.user_id][grant.permission] = Level(grant.level)
    teams: dict[int, set[int]] = defaultdict(set)
    for member in ctx.session.execute(select(TeamMember.user_id, TeamMember.team_id)):
        teams[member.user_id].add(member.team_id)
    users = ctx.session.scalars(select(User).where(User.is_active).order_by(User.name)).all()
    portfolios = [Portfolio(user, roles[user.id], special[user.id]) for user in users]
    return [(each, _actor(each, frozenset(teams[each.user.id]))) for each in portfolios]


def _actor(portfolio: Portfolio, teams: frozenset[int]) -> Actor:
    user = portfolio.user
    return Actor(
        user.id,
        user.name,
        user.timezone,
        languages.habits(user.locale),
        languages.codes(user.locale),
        frozenset(portfolio.roles),
        portfolio.effective,
        teams,
    )


def _why(portfolio: Portfolio, actor: Actor, record: Record, teams: Mapping[int, str]) -> str:
    """Say why somebody may see a record: what is theirs before what their role gives."""
    if record.owner_id == actor.id:
        return "does it" if isinstance(record, Task) else "owns it"
    if record.created_by_id == actor.id:
        return "made it"
    level = permissions.see_level(actor, record.kind)
    origin = _origin(portfolio, _right(actor, record.kind))
    if level is Level.TEAM and record.team_id in actor.teams:
        return f"in the team {teams[record.team_id]}, {origin}" if record.team_id is not None else origin
    if level is Level.TEAM and record.owner_id is None:
        return f"nobody owns it, {origin}"
    return origin if level is Level.ALL else "by what it is about, or asked to it"


def _right(actor: Actor, kind: str) -> str:
    return "task.see_all" if kind == "task" and actor.can("task.see_all") else f"{kind}.see"


def _origin(portfolio: Portfolio, right: str) -> str:
    held = rights.held(portfolio, right)
    return f"role {' and '.join(held.roles)}" if held.roles else f"given {right} specially"
