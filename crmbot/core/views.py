"""Saved views: a filter kept under a name by whoever made it, for themselves or for a team."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import ColumnElement, or_, select

from crmbot.core import choices, filters
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.filters import Wanted
from crmbot.language import filters as language
from crmbot.language.fold import fold
from crmbot.language.text import tidy
from crmbot.store.models.people import Team, User
from crmbot.store.models.view import SavedView, ViewKind

LONGEST_NAME = 60

_SAVE = re.compile(r'(?<!\S)save:\s*(?P<name>"[^"]*"|[^\s"]+)(?:\s+team:(?P<team>"[^"]*"|[^\s"]+))?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Save:
    """The name a filter is to be kept under, and the team it is shared with, as typed."""

    name: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line for a list with what it says of views taken out: the filter, what to save, the view it named."""

    text: str
    save: Save | None = None
    view: str = ""


def asked(ctx: Context, kind: str, line: str) -> Asked:
    """Read `save:"big ones" team:north` out of a line for a list, and put the filter of a view in place of its name.

    A team behind `save:` is the one it is shared with. Raises `InvalidInput` for a name that will not do.
    """
    text = tidy(line).strip()
    found = _SAVE.search(text)
    save = None
    if found is not None:
        save = Save(_name(found["name"].strip('"')), (found["team"] or "").strip('"'))
        text = f"{text[: found.start()]} {text[found.end() :]}".strip()
    view, text = _named_in(ctx, kind, text)
    return Asked(text, save, view)


def _named_in(ctx: Context, kind: str, text: str) -> tuple[str, str]:
    """Return the name of the view that the bare words of a filter are, and the filter with its own instead."""
    read = language.read(text, filters.fields(ctx, kind)) if text else language.Filter()
    view = _called(ctx, read.words.strip('"'), kind) if read.words else None
    if view is None:
        return "", text
    whole = " ".join([filter_of(view), *map(str, read.terms)])
    return ("" if read.terms else view.name), whole


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not fold(name) or len(name) > LONGEST_NAME:
        reason = f"a name of at most {LONGEST_NAME} letters" if name else "a view needs a name"
        raise InvalidInput("save", text, reason)
    return name


def save(ctx: Context, wanted_name: Save, wanted: Wanted) -> SavedView:
    """Keep a filter under a name; a view of one's own that is called so is replaced. Raises `InvalidInput`."""
    team = _team(ctx, wanted_name.team) if wanted_name.team else None
    view = ctx.session.scalar(select(SavedView).where(_own(ctx), SavedView.name_key == fold(wanted_name.name)))
    if view is None:
        view = SavedView(owner_id=ctx.actor.id, kind=ViewKind.LIST, name_key=fold(wanted_name.name))
        ctx.session.add(view)
    view.name, view.noun = wanted_name.name, wanted.kind
    view.query, view.team_id = {"filter": wanted.said}, team
    ctx.session.flush()
    return view


def _team(ctx: Context, name: str) -> int:
    """Return the team of the actor's that a name means."""
    known = select(Team).where(Team.id.in_(sorted(ctx.actor.teams))).order_by(Team.id)
    teams = {fold(team.name): team for team in ctx.session.scalars(known)}
    near = [team for key, team in teams.items() if key == fold(name)] or [
        team for key, team in teams.items() if key.startswith(fold(name))
    ]
    if len(near) != 1:
        raise InvalidInput("team", name, "you are in no such team", tuple(team.name for team in teams.values()))
    return near[0].id


def _own(ctx: Context) -> ColumnElement[bool]:
    return (SavedView.owner_id == ctx.actor.id) & (SavedView.kind == ViewKind.LIST)


def _usable(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for the views the actor may use: their own, and those of their teams."""
    shared = SavedView.team_id.in_(sorted(ctx.actor.teams)) & (SavedView.kind == ViewKind.LIST)
    return or_(_own(ctx), shared)


def filter_of(view: SavedView) -> str:
    """Return the filter a view keeps, in canonical words."""
    return str(view.query.get("filter", ""))


def _called(ctx: Context, name: str, kind: str | None = None) -> SavedView | None:
    """Return the view the actor calls so; their own comes before a team's."""
    if not fold(name):
        return None
    statement = select(SavedView).where(_usable(ctx), SavedView.name_key == fold(name))
    if kind is not None:
        statement = statement.where(SavedView.noun == kind)
    found = ctx.session.scalars(statement.order_by(SavedView.id)).all()
    return min(found, key=lambda view: view.owner_id != ctx.actor.id, default=None)


@choices.tells("views")
def told(ctx: Context, text: str) -> str | None:
    """Return the name of the view that words are, of one's own or of a team's."""
    view = _called(ctx, text.strip().strip('"'))
    return view.name if view is not None else None


def called(ctx: Context, name: str) -> SavedView:
    """Return the view of that name the actor may use. Raises `InvalidInput` with near names."""
    view = _called(ctx, name.strip().strip('"'))
    if view is None:
        names = [each.name for each, _ in listed(ctx)]
        raise InvalidInput("name", name, "no view is called that", tuple(get_close_matches(name, names, n=5) or names))
    return view


def listed(ctx: Context) -> Sequence[tuple[SavedView, str]]:
    """Return the views the actor may use, by name, each with who made it."""
    rows = ctx.session.execute(
        select(SavedView, User.name)
        .join(User, User.id == SavedView.owner_id)
        .where(_usable(ctx))
        .order_by(SavedView.name)
    )
    return [(row.SavedView, row.name) for row in rows]


def rename(ctx: Context, view: SavedView, name: str) -> None:
    """Call a view something else. Raises `NotAllowed`, `InvalidInput`, `Conflict` when there is one of that name."""
    _require_own(ctx, view)
    new = _name(name)
    other = ctx.session.scalar(
        select(SavedView.id).where(
            SavedView.owner_id == view.owner_id, SavedView.kind == view.kind, SavedView.name_key == fold(new)
        )
    )
    if other not in (None, view.id):
        raise Conflict(new, "is the name of another view")
    view.name, view.name_key = new, fold(new)
    ctx.session.flush()


def delete(ctx: Context, view: SavedView) -> None:
    """Forget a view; undo brings it back. Raises `NotAllowed`."""
    _require_own(ctx, view)
    ctx.session.delete(view)
    ctx.session.flush()


def _require_own(ctx: Context, view: SavedView) -> None:
    """A view is changed by whoever made it, or by those who look after the settings."""
    if view.owner_id == ctx.actor.id or ctx.actor.can("settings.edit"):
        return
    maker = ctx.session.get(User, view.owner_id)
    raise NotAllowed("view.edit", view.name, (maker.name,) if maker is not None else ())
