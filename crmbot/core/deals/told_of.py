"""What somebody told of a deal without naming it: which deal is meant, which stage, which reason."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from crmbot.core import permissions
from crmbot.core.choices import tells
from crmbot.core.context import Context
from crmbot.core.deals import pipelines
from crmbot.core.permissions import visible
from crmbot.core.settings import lost_reasons
from crmbot.core.settings.lists import LOST_REASONS, every
from crmbot.language.fold import fold
from crmbot.language.notes.reasons import reason_of
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.pipeline import LostReason, Stage, StageCategory
from crmbot.store.models.record import Record

MOST = 5

_REASONS = {
    "price": ("price", "pricing", "too expensive"),
    "competitor": ("competitor", "competition"),
    "timing": ("timing", "bad timing", "postponed"),
    "budget": ("budget", "no budget"),
    "no_decision": ("no decision", "unresponsive"),
    "feature": ("feature", "features", "missing feature", "missing features"),
}
"""What a reason may be called in an organisation's own list, by what was said."""


def open_deals(ctx: Context, about: Sequence[Record]) -> list[tuple[Deal, Stage]]:
    """Return the open deals that words about these records may be of, with their stages, the next to close first.

    Of a person they are those of their company as well. Where a deal is among the records it is that one, and no other
    of its customer; at most `MOST`.
    """
    named = [record.id for record in about if isinstance(record, Deal)]
    sides = [record.id for record in about if isinstance(record, Party | Lead)]
    sides += [record.company_id for record in about if isinstance(record, Contact) and record.company_id is not None]
    of_them = or_(Deal.party_id.in_(sides), Deal.contact_id.in_(sides), Deal.lead_id.in_(sides))
    rows = ctx.session.execute(
        select(Deal, Stage)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(Deal.id.in_(named) if named else of_them)
        .where(Stage.category == StageCategory.OPEN, visible(ctx, ["deal"]))
        .order_by(Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
        .limit(MOST)
    )
    return [(row.Deal, row.Stage) for row in rows]


def may_change(ctx: Context, deal: Deal) -> bool:
    """Tell whether the actor may change a deal at all, so that it is worth offering."""
    return ctx.actor.can("deal.edit") and permissions.may(ctx, deal, "edit")


def stage_meant(ctx: Context, stage: Stage, word: str) -> Stage | None:
    """Return the stage a word means in the pipeline of another one; None where it means none, several, or that one."""
    ladder = pipelines.stages(ctx.session, stage.pipeline_id)
    closing = {"won": StageCategory.WON, "lost": StageCategory.LOST}.get(word)
    if closing is not None:
        return next((each for each in ladder if each.category is closing), None)
    found = [each for each in pipelines.meant(ladder, word.replace("_", " ")) if each.category is StageCategory.OPEN]
    return found[0] if len(found) == 1 and found[0].id != stage.id else None


@tells("stages")
def stage_told(ctx: Context, text: str) -> str | None:
    """Return the stage that words are the whole name of, or another word for it; a quote may also be wanted itself."""
    wanted = fold(text)
    if wanted == "quote":
        return None
    names = {wanted, pipelines.SYNONYMS.get(wanted, wanted)}
    found = (stage for stage in pipelines.all_stages(ctx.session) if fold(stage.name) in names)
    return next((stage.name for stage in found if stage.category is StageCategory.OPEN), None)


@tells("lost_reasons")
def reason_told(ctx: Context, text: str) -> str | None:
    """Return the name of the reason that a word of explanation tells; the name of one taken off the list tells none."""
    if any(fold(text) == each.name_key and not each.is_active for each in every(ctx.session, LOST_REASONS)):
        return None
    reason = reason_meant(ctx, reason_of([text]))
    return reason.name if reason is not None else None


def reason_meant(ctx: Context, said: str | None) -> LostReason | None:
    """Return the reason of the organisation's list that was said; None where the list has none like it."""
    names = {fold(name) for name in _REASONS.get(said or "", ())}
    return next((each for each in lost_reasons.reasons(ctx.session) if each.name_key in names), None)
