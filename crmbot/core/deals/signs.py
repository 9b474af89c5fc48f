"""What a row or a card says of a deal besides its own columns: colour, chance, silence, next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmbot.core import doings
from crmbot.core.context import Context
from crmbot.core.deals import colours
from crmbot.core.deals.colours import Colour, Mark
from crmbot.core.doings import Doings
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Stage, StageCategory

DealRow = tuple[Deal, Stage]
"""A deal with the stage it is in."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands beside a deal.

    `edge` is the colour of its probability. `idle_days` is set once nothing was done for longer
    than its stage allows, `snoozed_until` while it waits with good reason; never both (B2).
    """

    mark: Mark
    edge: Colour | None
    idle_days: int | None
    snoozed_until: datetime | None
    has_next_step: bool


def of_deals(ctx: Context, rows: Sequence[DealRow]) -> dict[int, Signs]:
    """Return the signs of some deals by number, in as many queries for a hundred as for one."""
    still_open = [deal for deal, stage in rows if stage.category is StageCategory.OPEN]
    known = doings.of_records(ctx.session, [deal.id for deal in still_open], ctx.now)
    limits = colours.thresholds(ctx)
    return {deal.id: _signs(ctx, deal, stage, known, limits) for deal, stage in rows}


def of_deal(ctx: Context, deal: Deal, stage: Stage) -> Signs:
    """Return the signs of one deal."""
    return of_deals(ctx, [(deal, stage)])[deal.id]


def _signs(ctx: Context, deal: Deal, stage: Stage, known: Doings, limits: colours.Thresholds) -> Signs:
    created_on = deal.created_at.astimezone(ctx.zone).date()
    mark = colours.of_deal(stage.category, created_on, deal.expected_close, ctx.today, limits)
    if stage.category is not StageCategory.OPEN:
        return Signs(mark, None, None, None, has_next_step=True)
    snoozed = deal.snoozed_until if deal.snoozed_until is not None and deal.snoozed_until > ctx.now else None
    return Signs(
        mark,
        colours.of_probability(deal.probability),
        None
        if snoozed
        else idle_days(ctx, stage, max(known.last.get(deal.id, deal.created_at), deal.stage_entered_at)),
        snoozed,
        has_next_step=bool(deal.next_step) or deal.id in known.planned,
    )


def idle_days(ctx: Context, stage: Stage, last: datetime) -> int | None:
    """Return for how many days of the actor's calendar nothing was done; None while the stage allows it."""
    if stage.rot_days is None:
        return None
    days = (ctx.today - last.astimezone(ctx.zone).date()).days
    return days if days >= stage.rot_days else None
