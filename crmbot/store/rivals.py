"""What others have done at the same moment, where several write at once: on PostgreSQL.

A transaction sees what others commit while it goes on, and what it has read by then may be no longer so. Records have
a version that their change asks for; for all else it is looked up here, before a flush writes. Whoever comes second
fails with `StaleDataError`: the work is done again from its beginning, and sees what the first has done. SQLite has
one writer, which has read what it changes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, inspect, select, tuple_
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.exc import StaleDataError

from crmbot.store.base import Base
from crmbot.store.codec import Kept, encode
from crmbot.store.models.record import Record

Told = tuple[Base, Mapping[str, Sequence[Kept]]]
"""A row that is there and is to be changed or deleted, and what is to change of it: before, after."""

_Keys = tuple[Any, ...]


def refuse(session: Session, changed: Sequence[Told], new: Iterable[Base]) -> None:
    """Raise `StaleDataError` where others have changed what is to be changed, or taken away what is pointed at.

    What was looked at stays as it is to the end of the transaction.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    with session.no_autoflush:
        _refuse_overwriting(session, changed)
        _refuse_pointing_at_gone(session, changed, new)


def reserve(session: Session, model: type[Base], numbers: Iterable[int]) -> None:
    """Let nobody begin to point at some rows before the end of the transaction: what points at them is all there is.

    Whoever has begun is waited for. Call it before what points at them is read.
    """
    rows = select(_number(model)).where(_number(model).in_(sorted(numbers))).order_by(_number(model))
    session.execute(rows.with_for_update())


def take(session: Session, *taken: Record) -> None:
    """Let nobody else change some records, or begin to point at them, before the end of the transaction.

    Raises `StaleDataError` where others have since they were read. Call it before anything is decided by what they say.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    versions = {record.id: record.version for record in taken}
    columns = Record.__table__.c  # of the class it would be a join with what not every kind has
    rows = select(columns.id, columns.version).where(columns.id.in_(sorted(versions))).order_by(columns.id)
    if {row.id: row.version for row in session.execute(rows.with_for_update())} != versions:
        raise StaleDataError(f"others have changed or erased records among {sorted(versions)}")


def hold(session: Session, model: type[Base], numbers: Collection[int]) -> None:
    """Let nobody merge, delete or retire some rows that were there, before the end of the transaction.

    Call it for what statements point at that go past the objects. Raises `StaleDataError` where others just have.
    """
    if not numbers or session.get_bind().dialect.name != "postgresql":
        return
    there = select(_number(model)).where(_number(model).in_(sorted(numbers)), _still(model))
    locked = there.order_by(_number(model)).with_for_update(read=True, key_share=True)
    if len(session.scalars(locked).all()) < len(set(numbers)):
        raise StaleDataError(f"others have taken away {model.__tablename__} among {sorted(numbers)}")


def _refuse_overwriting(session: Session, changed: Iterable[Told]) -> None:
    by_model: dict[type[Base], list[Told]] = defaultdict(list)
    for row, diff in changed:
        if not isinstance(row, Record):
            by_model[type(row)].append((row, diff))
    for model, theirs in by_model.items():
        there = _locked(session, model, theirs)
        for row, diff in theirs:
            now = there.get(_key(row))
            if now is None or any(encode(now[name]) != sides[0] for name, sides in diff.items()):
                raise StaleDataError(f"others have changed {model.__tablename__} {_key(row)}")


def _locked(session: Session, model: type[Base], theirs: Sequence[Told]) -> dict[_Keys, Mapping[str, Any]]:
    """Return what stands by now in the columns that are to be changed, by the keys of the rows."""
    keys = model.__mapper__.primary_key
    names = list(dict.fromkeys(name for _, diff in theirs for name in diff))
    which = tuple_(*keys).in_([_key(row) for row, _ in theirs])
    wanted = select(*keys, *(getattr(model, name).label(f"now_{name}") for name in names))
    rows = session.execute(wanted.where(which).order_by(*keys).with_for_update()).all()
    return {tuple(row[: len(keys)]): dict(zip(names, row[len(keys) :], strict=True)) for row in rows}


def _key(row: Base) -> _Keys:
    identity = inspect(row).identity
    assert identity is not None  # it is there
    return tuple(identity)


def _refuse_pointing_at_gone(session: Session, changed: Iterable[Told], new: Iterable[Base]) -> None:
    """What a row begins to point at, and was there when it was read, is still there: not merged, deleted or retired."""
    wanted: dict[type[Base], set[int]] = defaultdict(set)
    pointing = [(row, None) for row in new] + [(row, diff.keys()) for row, diff in changed]
    for row, names in pointing:
        for name, target in _pointers(type(row)):
            number = inspect(row).dict.get(name) if names is None or name in names else None
            if isinstance(number, int) and _is_there(session, target, number):
                wanted[target].add(number)
    for target, numbers in wanted.items():
        hold(session, target, numbers)


def _is_there(session: Session, target: type[Base], number: int) -> bool:
    """Tell whether a row was read, and was there: what nobody has looked at nobody relies on."""
    found = (session.identity_map.get(session.identity_key(each, number)) for each in _known_as(target))
    row = next((each for each in found if each is not None), None)
    if row is None:
        return False
    state = inspect(row)
    told = {**state.dict, **state.committed_state}  # what is brought back only now was not there when it was read
    return told.get("deleted_at", ...) is None if target is Record else told.get("is_active") is True


@cache
def _known_as(target: type[Base]) -> Sequence[type[Base]]:
    """Return the classes that rows of a class are known by in a session: records by that of their kind."""
    kinds = target.__mapper__.self_and_descendants
    return tuple({mapper.identity_key_from_primary_key((0,))[0] for mapper in kinds})


def _number(target: type[Base]) -> ColumnElement[int]:
    return target.__mapper__.primary_key[0]


def _still(target: type[Base]) -> ColumnElement[bool]:
    """Return the condition for what was neither put away nor retired."""
    columns = target.__table__.c
    return columns.deleted_at.is_(None) if target is Record else columns.is_active


@cache
def _pointers(model: type[Base]) -> Sequence[tuple[str, type[Base]]]:
    """Return the attributes that point at what can be taken away, with what that is."""
    return tuple(_each_pointer(model.__mapper__))


def _each_pointer(mapper: Mapper[Any]) -> Iterator[tuple[str, type[Base]]]:
    own = set(mapper.primary_key) if issubclass(mapper.class_, Record) else set()
    for prop in mapper.column_attrs:
        for column in prop.columns:
            for key in () if own & set(prop.columns) else column.foreign_keys:
                target = _goes(key.column.table.name)
                if target is not None:
                    yield prop.key, target


@cache
def _goes(table: str) -> type[Base] | None:
    """Return the class of what is in a table, where it is put away or retired instead of deleted."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is not None and getattr(mapper.local_table, "name", "") == table:
            if issubclass(mapper.class_, Record):
                return Record
            if "is_active" in mapper.columns and len(mapper.primary_key) == 1:
                return mapper.class_
    return None
