"""A merge taken back row by row: what is as the merge left it goes back, what somebody changed since stays."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectin_polymorphic

from crmbot.core import history, records
from crmbot.core.context import Context
from crmbot.core.merging import links as merge_links
from crmbot.store.base import Base
from crmbot.store.codec import decode, encode
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.record import Record
from crmbot.store.tracking import BOOKKEEPING


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that was changed since: of which record, and which column; empty for a row of its own."""

    code: str
    column: str


_Key = tuple[type[Base], tuple[object, ...]]


def revert(ctx: Context, changes: Sequence[Change], ids: Collection[int]) -> tuple[Stays, ...]:
    """Take changes back, the newest first; return what was changed since and stays. `ids`: what was merged."""
    held = _loaded(ctx, changes, ids)
    stays: dict[Stays, None] = {}
    for change in changes:
        change.undone_by = history.current(ctx)
        model = merge_links.model_of(change.table_name)
        key = tuple(json.loads(change.row_key))
        row = held.get((model, key)) or (ctx.session.get(model, key) if _is_apart(model) else None)
        stays |= dict.fromkeys(_reverted(ctx, change, model, key, row))
    ctx.session.flush()
    return tuple(stays)


def _is_apart(model: type[Base]) -> bool:
    """Tell whether rows of a table are asked for one by one: channels and names for a record are few, others none."""
    return not issubclass(model, Record) and not merge_links.is_between(model)


def _loaded(ctx: Context, changes: Sequence[Change], ids: Collection[int]) -> dict[_Key, Base]:
    """Read all rows concerned at once, by class and key."""
    numbers = {int(json.loads(change.row_key)[0]) for change in changes if change.table_name == Record.__tablename__}
    kinds = [mapper for mapper in inspect(Record).self_and_descendants if mapper.polymorphic_load is None]
    whole = selectin_polymorphic(Record, [each.class_ for each in kinds])
    # lint: unscoped they go back to where they were
    found = ctx.session.scalars(select(Record).where(Record.id.in_(numbers)).options(whole))
    held: dict[_Key, Base] = {(Record, (row.id,)): row for row in found}
    for row in merge_links.rows_between(ctx, ids):
        held[type(row), tuple(inspect(type(row)).primary_key_from_instance(row))] = row
    return held


def _reverted(
    ctx: Context, change: Change, model: type[Base], key: tuple[object, ...], row: Base | None
) -> Iterator[Stays]:
    match change.operation:
        case Operation.DELETE if row is None:
            ctx.session.add(_again(model, key, change))
        case Operation.INSERT if row is not None and not isinstance(row, Record):
            if _is_as_left(row, change):
                ctx.session.delete(row)
            else:
                yield Stays(_code(ctx, change), change.table_name)
        case Operation.UPDATE if row is not None:
            yield from _columns_back(row, change)


def _again(model: type[Base], key: tuple[object, ...], change: Change) -> Base:
    mapper = inspect(model)
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    return model(**dict(zip(names, key, strict=True)), **_side(model, change, 0))


def _side(model: type[Base], change: Change, side: int) -> dict[str, object]:
    types = {prop.key: prop.columns[0].type for prop in inspect(model).column_attrs}
    return {name: decode(types[name], sides[side]) for name, sides in change.diff.items()}


def _is_as_left(row: Base, change: Change) -> bool:
    return all(encode(getattr(row, name)) == sides[1] for name, sides in change.diff.items())


def _columns_back(row: Base, change: Change) -> Iterator[Stays]:
    """Set columns back that are as the merge left them; name the others."""
    before = _side(type(row), change, 0)
    for name, sides in change.diff.items():
        if encode(getattr(row, name)) == sides[1]:
            setattr(row, name, before[name])
        elif name not in BOOKKEEPING and not name.endswith("_key"):
            yield Stays(records.code(row) if isinstance(row, Record) else change.table_name, name)


def _code(ctx: Context, change: Change) -> str:
    record = ctx.session.get(Record, change.record_id) if change.record_id is not None else None
    return records.code(record) if record is not None else change.table_name
