"""Boards: the open deals in columns by stage, owner or month, each with its count, its sums and its first cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.deals import board_columns, pipelines
from crmbot.core.deals import signs as deal_signs
from crmbot.core.deals.board_columns import BoardQuery, By, Frame, Total, Whose
from crmbot.core.deals.signs import DealRow, Signs
from crmbot.core.permissions import visible
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Pipeline, Stage
from crmbot.store.models.record import Record

__all__ = ["Board", "BoardCard", "BoardQuery", "By", "Column", "Whose", "load", "page"]

NOBODY, NO_MONTH = "Nobody", "No close date"

MOST_COLUMNS = 60
"""Of a thousand owners those with the most deals have a column; the others are looked at one by one."""

EVERY_COLUMN = 1_000_000


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One deal on a board. `whose` is the customer's name, empty when the actor may not see them."""

    deal: Deal
    stage: Stage
    whose: str
    owner: str
    signs: Signs

    @property
    def amount(self) -> Money | None:
        """What it is worth."""
        minor = self.deal.amount_minor
        return Money(minor, self.deal.currency) if minor is not None else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its deals counted, their amounts and their amounts by probability in minor units per currency.

    `key` tells it from the others: a stage's or an owner's number, a month as `2025-04`, empty for
    nobody's and for no month; `stage` is there when columns are stages.
    """

    key: str
    name: str
    count: int
    sums: Mapping[str, int]
    weighted: Mapping[str, int]
    cards: tuple[BoardCard, ...]
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A board as it stands at one moment: `count` deals on it, and `hidden` columns that are not among its own."""

    pipeline: Pipeline
    query: BoardQuery
    columns: tuple[Column, ...]
    count: int
    hidden: int = 0


def load(ctx: Context, query: BoardQuery, *, most: int = MOST_COLUMNS) -> Board:
    """Return a board with `most` columns; the number of queries does not depend on how many deals there are."""
    frame = _frame(ctx, query)
    totals = board_columns.totals(ctx, frame)
    every = board_columns.keys(frame, totals)
    keys = _largest(every, totals, most)
    rows = board_columns.first_rows(ctx, frame, {key: _count(totals.get(key, [])) for key in keys}, query.first)
    cards = _cards(ctx, [row for found in rows.values() for row in found])
    names = _names(ctx, frame, keys)
    columns = (
        _column(frame, key, names[key], totals.get(key, []), [cards[deal.id] for deal, _ in rows.get(key, [])])
        for key in keys
    )
    count = sum(_count(column) for column in totals.values())
    return Board(frame.pipeline, query, tuple(columns), count, len(every) - len(keys))


def _largest(keys: Sequence[str], totals: Mapping[str, Sequence[Total]], most: int) -> Sequence[str]:
    """Return the keys of the columns with the most deals, in their order."""
    if len(keys) <= most:
        return keys
    largest = set(sorted(keys, key=lambda key: -_count(totals.get(key, ())))[:most])
    return [key for key in keys if key in largest]


def page(ctx: Context, query: BoardQuery, key: str, limit: int, offset: int) -> Sequence[BoardCard]:
    """Return some of the cards of one column, in the order of the column."""
    rows = board_columns.first_rows(ctx, _frame(ctx, query), {key: 0}, limit, offset).get(key, [])
    cards = _cards(ctx, rows)
    return [cards[deal.id] for deal, _ in rows]


def _frame(ctx: Context, query: BoardQuery) -> Frame:
    if query.pipeline_id is None:
        pipeline = pipelines.default(ctx.session)
    else:
        pipeline = ctx.session.get_one(Pipeline, query.pipeline_id)
    return Frame(query, pipeline, pipelines.columns(ctx.session, pipeline.id))


def _column(frame: Frame, key: str, name: str, totals: Sequence[Total], cards: Sequence[BoardCard]) -> Column:
    return Column(
        key=key,
        name=name,
        count=_count(totals),
        sums={total.currency: total.minor for total in totals},
        weighted={total.currency: total.weighted_minor for total in totals},
        cards=tuple(cards),
        stage=next((stage for stage in frame.ladder if str(stage.id) == key), None)
        if frame.query.by is By.STAGE
        else None,
    )


def _count(totals: Sequence[Total]) -> int:
    return sum(total.count for total in totals)


def _names(ctx: Context, frame: Frame, keys: Sequence[str]) -> dict[str, str]:
    """Return what each column is called."""
    match frame.query.by:
        case By.STAGE:
            return {str(stage.id): stage.name for stage in frame.ladder}
        case By.OWNER:
            names = _users(ctx, {int(key) for key in keys if key})
            return {key: names[int(key)] if key else NOBODY for key in keys}
        case By.MONTH:
            return {key: f"{date.fromisoformat(f'{key}-01'):%b %Y}" if key else NO_MONTH for key in keys}


def _users(ctx: Context, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in ctx.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def _cards(ctx: Context, rows: Sequence[DealRow]) -> dict[int, BoardCard]:
    """Draw up cards by number: customers, owners and signs are read for all of them at once."""
    signs = deal_signs.of_deals(ctx, rows)
    owners = _users(ctx, {deal.owner_id for deal, _ in rows if deal.owner_id is not None})
    buyers = _buyers(ctx, [deal for deal, _ in rows])
    return {
        deal.id: BoardCard(
            deal=deal,
            stage=stage,
            whose=buyers.get(deal.party_id or deal.lead_id or 0, ""),
            owner=owners.get(deal.owner_id, "") if deal.owner_id is not None else "",
            signs=signs[deal.id],
        )
        for deal, stage in rows
    }


def _buyers(ctx: Context, deals: Sequence[Deal]) -> dict[int, str]:
    ids = {deal.party_id or deal.lead_id for deal in deals}
    if not ids:
        return {}
    statement = select(Record.id, Record.title).where(Record.id.in_(ids), visible(ctx, ["company", "contact", "lead"]))
    return {row.id: row.title for row in ctx.session.execute(statement)}
