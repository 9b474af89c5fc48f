"""Records by their numbers: only what the actor may see is there."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, inspect, select
from sqlalchemy.orm import selectin_polymorphic
from sqlalchemy.orm.interfaces import LoaderOption

from crmbot.core import putaway
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.permissions import sees, visible, visible_to_any
from crmbot.language.codes import show
from crmbot.store.models.record import Record

_SEEN = "records this unit of work has looked up"
_LED = "merged records whose numbers led to others"


def get(ctx: Context, record_id: int) -> Record:
    """Return a record by its number; of one that was merged, the one it went into.

    Raises `NotFound` for what is gone or hidden from the actor, `PutAway` for what was deleted.
    """
    record = one(ctx, record_id)
    if record is None:
        raise putaway.told(ctx, record_id) or NotFound(f"#{record_id}")
    return record


def one(ctx: Context, record_id: int) -> Record | None:
    """Return a record by its number; None for what is gone or hidden from the actor."""
    return next(iter(those(ctx, [record_id])), None)


def those(ctx: Context, ids: Sequence[int]) -> list[Record]:
    """Return those of some records the actor may see; what this unit of work has looked up is not read again.

    In the place of one that was merged comes the one it went into.
    """
    seen: dict[int, Record] = ctx.session.info.get(_SEEN, {})
    there = {number: seen[number] for number in ids if number in seen and sees(ctx, seen[number])}
    missing = [number for number in ids if number not in there]
    there |= read(ctx, missing) if missing else {}
    gone = [number for number in missing if number not in there]
    there |= _survivors(ctx, gone) if gone else {}
    return [there[number] for number in ids if number in there]


def read(ctx: Context, ids: Sequence[int]) -> dict[int, Record]:
    """Return those of some records the actor may see, by number."""
    scope, who = visible_to_any(ctx)
    return kept(ctx, ctx.session.scalars(_by_ids(scope), {"ids": ids, **who}))


def _survivors(ctx: Context, ids: Sequence[int]) -> dict[int, Record]:
    """Return what merged records went into, by their own numbers; `came_from` tells of them later."""
    old = Record.__table__.alias()
    rows = ctx.session.execute(
        select(old.c.id, Record).join(Record, Record.id == old.c.merged_into_id).where(old.c.id.in_(ids), visible(ctx))
    ).all()
    found = {row.id: row.Record for row in rows}
    kept(ctx, found.values())
    ctx.session.info.setdefault(_LED, {}).update({record.id: number for number, record in found.items()})
    return found


def came_from(ctx: Context, record: Record) -> str:
    """Return the code of the merged record whose number led to this one; empty when its own did."""
    number = ctx.session.info.get(_LED, {}).get(record.id)
    return show(record.kind, number) if number is not None else ""


@lru_cache(maxsize=256)  # one for each way of seeing: it costs more to build than to run
def _by_ids(scope: ColumnElement[bool]) -> Select[Record]:
    # lint: unscoped the scope is handed in
    return select(Record).where(Record.id.in_(bindparam("ids", expanding=True)), scope).options(with_hints())


@cache
def with_hints() -> LoaderOption:
    """Read with records what their hints are made of: by one query for each kind, where each record would ask itself.

    The columns of companies and contacts come with every record anyhow.
    """
    kinds = [mapper for mapper in inspect(Record).self_and_descendants if mapper.polymorphic_load is None]
    return selectin_polymorphic(Record, [each.class_ for each in kinds if each.class_.hint is not Record.hint])


def kept(ctx: Context, found: Iterable[Record]) -> dict[int, Record]:
    """Hold on to records as long as the session: it forgets by itself what nobody holds."""
    records_by_id = {record.id: record for record in found}
    ctx.session.info.setdefault(_SEEN, {}).update(records_by_id)
    return records_by_id


def kind_of(ctx: Context, number: int) -> str | None:
    """Return the kind of the record of a number; None for what is gone or hidden from the actor."""
    kind = ctx.session.scalar(select(Record.kind).where(Record.id == number, visible(ctx)))
    if kind is not None:
        return kind
    led = _survivors(ctx, [number]).get(number)
    return led.kind if led is not None else None
