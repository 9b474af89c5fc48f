"""Deals that wait with good reason: nobody is told they are idle until a day, and then their owner is reminded."""

from datetime import datetime

from crmbot.core import deals, outbox, permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.outbox import Target
from crmbot.language.when import When
from crmbot.store.models.deal import Deal

AWAKE = "deal.awake"


def snooze(ctx: Context, deal: Deal, until: When, note: str | None = None) -> datetime:
    """Let an open deal rest until a time, the start of the day when only a day is given, and return the instant.

    Raises `NotAllowed`, `Conflict` for a closed deal, `InvalidInput` for a time that is past.
    """
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)
    at = until.instant_or(reminders.DAY_STARTS)
    if at <= ctx.now:
        raise InvalidInput("until", str(until), "is past")
    records.change(ctx, deal, {"snoozed_until": at, "snooze_note": (note or "").strip() or None})
    remind_owner(ctx, deal)
    return at


def wake(ctx: Context, deal: Deal) -> None:
    """End the rest of a deal now. Raises `NotAllowed`, `Conflict` when it does not rest."""
    permissions.require(ctx, deal, "edit")
    if not is_snoozed(ctx, deal):
        raise Conflict(deal.title, "is not snoozed", record_id=deal.id)
    records.change(ctx, deal, {"snoozed_until": None, "snooze_note": None})


def is_snoozed(ctx: Context, deal: Deal) -> bool:
    """Tell whether a deal still rests."""
    return deal.snoozed_until is not None and deal.snoozed_until > ctx.now


def remind_owner(ctx: Context, deal: Deal) -> None:
    """Leave word for the owner of a deal that rests; it holds if all is still so when the time comes."""
    if deal.owner_id is None or deal.snoozed_until is None or not is_snoozed(ctx, deal):
        return
    until = deal.snoozed_until.isoformat()
    outbox.tell(
        ctx.session,
        AWAKE,
        Target(user_id=deal.owner_id),
        at=deal.snoozed_until,
        record_id=deal.id,
        args={"until": until, "owner": str(deal.owner_id)},
        dedupe_key=f"{AWAKE}:{deal.id}:{until}:{deal.owner_id}",
    )


def holds(deal: Deal, until: str, owner: str) -> bool:
    """Tell whether word that was left for an owner still holds: not moved, not given away, not closed."""
    same = deal.snoozed_until is not None and deal.snoozed_until.isoformat() == until
    return same and str(deal.owner_id) == owner and deal.deleted_at is None
