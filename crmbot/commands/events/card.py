"""The card of an event: what, when, where, who comes, what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Fields,
    Line,
    Mention,
    Menu,
    Quote,
    Span,
    Spans,
    Style,
    Text,
    bold,
    spans,
)
from crmbot.chat.card import code as typed
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, repeating
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import events, permissions, records
from crmbot.core.context import Context
from crmbot.core.events import guests, times
from crmbot.language import when
from crmbot.language.text import first_line
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Availability, Event, EventKind, EventStatus
from crmbot.store.models.people import User

ICONS = {EventKind.EVENT: "📅", EventKind.MEETING: "🤝", EventKind.CALL: "📞", EventKind.VISIT: "🏭"}
PRIVATE = "🔒 private"

_SHOWN = 600
_ANSWERS = {Answer.YES: "✅ yes", Answer.NO: "❌ no", Answer.MAYBE: "❔ maybe", Answer.NONE: "no answer yet"}


@shows("event", icon="📅")
def event_card(ctx: Context, event: Event) -> Card:
    """Draw an event."""
    off = event.event_status is EventStatus.CANCELLED
    title = Text(event.title, Style.STRIKE if off else Style.BOLD)
    return Card(
        title=spans(title, "  ", typed(records.code(event))),
        blocks=_blocks(ctx, event),
        actions=_actions(ctx, event),
        icon=ICONS[event.event_kind or EventKind.EVENT],
        about=records.code(event),
        whisper=event.is_private,
    )


def state(ctx: Context, event: Event) -> str:
    """Return how far an event is, as a sign and its word."""
    match event.event_status:
        case EventStatus.HELD:
            return "🟢 held"
        case EventStatus.CANCELLED:
            return "🔴 cancelled"
        case _ if event.ends_at is not None and event.ends_at <= ctx.now:
            return "🔵 over, held?"
        case _ if event.starts_at is not None and event.starts_at <= ctx.now:
            return "🔵 under way"
        case _:
            return "🟠 planned"


def time_words(ctx: Context, event: Event) -> str:
    """Return when an event is, on the reader's clock: `Fri 14 Mar 09:00–10:30`; whole days are the same everywhere."""
    if event.all_day and event.starts_on is not None:
        return _days(ctx, event)
    if event.starts_at is None or event.ends_at is None:
        return ""
    return clock_words(ctx, event.starts_at, event.ends_at)


def clock_words(ctx: Context, starts_at: datetime, ends_at: datetime) -> str:
    """Return from when to when, on the reader's clock; the day of the end only where it is another one."""
    start, end = (at.astimezone(ctx.zone) for at in (starts_at, ends_at))
    first = phrases.clock(ctx, starts_at)
    return f"{first}–{end:%H:%M}" if start.date() == end.date() else f"{first} – {phrases.clock(ctx, ends_at)}"


def _days(ctx: Context, event: Event) -> str:
    assert event.starts_on is not None
    first = phrases.on_day(ctx, event.starts_on)
    if event.ends_on in (None, event.starts_on):
        return f"{first}, all day"
    return f"{first} – {phrases.on_day(ctx, event.ends_on)}"


def time_spans(ctx: Context, event: Event) -> Spans:
    """Return when an event is; where others read along, so that each reads it on their own clock."""
    if ctx.origin.private or event.all_day or event.starts_at is None or event.ends_at is None:
        return spans(bold(time_words(ctx, event)))
    return spans(phrases.moment(ctx, event.starts_at), " – ", phrases.moment(ctx, event.ends_at))


def read_as(ctx: Context, event: Event) -> str:
    """Return when an event is as it was understood, with the zone: `Fri 14 Mar 09:00–10:30 (Paris)`."""
    if event.all_day:
        return time_words(ctx, event)
    return f"{time_words(ctx, event)} ({when.zone_name(ctx.actor.zone)})"


def there(ctx: Context, event: Event) -> str:
    """Return the wall time of an event where it was said, if that is not the reader's."""
    said = times.starts_of(event)
    if event.all_day or said.zone == ctx.actor.zone or event.starts_at is None:
        return ""
    local = when.at_instant(event.starts_at, ctx.actor.zone)
    return "" if (local.on, local.at) == (said.on, said.at) else f"{_there(ctx, said)} in {when.zone_name(said.zone)}"


def _there(ctx: Context, said: When) -> str:
    return when.show(said, today=ctx.today)


def _blocks(ctx: Context, event: Event) -> tuple[Block, ...]:
    elsewhere = there(ctx, event)
    told = spans(f" ({elsewhere})" if elsewhere else "", " · ", " · ".join(_signs(ctx, event)))
    first = Line((*time_spans(ctx, event), *told))
    category = events.category_of(ctx, event)
    found = guests.linked(ctx, event)
    about = [one.record for one in found if not one.is_asked]
    pairs: list[tuple[str, Spans]] = [
        ("Where", spans(event.location or "")),
        ("Who", _coming(ctx, event, found)),
        ("About", phrases.links(about)),
        ("Category", spans(category.name if category is not None else "")),
    ]
    blocks: list[Block] = [
        first,
        *repeating.lines(ctx, event),
        Fields(tuple((label, value) for label, value in pairs if value)),
    ]
    blocks += [Quote(first_line(event.body, _SHOWN))] if event.body else []
    blocks += [Line(spans(bold("Came of it: "), first_line(event.outcome, _SHOWN)))] if event.outcome else []
    return tuple(blocks)


def _signs(ctx: Context, event: Event) -> list[str]:
    free = ["shown as free"] if event.availability is Availability.FREE else []
    return [state(ctx, event), *([PRIVATE] if event.is_private else []), *free]


def timed_above(ctx: Context, event: Event, card: Card) -> Card:
    """Return an event's card whose title tells the time already: it is not said again, but on the others' clocks."""
    if not ctx.origin.private or there(ctx, event):
        return card
    return replace(card, blocks=(Line(spans(" · ".join(_signs(ctx, event)))), *card.blocks[1:]))


def _coming(ctx: Context, event: Event, found: Sequence[guests.Linked]) -> Spans:
    """Return who comes: whoever holds it, our own people, contacts, guests; answers behind those that were given."""
    owner = ctx.session.get(User, event.owner_id) if event.owner_id is not None else None
    people: list[tuple[Span, str]] = [(Mention(owner.id, owner.name), "")] if owner is not None else []
    people += [(_who(one), _ANSWERS[one.answer]) for one in guests.coming(ctx, event)]
    contacts = [one for one in found if one.is_asked]
    people += [
        (phrases.link(one.record), _ANSWERS[one.answer] if one.answer is not Answer.NONE else "") for one in contacts
    ]
    parts: list[str | Span] = []
    for who, said in people:
        parts += [", "] if parts else []
        parts += [who, f" {said}" if said else ""]
    return spans(*parts)


def _who(one: guests.Coming) -> Span:
    if one.user_id is not None:
        return Mention(one.user_id, one.name)
    return Text(f"{one.name} {one.email}".strip())


def _actions(ctx: Context, event: Event) -> tuple[Action | Menu, ...]:
    """Return what can be done with an event now: to answer comes first, then the act that ends the matter."""
    own = guests.own_answer(ctx, event)
    if own is not None and event.is_planned and not permissions.may(ctx, event, "edit"):
        return (*answers(event), _more(ctx, event))
    if not permissions.may(ctx, event, "edit"):
        return (_more(ctx, event),)
    if not event.is_planned:
        return (act("Plan again", "reopen event", event), _more(ctx, event))
    over = event.starts_at is not None and event.starts_at <= ctx.now
    held = act("Held", "held", event, style="primary" if over else "")
    cancel = act("Cancel it", "cancel event", event, confirm="Call it off? Everybody who is asked will be told.")
    buttons = (held, form_action("Move…", "move event", event), form_action("Invite…", "invite event", event), cancel)
    return (*buttons, _more(ctx, event))


def answers(event: Event) -> tuple[Action, ...]:
    """Return the buttons that answer an invitation; they hold whatever else is changed."""
    which = records.code(event)
    said = (("Yes", Answer.YES), ("No", Answer.NO), ("Maybe", Answer.MAYBE))
    return tuple(Action(label, Invocation("attend", {"which": which, "answer": word.value})) for label, word in said)


def _more(ctx: Context, event: Event) -> Menu:
    """Return what else can be done with an event, and what can follow from it."""
    which = {"which": records.code(event)}
    edits = permissions.may(ctx, event, "edit")
    hide = act("Public", "public", event) if event.is_private else act("Private", "private", event)
    own = [form_action("Edit", "event set", event), hide, repeating.action(event)] if edits else []
    take = (
        [act("Take it", "take event", event)] if event.owner_id != ctx.actor.id and ctx.actor.can("event.take") else []
    )
    rest = [
        Action("Calendar file", Invocation("ics", which)),
        Action("History", Invocation("log", which)),
        *([Action("Delete…", Invocation("delete", which))] if edits else []),
    ]
    return Menu("More", (*own, *take, *following(ctx, event), *rest))


def following(ctx: Context, event: Event) -> list[Action]:
    """Return what can be made from an event: a task, a deal, another event, each with whom it was about."""
    about = events.about(ctx, event)
    if not about:
        return []
    codes = ", ".join(records.code(record) for record in about)
    again = {"about": codes, "type": (event.event_kind or EventKind.EVENT).value}
    party = events.company_behind(ctx, event)
    deal = [form_action("New deal…", "deal new", party, field="party")] if party is not None else []
    task = form_action("New task…", "task new", about[0], field="about")
    return [task, *deal, Action("Follow-up event…", Invocation("event new", again, form=True))]


def changed(ctx: Context, event: Event, word: str, *more: Block) -> Card:
    """Return the card of an event that was just changed: what happened first, then the way back."""
    card = event_card(ctx, event)
    title = spans(bold(word), ": ", *card.title)
    actions = with_undo(ctx, card.actions)
    return repeating.offered(ctx, event, replace(card, title=title, blocks=(*card.blocks, *more), actions=actions))


_BEFORE_UNDO = 3
"""So many buttons of a card stay in sight when the way back is put behind them."""


def with_undo(ctx: Context, actions: Sequence[Action | Menu]) -> tuple[Action | Menu, ...]:
    """Return the first buttons of a card with the way back behind them, and its menu."""
    buttons = [action for action in actions if isinstance(action, Action)][:_BEFORE_UNDO]
    return (*buttons, phrases.undo_action(ctx), *(action for action in actions if isinstance(action, Menu)))
