"""How sure we are of a lead: who has an open deal is a prospect (spec: R-92)."""

from sqlalchemy import select

from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Grade, Lead
from crmbot.store.models.pipeline import Stage, StageCategory


def qualify(ctx: Context, lead: Lead) -> None:
    """Grade an open lead a prospect, now that a deal stands on it; whoever may make that deal may do so."""
    if lead.is_open and lead.grade is Grade.SUSPECT:
        records.change(ctx, lead, {"grade": Grade.PROSPECT})


def check(ctx: Context, lead: Lead, wanted: Grade | None) -> None:
    """Raise `Conflict` where a lead with an open deal would be a suspect again."""
    if wanted is Grade.SUSPECT and lead.id is not None and _has_deal(ctx, lead):
        raise Conflict(lead.title, "has an open deal, so it is a prospect", record_id=lead.id)


def _has_deal(ctx: Context, lead: Lead) -> bool:
    # lint: unscoped whoever's deal it is, the lead is no suspect
    open_deal = select(Deal.id).join(Stage, Stage.id == Deal.stage_id)
    open_deal = open_deal.where(
        Deal.lead_id == lead.id, Deal.deleted_at.is_(None), Stage.category == StageCategory.OPEN
    )
    return ctx.session.scalar(open_deal.limit(1)) is not None
