"""The timeline of a record: what is planned, then everything that was done with it and to it, the latest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from crmbot.core import doings, history, lookup, subjects
from crmbot.core.context import Context
from crmbot.core.documents import lists as document_lists
from crmbot.core.filters.times import instant_condition
from crmbot.core.history import Entry
from crmbot.core.permissions import visible
from crmbot.language.filters.terms import Op, Term
from crmbot.language.filters.values import age
from crmbot.store.models.activity import Activity, ActivityLink, Event, EventStatus, Note, Task, TaskStatus
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.custom import CustomValue
from crmbot.store.models.document import Document
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag

PLANNED = 5
"""So many of the things to come stand on top."""

_DONE, _FILED, _CHANGED = "done", "filed", "changed"
_RECORD = Record.__tablename__


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: an activity or a document, or a change; when, by whom, through which surface.

    `about` is what an activity or document is about, where that is not the record itself; `record` of a change
    is given where it is one of what belongs to the record.
    """

    at: datetime
    who: str
    via: str
    record: Record | None = None
    entry: Entry | None = None
    about: Record | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was, and how many lines there are on all of them."""

    moments: Sequence[Moment]
    total: int


def planned(ctx: Context, record: Record) -> tuple[Sequence[Task | Event], int]:
    """Return the next open tasks and events of a record and what belongs to it, the next first, and how many."""
    where = (Activity.id.in_(_activities(record)), doings.is_to_come(ctx.now), visible(ctx, ("task", "event")))
    rows = ctx.session.scalars(select(Activity).where(*where).order_by(*doings.IN_TURN).limit(PLANNED)).all()
    total = ctx.session.scalar(select(func.count()).select_from(Activity).where(*where)) if rows else 0
    return [row for row in rows if isinstance(row, Task | Event)], total or 0


def page(ctx: Context, record: Record, *, since: str = "", limit: int = 10, offset: int = 0) -> Page:
    """Return a page of what was done with a record and to it, the latest first.

    `since`: a day or a length of time in words. Raises `InvalidInput` for words that are none.
    """
    parts = (_done(ctx, record), _filed(ctx, record), _changed(record), _merged(record), _of_deals(ctx, record))
    every = union_all(*parts).subquery()
    where = [_since(ctx, since, every.c.at)] if since else []
    total = ctx.session.scalar(select(func.count()).select_from(every).where(*where)) or 0
    rows = ctx.session.execute(
        select(every)
        .where(*where)
        .order_by(every.c.at.desc(), every.c.source, every.c.number.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return Page(_told(ctx, record, rows), total)


def _since(ctx: Context, text: str, at: ColumnElement[Any]) -> ColumnElement[bool]:
    op = Op.AT_MOST if age(text) is not None else Op.AT_LEAST
    return instant_condition(ctx, Term("since", op, (text,), text), text, at)


_Part = Select[str, datetime, int]
_Value = TypeVar("_Value")
_Column = ColumnElement[_Value] | InstrumentedAttribute[_Value]


def _part(source: str, at: _Column[datetime], number: _Column[int]) -> _Part:
    return select(literal(source).label("source"), at.label("at"), number.label("number"))


def _activities(record: Record) -> Select[int]:
    return select(ActivityLink.activity_id).where(ActivityLink.record_id.in_(document_lists.family(record)))


def _done(ctx: Context, record: Record) -> _Part:
    """Notes, tasks that are done, events that are over or were held."""
    at = func.coalesce(Activity.happened_at, Activity.completed_at, Activity.starts_at)
    over = or_(
        Activity.kind == "note",
        and_(Activity.status == TaskStatus.DONE, Activity.completed_at.is_not(None)),
        and_(Activity.event_status != EventStatus.CANCELLED, Activity.ends_at <= ctx.now),
        and_(Activity.event_status == EventStatus.HELD, Activity.ends_at > ctx.now),
    )
    parts = (Activity.id.in_(_activities(record)), over, visible(ctx, subjects.ACTIVITIES))
    return _part(_DONE, at, Activity.id).select_from(Activity).where(*parts)


def _filed(ctx: Context, record: Record) -> _Part:
    scope = visible(ctx, ["document"])
    return _part(_FILED, Document.created_at, Document.id).where(document_lists.filed_with(record), scope)


def _changed(record: Record) -> _Part:
    """What was changed in the record itself."""
    own = (Change.record_id == record.id, history.apart_from_making(record.id), _apart_from_merging(record))
    return _part(_CHANGED, Change.at, Change.id).where(*own)


def _merged(record: Record) -> _Part:
    """That others were merged into it: apart from its own changes, so that each is looked up by its index."""
    into_it = (Change.record_id.in_(_gone_into(record)), Change.action == "merge")
    return _part(_CHANGED, Change.at, Change.id).where(*into_it)


def _gone_into(record: Record) -> Select[int]:
    # lint: unscoped the record is at hand: whoever asks has looked it up
    return select(Record.id).where(Record.merged_into_id == record.id)


def _apart_from_merging(record: Record) -> ColumnElement[bool]:
    """Leave out the links and values a merge brought over, and that the merged record was put away."""
    merges = select(Change.batch_id).where(Change.action == "merge")
    batches = union_all(
        merges.where(Change.record_id.in_(_gone_into(record))), merges.where(Change.record_id == record.id)
    )
    rest = or_(Change.table_name != _RECORD, Change.action == "delete")
    return ~and_(rest, Change.batch_id.in_(batches))


def _of_deals(ctx: Context, record: Record) -> _Part:
    """That a deal of a company or person was made, and how it went on."""
    steps = and_(Change.table_name == _RECORD, Change.action.in_(("create", "status")))
    theirs = and_(Record.id.in_(document_lists.family(record)), Record.id != record.id)
    scope = visible(ctx, ["deal"])
    return _part(_CHANGED, Change.at, Change.id).join(Record, Record.id == Change.record_id).where(steps, theirs, scope)


def _told(ctx: Context, record: Record, rows: Sequence[Any]) -> list[Moment]:
    ids = [row.number for row in rows if row.source != _CHANGED]
    entries = _entries(ctx, [row.number for row in rows if row.source == _CHANGED])
    numbers = {entry.record_id for entry in entries.values() if entry.record_id not in (None, record.id)}
    found = {one.id: one for one in lookup.those(ctx, [*ids, *(number for number in numbers if number is not None)])}
    found |= _merged_into(ctx, record, entries.values())
    hands, abouts = _hands(ctx, found.values()), _abouts(ctx, record, found.values())
    moments: list[Moment] = []
    for row in rows:
        if row.source == _CHANGED:
            entry = entries[row.number]
            # What was merged into the record leads to it, and it is not told whose its own changes are.
            other = found.get(entry.record_id or 0) if entry.record_id != record.id else None
            moments.append(Moment(entry.at, entry.who, entry.via, other, entry))
        elif row.number in found:
            who, via = hands.get(row.number, ("crmbot", "system"))
            moments.append(Moment(row.at, who, via, found[row.number], None, abouts.get(row.number)))
    return moments


def _entries(ctx: Context, ids: Sequence[int]) -> Mapping[int, Entry]:
    if not ids:
        return {}
    rows = ctx.session.execute(
        select(Change, User.name).outerjoin(User, User.id == Change.user_id).where(Change.id.in_(ids))
    )
    return {row.Change.id: history.entry_of(row.Change, row.name) for row in rows}


def _merged_into(ctx: Context, record: Record, entries: Collection[Entry]) -> Mapping[int, Record]:
    """Return the records that were merged into one, where entries tell of it."""
    ids = [entry.record_id for entry in entries if entry.action == "merge" and entry.record_id != record.id]
    if not ids:
        return {}
    # lint: unscoped what was merged into a record is part of what it is
    gone = ctx.session.scalars(select(Record).where(Record.id.in_(ids), Record.merged_into_id == record.id))
    return {one.id: one for one in gone}


def _hands(ctx: Context, found: Collection[Record]) -> Mapping[int, tuple[str, str]]:
    """Return who wrote notes and documents or finished tasks, and through which surface."""
    finished = [one.id for one in found if isinstance(one, Task)]
    written = [one.id for one in found if isinstance(one, Note | Event | Document)]
    if not finished and not written:
        return {}
    made = and_(Change.record_id.in_(written), Change.operation == Operation.INSERT)
    done = and_(Change.record_id.in_(finished), Change.action == "status")
    rows = ctx.session.execute(
        select(Change.record_id, Change.via, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.table_name == _RECORD, or_(made, done))
        .order_by(Change.id)
    )
    return {row.record_id: (row.name or "crmbot", row.via) for row in rows}


def _abouts(ctx: Context, record: Record, found: Collection[Record]) -> Mapping[int, Record]:
    """Return what activities and documents are about that are not about the record itself, as the actor may see it."""
    ids = [one.id for one in found if isinstance(one, Activity)]
    links = select(ActivityLink.activity_id, ActivityLink.record_id).where(ActivityLink.activity_id.in_(ids))
    pairs = [(row.activity_id, row.record_id) for row in ctx.session.execute(links)] if ids else []
    pairs += [(one.id, one.about_id) for one in found if isinstance(one, Document) and one.about_id is not None]
    own = {number for number, about in pairs if about == record.id}
    others = {one.id: one for one in lookup.those(ctx, sorted({about for _, about in pairs if about != record.id}))}
    abouts: dict[int, Record] = {}
    for number, about in pairs:
        if number not in own and about in others:
            nearest = min(others[about], abouts.get(number, others[about]), key=lambda one: subjects.rank(one.kind))
            abouts[number] = nearest
    return abouts


def of_column(ctx: Context, record: Record, columns: Sequence[str]) -> Sequence[Entry]:
    """Return who changed some columns of a record, the latest first."""
    named = [cast(Change.diff, Text).contains(f'"{column}"', autoescape=True) for column in columns]
    return _of(ctx, and_(Change.record_id == record.id, Change.table_name == _RECORD, or_(*named)))


def of_field(ctx: Context, record: Record, field_id: int) -> Sequence[Entry]:
    """Return who changed one of a record's own fields, the latest first."""
    key = f"[{record.id}, {field_id}]"
    own = and_(Change.record_id == record.id, Change.table_name == CustomValue.__tablename__, Change.row_key == key)
    return _of(ctx, own)


def of_tags(ctx: Context, record: Record) -> Sequence[Entry]:
    """Return who changed the tags of a record, the latest first."""
    return _of(ctx, and_(Change.record_id == record.id, Change.table_name == RecordTag.__tablename__))


_LATEST = 10


def _of(ctx: Context, where: ColumnElement[bool]) -> Sequence[Entry]:
    rows = ctx.session.execute(
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(where)
        .order_by(Change.id.desc())
        .limit(_LATEST)
    )
    return [history.entry_of(row.Change, row.name) for row in rows]
