"""What cards say of a series: how it comes again, and how far a change of one of it may go."""

from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, Line, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import records, series
from crmbot.core.context import Context
from crmbot.core.series import Scope
from crmbot.language import when
from crmbot.store.models.activity import Event, Task
from crmbot.store.models.record import Record
from crmbot.store.models.recurrence import Recurrence

SIGN = "↻"

_LABELS = {Scope.LATER: "All later", Scope.ALL: "All"}


def lines(ctx: Context, activity: Task | Event) -> tuple[Line, ...]:
    """Return the line that says how a task or an event comes again and when next; none for one that comes once."""
    recurrence = series.of(ctx, activity)
    return (Line(spans(f"{SIGN} {words(ctx, recurrence, activity)}")),) if recurrence is not None else ()


def words(ctx: Context, recurrence: Recurrence, activity: Task | Event | None = None) -> str:
    """Return how a series comes, and its next dates behind one of it: `every Monday 9:00, next 24 Mar, 31 Mar`.

    Behind the last one comes nothing: `the last of 3, every Monday 9:00`.
    """
    after = activity.occurrence_on if activity is not None else None
    coming = series.next_dates(ctx, recurrence, max(after, ctx.today) if after is not None else None)
    zone = "" if recurrence.at is None or recurrence.zone == ctx.actor.zone else f" ({when.zone_name(recurrence.zone)})"
    if not coming:
        return f"{_last(recurrence)} {series.pace(recurrence)}{zone}"
    return f"{series.words(recurrence)}{zone}, next {', '.join(_day(ctx, each) for each in coming)}"


def _last(recurrence: Recurrence) -> str:
    times = series.total(recurrence)
    return f"the last of {times}," if times is not None and times > 1 else "comes no more, was"


def _day(ctx: Context, each: when.When) -> str:
    """Return a day without its weekday, which the rule says as a rule."""
    return phrases.on_day(ctx, each.on).partition(" ")[2]


def action(activity: Task | Event) -> Action:
    """Return the button that has an activity come again, or shows how it does."""
    which = {"which": records.code(activity)}
    if activity.recurrence_id is None:
        return Action("Repeat…", Invocation("repeat", which, form=True))
    return Action("Series…", Invocation("series", which))


def present(ctx: Context, activity: Task | Event) -> str:
    """Return how an activity comes again as text that reads back; empty for one that comes once."""
    recurrence = series.of(ctx, activity)
    return series.rhythm(recurrence) if recurrence is not None else ""


def offered(ctx: Context, activity: Record, card: Card) -> Card:
    """Return the card of an occurrence that was just changed with the question how far that goes; other cards as is."""
    if not isinstance(activity, (Task, Event)):
        return card
    parts = series.changed(ctx, activity)
    if not parts:
        return card
    only = Action("Just this one", Invocation("open", {"which": records.code(activity)}))
    gone = activity.deleted_at is not None
    buttons = (*(() if gone else (only,)), *(_wider(activity, parts, scope) for scope in Scope))
    foot = Footer(spans(f"{SIGN} Just this one of the series. Further?"))
    return replace(card, blocks=(*card.blocks, foot), actions=(*buttons, phrases.undo_action(ctx)))


def _wider(activity: Task | Event, parts: tuple[str, ...], scope: Scope) -> Action:
    """Return the button that has others of the series change as this one has."""
    args = {"of": str(activity.id), "scope": scope.value, "parts": ",".join(parts)}
    return Action(_LABELS[scope], Invocation("series spread", args))
