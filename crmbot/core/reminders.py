"""Reminders: rows that follow their task, fire once, and come late rather than never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import due, outbox
from crmbot.core.context import Context, Organisation
from crmbot.core.due import DueWork
from crmbot.language.when import When, at_instant
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.reminder import Reminder, ReminderStatus

AT_TIME = "at_time"
SNOOZE = "snooze"
DAY_STARTS = time(9)
"""When the reminder of a task that is due on a day, not at a time, leaves."""


FIRED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Time:
    """When a reminder leaves, and the wall time that stands for."""

    at: datetime
    wall: str | None
    zone: str


def sync_task(ctx: Context, task: Task) -> None:
    """Bring the reminders of a task to its times, person and state: made, moved or taken away."""
    rows = {row.kind: row for row in ctx.session.scalars(select(Reminder).where(Reminder.record_id == task.id))}
    for kind, leaves in ((AT_TIME, _due(task)), (SNOOZE, _snoozed(ctx, task))):
        _follow(ctx, task, rows.get(kind) or Reminder(record_id=task.id, kind=kind), leaves)
    ctx.session.info[outbox.WAITING] = True
    ctx.session.flush()


def _follow(ctx: Context, task: Task, row: Reminder, leaves: _Time | None) -> None:
    if leaves is None or not task.is_open or task.deleted_at is not None:
        if row.status is ReminderStatus.PENDING:
            row.status = ReminderStatus.CANCELLED
        return
    if row.due_at != leaves.at or row.status is ReminderStatus.CANCELLED:
        row.status = _fresh_status(leaves.at, ctx.now)
    row.due_at, row.wall_time, row.zone = leaves.at, leaves.wall, leaves.zone
    row.user_id, row.address = task.assignee_id, _channel(task)
    ctx.session.add(row)


def _fresh_status(at: datetime, now: datetime) -> ReminderStatus:
    """A due time that was past when it was set is no reminder, it is a list of what is overdue."""
    return ReminderStatus.PENDING if at >= now - timedelta(minutes=1) else ReminderStatus.FIRED


def fire_due(session: Session, now: datetime, org: Organisation) -> int:
    """Turn a batch of reminders that are due into facts to deliver, each once; return how many were due."""
    del org
    rows = _claim(session, now, FIRED_AT_ONCE)
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
    waiting = (
        select(Reminder)
        .where(Reminder.status == ReminderStatus.PENDING, Reminder.due_at <= now)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(waiting).all()


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


def _due(task: Task) -> _Time | None:
    if task.due_on is None:
        return None
    said = When(task.due_on, task.due_time, task.due_zone or "UTC")
    return _Time(task.due_at or said.instant_or(DAY_STARTS), task.due_wall, said.zone)


def _snoozed(ctx: Context, task: Task) -> _Time | None:
    if task.snoozed_until is None:
        return None
    return _Time(task.snoozed_until, at_instant(task.snoozed_until, ctx.actor.zone).iso(), ctx.actor.zone)


def _channel(task: Task) -> str | None:
    """Where a task was made is where it is reminded of, unless that was a private chat."""
    return None if task.origin_private else task.origin_address


due.declare(DueWork("reminders", fire_due, next_due))
