"""Events to be made: a meeting, a call, a visit in one line, with whom and where."""

import re
from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, Menu, bold, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases
from crmbot.commands.events import after, naming
from crmbot.commands.events.card import event_card, read_as, timed_above
from crmbot.commands.events.clashes import clashes
from crmbot.commands.events.fields import NewEvent, NewMeeting
from crmbot.commands.events.lengths import length_said, period_said
from crmbot.commands.events.naming import Asking, Named, Title
from crmbot.commands.named import with_named
from crmbot.commands.phrases import form_action
from crmbot.commands.reminders.choosing import remind_before
from crmbot.commands.series import come_again
from crmbot.core import events
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context
from crmbot.core.events import EventDraft, times
from crmbot.core.naming import mentions
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import EVENT_CATEGORIES
from crmbot.language.fold import fold, tokens
from crmbot.store.models.activity import ActivityType, Availability, Event, EventKind, EventStatus, Visibility

_KINDS = {**{kind.value: kind for kind in EventKind}, "appointment": EventKind.MEETING}
_JOINTS = frozenset("with and at the to mit bei und avec chez et con y com e met".split())
_PREPOSITIONS = {EventKind.VISIT: "at", EventKind.EVENT: "with"}


@command(
    "event new",
    permission="event.create",
    examples=["visit Acme fri 9-10:30", "call Jane tomorrow 10am", "trade fair 3-5 june at:Cologne"],
)
def add_event(ctx: Context, form: NewEvent) -> Reply:
    """Plan a meeting, a call, a visit or another event."""
    return _make(ctx, form, "event new", None)


@command("meeting", permission="event.create", examples=["Jane fri 9-10:30", "Acme tomorrow 14:00 for:2h"])
def add_meeting(ctx: Context, form: NewMeeting) -> Reply:
    """Plan a meeting with somebody."""
    return _make(ctx, form, "meeting", EventKind.MEETING)


def _make(ctx: Context, form: NewEvent, name: str, usual: EventKind | None) -> Reply:
    """Make the event a form asks for, or ask for what is not clear yet."""
    said = naming.said(form)
    words, kind = _kind(ctx, form, usual)
    title = naming.without_people(ctx, words)
    found = _named(ctx, form, title, Invocation(name, said))
    if isinstance(found, Card):
        return found
    if name == "event new" and not title.shown and not found.records and form.type is None:
        return OpenForm(name, said, {"title": Problem(Fault.MISSING)})
    draft = _draft(ctx, form, kind, _title(kind, title, found), found)
    if _is_over(ctx, draft) and not form.held:
        return _past(name, said, draft, ctx)
    event = events.create(ctx, draft)
    remind_before(ctx, event, form.remind)
    if form.every is not None:
        come_again(ctx, event, form.every)
    return with_named(ctx, _made(ctx, event), event)


def _kind(ctx: Context, form: NewEvent, usual: EventKind | None) -> tuple[str, EventKind]:
    """Return the words of an event without the one that says what it is, and what it is."""
    words = _SECRET.sub("", form.title or "").strip()
    first, _, behind = words.partition(" ")
    told = _KINDS.get(fold(first)) if form.type is None and usual is None else None
    category = _category(ctx, form.category) if form.category else None
    kind = form.type or told or usual or (category.event_kind if category is not None else None)
    return (behind if told is not None and behind else words), kind or EventKind.EVENT


def _category(ctx: Context, text: str) -> ActivityType | None:
    return settings_lists.meant(EVENT_CATEGORIES, settings_lists.listed(ctx.session, EVENT_CATEGORIES), text)


def _named(ctx: Context, form: NewEvent, title: Title, again: Invocation) -> Named | Card:
    """Return who and what an event is about and who comes to it; the question where a name is not clear."""
    found = Named()
    if form.about:
        about = naming.records_in(ctx, form.about, Asking(again, "about"))
        if not isinstance(about, Card):
            about = mentions.with_people(ctx, about, title.words)
    elif title.words:
        named = naming.named_in_words(ctx, title.words, Asking(again, "about"))
        if isinstance(named, Card):
            return named
        about, found.users = named.records, named.users
    else:
        about = []
    coming = naming.people_in(ctx, ", ".join([*title.ours, form.people or ""]), Asking(again, "people"))
    if isinstance(about, Card):
        return about
    if isinstance(coming, Card):
        return coming
    return Named([*about, *coming.records], [*found.users, *coming.users], coming.guests)


def _title(kind: EventKind, title: Title, found: Named) -> str:
    """Return what an event is called: words that are nothing but names are made whole, `Meeting with Jane Doe`."""
    words = title.words
    rest = set(tokens(words)) - {token for record in found.records for token in tokens(record.title)} - _JOINTS
    if rest:
        return title.shown[:1].upper() + title.shown[1:]
    said = [record for record in found.records if not words or set(tokens(record.title)) & set(tokens(words))]
    who = ", ".join(record.title for record in said or found.records)
    return f"{kind.value.capitalize()} {_PREPOSITIONS.get(kind, 'with')} {who}" if who else kind.value.capitalize()


def _draft(ctx: Context, form: NewEvent, kind: EventKind, title: str, found: Named) -> EventDraft:
    period = period_said(form.when)
    category = events.category_named(ctx, kind, form.category) if form.category else None
    return EventDraft(
        title=title,
        starts=period.starts,
        ends=form.ends or period.ends,
        length=length_said(form.length) or period.length,
        kind=kind,
        about=found.records,
        users=found.users,
        guests=found.guests,
        location=form.place,
        description=form.note,
        category=category,
        visibility=form.visible or _visibility(form.title or ""),
        availability=form.shows or Availability.BUSY,
        held=form.held,
    )


def _visibility(title: str) -> Visibility:
    """Return who sees an event: "private" as its last word says so."""
    return Visibility.PRIVATE if _SECRET.search(title) else Visibility.PUBLIC


_SECRET = re.compile(r"(?:(?<=[^\s,])|(?<=\A,))[\s,]+private\s*$", re.IGNORECASE)


def _is_over(ctx: Context, draft: EventDraft) -> bool:
    usual = times.usual_length(draft.kind)
    return times.stretch(draft.starts, ends=draft.ends, length=draft.length, usual=usual).ends_at <= ctx.now


def _past(name: str, said: dict[str, str], draft: EventDraft, ctx: Context) -> Card:
    """Ask whether what is over already was held (R-75)."""
    title = spans(f"{phrases.due_words(ctx, draft.starts)} is in the past. Log it as held?")
    held = Action("Log as held", Invocation(name, {**said, "held": "yes"}), style="primary")
    other = Action(
        "Other time…", Invocation(name, {key: text for key, text in said.items() if key != "when"}, form=True)
    )
    return Card(title, (Footer(spans(bold(draft.title))),), (held, other), icon="🕘", whisper=True)


def _made(ctx: Context, event: Event) -> Card:
    """Return the card of an event that was just made: what was understood, who is busy then, the way back."""
    if event.event_status is EventStatus.HELD:
        return after.held_card(ctx, event, "Logged")
    card = timed_above(ctx, event, event_card(ctx, event))
    title = spans(card.title[0], f" · {read_as(ctx, event)}  ", card.title[-1])
    edit, invite = form_action("Edit", "event set", event), form_action("Invite…", "invite event", event)
    menus = [action for action in card.actions if isinstance(action, Menu)]
    rest = [replace(menu, options=tuple(each for each in menu.options if each != edit)) for menu in menus]
    actions: tuple[Action | Menu, ...] = (invite, edit, phrases.undo_action(ctx), *rest)
    return Card(title, (*card.blocks, *clashes(ctx, event)), actions, card.icon, card.about)


@lists("meeting_categories")
def _meeting_categories(ctx: Context) -> Sequence[Listed]:
    return [Listed(each.name, each.name) for each in events.categories(ctx, EventKind.MEETING)]
