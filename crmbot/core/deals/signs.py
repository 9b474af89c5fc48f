"""What a row or a card says of a deal besides its own columns: colour, chance, silence, next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, literal, null, or_, select, union_all

from crmbot.core.context import Context
from crmbot.core.deals import colours
from crmbot.core.deals.colours import Colour, Mark
from crmbot.store.models.activity import Activity, ActivityLink, Task, TaskStatus
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document
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
    touched, planned = _doings(ctx, still_open)
    limits = colours.thresholds(ctx)
    return {deal.id: _signs(ctx, deal, stage, touched.get(deal.id), limits, planned) for deal, stage in rows}


def of_deal(ctx: Context, deal: Deal, stage: Stage) -> Signs:
    """Return the signs of one deal."""
    return of_deals(ctx, [(deal, stage)])[deal.id]


def _signs(  # noqa: PLR0913, PLR0917 - what was read for all of them at once is handed in
    ctx: Context,
    deal: Deal,
    stage: Stage,
    touched: datetime | None,
    limits: colours.Thresholds,
    planned: set[int],
) -> Signs:
    created_on = deal.created_at.astimezone(ctx.zone).date()
    mark = colours.of_deal(stage.category, created_on, deal.expected_close, ctx.today, limits)
    if stage.category is not StageCategory.OPEN:
        return Signs(mark, None, None, None, has_next_step=True)
    snoozed = deal.snoozed_until if deal.snoozed_until is not None and deal.snoozed_until > ctx.now else None
    return Signs(
        mark,
        colours.of_probability(deal.probability),
        None if snoozed else idle_days(ctx, stage, max(touched or deal.created_at, deal.stage_entered_at)),
        snoozed,
        has_next_step=bool(deal.next_step) or deal.id in planned,
    )


def idle_days(ctx: Context, stage: Stage, last: datetime) -> int | None:
    """Return for how many days of the actor's calendar nothing was done; None while the stage allows it."""
    if stage.rot_days is None:
        return None
    days = (ctx.today - last.astimezone(ctx.zone).date()).days
    return days if days >= stage.rot_days else None


def _doings(ctx: Context, deals: Sequence[Deal]) -> tuple[dict[int, datetime], set[int]]:
    """Return when something was last done about each deal, and on which of them something is still to be done."""
    if not deals:
        return {}, set()
    rows = ctx.session.execute(_done_and_planned(), {"ids": [deal.id for deal in deals]}).all()
    return {row.about: row.at for row in rows if row.at is not None}, {row.about for row in rows if row.open}


@cache  # it costs more to build than to run
def _done_and_planned() -> Select[Any]:
    """Choose, for the deals of some numbers, the last note, task done or file, and whether there is an open task."""
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    happened = case((Activity.kind == "note", Activity.happened_at), else_=Activity.completed_at)
    is_open = Activity.status.in_(Task.OPEN)
    # lint: unscoped nothing but the instant is told, and that there is a task, by whomever
    activities = (
        select(
            ActivityLink.record_id.label("about"),
            case((is_open, null()), else_=happened).label("at"),
            case((is_open, 1), else_=0).label("open"),
        )
        .join(Activity, Activity.id == ActivityLink.activity_id)
        .where(ActivityLink.record_id.in_(ids), Activity.deleted_at.is_(None))
        .where(or_(Activity.kind == "note", Activity.status == TaskStatus.DONE, is_open))
    )
    # lint: unscoped as above
    files = select(Document.about_id.label("about"), Document.created_at.label("at"), literal(0).label("open")).where(
        Document.about_id.in_(ids), Document.deleted_at.is_(None)
    )
    both = union_all(activities, files).subquery()
    last, planned = func.max(both.c.at).label("at"), func.max(both.c.open).label("open")
    return select(both.c.about, last, planned).group_by(both.c.about)
