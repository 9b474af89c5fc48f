"""Pipelines and stages as an organisation sets them up: made, named, ordered, taken out of use."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import func, or_, select

from crmbot.core import history
from crmbot.core.context import Context
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import pipelines
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.language.fold import fold
from crmbot.store import rivals
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Pipeline, Stage, StageCategory

LONGEST = 60
_MOST_ROT_DAYS = 365


def make_pipeline(ctx: Context, name: str) -> Pipeline:
    """Make a pipeline with the usual stages; one of that name that was closed is opened again.

    Raises `NotAllowed`, `InvalidInput`, `Conflict` for one that is there.
    """
    ctx.actor.require("settings.edit")
    words = _name("name", name)
    there = _pipeline_called(ctx, words)
    if there is not None and there.is_active:
        raise Conflict(f"The pipeline {there.name}", "is there already")
    made = there or Pipeline(name=words)
    made.is_active = True
    ctx.session.add(made)
    ctx.session.flush()
    if there is None:
        ctx.session.add_all(pipelines.fresh_stages(made))
    else:
        _open_again(ctx, made)
    ctx.session.flush()
    return made


def _open_again(ctx: Context, pipeline: Pipeline) -> None:
    """Give a pipeline back a whole set of stages."""
    ladder = ctx.session.scalars(select(Stage).where(Stage.pipeline_id == pipeline.id)).all()
    if not any(stage.is_active for stage in ladder):
        for stage in ladder:
            stage.is_active = True


def rename_pipeline(ctx: Context, pipeline: Pipeline, name: str) -> None:
    """Call a pipeline something else. Raises `NotAllowed`, `InvalidInput`, `Conflict` for a name that is taken."""
    ctx.actor.require("settings.edit")
    words = _name("name", name)
    there = _pipeline_called(ctx, words)
    if there is not None and there is not pipeline:
        raise Conflict(f"The name {there.name}", "is another pipeline’s")
    pipeline.name = words
    ctx.session.flush()


def make_default(ctx: Context, pipeline: Pipeline) -> None:
    """Have deals go into a pipeline when none is named. Raises `NotAllowed`, `Conflict`."""
    ctx.actor.require("settings.edit")
    before = pipelines.default(ctx.session)
    if before is pipeline:
        raise Conflict(f"The pipeline {pipeline.name}", "is the usual one already")
    before.is_default = False
    ctx.session.flush()  # there is never a second one, not for a moment
    pipeline.is_default = True
    ctx.session.flush()


def close_pipeline(ctx: Context, pipeline: Pipeline, into: Pipeline | None = None) -> int:
    """Take a pipeline out of use, its deals into another one; return how many went over.

    Raises `NotAllowed`, `Conflict` for the usual one, `InvalidInput` when there are deals and nowhere to go.
    """
    ctx.actor.require("settings.edit")
    if pipeline.is_default:
        raise Conflict(f"The pipeline {pipeline.name}", "is the usual one; make another one usual first")
    rivals.reserve(ctx.session, Pipeline, [pipeline.id])
    # lint: unscoped a pipeline is closed for everybody
    there = ctx.session.scalars(
        select(Deal).join(Stage, Stage.id == Deal.stage_id).where(Stage.pipeline_id == pipeline.id)
    ).all()
    if there and (into is None or into is pipeline):
        names = tuple(each.name for each in pipelines.pipelines(ctx.session) if each is not pipeline)
        raise InvalidInput("to", "", f"{_deals(len(there))} in it; say where to", names)
    if into is not None:
        deal_moves.carry_over(ctx, there, into)
    pipeline.is_active = False
    ctx.session.flush()
    return len(there)


def add_stage(ctx: Context, pipeline: Pipeline, name: str, place: int | None = None) -> Stage:
    """Add a stage, the last of the open ones unless a place is given; one that was taken out comes back.

    Raises `NotAllowed`, `InvalidInput`, `Conflict` for one that is there.
    """
    ctx.actor.require("settings.edit")
    words = _name("name", name)
    there = _stage_called(ctx, pipeline.id, words)
    if there is not None and there.is_active:
        raise Conflict(f"The stage {there.name}", "is there already")
    ladder = pipelines.open_stages(ctx.session, pipeline.id)
    stage = there or Stage(pipeline_id=pipeline.id, name=words, position=0, rot_days=pipelines.ROT_DAYS)
    stage.is_active = True
    stage.probability = _between(ladder, len(ladder) + 1 if place is None else place)
    stage.position = len(ladder)
    ctx.session.add(stage)
    ctx.session.flush()
    _order(ctx, pipeline.id, stage, len(ladder) + 1 if place is None else place)
    return stage


def _between(ladder: Sequence[Stage], place: int) -> int | None:
    """Return a chance between those of the neighbours of a place, counted from 1."""
    before = ladder[min(place, len(ladder) + 1) - 2].probability if place > 1 and ladder else 0
    behind = ladder[place - 1].probability if 1 <= place <= len(ladder) else 100
    return ((before or 0) + (behind or 0)) // 2


def rename_stage(ctx: Context, stage: Stage, name: str) -> None:
    """Call a stage something else, for every deal in it. Raises `NotAllowed`, `InvalidInput`, `Conflict`."""
    ctx.actor.require("settings.edit")
    words = _name("name", name)
    there = _stage_called(ctx, stage.pipeline_id, words)
    if there is not None and there is not stage:
        what = "is another stage’s" if there.is_active else "was that of a stage that was taken out; add it again"
        raise Conflict(f"The name {there.name}", what)
    stage.name = words
    ctx.session.flush()


def place_stage(ctx: Context, stage: Stage, place: int) -> None:
    """Put an open stage at a place, counted from 1. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    _require_open(stage, "stand last, and in this order")
    _order(ctx, stage.pipeline_id, stage, place)


def set_chance(ctx: Context, stage: Stage, probability: int) -> int:
    """Set how likely deals in a stage are, those with a chance of their own left alone; return how many follow.

    Raises `NotAllowed`, `InvalidInput`.
    """
    ctx.actor.require("settings.edit")
    _require_open(stage, "are sure")
    if not 0 <= probability <= 100:  # noqa: PLR2004 - per cent
        raise InvalidInput("prob", str(probability), "a probability is 0 to 100")
    stage.probability = probability
    # lint: unscoped the chance of a stage is that of everybody's deals in it
    following = ctx.session.scalars(
        select(Deal).where(Deal.stage_id == stage.id, Deal.probability_manual.is_(False), Deal.deleted_at.is_(None))
    ).all()
    for deal in following:
        deal.probability = probability
    ctx.session.flush()
    return len(following)


def set_rot_days(ctx: Context, stage: Stage, days: int | None) -> None:
    """Set after how many days of silence deals in a stage are idle, None for never. Raises as `set_chance`."""
    ctx.actor.require("settings.edit")
    _require_open(stage, "hold deals that are over")
    if days is not None and not 1 <= days <= _MOST_ROT_DAYS:
        raise InvalidInput("rot", str(days), f"1 to {_MOST_ROT_DAYS} days, or - for never")
    stage.rot_days = days
    ctx.session.flush()


def remove_stage(ctx: Context, stage: Stage, into: Stage | None = None) -> int:
    """Take a stage out, its deals into another one; return how many. It stays in the history of those.

    Raises `NotAllowed`, `InvalidInput` when there are deals and nowhere to go, `Conflict` for the last one.
    """
    ctx.actor.require("settings.edit")
    _require_open(stage, "cannot be taken out; each pipeline has one of each")
    others = [each for each in pipelines.open_stages(ctx.session, stage.pipeline_id) if each is not stage]
    if not others:
        raise Conflict(f"The stage {stage.name}", "is the only one; a pipeline needs one")
    rivals.reserve(ctx.session, Stage, [stage.id])
    # lint: unscoped a stage is taken out for everybody, and under deals that may be restored
    there = ctx.session.scalars(select(Deal).where(Deal.stage_id == stage.id)).all()
    if there and (into is None or into not in others):
        names = tuple(each.name for each in others)
        raise InvalidInput("to", into.name if into else "", f"{_deals(len(there))} in it; say where to", names)
    for deal in there:
        assert into is not None
        deal_moves.put_into(ctx, deal, into)
    stage.is_active = False
    ctx.session.flush()
    return len(there)


@history.before_undo
def _keep_what_holds_deals(ctx: Context, changes: Sequence[Change]) -> None:
    """A stage or a pipeline that deals have come into since stays: they would stand on no board."""
    stages, ladders = (list(_brought_in(changes, model.__tablename__)) for model in (Stage, Pipeline))
    if not stages and not ladders:
        return
    rivals.reserve(ctx.session, Pipeline, ladders)
    rivals.reserve(ctx.session, Stage, stages)
    ours = {change.record_id for change in changes if change.record_id is not None}
    # lint: unscoped a stage goes for everybody, and under deals that may be restored
    there = select(Pipeline.name, Stage.name, func.count()).join(Deal, Deal.stage_id == Stage.id)
    there = there.join(Pipeline, Pipeline.id == Stage.pipeline_id).where(Deal.id.not_in(ours))
    there = there.where(or_(Stage.id.in_(stages), Stage.pipeline_id.in_(ladders))).group_by(Pipeline.name, Stage.name)
    found = ctx.session.execute(there.limit(1)).first()
    if found is None:
        return
    ladder, stage, count = found
    way = f"pipeline remove {ladder} to:…" if ladders else f"stages remove {stage} to:…"
    what = f"The pipeline {ladder}" if ladders else f"The stage {stage}"
    raise Conflict(what, f"is in use by now: {_deals(count)} in it. `{way}` takes it out")


def _brought_in(changes: Sequence[Change], table: str) -> Iterator[int]:
    """Yield the rows of a table that a batch made, or brought into use again."""
    for change in changes:
        is_back = change.diff.get("is_active") == [False, True]
        if change.table_name == table and (change.operation is Operation.INSERT or is_back):
            yield int(json.loads(change.row_key)[0])


def _order(ctx: Context, pipeline_id: int, stage: Stage, place: int) -> None:
    """Number the stages of a pipeline anew with one of them at a place; won and lost stay behind."""
    ladder = list(pipelines.stages(ctx.session, pipeline_id))
    still_open = [each for each in ladder if each.category is StageCategory.OPEN and each is not stage]
    if not 1 <= place <= len(still_open) + 1:
        raise InvalidInput("place", str(place), f"places are 1 to {len(still_open) + 1}")
    still_open.insert(place - 1, stage)
    closing = sorted(
        (each for each in ladder if each.category is not StageCategory.OPEN),
        key=lambda each: each.category is StageCategory.LOST,
    )
    for position, each in enumerate([*still_open, *closing]):
        each.position = position
    ctx.session.flush()


def _deals(count: int) -> str:
    return f"{count} deal is" if count == 1 else f"{count} deals are"


def _require_open(stage: Stage, why: str) -> None:
    if stage.category is not StageCategory.OPEN:
        raise InvalidInput("stage", stage.name, f"won and lost {why}")


def _name(field: str, given: str) -> str:
    words = " ".join(given.split()).strip('" ')
    if not words or len(words) > LONGEST:
        raise InvalidInput(field, given, f"it needs a name of at most {LONGEST} characters")
    return words


def _pipeline_called(ctx: Context, name: str) -> Pipeline | None:
    return next((each for each in ctx.session.scalars(select(Pipeline)) if fold(each.name) == fold(name)), None)


def _stage_called(ctx: Context, pipeline_id: int, name: str) -> Stage | None:
    known = ctx.session.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id))
    return next((stage for stage in known if fold(stage.name) == fold(name)), None)
