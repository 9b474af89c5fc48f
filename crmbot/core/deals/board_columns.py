"""The columns of a board in the database: what is counted and summed for each, and its first rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, FromClause, Select, Table, func, inspect, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from crmbot.core.context import Context, Level
from crmbot.core.deals.signs import DealRow
from crmbot.core.permissions import see_level, visible
from crmbot.store.join_order import in_order, index_by
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Pipeline, Stage
from crmbot.store.models.record import Record


class By(StrEnum):
    """What the columns stand for."""

    STAGE = "stage"
    OWNER = "owner"
    MONTH = "month"


class Whose(StrEnum):
    """Whose deals are on a board."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Which board to draw; `first` is how many cards each column shows, `owner_id` beats `whose`."""

    whose: Whose = Whose.ALL
    by: By = By.STAGE
    pipeline_id: int | None = None
    first: int = 5
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What a board is drawn from: what was asked for, and the open stages of its pipeline."""

    query: BoardQuery
    pipeline: Pipeline
    ladder: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Total:
    """The deals of one column in one currency: how many, their amounts, and the amounts by probability."""

    currency: str
    count: int
    minor: int
    weighted_minor: int


def totals(ctx: Context, frame: Frame) -> dict[str, list[Total]]:
    """Return what the columns sum up to by key, a total for each currency: those are never added up."""
    amount = func.coalesce(Deal.amount_minor, 0)
    by = _grouped_by(frame)
    by_percent = amount * func.coalesce(Deal.probability, 0)
    # lint: unscoped `_on_board` scopes it
    rows = ctx.session.execute(
        select(by.label("by"), Deal.currency, func.count(), func.sum(amount), func.sum(by_percent))
        .select_from(_table(ctx, frame))
        .where(*(_everything(frame) if _is_of_everybody(ctx, frame) else _on_board(ctx, frame)))
        .group_by("by", Deal.currency)
    )
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for value, currency, count, minor, percents in rows:
        place = (_key(value), currency)
        counted = found.get(place, (0, 0, 0))
        found[place] = (counted[0] + count, counted[1] + int(minor), counted[2] + int(percents))
    return _by_key(found)


def _by_key(found: Mapping[tuple[str, str], tuple[int, int, int]]) -> dict[str, list[Total]]:
    """Put the totals of each column together, in the order of the currencies."""
    columns: dict[str, list[Total]] = {}
    for (key, currency), (count, minor, percents) in sorted(found.items()):
        columns.setdefault(key, []).append(Total(currency, count, minor, (percents + 50) // 100))
    return columns


def keys(frame: Frame, found: Mapping[str, object]) -> list[str]:
    """Return the keys of the columns in order: every stage, deals or not; nobody and no month come last."""
    if frame.query.by is By.STAGE:
        return [str(stage.id) for stage in frame.ladder]
    named = [key for key in found if key]
    ordered = sorted(named, key=int) if frame.query.by is By.OWNER else sorted(named)
    return [*ordered, *([""] if "" in found else [])]


def first_rows(
    ctx: Context, frame: Frame, wanted: Mapping[str, int], count: int, offset: int = 0
) -> dict[str, list[DealRow]]:
    """Return so many rows of every column by key, those before `offset` left out, all of them in one query.

    Args: `wanted`: the keys of the columns, and how many deals are in each; 0 where that is not known.
    """
    if not wanted or not count:
        return {}
    limit, places = offset + count, list(wanted)
    parts = [part for place, key in enumerate(places) for part in _first_of(ctx, frame, (place, key), wanted, limit)]
    chosen = union_all(*(select(part.subquery()) for part in parts)).subquery()
    rows = ctx.session.execute(
        select(Deal, Stage, chosen.c.place)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(chosen, chosen.c.number == Deal.id)
        .where(visible(ctx, ["deal"]))
        # Undated ones come last.
        .order_by(*_put(frame), Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
    )
    found: dict[str, list[DealRow]] = {}
    for row in rows:
        found.setdefault(places[row.place], []).append((row.Deal, row.Stage))
    return {key: column[offset : offset + count] for key, column in found.items()}


def _put(frame: Frame) -> tuple[InstrumentedAttribute[int], ...]:
    """Return what comes before the days: the place a deal was put at among those of its stage."""
    return (Deal.position,) if frame.query.by is By.STAGE else ()


def _first_of(
    ctx: Context, frame: Frame, column: tuple[int, str], wanted: Mapping[str, int], limit: int
) -> Iterator[Select[int, int]]:
    """Choose the first deals of one column, the dated and the undated ones: each walks along an index."""
    place, key = column
    source = _by_days(limit, wanted[key], sum(wanted.values())) if frame.query.by is By.OWNER else _MAPPED
    # lint: unscoped `_on_board` scopes it
    chosen = select(Deal.id.label("number"), literal(place).label("place")).select_from(source)
    chosen = chosen.where(*_on_board(ctx, frame), _in_column(frame, key)).limit(limit)
    if key or frame.query.by is not By.MONTH:
        yield chosen.where(Deal.expected_close.is_not(None)).order_by(*_put(frame), Deal.expected_close, Deal.id)
    if not key or frame.query.by is not By.MONTH:
        yield chosen.where(Deal.expected_close.is_(None)).order_by(*_put(frame), Deal.id)


_MAPPED = inspect(Deal).selectable
_DEALS, _RECORDS = cast("Table", Deal.__table__), cast("Table", Record.__table__)
_DEALS_FIRST = in_order(_DEALS, _RECORDS, _DEALS.c.record_id == _RECORDS.c.id)
_BY_DAY = in_order(_DEALS, _RECORDS, _DEALS.c.record_id == _RECORDS.c.id, index_by(_DEALS, _DEALS.c.expected_close))


def _by_days(limit: int, count: int, every: int) -> FromClause:
    """Return where an owner's deals are looked for: among everybody's in the order of their days, or among theirs.

    The first of somebody with many deals are soon met among everybody's; all deals of somebody with
    few are soon sorted.
    """
    return _BY_DAY if count * count > limit * every else _MAPPED


def _is_of_everybody(ctx: Context, frame: Frame) -> bool:
    """Tell whether all deals are summed up, whoever's, by what stands in their own rows."""
    query = frame.query
    is_all = query.whose is Whose.ALL and query.owner_id is None and query.by is not By.OWNER
    return is_all and see_level(ctx.actor, "deal") is Level.ALL


def _everything(frame: Frame) -> list[ColumnElement[bool]]:
    """Return what holds for all deals on a board that somebody sees who sees all: so few were put away."""
    away = select(_RECORDS.c.id).where(_RECORDS.c.kind == "deal", _RECORDS.c.deleted_at.is_not(None))
    return [Deal.stage_id.in_([stage.id for stage in frame.ladder]), _DEALS.c.record_id.not_in(away)]


def _table(ctx: Context, frame: Frame) -> FromClause:
    """Return the deals to be summed; those of one person are best found by their owner."""
    if _is_of_everybody(ctx, frame):
        return _DEALS
    one = frame.query.owner_id is not None or frame.query.whose is Whose.ME
    return _MAPPED if one else _DEALS_FIRST


def _on_board(ctx: Context, frame: Frame) -> list[ColumnElement[bool]]:
    query = frame.query
    where = [visible(ctx, ["deal"]), Deal.stage_id.in_([stage.id for stage in frame.ladder])]
    if query.owner_id is not None:
        where.append(Deal.owner_id == query.owner_id)
    elif query.whose is Whose.ME:
        where.append(Deal.owner_id == ctx.actor.id)
    elif query.whose is Whose.TEAM:
        where.append(Record.team_id.in_(sorted(ctx.actor.teams)))
    return where


def _grouped_by(frame: Frame) -> ColumnElement[Any]:
    """Return what the deals of one column have in common; of a month it is the day, which is as quick to read."""
    match frame.query.by:
        case By.STAGE:
            return Deal.stage_id.expression
        case By.OWNER:
            return Record.owner_id.expression
        case By.MONTH:
            # The bare column would have SQLite read along its index, and each deal's row besides.
            return func.coalesce(Deal.expected_close, literal(_NO_DAY, Date))


_NO_DAY = date.min


def _key(value: int | date | None) -> str:
    """Write the key of a column: a number, a month, or nothing."""
    if value is None or value == _NO_DAY:
        return ""
    return value.isoformat()[:7] if isinstance(value, date) else str(value)


def _in_column(frame: Frame, key: str) -> ColumnElement[bool]:
    match frame.query.by:
        case By.STAGE:
            return Deal.stage_id == int(key)
        case By.OWNER:
            return Deal.owner_id == int(key) if key else Deal.owner_id.is_(None)
        case By.MONTH:
            return _closes_in(key) if key else Deal.expected_close.is_(None)


def _closes_in(month: str) -> ColumnElement[bool]:
    first = date.fromisoformat(f"{month}-01")
    behind = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (Deal.expected_close >= first) & (Deal.expected_close < behind)
