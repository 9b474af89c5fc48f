"""What was done about records and what is to come, read in one way by cards, colours, lists and filters (B1, B2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from crmbot.store.models.activity import Activity, ActivityLink, EventStatus, Task, TaskStatus
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Instant = datetime | BindParameter[datetime]

# Tables, not classes: the classes stand on `record` as well, which may be the one that is asked about.
_ACTIVITY, _FILE = cast("Table", Activity.__table__), cast("Table", Document.__table__)
_KEPT = cast("Table", Record.__table__).alias("kept")

_DAY: ColumnElement[date] = func.coalesce(Activity.due_on, Activity.starts_on, func.date(Activity.starts_at))
_AT: ColumnElement[datetime] = func.coalesce(Activity.due_at, Activity.starts_at)

IN_TURN = (_DAY.is_(None), _DAY, _AT.is_(None), _AT, Activity.id)
"""The order in which things come: by the day, then by the time of it; what has no day comes last."""


def is_to_come(now: Instant) -> ColumnElement[bool]:
    """Return the condition for what is still to be done or to take place: open tasks, events that are not over."""
    planned = and_(_ACTIVITY.c.event_status == EventStatus.PLANNED, _ACTIVITY.c.ends_at > now)
    return or_(_ACTIVITY.c.status.in_(Task.OPEN), planned)


def took_place(until: Instant) -> ColumnElement[bool]:
    """Return the condition for events that began and were not called off."""
    return and_(_ACTIVITY.c.event_status != EventStatus.CANCELLED, _ACTIVITY.c.starts_at <= until)


def was_done(until: Instant, since: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition for what was done: notes, tasks done, events that took place."""
    done = (
        (_ACTIVITY.c.happened_at, _ACTIVITY.c.kind == "note"),
        (_ACTIVITY.c.completed_at, _ACTIVITY.c.status == TaskStatus.DONE),
        (_ACTIVITY.c.starts_at, took_place(until)),
    )
    return or_(*(is_one if since is None else and_(at >= since, is_one) for at, is_one in done))


def planned_on(key: Column, now: datetime) -> ColumnElement[bool]:
    """Return the condition for records on which something is planned; `key` is the number of the record."""
    return _found(_on(key, is_to_come(now)))


def touched(key: Column, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition for the few records about which something was done, or filed, in a span of time."""
    return or_(_on(key, was_done(until, since)).exists(), _filed(key, since).exists())


def untouched(key: Column, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition for the many records about which nothing was done, or filed, in a span of time."""
    return and_(~_found(_on(key, was_done(until, since))), ~_found(_filed(key, since)))


def _on(key: Column, condition: ColumnElement[bool]) -> Select[bool]:
    """Choose what is kept of the activities on a record that meet a condition."""
    # lint: unscoped nothing is told of them but that there is one, by whomever
    found = select(true()).where(
        ActivityLink.record_id == key,
        _ACTIVITY.c.record_id == ActivityLink.activity_id,
        condition,
        _KEPT.c.id == ActivityLink.activity_id,
        _KEPT.c.deleted_at.is_(None),
    )
    return found.correlate_except(ActivityLink, _ACTIVITY, _KEPT)


def _filed(key: Column, since: datetime) -> Select[bool]:
    """Choose what is kept of the files on a record from an instant on."""
    # lint: unscoped as above
    found = select(true()).where(
        _FILE.c.about_id == key,
        _KEPT.c.id == _FILE.c.record_id,
        _KEPT.c.created_at >= since,
        _KEPT.c.deleted_at.is_(None),
    )
    return found.correlate_except(_FILE, _KEPT)


def _found(some: Select[bool]) -> ColumnElement[bool]:
    """Return whether there is one, asked of each record by itself.

    With EXISTS PostgreSQL would find all that was ever done about any record first, to look each one up there.
    """
    return func.coalesce(some.limit(1).scalar_subquery(), false())


@dataclass(frozen=True, slots=True)
class Doings:
    """When something was last done about each of some records, by number; and on which of them something is to come."""

    last: dict[int, datetime]
    planned: frozenset[int]


def of_records(session: Session, ids: Sequence[int], now: datetime) -> Doings:
    """Return what was done about some records and whether something is to come, in one query however many they are."""
    if not ids:
        return Doings({}, frozenset())
    rows = session.execute(_done_and_planned(), {"ids": ids, "now": now}).all()
    last = {row.about: row.at for row in rows if row.at is not None}
    return Doings(last, frozenset(row.about for row in rows if row.open))


@cache  # it costs more to build than to run
def _done_and_planned() -> Select[Any]:
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    now: BindParameter[datetime] = bindparam("now")
    is_open = is_to_come(now)
    happened = func.coalesce(Activity.happened_at, Activity.completed_at, Activity.starts_at)
    # lint: unscoped nothing but the instant is told, and that something is planned, by whomever
    activities = (
        select(
            ActivityLink.record_id.label("about"),
            case((is_open, null()), else_=happened).label("at"),
            case((is_open, 1), else_=0).label("open"),
        )
        .join(Activity, Activity.id == ActivityLink.activity_id)
        .where(ActivityLink.record_id.in_(ids), Activity.deleted_at.is_(None), or_(was_done(now), is_open))
    )
    # lint: unscoped as above
    files = select(Document.about_id.label("about"), Document.created_at.label("at"), literal(0).label("open")).where(
        Document.about_id.in_(ids), Document.deleted_at.is_(None)
    )
    both = union_all(activities, files).subquery()
    last, planned = func.max(both.c.at).label("at"), func.max(both.c.open).label("open")
    return select(both.c.about, last, planned).group_by(both.c.about)
