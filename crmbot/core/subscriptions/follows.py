"""People who follow a record: they are told of what others do with it, and go on seeing a task they follow (R-61)."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.permissions import visible
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Follow

MOST = 500


def begin(ctx: Context, record: Record) -> None:
    """Tell the actor of what others do with a record from now on. Raises `Conflict`."""
    if ctx.session.get(Follow, (ctx.actor.id, record.id)) is not None:
        raise Conflict(record.title, "is followed by you already", record_id=record.id)
    ctx.session.add(Follow(user_id=ctx.actor.id, record_id=record.id, kind=record.kind))
    ctx.session.flush()


def end(ctx: Context, record: Record) -> None:
    """Tell the actor no more of a record. Raises `Conflict` when they do not follow it."""
    row = ctx.session.get(Follow, (ctx.actor.id, record.id))
    if row is None:
        raise Conflict(record.title, "is not followed by you", record_id=record.id)
    ctx.session.delete(row)
    ctx.session.flush()


def listed(ctx: Context) -> Sequence[Record]:
    """Return what the actor follows and may see, the latest changed first."""
    return ctx.session.scalars(
        select(Record)
        .join(Follow, Follow.record_id == Record.id)
        .where(Follow.user_id == ctx.actor.id, visible(ctx))
        .order_by(Record.updated_at.desc())
        .limit(MOST)
    ).all()
