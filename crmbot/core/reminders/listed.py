"""What reminders are to come, of a person and of a record."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from crmbot.core.context import Context
from crmbot.core.permissions import visible
from crmbot.store.models.activity import Activity
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.reminder import Reminder, ReminderStatus


class Upcoming(NamedTuple):
    """A reminder that waits, and what it is of."""

    reminder: Reminder
    subject: Record


def upcoming(ctx: Context, limit: int = 10, offset: int = 0) -> tuple[Sequence[Upcoming], int]:
    """Return a page of the actor's reminders that are to come, the next first, and how many there are."""
    where = (
        Reminder.user_id == ctx.actor.id,
        Reminder.status == ReminderStatus.PENDING,
        visible(ctx, ["task", "event"]),
    )
    total = ctx.session.scalar(select(func.count()).select_from(Reminder).join(Record).where(*where)) or 0
    rows = ctx.session.execute(
        select(Reminder, Activity)
        .join(Activity, Activity.id == Reminder.record_id)
        .where(*where)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
        .offset(offset)
    ).all()
    return [Upcoming(reminder, subject) for reminder, subject in rows], total


def of_subject(ctx: Context, subject: Activity) -> Sequence[Reminder]:
    """Return the reminders of a record that are to come, everybody's, the next first; the caller may see it."""
    return ctx.session.scalars(
        select(Reminder)
        .where(Reminder.record_id == subject.id, Reminder.status == ReminderStatus.PENDING)
        .order_by(Reminder.due_at, Reminder.id)
    ).all()


def names_in(ctx: Context, rows: Sequence[Reminder]) -> dict[int, str]:
    """Return the names of the people reminders are for, by their ids."""
    users = {row.user_id for row in rows if row.user_id is not None}
    found = ctx.session.execute(select(User.id, User.name).where(User.id.in_(users)))
    return {row.id: row.name for row in found}
