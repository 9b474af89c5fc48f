"""Teams: people who share records."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.rights import assigning
from crmbot.language.fold import fold
from crmbot.store.models.people import Team, TeamMember, User

EDIT = "team.edit"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team."""

    user: User
    leads: bool


@dataclass(frozen=True, slots=True)
class Manned:
    """A team with the active people in it, those who lead it first."""

    team: Team
    members: list[Member] = field(default_factory=list)


def everyone(ctx: Context) -> Sequence[Team]:
    """Return every team, by name."""
    return ctx.session.scalars(select(Team).order_by(Team.name)).all()


def manned(ctx: Context) -> list[Manned]:
    """Return every team with its people."""
    teams = {team.id: Manned(team) for team in everyone(ctx)}
    rows = ctx.session.execute(
        select(TeamMember, User)
        .join(User, User.id == TeamMember.user_id)
        .where(User.is_active)
        .order_by(TeamMember.is_lead.desc(), User.name)
    )
    for row in rows:
        teams[row.TeamMember.team_id].members.append(Member(row.User, row.TeamMember.is_lead))
    return list(teams.values())


@lists("teams")
def _team_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(team.name, team.name) for team in everyone(ctx)]


def named(ctx: Context, text: str) -> Team:
    """Return a team by its name. Raises `InvalidInput` with those there are."""
    known = everyone(ctx)
    for team in known:
        if fold(team.name) == fold(text):
            return team
    raise InvalidInput("team", text, "no such team", tuple(team.name for team in known))


def in_front(ctx: Context, text: str) -> tuple[Team, str]:
    """Return the team whose name a text begins with, and what stands behind it. Raises as `named`."""
    words = text.split()
    known = {fold(team.name): team for team in everyone(ctx)}
    for count in range(len(words), 0, -1):
        team = known.get(fold(" ".join(words[:count]).strip('":,')))
        if team is not None:
            return team, " ".join(words[count:])
    return named(ctx, words[0] if words else ""), ""


def make(ctx: Context, name: str) -> Team:
    """Make a team with nobody in it. Raises `NotAllowed`, `InvalidInput`, `Conflict` for a name that is taken."""
    _require_all(ctx, name)
    team = Team(name=_free_name(ctx, name))
    ctx.session.add(team)
    ctx.session.flush()
    return team


def rename(ctx: Context, team: Team, name: str) -> None:
    """Call a team something else. Raises as `make`."""
    _require_all(ctx, team.name)
    team.name = _free_name(ctx, name)
    ctx.session.flush()


def add(ctx: Context, team: Team, user: User) -> None:
    """Put somebody into a team: they see and share its records. Raises `NotAllowed`, `Conflict`."""
    _require(ctx, team, user)
    if ctx.session.get(TeamMember, (team.id, user.id)) is not None:
        raise Conflict(user.name, f"is in {team.name} already")
    ctx.session.add(TeamMember(team_id=team.id, user_id=user.id, is_lead=False))
    ctx.session.flush()
    assigning.forget(ctx)


def remove(ctx: Context, team: Team, user: User) -> None:
    """Take somebody out of a team; their records stay with it. Raises `NotAllowed`, `Conflict`."""
    _require(ctx, team, user)
    ctx.session.delete(_membership(ctx, team, user))
    ctx.session.flush()
    assigning.forget(ctx)


def lead(ctx: Context, team: Team, user: User) -> bool:
    """Have somebody lead a team, or lead it no more if they do; tell which. Raises `NotAllowed`, `Conflict`."""
    _require_all(ctx, team.name)
    row = _membership(ctx, team, user)
    row.is_lead = not row.is_lead
    ctx.session.flush()
    return row.is_lead


def _membership(ctx: Context, team: Team, user: User) -> TeamMember:
    row = ctx.session.get(TeamMember, (team.id, user.id))
    if row is None:
        raise Conflict(user.name, f"is not in {team.name}")
    return row


def _require_all(ctx: Context, subject: str) -> None:
    """Raise `NotAllowed` unless the actor keeps all teams."""
    if ctx.actor.level(EDIT) is not Level.ALL:
        raise NotAllowed(EDIT, subject)


def _require(ctx: Context, team: Team, user: User) -> None:
    """Raise `NotAllowed` unless the actor keeps all teams, or leads this one and it is about somebody else."""
    match ctx.actor.level(EDIT):
        case Level.ALL:
            return
        case Level.TEAM | Level.OWN if user.id != ctx.actor.id:
            row = ctx.session.get(TeamMember, (team.id, ctx.actor.id))
            if row is not None and row.is_lead:
                return
    raise NotAllowed(EDIT, team.name)


def _free_name(ctx: Context, text: str) -> str:
    """Return a name for a team. Raises `InvalidInput`, `Conflict`."""
    name = " ".join(text.split()).strip('"')
    if not name or len(name) > LONGEST:
        raise InvalidInput("name", text, f"a team needs a name of at most {LONGEST} letters")
    if any(fold(team.name) == fold(name) for team in everyone(ctx)):
        raise Conflict(f"The team {name}", "is there already")
    return name
