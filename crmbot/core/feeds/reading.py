"""What the database holds of the entries of a calendar: a fixed number of queries for any number of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select, union_all

from crmbot.core.context import Context
from crmbot.core.events.times import LONGEST
from crmbot.core.feeds.entries import Rhythm, Window
from crmbot.core.permissions import visible
from crmbot.store.models.activity import Activity, ActivityLink, Answer, Event, Task
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.recurrence import Recurrence

_ACTIVITY, _RECORD = cast("Table", Activity.__table__), cast("Table", Record.__table__)
_PARTY = cast("Table", Party.__table__).alias("party_mail")
_LEAD = cast("Table", Lead.__table__).alias("lead_mail")

AnyRow = Any
"""A row of one of the queries below; each names the columns it has."""

Rows = Mapping[int, Sequence[AnyRow]]
"""Rows by the event they are of."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of events: their times, the words of those the actor sees, who is asked, what they are about, our people."""

    times: Sequence[AnyRow] = ()
    words: Mapping[int, AnyRow] = field(default_factory=dict)
    asked: Rows = field(default_factory=dict)
    linked: Rows = field(default_factory=dict)
    users: Mapping[int, AnyRow] = field(default_factory=dict)


def of_people(people: Sequence[int], window: Window) -> ColumnElement[bool]:
    """Return the condition for what some people hold within a time, or are asked to and have not declined."""
    going = select(Attendee.activity_id).where(Attendee.user_id.in_(people), Attendee.answer != Answer.NO)
    return and_(Event.id.in_(_within(window)), or_(Event.owner_id.in_(people), Event.id.in_(going)))


def _within(window: Window) -> Select[int]:
    """Select what begins within a time or goes on in it: each part has an index of its own."""
    at, number = _ACTIVITY.c, _ACTIVITY.c.record_id
    long_ago = window.since - LONGEST
    near = select(number).where(at.starts_at >= long_ago, at.starts_at < window.until, at.ends_at > window.since)
    long = select(number).where(at.all_day, at.ends_at > window.since, at.starts_at < long_ago)
    return select(union_all(near, long).subquery().c.record_id)


def events(ctx: Context, which: ColumnElement[bool]) -> Found:
    """Read the events a condition is true of; of those the actor may not see, no word leaves the database."""
    there = and_(which, Event.deleted_at.is_(None))
    # lint: unscoped times alone, without a word of what it is: that everybody may know
    times = (
        _asking(ctx)
        .execute(
            select(
                *(
                    Event.id.label("number"),
                    Event.owner_id,
                    Event.starts_at,
                    Event.ends_at,
                    Event.all_day,
                    Event.starts_on,
                ),
                *(Event.ends_on, Event.zone, Event.event_status, Event.availability, Event.visibility),
                *(Event.recurrence_id, Event.occurrence_on, Event.created_at, Event.updated_at, Event.version),
            )
            .where(there)
            .order_by(Event.starts_at, Event.id)
        )
        .all()
    )
    if not times:
        return Found()
    return Found(times, _words(ctx, there), _asked(ctx, there), _linked(ctx, there), _users(ctx))


def _asking(ctx: Context) -> Connection:
    """Return what statements are put to: thousands of rows are told quicker as rows than by way of their classes."""
    ctx.session.flush()  # a statement on the connection does not do so by itself
    return ctx.session.connection()


def _words(ctx: Context, which: ColumnElement[bool]) -> dict[int, AnyRow]:
    told = (Event.title, Event.body, Event.outcome, Event.location, Event.event_kind)
    rows = _asking(ctx).execute(select(Event.id.label("number"), *told).where(which, visible(ctx, ["event"])))
    return {row.number: row for row in rows}


def _asked(ctx: Context, which: ColumnElement[bool]) -> Rows:
    # lint: unscoped whose time it takes; names of those who are asked are shown with what the actor sees alone
    numbers = select(Event.id).where(which)
    asked = (Attendee.activity_id.label("number"), Attendee.user_id, Attendee.name, Attendee.email, Attendee.answer)
    return _by_event(
        _asking(ctx).execute(select(*asked).where(Attendee.activity_id.in_(numbers)).order_by(Attendee.id))
    )


def _linked(ctx: Context, which: ColumnElement[bool]) -> Rows:
    """Return the records events are about, and the contacts asked to them, as far as the actor sees both."""
    numbers = select(Event.id).where(which, visible(ctx, ["event"]))
    mail = func.coalesce(_PARTY.c.email, _LEAD.c.email).label("email")
    link = (ActivityLink.activity_id.label("number"), ActivityLink.role, ActivityLink.answer)
    statement = (
        select(*link, Record.id, Record.kind, Record.title, mail)
        .join(Record, Record.id == ActivityLink.record_id)
        .outerjoin(_PARTY, _PARTY.c.record_id == Record.id)
        .outerjoin(_LEAD, _LEAD.c.record_id == Record.id)
        .where(ActivityLink.activity_id.in_(numbers), Record.kind != "note", visible(ctx))
        .order_by(Record.id)
    )
    return _by_event(_asking(ctx).execute(statement))


def _users(ctx: Context) -> dict[int, AnyRow]:
    return {row.id: row for row in _asking(ctx).execute(select(User.id, User.name, User.email))}


def _by_event(rows: Iterable[AnyRow]) -> Rows:
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.number].append(row)
    return found


def tasks(ctx: Context, people: Sequence[int], window: Window) -> Sequence[AnyRow]:
    """Read the open tasks of some people that have a day within a time, as far as the actor sees them."""
    told = (Task.id.label("number"), Task.title, Task.body, Task.due_on, Task.due_at, Task.due_zone, Task.assignee_id)
    return (
        _asking(ctx)
        .execute(
            select(*told, Task.created_at, Task.updated_at, Task.version)
            .where(
                visible(ctx, ["task"]),
                Task.assignee_id.in_(people),
                Task.status.in_(Task.OPEN),
                Task.due_on.between(window.first_on, window.last_on),
            )
            .order_by(Task.due_on, Task.id)
        )
        .all()
    )


def rhythms(ctx: Context, numbers: Collection[int]) -> dict[int, Rhythm]:
    """Read the rules of some series."""
    if not numbers:
        return {}
    begun = (
        select(_ACTIVITY.c.recurrence_id, func.min(_RECORD.c.created_at).label("begun_at"))
        .join(_RECORD, _RECORD.c.id == _ACTIVITY.c.record_id)
        .where(_ACTIVITY.c.recurrence_id.in_(numbers))
        .group_by(_ACTIVITY.c.recurrence_id)
        .subquery()
    )
    rows = ctx.session.execute(
        select(Recurrence, begun.c.begun_at)
        .join(begun, begun.c.recurrence_id == Recurrence.id)
        .where(Recurrence.is_active)
    )
    return {row.Recurrence.id: _rhythm(row.Recurrence, row.begun_at) for row in rows}


def _rhythm(row: Recurrence, begun_at: Any) -> Rhythm:  # noqa: ANN401  # what the least of a column is has no type
    return Rhythm(
        id=row.id,
        rule=row.rule,
        first_on=row.first_on,
        at=row.at,
        zone=row.zone,
        left_out=frozenset(date.fromisoformat(day) for day in row.left_out),
        made_until=row.made_until,
        begun_at=begun_at,
    )
