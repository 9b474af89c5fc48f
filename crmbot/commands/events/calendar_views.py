"""Saved calendars: whom to look at together, under a name, for oneself or a team."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.events.agendas import people_named
from crmbot.commands.shared_fields import Nothing
from crmbot.core import calendars
from crmbot.core.calendars import Calendar
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput

_SAVED = re.compile(
    r'^(?:"(?P<quoted>[^"]+)"|(?P<name>.+?)) follow(?:s|ing)?:? (?P<follow>.+?)'
    r'(?: (?:for )?team:? "?(?P<team>[^"]{1,200}?)"?)?$',
    re.IGNORECASE,
)


class SaveCalendar(Form):
    """A name, whom to follow, and who may use it, too."""

    name: Annotated[
        str,
        Rest(),
        Field(max_length=300, description="What is it called, and whom does it follow?"),
    ]
    follow: Annotated[str | None, Aside(), Field(max_length=300, description="Whom does it follow?")] = None
    team: Annotated[str | None, Key("share"), Aside(), Field(max_length=80, description="For which team, too?")] = None


@command(
    "agenda save",
    permission="event.see",
    aliases=["calendar save", "save agenda", "save calendar"],
    examples=['"North visits" follow Ana, Ben for team North', "My people follow @eva"],
)
def save_calendar(ctx: Context, form: SaveCalendar) -> Card:
    """Keep whose agendas to look at together, for yourself or for a team of yours."""
    name, follow, team = _read(form)
    users, _ = people_named(ctx, follow)
    view = calendars.save(ctx, name, users, team=team)
    saved = calendars.named(ctx, view.name)
    title = spans("Saved the calendar ", bold(view.name), " · follows ", ", ".join(saved.names))
    foot = Footer(spans(code(f"agenda {view.name}"), " shows it. ", _whose(ctx, saved)))
    return Card(title, (foot,), (_open(saved), phrases.undo_action(ctx)), icon="🔖")


def _read(form: SaveCalendar) -> tuple[str, str, str]:
    """Return the name, whom to follow and the team, said as fields or in one line. Raises `InvalidInput`."""
    if form.follow:
        return form.name.strip('" '), form.follow, form.team or ""
    found = _SAVED.match(" ".join(form.name.split()))
    if found is None:
        raise InvalidInput("name", form.name, 'whom does it follow? Try agenda save "North visits" follow Ana, Ben')
    return found["quoted"] or found["name"], found["follow"], form.team or found["team"] or ""


def _whose(ctx: Context, saved: Calendar) -> str:
    if saved.team:
        return f"For you and team {saved.team}."
    return "For you alone." if saved.view.owner_id == ctx.actor.id else f"{saved.maker}’s."


def _open(saved: Calendar) -> Action:
    return Action("Open", Invocation("agenda", {"line": saved.view.name}))


@command("calendars", permission="event.see", aliases=["agendas"], examples=[""], in_place=True)
def list_calendars(ctx: Context, form: Nothing) -> Card:
    """List the saved calendars you may use."""
    del form
    found = calendars.listed(ctx)
    title = spans(bold("Saved calendars"), f" · {len(found)}")
    if not found:
        hint = code('agenda save "North visits" follow Ana, Ben')
        return Card(title, (Line(spans("None yet. ", hint, " keeps one.")),), icon="🔖", whisper=True)
    rows = tuple(
        Item(spans(bold(each.view.name), f" · {', '.join(each.names)} · {_whose(ctx, each)}"), _open(each))
        for each in found
    )
    foot = Footer(spans(code(f'agenda delete "{found[0].view.name}"'), " forgets one."))
    return Card(title, (Items(rows), foot), icon="🔖", whisper=True)


class WhichCalendar(Form):
    """A saved calendar."""

    name: Annotated[str, Rest(), Field(max_length=80, description="Which calendar?")]


@command(
    "agenda delete",
    permission="event.see",
    aliases=["calendar delete", "delete calendar", "agenda forget"],
    examples=["North visits"],
)
def delete_calendar(ctx: Context, form: WhichCalendar) -> Card:
    """Forget a saved calendar; nothing in it is lost."""
    saved = calendars.named(ctx, form.name)
    calendars.delete(ctx, saved)
    title = spans("Forgot the calendar ", bold(saved.view.name), ".")
    return Card(title, actions=(phrases.undo_action(ctx),), icon="🔖")
