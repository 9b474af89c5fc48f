"""Settings: one's own, and for those who may change them those of the organisation, each a tap away."""

from collections.abc import Iterator
from typing import Annotated

from crmbot.chat.card import Action, Card, Fields, Item, Items, Line, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.reminders.habits import habit_pairs
from crmbot.commands.shared_fields import Nothing
from crmbot.core import people
from crmbot.core.context import Context
from crmbot.core.settings import history as settings_history
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings import organisation
from crmbot.core.settings.history import Part, Told
from crmbot.language import languages
from crmbot.store.models.people import User

PAGE = 10
_UNTOLD = frozenset({"name_key", "label_key", "kind", "pipeline_id", "category", "position"})
"""Columns that follow from others, or that only we read."""
_SETTING = "setting"
_SHOWN = 40
_MOST_PARTS = 3


@command("settings", examples=[""], in_place=True)
def show_settings(ctx: Context, form: Nothing) -> Card:
    """Show your own settings, and those of the organisation if you may change them."""
    del form
    actions = (
        Action("Time zone…", Invocation("timezone", form=True)),
        Action("Quiet hours, reminders…", Invocation("set", form=True)),
        Action("Languages…", Invocation("language", form=True)),
        Action("Link another chat", Invocation("link")),
    )
    own = Fields(tuple(_own(ctx)))
    title = spans(bold("Settings"), f" · {ctx.actor.name}")
    if not ctx.actor.can("settings.edit"):
        return Card(title, (own,), actions, icon="⚙️", whisper=True)
    log = Action("Last changes", Invocation("settings log"))
    blocks = (own, Line(spans(bold("Organisation"))), Items(tuple(_ours(ctx)), first=1))
    return Card(title, blocks, (*actions, log), icon="⚙️", whisper=True)


def _own(ctx: Context) -> Iterator[tuple[str, Spans]]:
    linked = people.identities(ctx.session, ctx.actor.id)
    chats = ", ".join(dict.fromkeys(phrases.platform(identity.platform) for identity in linked)) or "none"
    yield "Your time zone", spans(f"{ctx.actor.zone} ({ctx.now.astimezone(ctx.zone):%H:%M})")
    yield "Your languages", spans(languages.listed(ctx.languages))
    yield "Your chats", spans(chats)
    user = ctx.session.get_one(User, ctx.actor.id)
    yield from (pair for pair in habit_pairs(ctx, user) if pair[0] != "Time zone")


def _ours(ctx: Context) -> Iterator[Item]:
    """Yield a row for each part of what is set for everybody, with the button that opens it."""
    org = organisation.current(ctx.session, ctx.org)
    yield _row(org.name or "Name and currency", f"{org.currency} · {org.zone}", "organisation")
    yield _row("Options", "colours, what happens by itself", "options")
    yield _row("Pipelines", "stages and their chances", "pipelines")
    for words, count in settings_lists.counts(ctx.session).items():
        yield _row(words.capitalize(), str(count), words)
    yield _row("Fields", "of our own", "fields")
    yield _row("Owners", "who may be given companies and people", "assignable")


def _row(name: str, told: str, command_name: str) -> Item:
    return Item(spans(bold(name), f" · {told}"), Action("Open", Invocation(command_name)))


class Log(Form):
    """Which page of the changes."""

    page: Annotated[int, Hidden()] = 1


@command(
    "settings log",
    permission="settings.edit",
    aliases=["settings history", "settings changes", "who changed settings", "who changed the settings"],
    examples=[""],
    in_place=True,
)
def show_log(ctx: Context, form: Log) -> Card:
    """Show who changed which setting, the last change first."""
    page = max(form.page, 1)
    found = settings_history.latest(ctx, PAGE + 1, (page - 1) * PAGE)
    rows = tuple(Item(_told(ctx, each)) for each in found[:PAGE])
    pages = page + (len(found) > PAGE)
    every = Action("Settings", Invocation("settings"))
    blocks = (Items(rows),) if rows else (Line(spans("Nobody has changed a setting yet.")),)
    turns = phrases.pager("settings log", {}, page, pages)
    return Card(spans(bold("Changes of the settings")), blocks, (*turns, every), icon="⚙️", whisper=True)


def _told(ctx: Context, each: Told) -> Spans:
    """Return one command as a line: `Thu 19 Nov 10:00 · Ana · sources rename: Class (Seminar → Class)`."""
    told = [part for part in each.parts if not _is_order(part)] or list(each.parts[:1])
    words = ", ".join(_part(part) for part in told[:_MOST_PARTS])
    more = f" and {len(told) - _MOST_PARTS} more" if len(told) > _MOST_PARTS else ""
    return spans(phrases.moment(ctx, each.at), f" · {each.who} · ", bold(each.command), f": {words}{more}")


def _is_order(part: Part) -> bool:
    """Tell whether a row only made room for another one."""
    return part.diff.keys() <= {"position"}


def _part(part: Part) -> str:
    name = part.subject.replace("_", " ") if part.table == _SETTING else part.subject
    if part.is_new and part.table != _SETTING:
        return f"{name} added"
    sides = ", ".join(_sides(part.diff))
    return f"{name} ({sides})" if sides else name


def _sides(diff: dict[str, list[object]]) -> Iterator[str]:
    """Yield what changed of a row: `EUR → USD`, `needs note off → on`, `taken out`."""
    for column, (before, after) in diff.items():
        if column == "is_active":
            yield "put back" if after else "taken out"
        elif column not in _UNTOLD:
            label = "" if column in ("value", "name") else f"{column.replace('_', ' ')} "
            yield f"{label}{_word(before)} → {_word(after)}"


def _word(value: object) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return "on" if value else "off"
        case _:
            text = str(value)
            return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
