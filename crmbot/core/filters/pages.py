"""What a filter finds: pages with how many there are, a count of what it cannot compare, and all of it as a stream."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, FromClause, Select, Table, UnaryExpression, func, literal, select, true
from sqlalchemy.sql import operators

from crmbot.core.context import Context
from crmbot.core.filters.times import Column
from crmbot.language.filters.terms import Term
from crmbot.store.join_order import in_order, index_by
from crmbot.store.models.record import Record
from crmbot.store.ways import asked_late, asks_of, begun_among, is_about, on_the_way, one_by_one

MOST_COUNTED = 500
"""A list of more is not counted to its end: `500+`. Nobody turns fifty pages on a phone."""

MOST_APART = 99
"""So far is counted what a filter leaves out: that there is something matters more than how much."""

BATCH = 1000

_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; this one does not


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter that can be run. `said` is the filter in canonical words, for titles and buttons.

    `terms` are all its terms, those that were not typed but usual with them; `apart` are the
    conditions for what it cannot compare (amounts in other currencies), if anything. `many` is the
    order of a list that is not counted to its end. `is_put_away` tells of a list of what was deleted.
    `per` is the key of the field they are counted by, if they are, `among` what is said without it; `worth` is what
    a record is worth, and in which currency.
    """

    kind: str
    where: tuple[ColumnElement[bool], ...]
    order: tuple[Column, ...]
    said: str
    many: tuple[Column, ...] = ()
    terms: tuple[Term, ...] = ()
    apart: tuple[ColumnElement[bool], ...] = ()
    usual: tuple[Term, ...] = ()
    is_put_away: bool = False
    per: str = ""
    among: str = ""
    worth: tuple[Column, Column] | None = None


def model_of(kind: str) -> type[Record]:
    """Return the mapped class of a kind."""
    mapped: type[Record] = Record.__mapper__.polymorphic_map[kind].class_
    return mapped


def page(ctx: Context, wanted: Wanted, limit: int, offset: int) -> tuple[Sequence[Record], int]:
    """Return a page of what is wanted and how many there are; more than `MOST_COUNTED` when it is not counted on."""
    rows = ctx.session.execute(_few_sorted(ctx, wanted).limit(limit).offset(offset)).all()
    total = rows[0].total if rows else _counted(ctx, wanted)
    if total > MOST_COUNTED:
        numbers = _along(ctx, wanted, limit + 1, offset)
        return _loaded(ctx, wanted, numbers[:limit]), max(total, offset + len(numbers))
    return _loaded(ctx, wanted, [row.number for row in rows if row.number is not None]), total


def _some(ctx: Context, wanted: Wanted) -> Select[Any]:
    """Choose the numbers of what is wanted, in no order; no more than one beyond `MOST_COUNTED`."""
    own, where = _own(wanted.kind), wanted.where
    rows: FromClause = _RECORD
    # One index of `record` may tell it all: where nothing is asked of the other table, that is not read.
    if any(asks_of(own, each) for each in where):
        rows = _RECORD.join(own, own.c.record_id == _RECORD.c.id)
    begun, left = (rows, where) if _is_server(ctx) else begun_among(rows, where)
    # lint: unscoped the scope is the first condition of what is wanted
    some = select(_RECORD.c.id).select_from(begun).where(*left).limit(MOST_COUNTED + 1)
    return some if begun is rows else some.distinct()


def _is_server(ctx: Context) -> bool:
    return ctx.session.get_bind().dialect.name == "postgresql"


def _few_sorted(ctx: Context, wanted: Wanted) -> Select[Any]:
    """Choose the numbers of what is wanted in the order of the list, each with how many they are.

    Of more than `MOST_COUNTED` only how many is told, in a row without a number: what those would be sorted by is
    not read.
    """
    some, own = _some(ctx, wanted).cte("some"), _own(wanted.kind)
    counted = select(func.count().label("total")).select_from(some).cte("counted")
    keys = [_of_table(_bare(each)) for each in wanted.order]
    rows = some.join(own, own.c.record_id == some.c.id)
    if any(asks_of(_RECORD, each) for each in keys):
        rows = rows.join(_RECORD, _RECORD.c.id == some.c.id)
    # lint: unscoped they were chosen within the scope
    sortable = select(some.c.id.label("number"), *_labelled(keys)).select_from(rows)
    few = sortable.where(select(counted.c.total).scalar_subquery() <= MOST_COUNTED).subquery("few")
    order = (_same_way(each, few.c[f"key{place}"]) for place, each in enumerate(wanted.order))
    return select(few.c.number, counted.c.total).select_from(counted.outerjoin(few, true())).order_by(*order)


def _labelled(keys: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [each.label(f"key{place}") for place, each in enumerate(keys)]


def _of_table(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as its table has it.

    With that of a class which shares its table, the kind would be asked for once more, and PostgreSQL would read all
    there are of the kind to tell it of five hundred.
    """
    return Record.metadata.tables[key.table.name].c[key.name] if isinstance(key, TableColumn) else key


def _own(kind: str) -> Table:
    """Return the table that records of a kind have beside `record`."""
    return cast("Table", model_of(kind).__mapper__.local_table)


def _bare(key: Column) -> ColumnElement[Any]:
    """Return what is sorted by, without the way it is sorted."""
    if isinstance(key, UnaryExpression) and key.modifier is not None:
        return _bare(key.element)
    return key.expression if not isinstance(key, ColumnElement) else key


def _same_way(key: Column, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Sort a column as another one is sorted."""
    if isinstance(key, UnaryExpression) and key.modifier is not None:
        return UnaryExpression(_same_way(key.element, column), modifier=key.modifier)
    return column


def _counted(ctx: Context, wanted: Wanted) -> int:
    """Count what is wanted, no further than one beyond `MOST_COUNTED`."""
    return ctx.session.scalar(select(func.count()).select_from(_some(ctx, wanted).subquery())) or 0


def _along(ctx: Context, wanted: Wanted, limit: int, offset: int) -> Sequence[int]:
    """Return the numbers of a page out of many: read along the index of their order, never all sorted.

    What has a value comes first. It is read by itself where the largest comes first: PostgreSQL's
    indexes, read backwards, begin with what has none.
    """
    first, *others = wanted.many
    if not _falls(first):
        return _walked(ctx, wanted, wanted.many, limit, offset)
    column = _bare(first)
    found = _walked(ctx, wanted, (column.desc(), *others), limit, offset, column.is_not(None))
    if len(found) == limit:
        return found
    before = offset if not offset or found else _many(ctx, wanted, column.is_not(None))
    return [*found, *_walked(ctx, wanted, others, limit - len(found), offset - before, column.is_(None))]


def _falls(key: Column) -> bool:
    """Tell whether the largest comes first, and what has no value last."""
    if not isinstance(key, UnaryExpression) or key.modifier is not operators.nulls_last_op:
        return False
    return isinstance(key.element, UnaryExpression) and key.element.modifier is operators.desc_op


def _walked(
    ctx: Context,
    wanted: Wanted,
    order: Sequence[Column],
    limit: int,
    offset: int,
    *more: ColumnElement[bool],
) -> Sequence[int]:
    rows, of_kind = _joined(wanted.kind, order)
    # lint: unscoped the scope is the first condition of what is wanted
    statement = select(Record.id).select_from(rows).where(*of_kind, *_met(ctx, wanted, order), *more)
    return ctx.session.scalars(statement.order_by(*order).limit(limit).offset(offset)).all()


def _met(ctx: Context, wanted: Wanted, order: Sequence[Column]) -> Sequence[ColumnElement[bool]]:
    """Return what is asked of each record that is met along an order, as the database asks it in the fewest steps."""
    where = [asked_late(each, _own(wanted.kind).c.record_id, _RECORD.c.id) for each in wanted.where]
    if not _is_server(ctx):
        return list(map(one_by_one, where))
    told = (_bare(order[0]), _RECORD.c.owner_id)
    return [each if any(is_about(each, column) for column in told) else on_the_way(each) for each in where]


def _many(ctx: Context, wanted: Wanted, condition: ColumnElement[bool]) -> int:
    """Count to the end those that meet one more condition; only a page far down asks for it."""
    # lint: unscoped the scope is the first condition of what is wanted
    statement = select(func.count()).select_from(model_of(wanted.kind)).where(*wanted.where, condition)
    return ctx.session.scalar(statement) or 0


def _joined(kind: str, order: Sequence[Column]) -> tuple[FromClause, tuple[ColumnElement[bool], ...]]:
    """Return the table of a kind, along the index of an order, with `record` behind it; and what begins that index.

    There are so many that the first of them are soon met on the way, whatever is asked of them. Where an index has
    each kind by itself, none of another kind is met.
    """
    own, column = _own(kind), _bare(order[0])
    same = own.c.record_id == Record.__table__.c.id
    in_turn = index_by(own, own.c.kind, column) if "kind" in own.c else ""
    index = in_turn or index_by(own, column)
    return in_order(own, Record.__table__, same, index), (own.c.kind == kind,) if in_turn else ()


def _loaded(ctx: Context, wanted: Wanted, numbers: Sequence[int]) -> Sequence[Record]:
    """Return the records of some numbers, in the order of those."""
    if not numbers:
        return []
    model = model_of(wanted.kind)
    # lint: unscoped the numbers were found within the scope
    found = {record.id: record for record in ctx.session.scalars(select(model).where(model.id.in_(numbers)))}
    return [found[number] for number in numbers]


def left_out(ctx: Context, wanted: Wanted) -> int:
    """Count what the filter cannot compare (amounts in other currencies), one beyond `MOST_APART` at the most."""
    if not wanted.apart:
        return 0
    some = select(literal(1)).select_from(model_of(wanted.kind)).where(*wanted.apart).limit(MOST_APART + 1).subquery()
    return ctx.session.scalar(select(func.count()).select_from(some)) or 0


def stream(ctx: Context, wanted: Wanted) -> Iterator[Record]:
    """Yield everything wanted by number, in batches that fit the memory however much there is."""
    model, last = model_of(wanted.kind), 0
    while True:
        # lint: unscoped the scope is the first condition of what is wanted
        statement = select(model).where(*wanted.where, model.id > last).order_by(model.id).limit(BATCH)
        batch = ctx.session.scalars(statement).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id
