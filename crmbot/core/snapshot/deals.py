"""The blocks on deals: open, won, lost, without a next step, idle, and how far they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, func, select

from crmbot.core.context import Context
from crmbot.core.deals import lists, signs
from crmbot.core.deals.signs import DealRow, Signs
from crmbot.core.snapshot import reckoning
from crmbot.core.snapshot.parts import Part, declare
from crmbot.core.snapshot.reckoning import Sum
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.models.deal import Deal
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Stage

SHOWN = 3

OPEN = "open"
WON = 'won closed:"this month"'
LOST = "lost closed<30d"
UNPLANNED = "unplanned"
IDLE = "idle"
"""What each block is as a filter: the list behind it asks for the same."""


@dataclass(frozen=True, slots=True)
class Deals:
    """Some deals: all of them summed up, and the first with what stands beside them in a list.

    `sums` may be of a part of them: then not all were looked into.
    """

    sums: tuple[Sum, ...]
    first: Sequence[DealRow] = ()
    signs: Mapping[int, Signs] = field(default_factory=dict)
    is_part: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(each.count for each in self.sums)


def first_of(ctx: Context, scope: Scope, said: str, limit: int = SHOWN) -> Deals:
    """Return the deals of a scope that a filter asks for, those that close next in front."""
    conditions = reckoning.where(ctx, scope, "deal", said)
    # Their numbers alone, which the indexes tell: rows are read of those that are shown.
    # lint: unscoped the scope is the first of the conditions
    among = select(Deal.id).where(*conditions).order_by(Deal.expected_close.nulls_last(), Deal.id)
    first = _read(ctx, ctx.session.scalars(among.limit(limit)).all())
    return Deals(reckoning.sums(ctx, conditions) if first else (), first, signs.of_deals(ctx, first))


def first_left(ctx: Context, scope: Scope, said: str, limit: int = SHOWN) -> Deals:
    """Return what `first_of` does of open deals, by a filter that looks at all that was done about each of them."""
    worths, is_all = reckoning.first_worths(ctx, reckoning.where(ctx, scope, "deal", OPEN), said)
    first = _read(ctx, [each.number for each in worths[:limit]])
    return Deals(reckoning.summed(worths), first, signs.of_deals(ctx, first), not is_all)


def _read(ctx: Context, numbers: Sequence[int]) -> list[DealRow]:
    """Return the deals of some numbers in the order of those."""
    known = lists.numbered(ctx, numbers) if numbers else {}
    return [known[number] for number in numbers if number in known]


def summed(ctx: Context, scope: Scope, said: str) -> Deals:
    """Return the deals of a scope that a filter asks for as numbers alone."""
    return Deals(reckoning.sums(ctx, reckoning.where(ctx, scope, "deal", said)))


def _open(ctx: Context, scope: Scope) -> Deals:
    return first_of(ctx, scope, OPEN)


def _won(ctx: Context, scope: Scope) -> Deals:
    return summed(ctx, scope, WON)


def _lost(ctx: Context, scope: Scope) -> Deals:
    return summed(ctx, scope, LOST)


def _unplanned(ctx: Context, scope: Scope) -> Deals:
    return first_left(ctx, scope, UNPLANNED)


def _idle(ctx: Context, scope: Scope) -> Deals:
    return first_left(ctx, scope, IDLE)


@dataclass(frozen=True, slots=True)
class Column:
    """Open deals that have something in common: what that is, how many, and their amounts by currency."""

    name: str
    count: int
    sums: Mapping[str, int]


NOBODY = "Nobody"


def _funnel(ctx: Context, scope: Scope) -> Sequence[Column]:
    """Return the stages that have open deals, pipeline by pipeline, in their order."""
    order = (Stage.pipeline_id, Stage.position, Stage.id)
    summed = _summed(ctx, scope).add_columns(Stage.id.label("by"), Stage.name.label("name"))
    rows = ctx.session.execute(summed.group_by(*order, Stage.name, Deal.currency).order_by(*order, Deal.currency))
    return _columns(rows)


def _by_owner(ctx: Context, scope: Scope) -> Sequence[Column]:
    """Return the people who have open deals, by name; those of nobody last."""
    owners = _summed(ctx, scope).outerjoin(User, User.id == Deal.owner_id)
    summed = owners.add_columns(User.id.label("by"), User.name.label("name")).group_by(User.id, User.name)
    return _columns(ctx.session.execute(summed.group_by(Deal.currency).order_by(User.name.nulls_last(), User.id)))


def _summed(ctx: Context, scope: Scope) -> Select[str, int, int]:
    amount = func.sum(func.coalesce(Deal.amount_minor, 0))
    # lint: unscoped the scope is the first of the conditions
    statement = select(Deal.currency.label("unit"), func.count().label("deals"), amount.label("minor"))
    return statement.join(Stage, Stage.id == Deal.stage_id).where(*reckoning.where(ctx, scope, "deal", OPEN))


def _columns(rows: Iterable[Row[Any]]) -> Sequence[Column]:
    """Put the rows of each column together: one for each currency."""
    found: dict[int | None, Column] = {}
    for row in rows:
        before = found.get(row.by, Column(row.name or NOBODY, 0, {}))
        sums = {**before.sums, row.unit: int(row.minor)}
        found[row.by] = Column(before.name, before.count + row.deals, sums)
    return list(found.values())


DEALS = declare(Part("deals", "Open deals", ("deal",), _open, 10, ("deal", "opportunities", "opps", "pipeline")))
SALES = declare(Part("sales", "Won this month", ("deal",), _won, 50, ("sales month", "won", "sales this month")))
STEPLESS = declare(
    Part("stepless", "Without next step", ("deal",), _unplanned, 60, ("no next step", "next steps"), usual=False)
)
IDLE_DEALS = declare(Part("idle", "Idle deals", ("deal",), _idle, 70, ("stale", "stale deals", "rotting"), usual=False))
LOST_DEALS = declare(Part("lost", "Lost in 30 days", ("deal",), _lost, 80, ("recently lost",), usual=False))
FUNNEL = declare(Part("funnel", "Funnel", ("deal",), _funnel, 90, ("by stage", "stages", "board"), usual=False))
OWNERS = declare(
    Part("owners", "Open deals by owner", ("deal",), _by_owner, 95, ("by owner", "owner", "salespeople"), usual=False)
)
