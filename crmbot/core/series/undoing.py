"""A series is brought back as one: hundreds of occurrences at once, and what was made of it since."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import history, reminders
from crmbot.core.context import Context
from crmbot.core.series import ahead, rows
from crmbot.core.series.rows import Occurrence
from crmbot.store.models.activity import Activity, ActivityLink, Event, Task
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.models.reminder import Reminder, ReminderStatus, ReminderWish
from crmbot.store.models.tag import RecordTag
from crmbot.store.search_index import bulk_index

_FEW = 4
"""So many records are followed one by one, with all that is told of each."""

_HANGING: tuple[type[Any], ...] = (ActivityLink, Attendee, ReminderWish, RecordTag)


def _is_of_series(change: Change) -> bool:
    return change.table_name == Recurrence.__tablename__


@history.own_way(_is_of_series)
def _bring_back(ctx: Context, changes: Sequence[Change]) -> list[Record]:
    """Bring back a series and all of its occurrences with a few queries; the first of them stand for all."""
    ids = {change.record_id for change in changes if change.record_id is not None}
    at_hand = _loaded(ctx.session, ids)
    touched = history.bring_back(ctx, changes, {row.id: row for row in at_hand if isinstance(row, Activity)})
    of_rules = [int(change.row_key.strip("[]")) for change in changes if _is_of_series(change)]
    more = _set_right(ctx, of_rules)
    near = _reminded(ctx.session, ids | {row.id for row in more})
    others = [record for record in touched[_FEW:] if isinstance(record, (Task, Event))]
    history.follow_undo(ctx, [record for record in touched if record not in others])
    bulk_index(ctx.session, [(row.id, rows.texts(row)) for row in others if row.deleted_at is None])
    reminders.sync(ctx, *(row for row in (*others, *more) if row.id in near))
    return touched


def _loaded(session: Session, ids: Collection[int]) -> list[object]:
    """Read at once all that is going to be reverted, so that each row is at hand then."""
    # lint: unscoped the actor wrote these records themselves
    found: list[object] = list(session.scalars(select(Activity).where(Activity.id.in_(ids))))
    for model in _HANGING:
        found += session.scalars(select(model).where(getattr(model, model.__subject__).in_(ids)))
    return found


def _set_right(ctx: Context, numbers: Collection[int]) -> list[Occurrence]:
    """Put away what series made since that are no more; let those that are again go on. Return what was put away."""
    gone: list[Occurrence] = []
    # lint: unscoped the rule goes with the occurrences
    for recurrence in ctx.session.scalars(select(Recurrence).where(Recurrence.id.in_(numbers))):
        if recurrence.is_active:
            ahead.extend(ctx, recurrence)
            continue
        recurrence.next_at = None
        left = [row for row in rows.of_series(ctx.session, recurrence) if rows.is_open(row)]
        for row in left:
            row.deleted_at = ctx.now
        gone += left
    ctx.session.flush()
    return gone


def _reminded(session: Session, ids: Collection[int]) -> set[int]:
    """Return which records have had reminders that may have to leave, or not to leave any more."""
    known = (ReminderStatus.PENDING, ReminderStatus.CANCELLED)
    return set(
        session.scalars(select(Reminder.record_id).where(Reminder.record_id.in_(ids), Reminder.status.in_(known)))
    )
