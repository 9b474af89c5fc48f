"""Teams: made, filled, led; and to which of them companies and contacts may be given."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Form, Head, Inline, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core import people
from crmbot.core.context import Context, Level
from crmbot.core.errors import InvalidInput
from crmbot.core.people import teams
from crmbot.core.rights import assigning
from crmbot.language.fold import fold
from crmbot.store.models.people import Team, User


@command("teams", permission="user.invite", examples=[""], in_place=True)
def list_teams(ctx: Context, form: Nothing) -> Card:
    """List the teams and who is in them."""
    del form
    rows = tuple(Item(_row(each)) for each in teams.manned(ctx))
    keeps = ctx.actor.level(teams.EDIT) is Level.ALL
    foot = Footer(spans(code("team North add Ana"), " puts somebody into one."))
    new = (Action("New team…", Invocation("team new", form=True)),) if keeps else ()
    return Card(spans(f"Teams · {len(rows)}"), (Items(rows), foot), new, icon="👥", whisper=True)


def _row(manned: teams.Manned) -> Spans:
    names = [f"{member.user.name} (leads)" if member.leads else member.user.name for member in manned.members]
    return spans(bold(manned.team.name), f" · {', '.join(names) or 'nobody yet'}")


class OneTeam(Form):
    """A team by its name."""

    name: Annotated[str, Rest(), Field(max_length=teams.LONGEST, description="What is the team called?")]


@command("team new", permission=teams.EDIT, examples=["North"])
def add_team(ctx: Context, form: OneTeam) -> Card:
    """Make a team."""
    return _changed(ctx, teams.make(ctx, form.name), "Made the team ")


class Place(Form):
    """Somebody and a team."""

    team: Annotated[str, Rest(), Choice("teams"), Field(max_length=teams.LONGEST, description="Which team?")]
    who: Annotated[UserRef, Inline(), Key("person"), Person(), Field(description="Who?")]


@command("team add", permission=teams.EDIT, examples=["North @ana"])
def add_member(ctx: Context, form: Place) -> Card:
    """Put somebody into a team: they see its records."""
    return _done(ctx, "add", teams.named(ctx, form.team), ctx.session.get_one(User, form.who.id))


@command("team remove", permission=teams.EDIT, examples=["North @ana"])
def remove_member(ctx: Context, form: Place) -> Card:
    """Take somebody out of a team; their records stay with it."""
    return _done(ctx, "remove", teams.named(ctx, form.team), ctx.session.get_one(User, form.who.id))


@command("team lead", permission=teams.EDIT, examples=["North @ana"])
def lead_team(ctx: Context, form: Place) -> Card:
    """Have somebody lead a team; said again, they lead it no more."""
    return _done(ctx, "lead", teams.named(ctx, form.team), ctx.session.get_one(User, form.who.id))


class Rename(Form):
    """A team and what it is called from now on."""

    team: Annotated[str, Rest(), Choice("teams"), Field(max_length=teams.LONGEST, description="Which team?")]
    name: Annotated[str, Key("to"), Field(max_length=teams.LONGEST, description="New name?")]


@command("team rename", permission=teams.EDIT, examples=["North to:Nordic"])
def rename_team(ctx: Context, form: Rename) -> Card:
    """Call a team something else."""
    team = teams.named(ctx, form.team)
    teams.rename(ctx, team, form.name)
    return _changed(ctx, team, "Renamed to ")


class Sentence(Form):
    """A team, and what is to happen with it."""

    line: Annotated[str, Head(), Field(max_length=200, description="Which team, as in North add Ana?")]


@command("team", permission="user.invite", examples=["North", "North add Ana", "North remove Ana", "North lead Ana"])
def one_team(ctx: Context, form: Sentence) -> Reply:
    """Show a team, or put somebody into it, take them out, have them lead it."""
    team, behind = teams.in_front(ctx, form.line)
    verb, _, name = behind.partition(" ")
    if not verb:
        return _shown(ctx, team)
    known = _VERBS.get(fold(verb))
    if known is None:
        raise InvalidInput("line", behind, "say add, remove or lead behind the name of a team")
    ctx.actor.require(teams.EDIT, team.name)
    found = people.by_name(ctx, name) if name else []
    if len(found) != 1:
        return OpenForm(f"team {known}", {"team": team.name, **({"who": name} if name else {})})
    return _done(ctx, known, team, found[0])


_VERBS = {"add": "add", "with": "add", "remove": "remove", "without": "remove", "lead": "lead", "leader": "lead"}


def _done(ctx: Context, verb: str, team: Team, user: User) -> Card:
    return _changed(ctx, team, _ACTS[verb](ctx, team, user))


def _add(ctx: Context, team: Team, user: User) -> str:
    teams.add(ctx, team, user)
    return f"{user.name} is in "


def _remove(ctx: Context, team: Team, user: User) -> str:
    teams.remove(ctx, team, user)
    return f"{user.name} is no more in "


def _lead(ctx: Context, team: Team, user: User) -> str:
    return f"{user.name} leads " if teams.lead(ctx, team, user) else f"{user.name} leads no more "


_ACTS: dict[str, Callable[[Context, Team, User], str]] = {"add": _add, "remove": _remove, "lead": _lead}


def _changed(ctx: Context, team: Team, words: str) -> Card:
    title = spans(words, bold(team.name))
    return Card(title, _members(ctx, team), (phrases.undo_action(ctx),), icon="👥")


def _shown(ctx: Context, team: Team) -> Card:
    hint = Footer(spans(code(f"team {team.name} add Ana"), " puts somebody into it."))
    return Card(spans(bold(team.name)), (*_members(ctx, team), hint), icon="👥", whisper=True)


def _members(ctx: Context, team: Team) -> tuple[Block, ...]:
    manned = next(each for each in teams.manned(ctx) if each.team is team)
    return (Items((Item(_row(manned)),)),)


class Assignable(Form):
    """The teams; nothing shows them."""

    teams: Annotated[str | None, Rest(), Field(max_length=300, description="Which teams, with commas? Or all")] = None


@command("assignable", permission="company.see", examples=["", "North, South", "all"], in_place=True)
def set_assignable(ctx: Context, form: Assignable) -> Card:
    """Say to whom companies and contacts may be given: people of some teams, or all."""
    if not form.teams:
        return _assignable(ctx, ())
    wanted = () if fold(form.teams) in _ALL else _teams(ctx, form.teams)
    assigning.restrict(ctx, wanted)
    return _assignable(ctx, (phrases.undo_action(ctx),))


_ALL = ("all", "everybody", "everyone", "-")


def _teams(ctx: Context, text: str) -> Sequence[Team]:
    return [teams.named(ctx, part.strip()) for part in text.split(",") if part.strip()]


def _assignable(ctx: Context, actions: tuple[Action, ...]) -> Card:
    names = assigning.names(ctx)
    whom = f"people of {' and '.join(names)}" if names else "everybody"
    title = spans("Companies and contacts may be given to ", bold(whom), ".")
    stays = (Line(spans("Who owns one now stays its owner.")),) if names else ()
    hint = (Footer(spans(code("assignable North, South"), " or ", code("assignable all"), " changes it.")),)
    return Card(title, (*stays, *(hint if ctx.actor.can("settings.edit") else ())), actions, icon="👥", whisper=True)
