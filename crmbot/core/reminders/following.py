"""Keeps reminders right when not what they are about has changed: a person, a zone, what is there, what was undone."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from crmbot.core import history, outbox, records
from crmbot.core.context import Context
from crmbot.core.people import zones
from crmbot.core.reminders import times
from crmbot.core.reminders.keeping import sync, sync_person
from crmbot.core.reminders.times import NAG
from crmbot.store.models.activity import Activity
from crmbot.store.models.change import Change
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.reminder import Reminder, ReminderStatus

AHEAD = timedelta(hours=26)
"""A rule that changes moves a reminder by a day at the most; it is looked at again each hour."""

_USUAL = frozenset({"remind_tasks", "remind_events"})
"""What decides when a person is reminded as a rule."""

_Found = Row[Reminder, str]


_EXACT = timedelta(minutes=1)
"""Wall times are kept to the minute; what was put off may leave at any second of it."""


def follow_person(session: Session, user_id: int) -> None:
    """Bring what has only a day to nine where a person is now; what has a time stays where that was said."""
    rows = session.execute(_pending().where(Reminder.user_id == user_id, Reminder.zone.is_(None))).all()
    _recomputed(rows)
    outbox.waits_now(session)
    session.flush()


@zones.after_move
def _moved(ctx: Context) -> None:
    follow_person(ctx.session, ctx.actor.id)


@records.when_put_away_or_back
def _there_or_not(ctx: Context, record: Record) -> None:
    """Nothing that was put away reminds anybody; what is back does, even if it had been taken back by an undo."""
    if isinstance(record, Activity):
        sync(ctx, record)


@history.after_undo_of_rows(User.__tablename__)
def _habits_back(ctx: Context, changes: Sequence[Change]) -> None:
    """Bring reminders to what is usual again for people whose habits or zone were brought back."""
    for change in changes:
        number = int(json.loads(change.row_key)[0])
        if change.diff.keys() & _USUAL:
            sync_person(ctx, number)
        if "timezone" in change.diff:
            follow_person(ctx.session, number)


def recompute(session: Session, now: datetime) -> int:
    """Compute anew what leaves soon, for zones whose rules have changed; return how many moved."""
    rows = session.execute(_pending().where(Reminder.due_at <= now + AHEAD, Reminder.due_at > now)).all()
    moved = _recomputed(rows)
    session.flush()
    return moved


def _pending() -> Select[Reminder, str]:
    """Select what waits with the zone of its person; what nags or was held has left its first time behind."""
    return (
        select(Reminder, User.timezone)
        .outerjoin(User, User.id == Reminder.user_id)
        .where(
            Reminder.status == ReminderStatus.PENDING,
            Reminder.kind != NAG,
            Reminder.held_from.is_(None),
            Reminder.wall_time.is_not(None),
        )
    )


def _recomputed(rows: Iterable[_Found]) -> int:
    moved = 0
    for row, zone in rows:
        at = times.instant(row.wall_time or "", row.zone or zone or "UTC", row.minutes)
        if abs(at - row.due_at) >= _EXACT:
            row.due_at = at
            moved += 1
    return moved
