"""The way of an open deal through the stages of its pipeline, or into those of another."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, func, or_, select

from crmbot.core import deals, history, permissions, records
from crmbot.core.context import Context
from crmbot.core.deals import pipelines
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.change import Change
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Pipeline, Stage, StageCategory
from crmbot.store.models.record import Record

# The table, not the class: with the class come the records of all its rows, where the first of an index is wanted.
_DEAL = cast("Table", Deal.__table__)


def move(ctx: Context, deal: Deal, wanted: Stage) -> Stage:
    """Put an open deal into another open stage and return the one it was in; its own probability stays (B18).

    Raises `NotAllowed`, `Conflict` when it is closed or there already, `InvalidInput` for won and lost,
    which are reached by `win` and `lose` only.
    """
    permissions.require(ctx, deal, "edit")
    before = deals.require_open(ctx, deal)
    if wanted.category is not StageCategory.OPEN:
        raise InvalidInput("stage", wanted.name, "close it as won or lost")
    if wanted.id == before.id:
        raise Conflict(deal.title, f"is in {wanted.name} already", record_id=deal.id)
    if wanted.pipeline_id != before.pipeline_id:
        pipelines.keep_open(ctx.session, wanted.pipeline_id)
    enter(ctx, deal, wanted)
    return before


def neighbour(ctx: Context, deal: Deal, by: int) -> Stage | None:
    """Return the open stage before a deal's own (`by` below zero) or behind it; None past either end."""
    here = deals.stage_of(ctx, deal)
    return beside(pipelines.open_stages(ctx.session, here.pipeline_id), here, by)


def beside(ladder: Sequence[Stage], here: Stage, by: int) -> Stage | None:
    """Return the stage of a ladder before one of them (`by` below zero) or behind it; None past either end."""
    if by < 0:
        return next((stage for stage in reversed(ladder) if stage.position < here.position), None)
    return next((stage for stage in ladder if stage.position > here.position), None)


def find_stage(ctx: Context, deal: Deal, text: str) -> Stage:
    """Return the stage a word means, of the deal's own pipeline before those of others. Raises `InvalidInput`."""
    ladder = pipelines.stages(ctx.session, deals.stage_of(ctx, deal).pipeline_id)
    if pipelines.meant(ladder, text):
        return pipelines.by_word(ladder, text)
    return pipelines.by_word([*ladder, *pipelines.all_stages(ctx.session)], text)


def transfer(ctx: Context, deal: Deal, to: Pipeline) -> Stage:
    """Take a deal over into another pipeline and return the stage it is in there; it stays open, won or lost.

    It comes into the stage of the same name, else into the one as far on the way as its own. Raises
    `NotAllowed`, or `Conflict` when it is in that pipeline.
    """
    permissions.require(ctx, deal, "edit")
    if deals.stage_of(ctx, deal).pipeline_id == to.id:
        raise Conflict(deal.title, f"is in {to.name} already", record_id=deal.id)
    carry_over(ctx, [deal], to)
    records.remember(ctx, deal)
    return deals.stage_of(ctx, deal)


def carry_over(ctx: Context, moving: Sequence[Deal], to: Pipeline) -> None:
    """Put deals into the stages of another pipeline that answer to their own. Checks nothing."""
    pipelines.keep_open(ctx.session, to.id)
    theirs = pipelines.stages(ctx.session, to.id)
    # lint: unscoped stages are no records
    own = {stage.id: stage for stage in ctx.session.scalars(select(Stage))}
    for deal in moving:
        before = own[deal.stage_id]
        ladder = [stage for stage in theirs if stage.category is before.category]
        same = [stage for stage in ladder if fold(stage.name) == fold(before.name)]
        put_into(ctx, deal, same[0] if same else as_far(before, ladder))
    ctx.session.flush()


def as_far(before: Stage, ladder: Sequence[Stage]) -> Stage:
    """Return the last stage that promises no more than the one before; the first when all do."""
    chance = before.probability or 0
    return next((stage for stage in reversed(ladder) if (stage.probability or 0) <= chance), ladder[0])


def enter(ctx: Context, deal: Deal, stage: Stage) -> None:
    """Put a deal into a stage; it is `it` now. Checks nothing."""
    put_into(ctx, deal, stage)
    ctx.session.flush()
    records.remember(ctx, deal)


def put_into(ctx: Context, deal: Deal, stage: Stage) -> None:
    """Put a deal into a stage, among those that were not put first there; its own probability stays."""
    deal.previous_stage_id, deal.stage_id = deal.stage_id, stage.id
    deal.stage_entered_at = ctx.now
    deal.position = 0
    if not deal.probability_manual:
        deal.probability = stage.probability


@history.after_undo_of_rows(Record.__tablename__)
def _onto_a_board(ctx: Context, changes: Sequence[Change]) -> None:
    """A deal that went back to where nothing is any more, a stage or a pipeline, goes on where it would by now."""
    numbers = [change.record_id for change in changes if "stage_id" in change.diff]
    if not numbers:
        return
    is_gone = or_(Stage.is_active.is_(False), Pipeline.is_active.is_(False))
    # lint: unscoped the actor wrote these records themselves
    astray = select(Deal, Pipeline).join(Stage, Stage.id == Deal.stage_id)
    astray = astray.join(Pipeline, Pipeline.id == Stage.pipeline_id).where(Deal.id.in_(numbers), is_gone)
    for deal, pipeline in ctx.session.execute(astray).all():
        carry_over(ctx, [deal], pipeline if pipeline.is_active else pipelines.default(ctx.session))


def put_first(ctx: Context, deal: Deal) -> None:
    """Put an open deal before all others of its stage on the board. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    stage = deals.require_open(ctx, deal)
    # lint: unscoped a place is given out among all deals of the stage
    first = ctx.session.scalar(select(func.min(_DEAL.c.position)).where(_DEAL.c.stage_id == stage.id))
    records.change(ctx, deal, {"position": min(first or 0, 0) - 1})
