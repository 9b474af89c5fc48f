"""Whose a company or contact is: taken, given, left to nobody; whoever it concerns is told."""

from crmbot.core import ownership, permissions, records
from crmbot.core.context import Context
from crmbot.core.rights import assigning
from crmbot.store.models.party import Party

GIVEN, TAKEN = "party.given", "party.taken"


def take(ctx: Context, party: Party) -> None:
    """Make a company or contact the actor's own and tell whoever had it.

    Raises `NotAllowed`, `InvalidInput` for who may not be assigned, `Conflict` when it is theirs already.
    """
    permissions.require(ctx, party, "take")
    before = ownership.require_anothers(ctx, party)
    records.change(ctx, party, assigning.owner_columns(ctx, ctx.actor.id))
    if before is not None:
        ownership.tell(ctx, party, TAKEN, before)


def give(ctx: Context, party: Party, owner_id: int) -> None:
    """Hand a company or contact to somebody, who is told.

    Raises as `hand_over`.
    """
    hand_over(ctx, party, owner_id)
    if owner_id != ctx.actor.id:
        ownership.tell(ctx, party, GIVEN, owner_id)


def hand_over(ctx: Context, party: Party, owner_id: int) -> None:
    """Hand a company or contact to somebody without telling them.

    Raises `NotAllowed`, `InvalidInput` for who may not be assigned, `Conflict` when it is theirs already.
    """
    permissions.require(ctx, party, "edit")
    ownership.require_new_owner(ctx, party, owner_id)
    records.change(ctx, party, assigning.owner_columns(ctx, owner_id))


def unassign(ctx: Context, party: Party) -> None:
    """Leave a company or contact to nobody; its team keeps it. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, party, "edit")
    ownership.require_owned(party)
    records.change(ctx, party, {"owner_id": None})
