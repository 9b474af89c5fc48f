"""Whose a record is: what holds for every kind that is taken, given and left to nobody."""

from crmbot.core import outbox, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.outbox import Target
from crmbot.store.models.record import Record


def require_anothers(ctx: Context, record: Record) -> int | None:
    """Return who has a record that the actor takes, None for nobody. Raises `Conflict` when it is theirs already."""
    if record.owner_id == ctx.actor.id:
        raise Conflict(record.title, "is yours already", record_id=record.id)
    return record.owner_id


def require_new_owner(ctx: Context, record: Record, owner_id: int) -> None:
    """Raise `Conflict` when a record that is given to somebody is theirs already."""
    if record.owner_id == owner_id:
        whose = "yours" if owner_id == ctx.actor.id else f"{records.owner_name(ctx, record)}’s"
        raise Conflict(record.title, f"is {whose} already", record_id=record.id)


def require_owned(record: Record) -> None:
    """Raise `Conflict` when a record that is left to nobody is nobody's already."""
    if record.owner_id is None:
        raise Conflict(record.title, "is nobody’s already", record_id=record.id)


def tell(ctx: Context, record: Record, kind: str, user_id: int) -> None:
    """Tell somebody what the actor has done with a record, once for each state of it."""
    outbox.tell(
        ctx.session,
        kind,
        Target(user_id=user_id),
        at=ctx.now,
        record_id=record.id,
        args={"by": ctx.actor.name},
        dedupe_key=f"{kind}:{record.id}:{record.version}:{user_id}",
    )
