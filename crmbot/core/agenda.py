"""The agenda of people: what takes place and what is due, day by day; of what is private, only that they are busy."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Table, and_, bindparam, or_, select, union_all

from crmbot.core.context import Context
from crmbot.core.events.times import LONGEST, span_of
from crmbot.core.permissions import visible
from crmbot.store.among import one_of
from crmbot.store.models.activity import (
    Activity,
    Answer,
    Availability,
    Event,
    EventKind,
    EventStatus,
    Priority,
    Task,
    Visibility,
)
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.record import Record

MOST_APART = 100
"""All that so many people ever had on is sooner gone through than all that everybody has on in a week."""

_DAY = timedelta(days=1)
_ZONES = timedelta(hours=15)
"""So far whole days of other zones may begin before or end behind our own."""

_ATTENDEE = cast("Table", Attendee.__table__)
_ACTIVITY = cast("Table", Activity.__table__)
_RECORD = cast("Table", Record.__table__)
_FIRST: BindParameter[datetime] = bindparam("first_at")
_LAST: BindParameter[datetime] = bindparam("last_at")
_LONG_AGO: BindParameter[datetime] = bindparam("long_ago")
_PEOPLE: BindParameter[Sequence[int]] = bindparam("people", expanding=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in an agenda.

    `number`, `title` and `place` are None for what the actor may not see: that is only busy, or not. `who` are those
    of the people asked for whose it is. `on` and `last` are its days in the actor's zone; `at` is None for whole days
    and for tasks without a time.
    """

    kind: str
    number: int | None
    title: str | None
    at: datetime | None
    until: datetime | None
    on: date
    last: date
    who: tuple[int, ...]
    all_day: bool = False
    is_busy: bool = True
    is_private: bool = False
    place: str | None = None
    event_kind: EventKind | None = None
    status: EventStatus | None = None
    priority: Priority | None = None
    rev: int = 0

    @property
    def is_task(self) -> bool:
        """Whether it is to be done rather than to be at."""
        return self.kind == "task"

    def takes(self, start: datetime, end: datetime) -> bool:
        """Tell whether it takes some of the time between two moments."""
        return self.is_busy and self.at is not None and self.until is not None and self.at < end and start < self.until


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what is in it: whole days first, then by time, tasks without a time last."""

    on: date
    entries: tuple[Entry, ...]


def agenda(ctx: Context, people: Sequence[int], first: date, days: int = 1) -> list[Day]:
    """Return the days from `first` on with what some people have on them, by the actor's calendar.

    Args: `people`: user ids. `days`: 1-62. Events are theirs or they are asked to them and have not declined; tasks
    are open, due on the day, and seen by the actor. Raises `NotAllowed` without the right to see events.
    """
    ctx.actor.require("event.see")
    found = [*busy(ctx, people, first, days), *_tasks(ctx, people, first, days)]
    return _by_day(found, first, days)


def busy(ctx: Context, people: Sequence[int], first: date, days: int = 1) -> list[Entry]:
    """Return the events of some people over days of the actor's calendar, in no order."""
    if not people:
        return []
    start, end = ctx.midnight(first), ctx.midnight(first + timedelta(days=days))
    told = {
        "people": list(people),
        "first_at": start - _ZONES,
        "last_at": end + _ZONES,
        "long_ago": start - _ZONES - LONGEST,
    }
    ctx.session.flush()  # a statement on the connection does not do so by itself
    asking = ctx.session.connection()  # a thousand rows are told quicker as rows than by way of their classes
    rows = asking.execute(_OF_FEW if len(people) <= MOST_APART else _OF_MANY, told).all()
    if not rows:
        return []
    found = [row.record_id for row in rows]
    seen = _WORDS.where(one_of(ctx.session, Event.id, found), visible(ctx, ["event"]))
    words = {row.record_id: row for row in asking.execute(seen)}
    going: dict[int, list[int]] = defaultdict(list)
    for number, user_id in asking.execute(_GOING.where(one_of(ctx.session, _ATTENDEE.c.activity_id, found)), told):
        going[number].append(user_id)
    last, asked = first + timedelta(days=days - 1), frozenset(people)
    entries = (
        _event(ctx.zone, row, words.get(row.record_id), _whose(row.owner_id, going.get(row.record_id), asked))
        for row in rows
    )
    return [entry for entry in entries if entry.on <= last and entry.last >= first]


def _whose(owner: int | None, going: Sequence[int] | None, asked: Collection[int]) -> tuple[int, ...]:
    """Return those of the people asked for whose an event is: who holds it first."""
    owners = (owner,) if owner is not None and owner in asked else ()
    return (*owners, *(number for number in sorted(going) if number not in owners)) if going else owners


def _within_time() -> CompoundSelect[int]:
    """Select the activities that begin in the time or go on in it: each part has an index of its own."""
    near = select(_ACTIVITY.c.record_id).where(
        _ACTIVITY.c.starts_at >= _LONG_AGO, _ACTIVITY.c.starts_at < _LAST, _ACTIVITY.c.ends_at > _FIRST
    )
    long = select(_ACTIVITY.c.record_id).where(
        _ACTIVITY.c.all_day, _ACTIVITY.c.ends_at > _FIRST, _ACTIVITY.c.starts_at < _LONG_AGO
    )
    return union_all(near, long)


_GOES = (_ATTENDEE.c.user_id.in_(_PEOPLE), _ATTENDEE.c.answer != Answer.NO)


def _of_few() -> CompoundSelect[int]:
    """Select what some people have on: what is in the time, of all that is theirs or that they are asked to."""
    held = select(_RECORD.c.id).where(
        _RECORD.c.kind == "event", _RECORD.c.owner_id.in_(_PEOPLE), _RECORD.c.deleted_at.is_(None)
    )
    theirs = union_all(held, select(_ATTENDEE.c.activity_id).where(*_GOES)).subquery()
    in_time = _within_time().subquery()
    return select(in_time.c.record_id).intersect(select(theirs.c.id))


def _of_many() -> ColumnElement[bool]:
    """Return the condition for what many people have on: whose it is, of all that is in the time."""
    going = select(_ATTENDEE.c.activity_id).where(_ATTENDEE.c.activity_id.in_(_within_time()), *_GOES)
    return and_(Event.id.in_(_within_time()), or_(Event.owner_id.in_(_PEOPLE), Event.id.in_(going)))


# lint: unscoped times alone, without a word of what it is: that everybody may know
_TIMES = select(
    *(Event.id, Event.owner_id, Event.starts_at, Event.ends_at, Event.all_day, Event.starts_on, Event.ends_on),
    *(Event.event_status, Event.visibility, Event.availability),
).where(Event.event_status != EventStatus.CANCELLED, Event.deleted_at.is_(None))
_OF_FEW, _OF_MANY = _TIMES.where(Event.id.in_(_of_few())), _TIMES.where(_of_many())
# lint: unscoped the scope of whoever asks is put to it: of what they may not see, no word leaves the database
_WORDS = select(Event.id, Event.title, Event.location, Event.event_kind, Event.version)
_GOING = select(_ATTENDEE.c.activity_id, _ATTENDEE.c.user_id).where(*_GOES)


def _event(zone: ZoneInfo, row: Any, words: Any, who: tuple[int, ...]) -> Entry:  # noqa: ANN401  # rows of the above
    first, last = span_of(row.starts_at, row.ends_at, zone)
    if row.all_day:
        first, last = row.starts_on or first, row.ends_on or row.starts_on or last
    return Entry(
        kind="event",
        number=row.record_id if words is not None else None,
        title=words.title if words is not None else None,
        at=None if row.all_day else row.starts_at,
        until=None if row.all_day else row.ends_at,
        on=first,
        last=last,
        who=who,
        all_day=row.all_day,
        is_busy=row.availability is not Availability.FREE,
        is_private=row.visibility not in (None, Visibility.PUBLIC),
        place=words.location if words is not None else None,
        event_kind=words.event_kind if words is not None else None,
        status=row.event_status,
        rev=words.version if words is not None else 0,
    )


def _tasks(ctx: Context, people: Sequence[int], first: date, days: int) -> list[Entry]:
    """Return the open tasks of some people that are due on the days, as far as the actor may see them."""
    last, end = first + timedelta(days=days - 1), ctx.midnight(first + timedelta(days=days))
    on_day = and_(Task.due_at.is_(None), Task.due_on.between(first, last))
    # A time said in another zone may fall on another day here; the day it was said on finds it by the index.
    at_time = and_(Task.due_at >= ctx.midnight(first), Task.due_at < end)
    near = Task.due_on.between(first - _DAY, last + _DAY)
    rows = ctx.session.execute(
        select(Task.id, Task.title, Task.due_at, Task.due_on, Task.assignee_id, Task.priority, Task.version).where(
            visible(ctx, ["task"]),
            Task.assignee_id.in_(people),
            Task.status.in_(Task.OPEN),
            near,
            or_(on_day, at_time),
        )
    )
    return [_task(ctx, row) for row in rows]


def _task(ctx: Context, row: Any) -> Entry:  # noqa: ANN401  # a row of the query above
    on = row.due_at.astimezone(ctx.zone).date() if row.due_at is not None else row.due_on
    return Entry(
        kind="task",
        number=row.id,
        title=row.title,
        at=row.due_at,
        until=None,
        on=on,
        last=on,
        who=(row.assignee_id,),
        is_busy=False,
        priority=row.priority,
        rev=row.version,
    )


def _by_day(entries: Sequence[Entry], first: date, days: int) -> list[Day]:
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        for day in _days_of(entry, first, days):
            by_day[day].append(entry)
    every = (first + timedelta(days=number) for number in range(days))
    return [Day(day, tuple(sorted(by_day[day], key=_order))) for day in every]


def _days_of(entry: Entry, first: date, days: int) -> Iterator[date]:
    day, last = max(entry.on, first), min(entry.last, first + timedelta(days=days - 1))
    while day <= last:
        yield day
        day += _DAY


def _order(entry: Entry) -> tuple[int, str, int, str]:
    rank = 0 if entry.all_day else 1 if entry.at is not None else 2
    at = entry.at.isoformat() if entry.at is not None else ""
    return rank, at, entry.is_task, entry.title or ""
