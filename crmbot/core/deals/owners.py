"""Whose a deal is: taken, given, left to nobody."""

from crmbot.core import deals, ownership, parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.deals.snoozing import remind_owner
from crmbot.store.models.deal import Deal

GIVEN, TAKEN = "deal.given", "deal.taken"


def take(ctx: Context, deal: Deal) -> None:
    """Make an open deal the actor's own and tell whoever had it.

    Raises `NotAllowed`, `Conflict` when it is closed or theirs already.
    """
    permissions.require(ctx, deal, "take")
    deals.require_open(ctx, deal)
    before = ownership.require_anothers(ctx, deal)
    records.change(ctx, deal, parties.owner_columns(ctx, ctx.actor.id))
    remind_owner(ctx, deal)
    if before is not None:
        ownership.tell(ctx, deal, TAKEN, before)


def give(ctx: Context, deal: Deal, owner_id: int) -> None:
    """Hand an open deal to somebody, who is told. Raises `NotAllowed`, `Conflict`."""
    hand_over(ctx, deal, owner_id)
    if owner_id != ctx.actor.id:
        ownership.tell(ctx, deal, GIVEN, owner_id)


def hand_over(ctx: Context, deal: Deal, owner_id: int) -> None:
    """Hand an open deal to somebody without telling them. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)
    ownership.require_new_owner(ctx, deal, owner_id)
    records.change(ctx, deal, parties.owner_columns(ctx, owner_id))
    remind_owner(ctx, deal)


def unassign(ctx: Context, deal: Deal) -> None:
    """Leave an open deal to nobody; its team keeps it. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)
    ownership.require_owned(deal)
    records.change(ctx, deal, {"owner_id": None})
