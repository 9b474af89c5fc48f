"""Events: calls, meetings and visits that take place at a time, with the people who come to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crmbot.core import history, permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.events import guests, times
from crmbot.core.events.guests import ANSWERED, NEWS, Guest
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import EVENT_CATEGORIES
from crmbot.language.when import When
from crmbot.store.models.activity import (
    ActivityType,
    Availability,
    Event,
    EventKind,
    EventStatus,
    Visibility,
)
from crmbot.store.models.party import ContactCard, Party
from crmbot.store.models.record import Record

__all__ = [
    "ANSWERED",
    "NEWS",
    "Changes",
    "EventDraft",
    "Guest",
    "cancel",
    "category_of",
    "change",
    "create",
    "give",
    "hold",
    "move",
    "reopen",
    "show_to",
]

_TITLE, _WORDS, _PLACE = 5, 1, 1


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What an event is made from; it is the actor's.

    Without an end or a length it lasts as long as its kind usually does; a start without a time is a whole day.
    `about` are companies, people, leads, deals and whatever else it is about: contacts among them are its guests.
    `users` are the ids of our people who are asked to it, `guests` others by e-mail address. `held` writes down what
    is over already.
    """

    title: str
    starts: When
    ends: When | None = None
    length: timedelta | None = None
    kind: EventKind = EventKind.EVENT
    about: Sequence[Record] = ()
    users: Sequence[int] = ()
    guests: Sequence[Guest] = ()
    location: str | None = None
    description: str | None = None
    category: ActivityType | None = None
    visibility: Visibility = Visibility.PUBLIC
    availability: Availability = Availability.BUSY
    held: bool = False
    outcome: str | None = None


def create(ctx: Context, draft: EventDraft) -> Event:
    """Make an event, ask its people to it, and remind of it.

    Raises `NotAllowed`; `InvalidInput` for empty words, for an end before the start, for a category of another kind.
    """
    title = _words(draft.title)
    _check_category(draft.category, draft.kind)
    when = times.stretch(draft.starts, ends=draft.ends, length=draft.length, usual=times.usual_length(draft.kind))
    about = guests.with_companies(ctx, draft.about)
    event = Event(
        title=title,
        owner_id=ctx.actor.id,
        body=draft.description or None,
        event_kind=draft.kind,
        event_status=EventStatus.HELD if draft.held else EventStatus.PLANNED,
        outcome=draft.outcome or None,
        completed_at=ctx.now if draft.held else None,
        type_id=draft.category.id if draft.category is not None else None,
        location=draft.location or _address(draft.kind, about),
        visibility=draft.visibility,
        availability=draft.availability,
        origin_address=ctx.origin.address or None,
        origin_private=ctx.origin.private,
        links=guests.links_to(about, asked=draft.about),
    )
    times.put(event, when)
    records.add(ctx, event, _texts(event))
    guests.add(ctx, event, draft.users, draft.guests, tell=not draft.held)
    reminders.sync(ctx, event)
    return event


def _words(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise InvalidInput("title", title, "an event needs words")
    return words


def _texts(event: Event) -> records.Texts:
    told = ((event.title, _TITLE), (event.location, _PLACE), (event.body, _WORDS), (event.outcome, _WORDS))
    return [(text, weight) for text, weight in told if text]


def _address(kind: EventKind, about: Sequence[Record]) -> str | None:
    """Return where the first of those it is about is at home; a call takes place nowhere."""
    if kind is EventKind.CALL:
        return None
    return next((where for record in about if (where := _home(record))), None)


def _home(record: Record) -> str | None:
    if not isinstance(record, ContactCard):
        return None
    town = " ".join(part for part in (record.postcode, record.city) if part)
    return ", ".join(part for part in (record.street, town) if part) or None


def _check_category(category: ActivityType | None, kind: EventKind) -> None:
    """Raise `InvalidInput` for a category of another kind of event (R-76)."""
    if category is not None and category.event_kind is not kind:
        of = category.event_kind.value if category.event_kind is not None else "other"
        raise InvalidInput("category", category.name, f"that is a category of {of}s, not of {kind.value}s")


def categories(ctx: Context, kind: EventKind) -> list[ActivityType]:
    """Return the categories that are offered for a kind of event (R-76)."""
    return [each for each in settings_lists.listed(ctx.session, EVENT_CATEGORIES) if each.event_kind is kind]


def category_named(ctx: Context, kind: EventKind, text: str) -> ActivityType:
    """Return the category a text means. Raises `InvalidInput` with those of the kind for any other."""
    offered = categories(ctx, kind)
    found = settings_lists.meant(EVENT_CATEGORIES, offered, text)
    if found is None:
        reason = f"no such category of {kind.value}s" if offered else f"{kind.value}s have no categories"
        raise InvalidInput("category", text, reason, tuple(each.name for each in offered))
    return found


def category_of(ctx: Context, event: Event) -> ActivityType | None:
    """Return the category of an event."""
    return ctx.session.get(ActivityType, event.type_id) if event.type_id is not None else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change of an event; None leaves a thing as it is, an empty text clears it."""

    title: str | None = None
    kind: EventKind | None = None
    location: str | None = None
    description: str | None = None
    outcome: str | None = None
    category: ActivityType | None = None
    no_category: bool = False
    availability: Availability | None = None
    visibility: Visibility | None = None

    def columns(self) -> dict[str, object]:
        """Return the columns these changes set."""
        told: dict[str, object] = {"title": _words(self.title)} if self.title is not None else {}
        given = {"location": self.location, "body": self.description, "outcome": self.outcome}
        told |= {name: text.strip() or None for name, text in given.items() if text is not None}
        chosen = {"event_kind": self.kind, "availability": self.availability, "visibility": self.visibility}
        told |= {name: value for name, value in chosen.items() if value is not None}
        if self.category is not None or self.no_category:
            told["type_id"] = self.category.id if self.category is not None else None
        return told


def change(ctx: Context, event: Event, changes: Changes) -> None:
    """Change what an event is, not when it is. Raises `NotAllowed`, `InvalidInput`, `Conflict` as `show_to`."""
    permissions.require(ctx, event, "edit")
    columns = changes.columns()
    kind = changes.kind or event.event_kind or EventKind.EVENT
    _check_category(changes.category, kind)
    kept = category_of(ctx, event)
    if changes.kind is not None and changes.category is None and kept is not None and kept.event_kind is not kind:
        columns["type_id"] = None
    records.change(ctx, event, columns)
    _require_in_sight(ctx, event)
    records.reindex(ctx, event, _texts(event))
    _settled(ctx, event)
    if columns.keys() & {"location"} and event.is_planned:
        guests.tell_all(ctx, event, "changed")


def move(ctx: Context, event: Event, to: When, *, ends: When | None = None, length: timedelta | None = None) -> None:
    """Give an event another time; its length stays unless an end or a length is given. Its people are asked anew.

    Raises `NotAllowed`, `Conflict` if it is not planned, `InvalidInput` as `create`.
    """
    permissions.require(ctx, event, "edit")
    _require_planned(event)
    when = times.moved(event, to, ends=ends, length=length)
    before = (event.starts_at, event.ends_at, event.all_day)
    times.put(event, when)
    if before == (event.starts_at, event.ends_at, event.all_day):
        return
    _settled(ctx, event)
    guests.ask_anew(ctx, event)
    guests.tell_all(ctx, event, "moved")


def hold(ctx: Context, event: Event, outcome: str | None = None) -> None:
    """Say that an event took place, and what came of it. Raises `NotAllowed`, `Conflict` if it is not planned."""
    permissions.require(ctx, event, "edit")
    _require_planned(event)
    event.event_status, event.completed_at = EventStatus.HELD, ctx.now
    if outcome and outcome.strip():
        event.outcome = outcome.strip()
    _settled(ctx, event)
    records.reindex(ctx, event, _texts(event))


def cancel(ctx: Context, event: Event) -> None:
    """Call an event off; its people are told. Raises `NotAllowed`, `Conflict` if it is not planned."""
    permissions.require(ctx, event, "edit")
    _require_planned(event)
    event.event_status = EventStatus.CANCELLED
    _settled(ctx, event)
    guests.tell_all(ctx, event, "cancelled")


def reopen(ctx: Context, event: Event) -> None:
    """Plan an event again that was held or cancelled; its people are told. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, event, "edit")
    if event.is_planned:
        raise Conflict(event.title, "is planned", record_id=event.id)
    was_cancelled = event.event_status is EventStatus.CANCELLED
    event.event_status, event.completed_at = EventStatus.PLANNED, None
    _settled(ctx, event)
    if was_cancelled:
        guests.tell_all(ctx, event, "planned again")


def show_to(ctx: Context, event: Event, visibility: Visibility) -> None:
    """Say who sees more of an event than that its people are busy.

    Raises `NotAllowed`, and `Conflict` for no change, or where the actor would not see it any more.
    """
    permissions.require(ctx, event, "edit")
    if event.visibility is visibility:
        raise Conflict(event.title, f"is {visibility.value}", record_id=event.id)
    records.change(ctx, event, {"visibility": visibility})
    _require_in_sight(ctx, event)


def _require_in_sight(ctx: Context, event: Event) -> None:
    """Nobody hides an event from themselves: whether it is private is up to its own people (R-74)."""
    if not permissions.sees(ctx, event):
        whose = records.owner_name(ctx, event) or "whoever holds it"
        raise Conflict(
            event.title, f"would be hidden from you as well: {whose} can make it private", record_id=event.id
        )


def give(ctx: Context, event: Event, owner_id: int) -> None:
    """Have somebody else hold an event; who had it stays asked to it. Raises `NotAllowed`, `Conflict`."""
    if owner_id != ctx.actor.id or not ctx.actor.can("event.take"):
        permissions.require(ctx, event, "edit")
    if event.owner_id == owner_id:
        whose = "yours" if owner_id == ctx.actor.id else f"{records.owner_name(ctx, event)}’s"
        raise Conflict(event.title, f"is {whose} already", record_id=event.id)
    before = event.owner_id
    guests.leave(ctx, event, owner_id)
    event.owner_id, event.team_id = owner_id, records.team_of(ctx, owner_id)
    if before is not None:
        guests.add(ctx, event, (before,), (), tell=before != ctx.actor.id)
    _settled(ctx, event)
    if owner_id != ctx.actor.id:
        guests.tell(ctx, event, "given", (owner_id,))


def _require_planned(event: Event) -> None:
    if not event.is_planned:
        state = event.event_status.value if event.event_status is not None else "over"
        raise Conflict(event.title, f"is {state} already", record_id=event.id)


def _settled(ctx: Context, event: Event) -> None:
    """After a change: reminders follow, and it is `it`."""
    ctx.session.flush()
    reminders.sync(ctx, event)
    records.remember(ctx, event)


@history.after_undo("event")
def _undone(ctx: Context, record: Record) -> None:
    """Reminders and words follow, and whoever was told of what is no more hears of it."""
    assert isinstance(record, Event)
    ctx.session.flush()
    ctx.session.expire(record, ["links"])
    records.reindex(ctx, record, _texts(record))
    reminders.sync(ctx, record)
    guests.tell_all(ctx, record, "changed")
    guests.tell(ctx, record, "uninvited", guests.asked_before(ctx, record))


@records.found_by("event")
def _found_by(ctx: Context, record: Record) -> records.Texts:
    del ctx
    assert isinstance(record, Event)
    return _texts(record)


def about(ctx: Context, event: Event) -> list[Record]:
    """Return what an event is about and the contacts asked to it, as far as the actor may see them."""
    return [each.record for each in guests.linked(ctx, event)]


def company_behind(ctx: Context, event: Event) -> Party | None:
    """Return the first company or person of those an event is about."""
    return next((record for record in about(ctx, event) if isinstance(record, Party)), None)
