"""A change of one occurrence goes on to others: to all later ones, or to all of the series."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select

from crmbot.core import history, permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.series import ahead, beginning, hanging, pattern, retiming, rows
from crmbot.core.series.pattern import Pattern
from crmbot.core.series.rows import Occurrence
from crmbot.language import recurring
from crmbot.store.models.activity import EventStatus, Task, TaskStatus
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.record import Record
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.search_index import bulk_index

TIME, CANCELLED, DELETED = "time", "cancelled", "deleted"
_A_DAY = timedelta(days=1)

_TIMES = frozenset(
    {"due_on", "due_time", "due_zone", "starts_on", "starts_time", "zone", "ends_at", "ends_on", "all_day"}
)
_PARTS = {
    "activity_link": "links",
    "activity_attendee": "attendees",
    "reminder_wish": "wishes",
    "record_tag": "tags",
}
_TEXTS = frozenset({"title", "body", "location"})


class Scope(StrEnum):
    """How far a change goes."""

    LATER = "later"
    ALL = "all"


def changed(ctx: Context, activity: Occurrence) -> tuple[str, ...]:
    """Name what the command in hand has changed of an occurrence that may go on to others; nothing for other changes.

    A state is each occurrence's own, and so is a snooze; to be cancelled or deleted may go on.
    """
    if activity.recurrence_id is None or activity.occurrence_on is None:
        return ()
    ctx.session.flush()
    found = ctx.session.scalars(
        select(Change).where(Change.batch_id == history.current(ctx), Change.record_id == activity.id)
    ).all()
    fresh = any(each.table_name == Record.__tablename__ and each.operation is Operation.INSERT for each in found)
    if fresh or any(each.action == "undo" or "recurrence_id" in each.diff for each in found):
        return ()
    columns = frozenset(pattern.columns_of(type(activity)))
    return tuple(sorted({name for each in found for name in _named(each, columns)}))


def _named(change: Change, columns: frozenset[str]) -> set[str]:
    """Name what a change is about, in the words of a pattern."""
    if change.table_name != Record.__tablename__:
        made = change.operation is not Operation.UPDATE
        lasting = "until" not in change.diff and change.diff.get("kind", [None])[-1] != "snooze"
        return {_PARTS[change.table_name]} if change.table_name in _PARTS and made and lasting else set()
    names = set(change.diff) & columns
    names |= {TIME} if _TIMES & set(change.diff) else set()
    names |= {CANCELLED} if _became(change, "status", "event_status") == TaskStatus.CANCELLED.value else set()
    return names | ({DELETED} if change.diff.get("deleted_at", [None, None])[1] is not None else set())


def _became(change: Change, *names: str) -> object:
    return next((change.diff[name][1] for name in names if name in change.diff), None)


def spread(ctx: Context, activity: Occurrence, parts: Collection[str], scope: Scope) -> int:
    """Have others of a series change as one of them has; return how many did.

    What another was changed to for itself stays; so do those that are done, held or cancelled. Raises `NotAllowed`,
    `Conflict` for what is of no series.
    """
    permissions.require(ctx, activity, "delete" if DELETED in parts else "edit")
    recurrence = beginning.locked(ctx, activity)
    if {CANCELLED, DELETED} & set(parts):
        return _ended(ctx, recurrence, activity, scope, parts)
    return _Spreading(ctx, recurrence, activity, frozenset(parts), scope).run()


def _ended(ctx: Context, recurrence: Recurrence, activity: Occurrence, scope: Scope, parts: Collection[str]) -> int:
    """Cancel or put away the others as well: the series ends before them."""
    others = [row for row in _concerned(ctx, recurrence, activity, scope) if rows.is_open(row)]
    for row in others:
        if DELETED in parts:
            row.deleted_at = ctx.now
        elif isinstance(row, Task):
            row.status = TaskStatus.CANCELLED
        else:
            row.event_status = EventStatus.CANCELLED
    ended = [row.occurrence_on for row in (*others, activity) if row.occurrence_on is not None]
    beginning.end(recurrence, min(ended) - _A_DAY)
    ctx.session.flush()
    reminders.sync(ctx, *others)
    return len(others)


def _concerned(ctx: Context, recurrence: Recurrence, activity: Occurrence, scope: Scope) -> list[Occurrence]:
    """Return the other occurrences a change may go on to."""
    since = activity.occurrence_on if scope is Scope.LATER else None
    found = rows.of_series(ctx.session, recurrence, since=since)
    return [row for row in found if row.id != activity.id]


@dataclass(slots=True)
class _Spreading:
    """One change on its way through a series."""

    ctx: Context
    recurrence: Recurrence
    activity: Occurrence
    parts: frozenset[str]
    scope: Scope

    def run(self) -> int:
        others = [row for row in _concerned(self.ctx, self.recurrence, self.activity, self.scope) if self._takes(row)]
        before = pattern.pattern_of(self.recurrence)
        after = self._after(before)
        touched = {row.id for row in self._set_columns(others, before, after)}
        touched |= hanging.bring(self.ctx.session, others, before, after, self.parts)
        if self.scope is Scope.LATER or TIME in self.parts:
            goes_on = retiming.split(self.ctx, self.recurrence, self.activity, others, move=TIME in self.parts)
            touched |= goes_on.moved
            hanging.ask_anew(self.ctx.session, goes_on.moved)
            self.recurrence = goes_on.recurrence
        self.recurrence.pattern = dict(after)
        self.ctx.session.flush()
        self._settle([row for row in others if row.id in touched])
        return len(touched)

    def _takes(self, row: Occurrence) -> bool:
        """What is over stays as it was, and so does the time of what has begun."""
        if not rows.is_open(row):
            return False
        return TIME not in self.parts or row.kind == "task" or not _has_begun(self.ctx, row)

    def _after(self, before: Pattern) -> Pattern:
        """Return the pattern with what was changed of the one occurrence, and nothing else of it."""
        now = pattern.capture(self.ctx.session, self.activity)
        columns = {**before["columns"], **{name: now["columns"][name] for name in self.parts & set(now["columns"])}}
        return Pattern(
            columns=columns,
            links=now["links"] if "links" in self.parts else before["links"],
            attendees=now["attendees"] if "attendees" in self.parts else before["attendees"],
            wishes=now["wishes"] if "wishes" in self.parts else before["wishes"],
            tags=now["tags"] if "tags" in self.parts else before["tags"],
            length=now["length"] if TIME in self.parts else before["length"],
        )

    def _set_columns(self, others: Sequence[Occurrence], before: Pattern, after: Pattern) -> list[Occurrence]:
        """Set what was changed on those that still have what the series gave them."""
        names = self.parts & set(after["columns"])
        old = pattern.values(type(self.activity), {name: before["columns"].get(name) for name in names})
        new = pattern.values(type(self.activity), {name: after["columns"][name] for name in names})
        touched = []
        for row in others:
            theirs = [name for name in names if getattr(row, name) == old[name] != new[name]]
            for name in theirs:
                setattr(row, name, new[name])
            touched += [row] if theirs else []
        return touched

    def _settle(self, touched: Sequence[Occurrence]) -> None:
        session = self.ctx.session
        if self.parts & _TEXTS:
            bulk_index(session, [(row.id, rows.texts(row)) for row in touched])
        near = self.recurrence.reminded_until
        reminders.sync(self.ctx, *(row for row in touched if row.kind == "task" or _is_by(row, near)))
        ahead.extend(self.ctx, self.recurrence, self.activity)
        records.remember(self.ctx, self.activity)


def _is_by(row: Occurrence, day: date | None) -> bool:
    return day is not None and row.occurrence_on is not None and row.occurrence_on <= day


def _has_begun(ctx: Context, row: Occurrence) -> bool:
    return row.starts_at is not None and row.starts_at <= ctx.now


def repeat_otherwise(ctx: Context, activity: Occurrence, repeat: recurring.Repeat) -> Recurrence:
    """Have an occurrence and what follows it come by another rule; raises as `beginning.start`.

    What stood ahead by the old rule is put away, unless somebody changed its state; the former ones stay as they are.
    """
    permissions.require(ctx, activity, "edit")
    old = beginning.locked(ctx, activity)
    if not rows.is_open(activity):
        raise Conflict(activity.title, "is over already", record_id=activity.id)
    assert activity.occurrence_on is not None  # it is of a series
    left = [row for row in _concerned(ctx, old, activity, Scope.LATER) if rows.is_open(row)]
    for row in left:
        row.deleted_at = ctx.now
    reminders.sync(ctx, *left)
    beginning.end(old, activity.occurrence_on - _A_DAY)
    activity.recurrence_id = activity.occurrence_on = None
    ctx.session.flush()
    return beginning.start(ctx, activity, repeat)
