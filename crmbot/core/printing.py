"""What a print-out tells besides the record itself."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.permissions import visible
from crmbot.store.models.activity import ActivityLink, Task
from crmbot.store.models.record import Record


def open_tasks(ctx: Context, record: Record, limit: int) -> Sequence[Task]:
    """Return the open tasks on a record that the actor may see, the first due first."""
    return ctx.session.scalars(
        select(Task)
        .join(ActivityLink, ActivityLink.activity_id == Task.id)
        .where(ActivityLink.record_id == record.id, Task.status.in_(Task.OPEN), visible(ctx, ["task"]))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.due_at, Task.id)
        .limit(limit)
    ).all()
