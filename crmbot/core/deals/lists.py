"""Deals as lists: what can be asked of them, in which order they come, and what the open ones are worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from crmbot.core import doings, filters
from crmbot.core.context import Context
from crmbot.core.deals import pipelines
from crmbot.core.filters.grouping import Grouping
from crmbot.core.permissions import visible
from crmbot.core.settings.sources import SYNONYMS
from crmbot.language.filters.terms import Term
from crmbot.language.when import When
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.party import Company
from crmbot.store.models.pipeline import LostReason, Pipeline, Source, Stage, StageCategory


def first_open(ctx: Context, owner_id: int, limit: int) -> tuple[Sequence[tuple[Deal, Stage]], int]:
    """Return somebody's first open deals with their stages, by stage and expected close, and how many there are."""
    where = (visible(ctx, ["deal"]), Deal.owner_id == owner_id, Stage.category == StageCategory.OPEN)
    total = ctx.session.scalar(
        select(func.count()).select_from(Deal).join(Stage, Stage.id == Deal.stage_id).where(*where)
    )
    rows = ctx.session.execute(
        select(Deal, Stage)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(*where)
        .order_by(Stage.position, Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
        .limit(limit)
    )
    return [(row.Deal, row.Stage) for row in rows], total or 0


def numbered(ctx: Context, ids: Sequence[int]) -> dict[int, tuple[Deal, Stage]]:
    """Return those of some deals the actor may see, by number, with their stages."""
    rows = ctx.session.execute(
        select(Deal, Stage).join(Stage, Stage.id == Deal.stage_id).where(Deal.id.in_(ids), visible(ctx, ["deal"]))
    )
    return {row.Deal.id: (row.Deal, row.Stage) for row in rows}


def with_stages(ctx: Context, found: Sequence[Deal]) -> list[tuple[Deal, Stage]]:
    """Return deals with the stages they are in."""
    wanted = {deal.stage_id for deal in found}
    by_id = {stage.id: stage for stage in ctx.session.scalars(select(Stage).where(Stage.id.in_(wanted)))}
    return [(deal, by_id[deal.stage_id]) for deal in found]


@dataclass(frozen=True, slots=True)
class Sum:
    """The open deals of one currency: how many, and their amounts."""

    currency: str
    count: int
    minor: int


def sums(ctx: Context, owner_id: int | None = None) -> list[Sum]:
    """Return the open deals summed by currency; currencies are never added up."""
    where = [visible(ctx, ["deal"]), Stage.category == StageCategory.OPEN]
    if owner_id is not None:
        where.append(Deal.owner_id == owner_id)
    rows = ctx.session.execute(
        select(Deal.currency, func.count().label("deals"), func.sum(func.coalesce(Deal.amount_minor, 0)).label("minor"))
        .join(Stage, Stage.id == Deal.stage_id)
        .where(*where)
        .group_by(Deal.currency)
        .order_by(Deal.currency)
    )
    return [Sum(row.currency, row.deals, int(row.minor)) for row in rows]


def _in(*categories: StageCategory) -> Callable[[Context], ColumnElement[bool]]:
    """Make the condition for deals in stages of a category; few stages, so their numbers are looked up."""
    return lambda _: Deal.stage_id.in_(select(Stage.id).where(Stage.category.in_(categories)))


_OPEN = _in(StageCategory.OPEN)

# The tables, not the classes: those stand on `record` as well, which is the deal's own here.


def _overdue(ctx: Context) -> ColumnElement[bool]:
    return and_(_OPEN(ctx), Deal.expected_close < ctx.today)


def _snoozed(ctx: Context) -> ColumnElement[bool]:
    return and_(_OPEN(ctx), Deal.snoozed_until > ctx.now)


def _without_next_step(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for open deals on which nothing is planned (B1)."""
    return and_(_OPEN(ctx), Deal.next_step.is_(None), ~doings.planned_on(Deal.id, ctx.now))


def _idle(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for deals nothing was done about for longer than their stages allow (B2)."""
    resting = and_(Deal.snoozed_until.is_not(None), Deal.snoozed_until > ctx.now)
    by_days: dict[int, list[int]] = {}
    for stage in pipelines.all_stages(ctx.session):
        if stage.rot_days is not None and stage.category is StageCategory.OPEN:
            by_days.setdefault(stage.rot_days, []).append(stage.id)
    silent = (and_(Deal.stage_id.in_(ids), _untouched_since(ctx, _begins(ctx, days))) for days, ids in by_days.items())
    return and_(~resting, or_(*silent)) if by_days else Deal.id.is_(None)


def _begins(ctx: Context, days: int) -> datetime:
    """Return when the day begins behind the last one on which something had to be done."""
    return When(ctx.today - timedelta(days=days - 1), time(), ctx.actor.zone).instant_or(time())


def _untouched_since(ctx: Context, at: datetime) -> ColumnElement[bool]:
    """Return the condition for deals with no change of stage, and nothing done about them, since an instant."""
    return and_(Deal.stage_entered_at < at, doings.untouched(Deal.id, at, ctx.now))


_TOWN = filters.text("city", Company.city, searched=True)


def _in_town(ctx: Context, term: Term) -> ColumnElement[bool]:
    """Return the condition for deals with a company that is in a town, as far as the actor may see the company."""
    there = select(Company.id).where(visible(ctx, ["company"]), _TOWN.condition(ctx, term))
    return Deal.party_id.in_(there)


def _town(ctx: Context) -> ColumnElement[str | None]:
    """Return the town of a deal's company, as far as the actor may see the company."""
    return select(Company.city).where(Company.id == Deal.party_id, visible(ctx, ["company"])).scalar_subquery()


_BY_TOWN = Grouping(lambda ctx: func.lower(_town(ctx)), label=_town)
_PLACE = select(Stage.position).where(Stage.id == Deal.stage_id).scalar_subquery()
# It also stands within the look-up of its name, where nothing of its surroundings is known without being told.
_PIPELINE = select(Stage.pipeline_id).where(Stage.id == Deal.stage_id).correlate_except(Stage).scalar_subquery()

filters.declare(
    "deal",
    filters.quiet(Deal.id),
    filters.flag("open", _OPEN, says=filters.STATE),
    filters.flag("won", _in(StageCategory.WON), says=filters.STATE),
    filters.flag("lost", _in(StageCategory.LOST), says=filters.STATE),
    filters.flag("closed", _in(StageCategory.WON, StageCategory.LOST), says=filters.STATE),
    filters.flag("overdue", _overdue, says=filters.STATE, help="open, and should have closed by now"),
    filters.flag("snoozed", _snoozed, aliases=("resting",), says=filters.STATE),
    filters.flag("idle", _idle, aliases=("rotting",), says=filters.STATE, help="nothing was done for too long"),
    filters.flag(
        "unplanned",
        _without_next_step,
        aliases=("no next step", "without next step", "stepless"),
        says=filters.STATE,
        help="without a next step",
    ),
    filters.named("stage", Deal.stage_id, Stage, synonyms=pipelines.SYNONYMS, says=filters.STATE),
    filters.named("pipeline", _PIPELINE, Pipeline),
    filters.money("amount", Deal.amount_minor, Deal.currency, aliases=("worth",)),
    filters.money("best", Deal.best_minor, Deal.currency),
    filters.money("worst", Deal.worst_minor, Deal.currency),
    filters.money("recurring", Deal.recurring_minor, Deal.currency),
    filters.number("prob", Deal.probability, aliases=("probability", "chance")),
    filters.day("close", Deal.expected_close, aliases=("closes", "closing")),
    filters.instant("closed", Deal.closed_at, says=filters.STATE),
    filters.instant("entered", Deal.stage_entered_at),
    filters.choice("kind", Deal.type, DealType, aliases=("type",)),
    filters.named("source", Deal.source_id, Source, synonyms=SYNONYMS),
    filters.Field("city", _in_town, ("town",), "where the company is", per=_BY_TOWN),
    filters.named("reason", Deal.lost_reason_id, LostReason, says=filters.STATE),
    filters.record(
        "on",
        (Deal.party_id, Deal.contact_id, Deal.lead_id),
        ("company", "contact", "lead"),
        aliases=("with", "company"),
        says=filters.WHOSE,
    ),
)
_BY_CLOSE = (Deal.expected_close.nulls_last(), Deal.id)
filters.arrange("deal", _PLACE, *_BY_CLOSE, usual="open", many=_BY_CLOSE, worth=(Deal.amount_minor, Deal.currency))
