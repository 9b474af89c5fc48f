"""Events: shown in lists, changed in one line."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Card, Item, Spans, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import RecordRef
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import phrases, record_lines, repeating
from crmbot.commands.events import naming
from crmbot.commands.events.card import (
    ICONS,
    PRIVATE,
    changed,
    state,
    time_words,
)
from crmbot.commands.events.clashes import clashes
from crmbot.commands.events.fields import EditEvent
from crmbot.commands.events.lengths import length_said, period_said
from crmbot.commands.events.naming import Asking
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.named import with_named
from crmbot.commands.record_lines import given
from crmbot.commands.reminders.choosing import remind_before
from crmbot.commands.series import come_again
from crmbot.core import events, lookup
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.events import Changes, guests, lists, times
from crmbot.language.periods import Period
from crmbot.language.when import When
from crmbot.store.models.activity import Event, EventKind, EventStatus


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what an event's form shows before anything is changed."""
    event = event_of(ctx, which)
    category = events.category_of(ctx, event)
    told = {
        "title": event.title,
        "place": event.location,
        "type": event.event_kind,
        "category": category.name if category is not None else "",
        "note": event.body,
        "outcome": event.outcome,
        "visible": event.visibility,
        "shows": event.availability,
        "every": repeating.present(ctx, event),
    }
    shown = {name: str(value) for name, value in told.items() if value}
    starts = times.starts_of(event)
    return shown | ({"when": str(period_of(event))} if starts.zone == ctx.actor.zone else {})


def period_of(event: Event) -> Period:
    """Return when an event is as a text that reads back."""
    starts = times.starts_of(event)
    if event.all_day:
        ends = None if event.ends_on in (None, event.starts_on) else replace(starts, on=event.ends_on)
        return Period(starts, ends)
    return Period(starts, None, times.length_of(event))


@command(
    "event set",
    permission="event.create",
    aliases=["edit event"],
    examples=["E-4 at:Leeds", 'E-4 when:"fri 11-12"', "E-4 category:Training"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_event(ctx: Context, form: EditEvent) -> Reply:
    """Change what an event is, where, and when."""
    event = event_of(ctx, form.which)
    found = naming.records_in(ctx, form.about or "", Asking(Invocation("event set", naming.said(form)), "about"))
    if isinstance(found, Card):
        return found
    before = event.body or ""
    guests.add_records(ctx, event, found)
    if form.status is not None and form.status is not event.event_status:
        _enter(ctx, event, form.status)
    told = _changes(ctx, event, form)
    if told != Changes():
        events.change(ctx, event, told)
    is_moved = form.when is not None or form.ends is not None or bool(form.length)
    if is_moved:
        move(ctx, event, form.when, ends=form.ends, length=form.length)
    remind_before(ctx, event, form.remind)
    if form.every is not None:
        come_again(ctx, event, form.every)
    return with_named(ctx, changed(ctx, event, "Changed", *(clashes(ctx, event) if is_moved else ())), event, before)


def _changes(ctx: Context, event: Event, form: EditEvent) -> Changes:
    kind = form.type or event.event_kind or EventKind.EVENT
    category = given(form, "category")
    return Changes(
        title=form.title,
        kind=form.type,
        location=given(form, "place"),
        description=given(form, "note"),
        outcome=given(form, "outcome"),
        category=events.category_named(ctx, kind, category) if category else None,
        no_category=category == "",
        availability=form.shows,
        visibility=form.visible,
    )


def _enter(ctx: Context, event: Event, status: EventStatus) -> None:
    match status:
        case EventStatus.HELD:
            events.hold(ctx, event)
        case EventStatus.CANCELLED:
            events.cancel(ctx, event)
        case EventStatus.PLANNED:
            events.reopen(ctx, event)


def move(ctx: Context, event: Event, to: Period | None, *, ends: When | None = None, length: str | None = None) -> None:
    """Give an event another time; without one it begins when it did. Raises as `events.move`."""
    period = period_said(to) if to is not None else Period(times.starts_of(event))
    events.move(ctx, event, period.starts, ends=ends or period.ends, length=length_said(length) or period.length)


def event_of(ctx: Context, ref: RecordRef) -> Event:
    """Return the event a field names."""
    return record_lines.named(ctx, ref, Event)


def this_event(ctx: Context, ref: RecordRef | None) -> Event:
    """Return the event that is named, else the one in hand. Raises `NotFound`."""
    number = ref.id if ref is not None else lookup.it(ctx)
    record = lookup.get(ctx, number) if number is not None else None
    if not isinstance(record, Event):
        raise NotFound("it", ("event",))
    return record


@command(
    "events", permission="event.see", examples=["", "is:past", "type:call on:acme", "everybody start<7d"], in_place=True
)
def list_events(ctx: Context, form: ListForm) -> Card:
    """List the events you plan or are asked to, the first one first, or those a filter asks for."""
    make = "event visit Acme fri 9-10:30"
    over = lists.to_settle(ctx)
    settle = [Action(f"{over} over, held?", Invocation("events", {"filter": "is:past"}))] if over else []
    return listing(
        ctx,
        "event",
        form.filter,
        form.page,
        command="events",
        title="events",
        make=make,
        actions=(Action("Week", Invocation("week")), *settle),
    )


@rows("event")
def event_rows(ctx: Context, page: Sequence[Event]) -> Sequence[Item]:
    """Draw events as rows: when, what, how far."""
    return [Item(row_words(ctx, event), phrases.show_action("Open", event)) for event in page]


def row_words(ctx: Context, event: Event) -> Spans:
    """Return an event as one line of a list."""
    secret = f" · {PRIVATE}" if event.is_private else ""
    where = f" · {event.location}" if event.location else ""
    icon = ICONS[event.event_kind or EventKind.EVENT]
    return spans(f"{time_words(ctx, event)} · {icon} ", phrases.link(event), f"{where} · {state(ctx, event)}{secret}")


EVENT = Noun("event", "event", new="event new", change="event set", list="events", aliases=("appointment",))
