"""What the occurrences of a series are made of: words, people, links, reminders, as JSON beside the rule."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from sqlalchemy import Date, Time, inspect, select
from sqlalchemy.orm import Session

from crmbot.store.codec import decode, encode
from crmbot.store.models.activity import Activity, ActivityLink, Event, EventStatus, Task, TaskStatus
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.models.reminder import ReminderWish, WishKind
from crmbot.store.models.tag import RecordTag
from crmbot.store.types import UtcDateTime

MINUTES, DAYS = "minutes", "days"
"""How long an event lasts: so many minutes, or so many whole days."""

_OF_EACH = frozenset(
    {
        *("id", "kind", "search_text", "version", "updated_by_id", "merged_into_id"),
        *("status", "outcome", "sent_back", "event_status", "all_day", "recurrence_id"),
        *("note_kind", "direction", "duration_minutes", "lat", "lng", "source_message", "zone", "due_zone"),
    }
)
"""Columns that are each occurrence's own; so are all times."""

_PEOPLE = ("owner_id", "assignee_id", "approver_id")


class Pattern(TypedDict):
    """What each new occurrence gets: columns by name, and the keys of what hangs on it."""

    columns: dict[str, Any]
    links: list[dict[str, Any]]
    attendees: list[dict[str, Any]]
    wishes: list[dict[str, Any]]
    tags: list[int]
    length: dict[str, int]


def columns_of(kind: type[Activity]) -> tuple[str, ...]:
    """Name the columns that go on from one occurrence to the next."""
    attributes = inspect(kind).mapper.column_attrs
    return tuple(
        prop.key
        for prop in attributes
        if prop.key not in _OF_EACH and not isinstance(prop.columns[0].type, (Date, Time, UtcDateTime))
    )


def capture(session: Session, activity: Activity) -> Pattern:
    """Take down what an occurrence is made of."""
    session.flush()
    return Pattern(
        columns={name: encode(getattr(activity, name)) for name in columns_of(type(activity))},
        links=[{"record_id": row.record_id, "role": row.role.value} for row in _rows(session, ActivityLink, activity)],
        attendees=[
            {"user_id": row.user_id, "email": row.email, "name": row.name} for row in _rows(session, Attendee, activity)
        ],
        wishes=[_wish(row) for row in _rows(session, ReminderWish, activity) if _is_lasting(row)],
        tags=[row.tag_id for row in _rows(session, RecordTag, activity)],
        length=length_of(activity),
    )


def _rows(session: Session, model: type[Any], activity: Activity) -> Sequence[Any]:
    subject = getattr(model, model.__subject__)
    order = inspect(model).primary_key
    return session.scalars(select(model).where(subject == activity.id).order_by(*order)).all()


def _wish(row: ReminderWish) -> dict[str, Any]:
    return {
        "user_id": row.user_id,
        "address": row.address,
        "kind": row.kind.value,
        "minutes": row.minutes,
        "is_on": row.is_on,
    }


def _is_lasting(wish: ReminderWish) -> bool:
    """A snooze, and a reminder at an instant, are of one occurrence."""
    return wish.kind is not WishKind.SNOOZE and wish.until is None


def length_of(activity: Activity) -> dict[str, int]:
    """Return how long an event lasts: in minutes, or in days after its first; empty for a task."""
    if not isinstance(activity, Event) or activity.starts_at is None or activity.ends_at is None:
        return {}
    if activity.all_day and activity.starts_on is not None:
        return {DAYS: ((activity.ends_on or activity.starts_on) - activity.starts_on).days}
    return {MINUTES: round((activity.ends_at - activity.starts_at).total_seconds() / 60)}


def pattern_of(recurrence: Recurrence) -> Pattern:
    """Return what the occurrences of a series are made of."""
    kept = recurrence.pattern
    return Pattern(
        columns=kept["columns"],
        links=kept["links"],
        attendees=kept["attendees"],
        wishes=kept["wishes"],
        tags=kept["tags"],
        length=kept["length"],
    )


def given(kept: Pattern, before: int, to: int) -> Pattern:
    """Return a pattern with one of ours in the place of another; whoever holds an event is not asked to it."""
    columns = {**kept["columns"], **{name: to for name in _PEOPLE if kept["columns"].get(name) == before}}
    asked = [each for each in kept["attendees"] if each["user_id"] != columns.get("owner_id")]
    return Pattern(
        columns=columns,
        links=kept["links"],
        attendees=asked,
        wishes=kept["wishes"],
        tags=kept["tags"],
        length=kept["length"],
    )


def blank(recurrence: Recurrence) -> Task | Event:
    """Return a new occurrence with nothing but its series."""
    model: type[Task | Event] = Task if recurrence.kind == "task" else Event
    return model(recurrence_id=recurrence.id, links=[])


def values(model: type[Activity], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return column values as they are set; of columns that are no more nothing is."""
    attributes = inspect(model).mapper.column_attrs
    return {
        name: decode(attributes[name].columns[0].type, kept) for name, kept in columns.items() if name in attributes
    }


def renew(activity: Task | Event, kept: Pattern) -> None:
    """Set what an occurrence begins with: the columns of its series, and its state."""
    for name, value in values(type(activity), kept["columns"]).items():
        setattr(activity, name, value)
    if isinstance(activity, Task):
        activity.status = TaskStatus.TODO
    else:
        activity.event_status = EventStatus.PLANNED


def dress(session: Session, rows: Sequence[Task | Event], pattern: Pattern) -> None:
    """Put on new occurrences what hangs on each: links, people, reminders, tags. They have their numbers."""
    linked = _there(session, [each["record_id"] for each in pattern["links"]])
    added: list[object] = []
    for row in rows:
        for link in pattern["links"]:
            number = linked.get(link["record_id"])
            if number is not None:
                asked = "none" if link["role"] == "attendee" else None
                added.append(ActivityLink(activity_id=row.id, record_id=number, role=_role(link["role"]), answer=asked))
        added += [Attendee(activity_id=row.id, **each) for each in pattern["attendees"]]
        added += [_wished(row, each) for each in pattern["wishes"]]
        added += [RecordTag(record_id=row.id, tag_id=each) for each in pattern["tags"]]
    session.add_all(added)
    session.flush()


def _role(word: str) -> Any:  # noqa: ANN401  # one of the column's own words
    return decode(inspect(ActivityLink).mapper.column_attrs["role"].columns[0].type, word)


def _wished(row: Activity, wish: Mapping[str, Any]) -> ReminderWish:
    return ReminderWish(record_id=row.id, **{**wish, "kind": WishKind(wish["kind"])})


def _there(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """Return the records links lead to by now: those that were merged to what they went into; one each."""
    # lint: unscoped the series goes on with what it is about, whoever sees it
    rows = session.execute(select(Record.id, Record.merged_into_id, Record.deleted_at).where(Record.id.in_(numbers)))
    leads = {row.id: row.merged_into_id or row.id for row in rows if row.deleted_at is None or row.merged_into_id}
    return {number: to for number, to in leads.items() if to == number or to not in leads}


def acting(session: Session, rows: Sequence[Task | Event], former: Activity | None) -> None:
    """Have occurrences be for people with access: for whoever has the former one, where their own person left."""
    if former is None or not rows:
        return
    named = {getattr(rows[0], name) for name in _PEOPLE} - {None}
    gone = set(session.scalars(select(User.id).where(User.id.in_(named), User.is_active.is_(False))))
    for row in rows if gone else ():
        for name in _PEOPLE:
            if getattr(row, name) in gone:
                setattr(row, name, getattr(former, name))
