"""Saved calendars: whose agenda to look at together, kept under a name for oneself or for a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import ColumnElement, or_, select

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.language.fold import fold
from crmbot.store.models.people import Team, TeamMember, User
from crmbot.store.models.view import SavedView, ViewKind

LONGEST_NAME = 60
MOST = 50
"""So many people at most are looked at together."""

_IS_CALENDAR = SavedView.kind == ViewKind.CALENDAR


@dataclass(frozen=True, slots=True)
class Calendar:
    """A saved calendar: whom it follows, the names of those who are still here, who made it, for which team."""

    view: SavedView
    people: tuple[int, ...]
    names: tuple[str, ...]
    maker: str
    team: str = ""


def save(ctx: Context, name: str, people: Sequence[int], *, team: str = "") -> SavedView:
    """Keep whom to follow under a name; a calendar of one's own that is called so is replaced.

    `team` names the team of the actor's that may use it, too. Raises `InvalidInput`.
    """
    words = " ".join(name.split()).strip('" ')
    if not fold(words) or len(words) > LONGEST_NAME:
        raise InvalidInput("name", name, f"a calendar needs a name of at most {LONGEST_NAME} letters")
    if not people or len(people) > MOST:
        raise InvalidInput("follow", "", f"name 1 to {MOST} people to follow, as in follow Ana, Ben")
    team_id = _team(ctx, team) if team else None
    view = ctx.session.scalar(
        select(SavedView).where(_IS_CALENDAR, SavedView.owner_id == ctx.actor.id, SavedView.name_key == fold(words))
    )
    if view is None:
        view = SavedView(owner_id=ctx.actor.id, kind=ViewKind.CALENDAR, name_key=fold(words))
        ctx.session.add(view)
    view.name, view.noun = words, "event"
    view.query, view.team_id = {"follow": list(dict.fromkeys(people))}, team_id
    ctx.session.flush()
    return view


def _team(ctx: Context, name: str) -> int:
    """Return the team of the actor's that a name means; those who look after all settings may name any."""
    every = select(Team).order_by(Team.id)
    if not ctx.actor.can("settings.edit"):
        every = every.where(Team.id.in_(sorted(ctx.actor.teams)))
    teams = {fold(team.name): team for team in ctx.session.scalars(every)}
    found = teams.get(fold(name))
    if found is None:
        raise InvalidInput("team", name, "you are in no such team", tuple(team.name for team in teams.values()))
    return found.id


def listed(ctx: Context) -> list[Calendar]:
    """Return the calendars the actor may use, by name: their own, and those of their teams."""
    rows = ctx.session.execute(
        select(SavedView, User.name.label("maker"), Team.name.label("team"))
        .join(User, User.id == SavedView.owner_id)
        .outerjoin(Team, Team.id == SavedView.team_id)
        .where(_IS_CALENDAR, _usable(ctx))
        .order_by(SavedView.name)
    ).all()
    ids = {number for row in rows for number in _followed(row.SavedView)}
    names = _names(ctx, ids)
    return [_calendar(row.SavedView, row.maker, row.team or "", names) for row in rows]


def _usable(ctx: Context) -> ColumnElement[bool]:
    return or_(SavedView.owner_id == ctx.actor.id, SavedView.team_id.in_(sorted(ctx.actor.teams)))


def _followed(view: SavedView) -> tuple[int, ...]:
    return tuple(int(number) for number in view.query.get("follow", ()))


def _names(ctx: Context, ids: set[int]) -> dict[int, str]:
    """Return the names of those who are still with us."""
    if not ids:
        return {}
    rows = ctx.session.execute(select(User.id, User.name).where(User.id.in_(ids), User.is_active))
    return {row.id: row.name for row in rows}


def _calendar(view: SavedView, maker: str, team: str, names: dict[int, str]) -> Calendar:
    people = tuple(number for number in _followed(view) if number in names)
    return Calendar(view, people, tuple(names[number] for number in people), maker, team)


def called(ctx: Context, name: str) -> Calendar | None:
    """Return the calendar the actor calls so, their own before a team's; None when there is none."""
    found = [each for each in listed(ctx) if each.view.name_key == fold(name.strip().strip('"'))]
    return min(found, key=lambda each: each.view.owner_id != ctx.actor.id, default=None)


def named(ctx: Context, name: str) -> Calendar:
    """Return the calendar of that name. Raises `InvalidInput` with near names."""
    found = called(ctx, name)
    if found is None:
        names = [each.view.name for each in listed(ctx)]
        near = tuple(get_close_matches(name, names, n=5) or names)
        raise InvalidInput("name", name, "no calendar is called that", near)
    return found


def delete(ctx: Context, calendar: Calendar) -> None:
    """Forget a calendar; undo brings it back. Raises `NotAllowed` for one of somebody else."""
    if calendar.view.owner_id != ctx.actor.id and not ctx.actor.can("settings.edit"):
        raise NotAllowed("view.edit", calendar.view.name, (calendar.maker,))
    ctx.session.delete(calendar.view)
    ctx.session.flush()


def in_team(ctx: Context, team_ids: Sequence[int]) -> list[User]:
    """Return the active people of some teams, by name."""
    members = select(TeamMember.user_id).where(TeamMember.team_id.in_(team_ids))
    found = select(User).where(User.id.in_(members), User.is_active).order_by(User.name)
    return list(ctx.session.scalars(found))
