"""What lists of events can be asked for: whose they are, what state they are in, when, with whom."""

from datetime import timedelta
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from crmbot.core import filters, lookup
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.filters import Term
from crmbot.core.filters.conditions import any_of, only_named, person_ids
from crmbot.core.permissions import visible
from crmbot.store.models.activity import (
    ActivityLink,
    ActivityType,
    Answer,
    Availability,
    Event,
    EventKind,
    EventStatus,
    LinkRole,
    Visibility,
)
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.record import Record

_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; this one does not
_PLANNED = Event.event_status == EventStatus.PLANNED


def _mine(ctx: Context) -> ColumnElement[bool]:
    """One's own, and those one is asked to and has not declined: both are found before anybody else's are looked at."""
    own = select(_RECORD.c.id).where(_RECORD.c.kind == "event", _RECORD.c.owner_id == ctx.actor.id)
    going = (Attendee.user_id == ctx.actor.id, Attendee.answer != Answer.NO)
    # lint: unscoped the scope stands beside it
    return Record.id.in_(own.union_all(select(Attendee.activity_id).where(*going)))


def _asked(users: tuple[int, ...]) -> ColumnElement[bool]:
    if not users:
        return Record.id.not_in(select(Attendee.activity_id).where(Attendee.user_id.is_not(None)))
    going = and_(Attendee.user_id.in_(users), Attendee.answer != Answer.NO)
    return Record.id.in_(select(Attendee.activity_id).where(going))


def _unanswered(ctx: Context) -> ColumnElement[bool]:
    open_ = and_(Attendee.user_id == ctx.actor.id, Attendee.answer == Answer.NONE)
    return and_(_PLANNED, Record.id.in_(select(Attendee.activity_id).where(open_)))


def _today(ctx: Context) -> ColumnElement[bool]:
    start, end = (ctx.midnight(ctx.today + timedelta(days=days)) for days in (0, 1))
    timed = and_(Event.all_day.is_(False), Event.starts_at < end, Event.ends_at > start)
    whole = and_(Event.all_day, Event.starts_on <= ctx.today, Event.ends_on >= ctx.today)
    return and_(_PLANNED, or_(timed, whole))


def _upcoming(ctx: Context) -> ColumnElement[bool]:
    return and_(_PLANNED, Event.ends_at > ctx.now)


def _past(ctx: Context) -> ColumnElement[bool]:
    """Planned, and over: somebody has to say whether it was held."""
    return and_(_PLANNED, Event.ends_at <= ctx.now)


def to_settle(ctx: Context) -> int:
    """Return how many of the actor's own events are over, and nobody has said whether they were held."""
    own = (Event.owner_id == ctx.actor.id, _past(ctx), visible(ctx, ["event"]))
    return ctx.session.scalar(select(func.count()).select_from(Event).where(*own)) or 0


def _with(ctx: Context, term: Term) -> ColumnElement[bool]:
    only_named(term)
    return any_of(term, (_comes(ctx, term, text) for text in term.values))


def _comes(ctx: Context, term: Term, text: str) -> ColumnElement[bool]:
    """Return the condition for events one of us is asked to, or a contact; one of us is meant before a contact."""
    try:
        return _asked(person_ids(ctx, term, text))
    except InvalidInput:
        found = _contact(ctx, text)
        if found is None:
            raise
    coming = and_(ActivityLink.record_id == found, ActivityLink.role == LinkRole.ATTENDEE)
    return Record.id.in_(select(ActivityLink.activity_id).where(coming))


def _contact(ctx: Context, text: str) -> int | None:
    try:
        return lookup.resolve(ctx, text, ("contact",)).id
    except NotFound:
        return None


def _status(status: EventStatus) -> filters.Field:
    return filters.flag(status.value, lambda _: Event.event_status == status, says=filters.STATE)


filters.declare(
    "event",
    filters.flag("mine", _mine, aliases=("my", "me"), says=filters.WHOSE),
    *map(_status, EventStatus),
    filters.flag("open", lambda _: _PLANNED, says=filters.STATE),
    filters.flag("upcoming", _upcoming, aliases=("coming", "future"), says=filters.STATE),
    filters.flag("past", _past, aliases=("overdue",), says=filters.STATE),
    filters.flag("today", _today, says=filters.STATE),
    filters.flag("unanswered", _unanswered, aliases=("invited",), says=f"{filters.STATE} {filters.WHOSE}"),
    filters.flag("private", lambda _: Event.visibility != Visibility.PUBLIC),
    filters.choice("status", Event.event_status, EventStatus, says=filters.STATE),
    filters.choice("type", Event.event_kind, EventKind, aliases=("kind",)),
    filters.choice("availability", Event.availability, Availability),
    filters.named("category", Event.type_id, ActivityType),
    filters.day("start", Event.starts_on, aliases=("starts", "when", "date")),
    filters.instant("held", Event.completed_at),
    filters.Field("with", _with, ("attendee",), "a name, or me", None, filters.WHOSE),
    filters.linked("on"),
)
filters.arrange("event", Event.starts_at, Event.id, usual="planned")
