"""What was held while it was quiet, and leaves in one piece when that is over."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.reminders import times
from crmbot.store.models.activity import Activity
from crmbot.store.models.reminder import Reminder, ReminderStatus

HELD = "reminder.held"


def held_now(session: Session, numbers: Sequence[int]) -> list[Activity]:
    """Return the tasks and events of reminders that were held, those that still matter, in the order they were due."""
    # lint: unscoped they are told to whom they were set for
    rows = session.execute(
        select(Reminder, Activity)
        .join(Activity, Activity.id == Reminder.record_id)
        .where(Reminder.id.in_(numbers), Reminder.status != ReminderStatus.CANCELLED)
        .order_by(Reminder.held_from, Reminder.id)
    ).all()
    return list({subject.id: subject for _, subject in rows if times.is_live(subject)}.values())
