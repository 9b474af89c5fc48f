"""Series: what comes again, how far a change of one of them goes, and its end."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Item, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, Quick, RecordRef, Ref, Rest
from crmbot.commands import phrases, repeating
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import card_of
from crmbot.core import lookup, series
from crmbot.core.context import Context
from crmbot.core.events import guests
from crmbot.core.series import Occurrence, Scope
from crmbot.language.recurring import Repeat
from crmbot.store.models.activity import Event, Task


class Spread(Form):
    """What was changed of one of a series, and how far that goes."""

    of: Annotated[int, Hidden()]
    scope: Annotated[Scope, Hidden()]
    parts: Annotated[str, Hidden()]


@command("series spread", in_place=True, visible=False)
def spread_change(ctx: Context, form: Spread) -> Card:
    """Have the others of a series change as one of them has."""
    activity = series.named(ctx, form.of)
    number = series.spread(ctx, activity, form.parts.split(","), form.scope)
    _tell(ctx, activity)
    which = "All later ones" if form.scope is Scope.LATER else "All of the series"
    done = f"{which}, too: {number} more changed" if number else f"{which}, too, as they come"
    undo = (phrases.undo_action(ctx),)
    if activity.deleted_at is not None:
        return Card(spans(bold(done), "."), actions=undo, icon=repeating.SIGN)
    card = card_of(ctx, activity)
    return replace(card, title=spans(bold(done), ": ", *card.title), actions=(*card.actions[:4], *undo))


def _tell(ctx: Context, activity: Occurrence) -> None:
    """Tell the people of an event how its series comes by now: once, not for each of it."""
    if isinstance(activity, Event):
        guests.tell_all(ctx, activity, "changed")


class WhichSeries(Form):
    """One of a series."""

    which: Annotated[RecordRef, Head(), Ref("task", "event"), Field(description="Which one of the series?")]


@command(
    "stop series", permission="task.see", aliases=["end series"], examples=["T-9", "E-4"], changes=True, in_place=True
)
def stop_series(ctx: Context, form: WhichSeries) -> Card:
    """End a series: no other one comes behind this one."""
    activity = _occurrence(ctx, form.which)
    number = series.stop(ctx, activity)
    _tell(ctx, activity)
    card = card_of(ctx, activity)
    gone = f" · {number} to come taken away" if number else ""
    title = spans(bold("Series ended"), f"{gone}: ", *card.title)
    return replace(card, title=title, actions=(*card.actions[:4], phrases.undo_action(ctx)))


class Again(Form):
    """A task or an event, and how it comes again."""

    which: Annotated[RecordRef, Head(), Ref("task", "event"), Field(description="Which task or event?")]
    every: Annotated[
        Repeat,
        Rest(),
        Quick("every day", "every work day", "every week", "every month"),
        Field(description="How often? As in every 2 weeks until 30 june"),
    ]


@command(
    "repeat",
    permission="task.see",
    examples=["T-9 every monday 9am", "E-4 monthly on the 1st, 12 times"],
    changes=True,
    in_place=True,
)
def repeat(ctx: Context, form: Again) -> Card:
    """Have a task or an event come again, or come in another rhythm from now on."""
    activity = _occurrence(ctx, form.which)
    come_again(ctx, activity, form.every)
    card = card_of(ctx, activity)
    actions = (*card.actions[:4], phrases.undo_action(ctx))
    return replace(card, title=spans(bold("Comes again"), ": ", *card.title), actions=actions)


def come_again(ctx: Context, activity: Occurrence, every: Repeat) -> None:
    """Have an occurrence come again by a rule, whether or not it is of a series already."""
    if activity.recurrence_id is None:
        series.start(ctx, activity, every)
    else:
        series.repeat_otherwise(ctx, activity, every)


class OneOrAll(Form):
    """One of a series; nothing for all of one's own."""

    which: Annotated[
        RecordRef | None, Head(), Ref("task", "event"), Aside(), Field(description="Which one of the series?")
    ] = None


@command("series", examples=["", "T-9"])
def show_series(ctx: Context, form: OneOrAll) -> Card:
    """Show how a task or an event comes again, or what of yours does."""
    if form.which is None:
        return _mine(ctx)
    activity = _occurrence(ctx, form.which)
    recurrence = series.of(ctx, activity)
    if recurrence is None:
        title = spans(phrases.link(activity), " comes once.")
        return Card(title, actions=(form_action("Repeat…", "repeat", activity),), icon=repeating.SIGN)
    line = Line(spans(repeating.words(ctx, recurrence, activity)))
    other = form_action("Another rhythm…", "repeat", activity)
    end = act("End the series", "stop series", activity, confirm="End the series? None comes behind this one.")
    actions = (other, end) if series.next_dates(ctx, recurrence, activity.occurrence_on, limit=1) else (other,)
    return Card(spans("Series of ", phrases.link(activity)), (line,), actions, repeating.SIGN)


def _mine(ctx: Context) -> Card:
    found = series.mine(ctx)
    if not found:
        return Card(spans("Nothing of yours comes again."), icon=repeating.SIGN)
    items = tuple(
        Item(spans(phrases.link(activity), f" · {repeating.words(ctx, recurrence, activity)}"))
        for activity, recurrence in found
    )
    return Card(spans(f"Your series · {len(found)}"), (Items(items),), icon=repeating.SIGN)


def _occurrence(ctx: Context, ref: RecordRef) -> Occurrence:
    found = lookup.get(ctx, ref.id)
    assert isinstance(found, (Task, Event))
    return found
