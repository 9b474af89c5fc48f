"""Reminders: rows that follow their task, fire once, and come late rather than never."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import outbox
from crmbot.core.context import Context
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.reminder import Reminder, ReminderStatus

AT_TIME = "at_time"
SNOOZE = "snooze"
LEASE = timedelta(seconds=60)
DAY_STARTS = time(9)
"""When the reminder of a task that is due on a day, not at a time, leaves."""


def sync_task(ctx: Context, task: Task) -> None:
    """Bring the reminder of a task to its due time and state: made, moved or taken away."""
    due = _leaves_at(task)
    row = ctx.session.scalar(select(Reminder).where(Reminder.record_id == task.id, Reminder.kind == AT_TIME))
    if due is None or not task.is_open or task.deleted_at is not None:
        cancel(ctx.session, task.id)
        return
    if row is None:
        row = Reminder(record_id=task.id, kind=AT_TIME, due_at=due, status=ReminderStatus.PENDING)
        ctx.session.add(row)
    moved = row.due_at != due
    row.user_id, row.address = task.assignee_id, _channel(task)
    row.due_at, row.wall_time, row.zone = due, task.due_wall, task.due_zone
    if moved or row.status is ReminderStatus.CANCELLED:
        row.status, row.lease_until = _fresh_status(due, ctx.now), None
    ctx.session.info[outbox.WAITING] = True
    ctx.session.flush()


def _fresh_status(due: datetime, now: datetime) -> ReminderStatus:
    """A due time that was past when it was set is no reminder, it is a list of what is overdue."""
    return ReminderStatus.PENDING if due >= now - timedelta(minutes=1) else ReminderStatus.FIRED


def snooze(ctx: Context, task: Task, until: When) -> datetime:
    """Remind of a task again at another time; its due time stays. Return the instant."""
    at = until.instant_or(DAY_STARTS)
    row = ctx.session.scalar(select(Reminder).where(Reminder.record_id == task.id, Reminder.kind == SNOOZE))
    if row is None:
        row = Reminder(record_id=task.id, kind=SNOOZE, due_at=at, status=ReminderStatus.PENDING)
        ctx.session.add(row)
    row.user_id, row.address = task.assignee_id, _channel(task)
    row.due_at, row.wall_time, row.zone = at, until.iso(), until.zone
    row.status, row.lease_until = ReminderStatus.PENDING, None
    ctx.session.info[outbox.WAITING] = True
    ctx.session.flush()
    return at


def cancel(session: Session, record_id: int) -> None:
    """Take away what is still to come for a record."""
    session.execute(
        update(Reminder)
        .where(Reminder.record_id == record_id, Reminder.status == ReminderStatus.PENDING)
        .values(status=ReminderStatus.CANCELLED)
    )


def fire_due(session: Session, now: datetime, limit: int = 200) -> int:
    """Turn reminders that are due into facts to deliver, each once; return how many were due."""
    rows = _claim(session, now, limit)
    # lint: unscoped the scheduler acts for nobody; the card is drawn for its reader
    open_ids = set(
        session.scalars(
            select(Task.id).where(
                Task.id.in_([row.record_id for row in rows]),
                Task.status.in_(Task.OPEN),
                Task.deleted_at.is_(None),
            )
        )
    )
    for row in rows:
        row.status = ReminderStatus.FIRED if row.record_id in open_ids else ReminderStatus.CANCELLED
    # The rows are locked: nobody else fires them now.
    outbox.tell_all(session, [_fact(row, now) for row in rows if row.record_id in open_ids])
    return len(rows)


def _claim(session: Session, now: datetime, limit: int) -> Sequence[Reminder]:
    due = (
        select(Reminder)
        .where(
            Reminder.status == ReminderStatus.PENDING,
            Reminder.due_at <= now,
            or_(Reminder.lease_until.is_(None), Reminder.lease_until <= now),
        )
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(due).all()


def _fact(row: Reminder, now: datetime) -> Outbox:
    return Outbox(
        kind="reminder",
        record_id=row.record_id,
        args={"due": row.due_at.isoformat(), "kind": row.kind, "reminder": str(row.id)},
        user_id=row.user_id,
        address=row.address,
        send_after=now,
        dedupe_key=f"reminder:{row.id}:{row.due_at.isoformat()}",
    )


def is_still_due(session: Session, fact: Outbox, now: datetime) -> bool:
    """Tell whether a fired reminder still holds: not moved, snoozed or handed over while it waited to be sent."""
    number = fact.args.get("reminder")
    row = session.get(Reminder, int(number)) if number else None
    if row is None or row.user_id != fact.user_id or row.due_at.isoformat() != fact.args["due"]:
        return False
    task = session.get(Task, row.record_id)
    if task is None or task.deleted_at is not None:
        return False
    return row.kind == SNOOZE or task.snoozed_until is None or task.snoozed_until <= now


def next_due(session: Session) -> datetime | None:
    """Return the instant the next reminder leaves; None when none waits."""
    return session.scalar(
        select(Reminder.due_at).where(Reminder.status == ReminderStatus.PENDING).order_by(Reminder.due_at).limit(1)
    )


def _leaves_at(task: Task) -> datetime | None:
    if task.due_at is not None:
        return task.due_at
    if task.due_on is not None:
        return When(task.due_on, None, task.due_zone or "UTC").instant_or(DAY_STARTS)
    return None


def _channel(task: Task) -> str | None:
    """Where a task was made is where it is reminded of, unless that was a private chat."""
    return None if task.origin_private else task.origin_address
