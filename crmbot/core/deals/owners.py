"""Whose a deal is: taken, given, left to nobody."""

from crmbot.core import deals, outbox, parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.deals.snoozing import remind_owner
from crmbot.core.errors import Conflict
from crmbot.core.outbox import Target
from crmbot.store.models.deal import Deal

GIVEN, TAKEN = "deal.given", "deal.taken"


def take(ctx: Context, deal: Deal) -> None:
    """Make an open deal the actor's own and tell whoever had it.

    Raises `NotAllowed`, `Conflict` when it is closed or theirs already.
    """
    permissions.require(ctx, deal, "take")
    deals.require_open(ctx, deal)
    before = deal.owner_id
    if before == ctx.actor.id:
        raise Conflict(deal.title, "is yours already", record_id=deal.id)
    records.change(ctx, deal, parties.owner_columns(ctx, ctx.actor.id))
    remind_owner(ctx, deal)
    if before is not None:
        _tell(ctx, deal, TAKEN, before)


def give(ctx: Context, deal: Deal, owner_id: int) -> None:
    """Hand an open deal to somebody, who is told. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)
    if deal.owner_id == owner_id:
        whose = "yours" if owner_id == ctx.actor.id else f"{records.owner_name(ctx, deal)}’s"
        raise Conflict(deal.title, f"is {whose} already", record_id=deal.id)
    records.change(ctx, deal, parties.owner_columns(ctx, owner_id))
    remind_owner(ctx, deal)
    if owner_id != ctx.actor.id:
        _tell(ctx, deal, GIVEN, owner_id)


def unassign(ctx: Context, deal: Deal) -> None:
    """Leave an open deal to nobody; its team keeps it. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)
    if deal.owner_id is None:
        raise Conflict(deal.title, "is nobody’s already", record_id=deal.id)
    records.change(ctx, deal, {"owner_id": None})


def _tell(ctx: Context, deal: Deal, kind: str, user_id: int) -> None:
    outbox.tell(
        ctx.session,
        kind,
        Target(user_id=user_id),
        at=ctx.now,
        record_id=deal.id,
        args={"by": ctx.actor.name},
        dedupe_key=f"{kind}:{deal.id}:{deal.version}:{user_id}",
    )
