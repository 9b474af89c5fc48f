"""The ends of a deal: won, lost for a reason, and open again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crmbot.core import deals, permissions, records, tasks
from crmbot.core.context import Context
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import pipelines
from crmbot.core.errors import Conflict, CrmError
from crmbot.core.permissions import visible
from crmbot.core.settings import lost_reasons
from crmbot.language.money import Money
from crmbot.store.models.activity import ActivityLink, Task
from crmbot.store.models.change import Change
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import LostReason, Stage, StageCategory
from crmbot.store.models.record import Record


def win(ctx: Context, deal: Deal, amount: Money | None = None) -> None:
    """Close a deal as won, at another amount if one is given. Raises `NotAllowed`, `Conflict`, `InvalidInput`."""
    permissions.require(ctx, deal, "edit")
    closing = _closing_stage(ctx, deal, StageCategory.WON)
    if amount is not None:
        deals.set_amount(deal, amount)
    _close(ctx, deal, closing)


def lose(ctx: Context, deal: Deal, reason: LostReason, note: str | None = None) -> None:
    """Close a deal as lost, for a reason always (R-40).

    Raises `NotAllowed`, `Conflict` when it is closed, `InvalidInput` for a missing note.
    """
    permissions.require(ctx, deal, "edit")
    closing = _closing_stage(ctx, deal, StageCategory.LOST)
    lost_reasons.require_note(reason, note)
    deal.lost_reason_id, deal.lost_note = reason.id, (note or "").strip() or None
    _close(ctx, deal, closing)


@dataclass(frozen=True, slots=True)
class Refused:
    """A deal that was not closed with the others, and why."""

    deal: Deal
    error: CrmError


def lose_all(
    ctx: Context, wanted: Sequence[Deal], reason: LostReason, note: str | None = None
) -> tuple[list[Deal], list[Refused]]:
    """Close several deals as lost for one reason, each by its own right; return those closed and those refused.

    Raises `InvalidInput` for a missing note before any is closed.
    """
    lost_reasons.require_note(reason, note)
    closed: list[Deal] = []
    refused: list[Refused] = []
    for deal in wanted:
        try:
            lose(ctx, deal, reason, note)
        except CrmError as error:
            refused.append(Refused(deal, error))
        else:
            closed.append(deal)
    return closed, refused


def reopen(ctx: Context, deal: Deal) -> Stage:
    """Take a closed deal back to the stage it was in before; reason and note are cleared (R-42)."""
    permissions.require(ctx, deal, "edit")
    now_in = deals.stage_of(ctx, deal)
    if now_in.category is StageCategory.OPEN:
        raise Conflict(deal.title, "is open", record_id=deal.id)
    ladder = pipelines.open_stages(ctx.session, now_in.pipeline_id)
    before = ctx.session.get(Stage, deal.previous_stage_id) if deal.previous_stage_id is not None else None
    back = ladder[-1] if before is None else before if before in ladder else deal_moves.as_far(before, ladder)
    deal.lost_reason_id = deal.lost_note = deal.closed_at = None
    own = _own_chance(ctx, deal)
    if own is not None:
        deal.probability, deal.probability_manual = own, True
    deal_moves.enter(ctx, deal, back)
    return back


def _own_chance(ctx: Context, deal: Deal) -> int | None:
    """Return the probability of its own that a deal was closed from (B18); None where it was that of the stage."""
    changes = select(Change.diff).where(Change.record_id == deal.id, Change.table_name == Record.__tablename__)
    latest = ctx.session.scalars(changes.order_by(Change.id.desc()).limit(_LOOKED_AT))
    closing: dict[str, Any] = next((diff for diff in latest if diff.get("closed_at", (True,))[0] is None), {})
    if closing.get("probability_manual", (False,))[0] is not True:
        return None
    before = closing.get("probability", (deal.probability,))[0]
    return before if isinstance(before, int) else None


_LOOKED_AT = 50
"""So many changes of a closed deal are looked through for its closing; few are made after it."""


def open_tasks(ctx: Context, deal: Deal) -> Sequence[Task]:
    """Return what is still to be done on a deal, as far as the actor sees it."""
    return ctx.session.scalars(
        select(Task)
        .join(ActivityLink, ActivityLink.activity_id == Task.id)
        .where(ActivityLink.record_id == deal.id, Task.status.in_(Task.OPEN), visible(ctx, ["task"]))
        .order_by(Task.id)
    ).all()


def cancel_tasks(ctx: Context, deal: Deal) -> tuple[int, int]:
    """Call off what is still to be done on a deal; return how many tasks were, and how many the actor may not."""
    mine = [task for task in open_tasks(ctx, deal) if permissions.may(ctx, task, "edit")]
    refused = len(open_tasks(ctx, deal)) - len(mine)
    for task in mine:
        tasks.cancel(ctx, task)
    records.remember(ctx, deal)
    return len(mine), refused


def _closing_stage(ctx: Context, deal: Deal, category: StageCategory) -> Stage:
    """Return the stage an open deal closes in; looked up first, so that all of the closing is one change."""
    ladder = pipelines.stages(ctx.session, deals.require_open(ctx, deal).pipeline_id)
    return next(stage for stage in ladder if stage.category is category)


def _close(ctx: Context, deal: Deal, closing: Stage) -> None:
    deal.closed_at = ctx.now
    deal.probability_manual = False
    deal.snoozed_until = deal.snooze_note = None
    deal_moves.enter(ctx, deal, closing)
