"""Whose a company or contact is: taken, given, left to nobody; whoever it concerns is told."""

from crmbot.core import outbox, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.outbox import Target
from crmbot.core.rights import assigning
from crmbot.store.models.party import Party

GIVEN, TAKEN = "party.given", "party.taken"


def take(ctx: Context, party: Party) -> None:
    """Make a company or contact the actor's own and tell whoever had it.

    Raises `NotAllowed`, `InvalidInput` for who may not be assigned, `Conflict` when it is theirs already.
    """
    permissions.require(ctx, party, "take")
    before = party.owner_id
    if before == ctx.actor.id:
        raise Conflict(party.title, "is yours already", record_id=party.id)
    records.change(ctx, party, assigning.owner_columns(ctx, ctx.actor.id))
    if before is not None:
        _tell(ctx, party, TAKEN, before)


def give(ctx: Context, party: Party, owner_id: int) -> None:
    """Hand a company or contact to somebody, who is told.

    Raises `NotAllowed`, `InvalidInput` for who may not be assigned, `Conflict` when it is theirs already.
    """
    permissions.require(ctx, party, "edit")
    if party.owner_id == owner_id:
        whose = "yours" if owner_id == ctx.actor.id else f"{records.owner_name(ctx, party)}’s"
        raise Conflict(party.title, f"is {whose} already", record_id=party.id)
    records.change(ctx, party, assigning.owner_columns(ctx, owner_id))
    if owner_id != ctx.actor.id:
        _tell(ctx, party, GIVEN, owner_id)


def unassign(ctx: Context, party: Party) -> None:
    """Leave a company or contact to nobody; its team keeps it. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, party, "edit")
    if party.owner_id is None:
        raise Conflict(party.title, "is nobody’s already", record_id=party.id)
    records.change(ctx, party, {"owner_id": None})


def _tell(ctx: Context, party: Party, kind: str, user_id: int) -> None:
    outbox.tell(
        ctx.session,
        kind,
        Target(user_id=user_id),
        at=ctx.now,
        record_id=party.id,
        args={"by": ctx.actor.name},
        dedupe_key=f"{kind}:{party.id}:{party.version}:{user_id}",
    )
