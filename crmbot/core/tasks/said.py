"""What a message made, found again when the message is edited."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.store.models.activity import Task
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record

_LOOKED_AT = 300
"""So many of the actor's last changes are looked through: nobody edits what they have long forgotten."""


def made_in(ctx: Context, key: str) -> Task | None:
    """Return the open task that was made of a message of the actor's a short while ago; None where there is none."""
    made = (record for record in touched_by(ctx, key) if isinstance(record, Task))
    return next((task for task in made if task.is_open), None)


def touched_by(ctx: Context, key: str) -> Sequence[Record]:
    """Return what a message of the actor's has made or changed a short while ago, the last first.

    Args: `key`: the message's own, by which it is known again.
    """
    last = (
        select(Change.record_id, Change.message_ref, Change.action)
        .where(Change.user_id == ctx.actor.id)
        .order_by(Change.id.desc())
        .limit(_LOOKED_AT)
    )
    rows = ctx.session.execute(last).all()
    numbers = [row.record_id for row in rows if row.message_ref == key and row.record_id is not None]
    return lookup.those(ctx, list(dict.fromkeys(numbers)))
