"""What becomes of an event: moved, held, cancelled, planned again, hidden, handed on."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Footer, spans
from crmbot.chat.command import command
from crmbot.chat.days import OwnDay
from crmbot.chat.form import Form, Hidden, Inline, Key, Long, Person, Quick, Rest, Unless, UserRef
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import ownership, phrases, shifting
from crmbot.commands.events import after
from crmbot.commands.events.card import changed, read_as, timed_above
from crmbot.commands.events.clashes import clashes
from crmbot.commands.events.events import event_of, move, this_event
from crmbot.commands.events.fields import ThisEvent, Which, WhichOrIt
from crmbot.core import events, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.events import times
from crmbot.language.periods import Period
from crmbot.language.plain_words import shifts
from crmbot.language.when import When
from crmbot.store.models.activity import Event, Visibility


class Move(Form):
    """An event and another time for it."""

    which: Which
    to: Annotated[
        Period | None,
        Rest(),
        Unless("by"),
        OwnDay(),
        Key("when", "until"),
        Quick("tomorrow", "in 1 week", "next mon"),
        Field(description="To when? It stays as long as it is"),
    ] = None
    by: shifting.By = None


@command(
    "move event",
    permission="event.create",
    aliases=["reschedule event", "postpone event"],
    examples=["E-4 fri 11", "E-4 tomorrow 9-10:30", "E-4 by 30 min"],
    changes=True,
    in_place=True,
)
def move_event(ctx: Context, form: Move) -> Reply:
    """Give an event another time; everybody who is asked is told."""
    event = event_of(ctx, form.which)
    to = Period(_shifted(event, form.by)) if form.by else _on_its_day(event, form.to)
    if to is None:
        return OpenForm("move event", {"which": records.code(event)}, {"to": Problem(Fault.MISSING)})
    if _leads_to_past(ctx, event, to):
        return _past_card(ctx, event, to)
    move(ctx, event, to)
    return timed_above(ctx, event, changed(ctx, event, f"Moved to {read_as(ctx, event)}", *clashes(ctx, event)))


def _shifted(event: Event, by: str) -> When:
    """Return when an event begins that is put off. Raises `InvalidInput` where it has no hour to count from."""
    moved = shifts.moved(times.starts_of(event), shifting.said(by))
    if moved is None:
        reason = "it takes whole days; say to when it is moved"
        raise InvalidInput("to", by, reason, ("tomorrow 9:00", "next mon 9:00"))
    return moved


def _on_its_day(event: Event, to: Period | None) -> Period | None:
    """Return a time on the day of the event, where an hour is all that was said: `move E-4 to 1pm`."""
    starts = times.starts_of(event)
    if to is None or starts.at is None or to.starts.at is None or not shifts.is_hour(to.said):
        return to
    days = starts.on - to.starts.on
    ends = replace(to.ends, on=to.ends.on + days) if to.ends is not None else None
    return replace(to, starts=replace(to.starts, on=starts.on), ends=ends)


def _leads_to_past(ctx: Context, event: Event, to: Period) -> bool:
    if to.backwards or not event.is_planned:
        return False
    return times.moved(event, to.starts, ends=to.ends, length=to.length).ends_at <= ctx.now


def _past_card(ctx: Context, event: Event, to: Period) -> Card:
    """Ask whether an event that is moved to a time that is over was held (R-75)."""
    title = spans(f"{phrases.due_words(ctx, to.starts)} is in the past. Log it as held?")
    held = phrases.act("Log as held", "held", event, style="primary", when=str(to))
    other = phrases.form_action("Other time…", "move event", event)
    kept = Footer(spans("Nothing was changed yet: ", phrases.link(event)))
    return Card(title, (kept,), (held, other), icon="🕘", whisper=True)


class Held(Form):
    """An event that took place, and what came of it."""

    which: WhichOrIt = None
    outcome: Annotated[str | None, Rest(), Long(), Field(max_length=10_000, description="What came of it?")] = None
    when: Annotated[Period | None, Hidden()] = None
    asked: Annotated[bool, Hidden()] = False


@command(
    "held",
    permission="event.create",
    aliases=["hold"],
    examples=["E-4", "E-4 they like it"],
    changes=True,
    in_place=True,
)
def hold_event(ctx: Context, form: Held) -> Reply:
    """Say that an event took place, and what came of it."""
    event = this_event(ctx, form.which)
    if form.outcome is None and not form.asked and event.is_planned:
        said = {"which": f"E-{event.id}", "asked": "yes"} | ({"when": str(form.when)} if form.when else {})
        return OpenForm("held", said, title="Held")
    if form.when is not None:
        move(ctx, event, form.when)
    events.hold(ctx, event, form.outcome)
    return after.held_card(ctx, event, "Held")


class WhichEvent(Form):
    """An event."""

    which: Which


@command("cancel event", permission="event.create", aliases=["call off"], examples=["E-4"], changes=True, in_place=True)
def cancel_event(ctx: Context, form: WhichEvent) -> Card:
    """Call an event off; everybody who is asked is told."""
    event = event_of(ctx, form.which)
    events.cancel(ctx, event)
    return changed(ctx, event, "Cancelled")


@command("reopen event", permission="event.create", examples=["E-4"], changes=True, in_place=True)
def reopen_event(ctx: Context, form: WhichEvent) -> Card:
    """Plan an event again that was held or cancelled."""
    event = event_of(ctx, form.which)
    events.reopen(ctx, event)
    return changed(ctx, event, "Planned again", *clashes(ctx, event))


@command("private", permission="event.create", aliases=["hide event"], examples=["E-4"], changes=True, in_place=True)
def make_private(ctx: Context, form: ThisEvent) -> Card:
    """Show others only that you are busy; those who are asked still see the event."""
    event = this_event(ctx, form.which)
    events.show_to(ctx, event, Visibility.PRIVATE)
    return changed(ctx, event, "Private now", Footer(spans("Others see only who is busy then.")))


@command("public", permission="event.create", aliases=["show event"], examples=["E-4"], changes=True, in_place=True)
def make_public(ctx: Context, form: ThisEvent) -> Card:
    """Let everybody who sees your records see an event, too."""
    event = this_event(ctx, form.which)
    events.show_to(ctx, event, Visibility.PUBLIC)
    return changed(ctx, event, "Public now")


class Take(Form):
    """An event to be taken over."""

    which: Which
    sure: Annotated[bool, Hidden()] = False


@command("take event", permission="event.take", examples=["E-4"], changes=True, in_place=True)
def take_event(ctx: Context, form: Take) -> Card:
    """Hold an event yourself; whoever had it stays asked to it."""
    event = event_of(ctx, form.which)
    if event.owner_id not in (None, ctx.actor.id) and not form.sure:
        return ownership.whose_card(ctx, event, "take event")
    events.give(ctx, event, ctx.actor.id)
    return changed(ctx, event, "Yours now")


class Give(Form):
    """An event and who holds it from now on."""

    which: Which
    who: Annotated[UserRef, Inline(), Key("to", "for"), Person(), Field(description="To whom?")]


@command(
    "give event",
    permission="event.create",
    aliases=["assign event"],
    examples=["E-4 @eva"],
    changes=True,
    in_place=True,
)
def give_event(ctx: Context, form: Give) -> Card:
    """Have somebody else hold an event."""
    event = event_of(ctx, form.which)
    events.give(ctx, event, form.who.id)
    return changed(ctx, event, f"Given to {form.who.name}")
