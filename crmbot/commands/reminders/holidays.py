"""Holidays: listed, written down, struck out."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Inline, Key, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.habits import holidays
from crmbot.core.habits.holidays import HolidayDraft, Whose
from crmbot.store.models.reminder import Holiday

_WEEK = timedelta(days=7)


@command("holidays", examples=[""], in_place=True, group="reminders")
def list_holidays(ctx: Context, form: Nothing) -> Card:
    """List the holidays that are to come."""
    del form
    rows = tuple(Item(spans(_words(ctx, row)), _strike(ctx, row)) for row in holidays.listed(ctx))
    add = Action("Add…", Invocation("holiday add", form=True))
    if not rows:
        line = Line(spans("None are to come. ", code("holiday add 24 dec Christmas"), " adds one."))
        return Card(spans(bold("Holidays")), (line,), (add,), icon="🌴")
    return Card(spans(bold("Holidays"), f" · {len(rows)}"), (Items(rows, first=1),), (add,), icon="🌴")


def _words(ctx: Context, row: Holiday) -> str:
    first = holidays.next_on(row, ctx.today)
    last = first + (row.last_on - row.first_on)
    days = phrases.on_day(ctx, first) + (f" to {phrases.on_day(ctx, last)}" if last != first else "")
    whose = " · yours" if row.user_id is not None else " · this channel's" if row.channel_id is not None else ""
    return f"{days} · {row.name}{whose}{' · every year' if row.yearly else ''}"


def _strike(ctx: Context, row: Holiday) -> Action | None:
    if row.user_id != ctx.actor.id and not ctx.actor.can("settings.edit"):
        return None
    return Action("Remove", Invocation("holiday remove", {"key": str(row.id)}))


class NewHoliday(Form):
    """Days off."""

    name: Annotated[str, Rest(), Field(max_length=80, description="What is it called?")]
    on: Annotated[date, Inline(), Key("day", "from"), Field(description="On which day?")]
    until: Annotated[date | None, Key("to", "till"), Field(description="Until which day?")] = None
    whose: Annotated[Whose, Key("for"), Aside(), Field(description="Whose?")] = Whose.EVERYBODY
    yearly: Annotated[bool, Key("every_year"), Aside(), Quick("yes", "no"), Field(description="Every year?")] = False


@command(
    "holiday add",
    aliases=["add holiday"],
    examples=["24 dec Christmas yearly:yes", "14 jul Day off for:me"],
    group="reminders",
)
def add_holiday(ctx: Context, form: NewHoliday) -> Card:
    """Write a holiday down: for everybody, for yourself, or for a channel."""
    last = _behind(form.on, form.until or form.on)
    row = holidays.add(ctx, HolidayDraft(form.name, form.on, last, form.yearly, form.whose))
    line = Line(spans("Reminders of a day come on the next day that is worked on."))
    every = Action("Holidays", Invocation("holidays"))
    return Card(spans(bold("Holiday"), f": {_words(ctx, row)}"), (line,), (phrases.undo_action(ctx), every), icon="🌴")


def _behind(first: date, last: date) -> date:
    """Return the last day; "from Monday to Friday" said on a Thursday means the Friday behind that Monday."""
    return last + _WEEK if timedelta() < first - last < _WEEK else last


class WhichHoliday(Form):
    """A holiday by its row in the list, or its name."""

    which: Annotated[str | None, Rest(), Field(max_length=80, description="Which holiday?")] = None
    key: Annotated[int | None, Hidden()] = None


@command("holiday remove", aliases=["remove holiday"], examples=["Christmas", "2"], in_place=True, group="reminders")
def remove_holiday(ctx: Context, form: WhichHoliday) -> Card:
    """Strike a holiday out."""
    row = ctx.session.get(Holiday, form.key) if form.key is not None else holidays.named(ctx, form.which or "")
    if row is None or row not in holidays.listed(ctx):
        raise NotFound(form.which or "holiday")
    told = _words(ctx, row)
    holidays.remove(ctx, row)
    every = Action("Holidays", Invocation("holidays"))
    return Card(spans(bold("Removed"), f": {told}"), (), (phrases.undo_action(ctx), every), icon="🌴")
