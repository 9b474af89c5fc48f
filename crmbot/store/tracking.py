"""The history writes itself: what a flush changes in tracked rows is logged, and can be reverted."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, event, insert, inspect, select
from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.base import NEVER_SET, NO_VALUE

from crmbot.store import rivals
from crmbot.store.base import Base
from crmbot.store.codec import Kept, decode, encode
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.record import Record

BOOKKEEPING = frozenset(
    {"version", "updated_at", "updated_by_id", "created_at", "created_by_id", "search_text", "shown_at", "last_rule"}
)
"""Columns that tell nothing the log does not tell already, or that only go up."""

STAYING = frozenset({"channel"})
"""Tables whose rows stay when their making is taken back: a chat is there, whatever was set in it."""

_CAPTURED = "captured changes"
_UNKNOWN = (NO_VALUE, NEVER_SET)
_WRITTEN = "something was written"
_LOG = insert(Change.__table__)  # type: ignore[arg-type]  # a table; made once, since every change is logged

Diff = dict[str, list[Kept]]


@dataclass(frozen=True, slots=True)
class Batch:
    """One command's changes: who made them, when, and through which surface."""

    id: str
    at: datetime
    user_id: int | None
    via: str
    message_ref: str | None
    command: str | None


class TrackedSession(Session):
    """A session that keeps the history.

    `info["batch"]` holds the `Batch` in hand; without one tracked rows cannot be written, unless
    `info["untracked"]` is true (bulk loading of rows nobody has seen before).
    """


def written(session: Session) -> Connection:
    """Return the connection for statements that write a table, behind what the session has still to write."""
    _about_to_write(session)
    session.flush()
    return session.connection()


@event.listens_for(TrackedSession, "before_flush")
def _before_flush(session: Session, _context: UOWTransaction, _objects: object) -> None:
    """Take down what rows were before, and put the time and the hand on records."""
    _about_to_write(session)
    if session.info.get("untracked"):
        return
    captured = [(row, _deletion(session, row)) for row in _tracked(session.deleted)]
    for row in _tracked(session.dirty):
        captured.extend((row, change) for change in _update(session, row))
    rivals.refuse(session, [(row, change["diff"]) for row, change in captured], _tracked(session.new))
    for row in _tracked(session.new):
        _stamp_new(_batch(session), row)
    session.info[_CAPTURED] = [change for _, change in captured]


@event.listens_for(TrackedSession, "after_flush")
def _after_flush(session: Session, _context: UOWTransaction) -> None:
    """Write the log; new rows have their keys by now."""
    if session.info.get("untracked"):
        return
    rows = session.info.pop(_CAPTURED)
    rows += [_insertion(session, row) for row in _tracked(session.new)]
    if rows:
        session.connection().execute(_LOG, rows)


@event.listens_for(TrackedSession, "do_orm_execute")
def _on_execute(state: ORMExecuteState) -> None:
    """Refuse statements that would write tracked rows past the history."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    _about_to_write(state.session)
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_.__tracked__ and not state.session.info.get("untracked"):
        raise ValueError(f"{mapper.class_.__name__} rows are changed as objects, so that the history has it")


def has_written(session: Session) -> bool:
    """Tell whether something was written in this unit of work, so that it sees what nobody else sees yet."""
    return bool(session.info.get(_WRITTEN))


def _about_to_write(session: Session) -> None:
    if session.info.get("read_only"):
        raise ValueError("a read-only unit of work was written to")
    session.info[_WRITTEN] = True


def _tracked(rows: Iterable[Any]) -> Iterator[Base]:
    return (row for row in rows if row.__tracked__)


def _batch(session: Session) -> Batch:
    batch: Batch | None = session.info.get("batch")
    if batch is None:
        raise ValueError("tracked rows are written without a batch: who is it, and when?")
    return batch


def _deletion(session: Session, row: Base) -> dict[str, Any]:
    if isinstance(row, Record):
        raise TypeError(f"records are put away by their deleted_at, never deleted: {row!r}")
    state = inspect(row)
    told = {key: getattr(row, key) for key in _columns(state.mapper)}
    # What was set since it was read never stood there.
    told |= {key: was for key, was in state.committed_state.items() if key in told and was not in _UNKNOWN}
    diff = {key: [encode(value), None] for key, value in told.items() if value is not None}
    return _change(session, row, Operation.DELETE, diff)


def _insertion(session: Session, row: Base) -> dict[str, Any]:
    state = inspect(row)
    told = state.dict
    diff = {key: [None, encode(told[key])] for key in _columns(state.mapper) if told.get(key) is not None}
    return _change(session, row, Operation.INSERT, diff)


def _update(session: Session, row: Base) -> Iterator[dict[str, Any]]:
    state = inspect(row)
    changed = [key for key in _columns(state.mapper) if key in state.committed_state]
    before = {key: state.committed_state[key] for key in changed}
    unknown = [key for key in changed if before[key] in _UNKNOWN]
    if unknown:
        before |= _stored(session, state, unknown)
    diff = {key: [encode(before[key]), encode(state.dict[key])] for key in changed}
    diff = {key: sides for key, sides in diff.items() if sides[0] != sides[1]}
    if not diff:
        return
    batch = _batch(session)
    if isinstance(row, Record):
        row.updated_at, row.updated_by_id = batch.at, batch.user_id
    yield _change(session, row, Operation.UPDATE, diff)


def _stored(session: Session, state: InstanceState[Any], keys: list[str]) -> dict[str, Any]:
    """Read what columns held that were set without having been loaded."""
    mapper = state.mapper
    assert state.identity is not None
    where = [column == part for column, part in zip(mapper.primary_key, state.identity, strict=True)]
    columns = [getattr(mapper.class_, key) for key in keys]
    with session.no_autoflush:
        found = session.execute(select(*columns).where(*where)).one()
    return dict(zip(keys, found, strict=True))


def _stamp_new(batch: Batch, row: Base) -> None:
    if not isinstance(row, Record):
        return
    row.created_at = row.created_at or batch.at
    row.updated_at = row.created_at
    row.created_by_id = row.created_by_id or batch.user_id
    row.updated_by_id = row.created_by_id


def _change(session: Session, row: Base, operation: Operation, diff: Diff) -> dict[str, Any]:
    batch = _batch(session)
    subject = row.__subject__
    return {
        "batch_id": batch.id,
        "record_id": getattr(row, subject) if subject is not None else None,
        "table_name": Record.__tablename__ if isinstance(row, Record) else row.__tablename__,
        "row_key": json.dumps(inspect(row).mapper.primary_key_from_instance(row)),
        "at": batch.at,
        "user_id": batch.user_id,
        "via": batch.via,
        "message_ref": batch.message_ref,
        "command": batch.command,
        "action": _action(batch, operation, diff),
        "operation": operation,
        "diff": diff,
        "undone_by": None,
    }


def _action(batch: Batch, operation: Operation, diff: Diff) -> str:
    """Return the word for a change, the weightiest where it was several things at once."""
    if batch.command == "undo":
        return "undo"
    if operation is not Operation.UPDATE:
        return "create" if operation is Operation.INSERT else "delete"
    if "deleted_at" in diff:
        return "restore" if diff["deleted_at"][1] is None else "delete"
    if "merged_into_id" in diff:
        return "merge"
    return "status" if diff.keys() & {"status", "stage_id"} else "update"


@cache
def _columns(mapper: Mapper[Any]) -> tuple[str, ...]:
    """Name the attributes whose changes are history: all but the key and the bookkeeping."""
    keys = {mapper.get_property_by_column(column).key for column in mapper.primary_key}
    names = (prop.key for prop in mapper.column_attrs)
    return tuple(name for name in names if name not in keys | BOOKKEEPING)


Place = tuple[str, str]
"""Where a row is: its table and its key, as the log has them."""


def taken_places(session: Session, changes: Iterable[Change]) -> set[Place]:
    """Return where other rows are by now of those that were deleted: SQLite gives the last numbers out again."""
    numbers: dict[str, set[int]] = {}
    for change in changes:
        if change.operation is Operation.DELETE and _is_numbered(_model(change.table_name)):
            numbers.setdefault(change.table_name, set()).add(json.loads(change.row_key)[0])
    found: set[Place] = set()
    for table, wanted in numbers.items():
        number = _model(table).__mapper__.primary_key[0]
        found |= {(table, json.dumps([each])) for each in session.scalars(select(number).where(number.in_(wanted)))}
    return found


def _is_numbered(model: type[Base]) -> bool:
    return [column.name for column in model.__mapper__.primary_key] == ["id"]


def revert(
    session: Session,
    change: Change,
    at_hand: Mapping[int, Record] | None = None,
    taken: Collection[Place] = (),
) -> None:
    """Bring one row to what it was before a change, itself a change of the batch in hand.

    A created record is put away; another created row is deleted, or made inactive where
    rows may stand on it. `at_hand` are records by number that need not be read again; what was
    where something else is by now, `taken`, gets another number.
    Raises `LookupError` when the row is gone.
    """
    model = _model(change.table_name)
    key = tuple(json.loads(change.row_key))
    if change.operation is Operation.DELETE:
        is_taken = (change.table_name, change.row_key) in taken
        _make_again(session, model, () if is_taken else key, change)
        return
    near = at_hand.get(key[0]) if at_hand is not None and model is Record else None
    row = near if near is not None else session.get(model, key)
    if row is None:
        raise LookupError(f"{change.table_name} {change.row_key} is gone")
    if change.operation is Operation.INSERT:
        _take_back(session, row)
        return
    for name, value in _before(type(row), change).items():
        setattr(row, name, value)


def _make_again(session: Session, model: type[Base], key: tuple[Any, ...], change: Change) -> None:
    """Make a row again that was deleted; one of no record not where there is one like it by now."""
    mapper = model.__mapper__
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    values = dict(zip(names, key, strict=False)) | _before(model, change)
    is_alone = change.record_id is not None or not any(
        _has_like(session, model, each, values) for each in _alone(model)
    )
    if is_alone:
        session.add(model(**values))


@cache
def _alone(model: type[Base]) -> tuple[tuple[str, ...], ...]:
    """Name the attributes that no two rows may share, as each constraint has them."""
    table = model.__mapper__.local_table
    assert isinstance(table, Table)  # a mapped class may stand on more than a table; ours do not
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    unique.append(table.primary_key.columns)
    return tuple(tuple(model.__mapper__.get_property_by_column(column).key for column in each) for each in unique)


def _has_like(session: Session, model: type[Base], columns: tuple[str, ...], values: Mapping[str, object]) -> bool:
    where = {name: values.get(name) for name in columns}
    if None in where.values():
        return False
    return session.scalar(select(model).filter_by(**where).limit(1)) is not None


def _take_back(session: Session, row: Base) -> None:
    if isinstance(row, Record):
        row.deleted_at = _batch(session).at
    elif hasattr(row, "is_active"):
        row.is_active = False
    elif row.__tablename__ not in STAYING:
        session.delete(row)


def _before(model: type[Base], change: Change) -> dict[str, object]:
    types = {prop.key: prop.columns[0].type for prop in model.__mapper__.column_attrs}
    return {name: decode(types[name], sides[0]) for name, sides in change.diff.items()}


@cache
def _model(table_name: str) -> type[Base]:
    for mapper in Base.registry.mappers:
        model: type[Base] = mapper.class_
        if model.__tracked__ and model.__tablename__ == table_name and mapper.inherits is None:
            return model
    raise LookupError(f"no tracked table {table_name!r}")
