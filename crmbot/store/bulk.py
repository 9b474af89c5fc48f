"""Many new records at once, written past the objects, with the same log and word index they would have one by one."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import JSON, Column, Connection, Table, select, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from crmbot.store.base import Base
from crmbot.store.codec import encode
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting
from crmbot.store.search_index import Texts, postings
from crmbot.store.tracking import BOOKKEEPING, Batch, written

Values = Mapping[str, object]
"""A record to be: values by the names of its attributes; its `id` among them."""

_Put = Callable[[object], object]

_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than tables; these do not
_CHANGE = cast("Table", Change.__table__)  # likewise
_POSTING = cast("Table", SearchPosting.__table__)  # likewise
_LAST_ON_FILE = text("SELECT seq FROM sqlite_sequence WHERE name = 'record'")
_NEXT_ON_SERVER = text("SELECT nextval(pg_get_serial_sequence('record', 'id')) FROM generate_series(1, :count)")

_LOGGED = ("batch_id", "record_id", "table_name", "row_key", "at", "user_id", "via", "message_ref", "command")
_LOG = tuple(_CHANGE.c[name] for name in (*_LOGGED, "action", "operation", "diff"))
_INDEX = (_POSTING.c.token_id, _POSTING.c.record_id, _POSTING.c.weight)


def numbers(session: Session, count: int) -> list[int]:
    """Take the next numbers of records, before the records are there: they can point at each other."""
    connection = written(session)
    if connection.dialect.name == "postgresql":
        return list(connection.execute(_NEXT_ON_SERVER, {"count": count}).scalars())
    # The transaction is the only one that writes, and the file goes on from the highest number it has seen.
    last = connection.execute(_LAST_ON_FILE).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def add_records(session: Session, batch: Batch, model: type[Record], rows: Sequence[Values]) -> None:
    """Store new records of one kind, all given with their numbers, and log that they were made."""
    if not rows:
        return
    shape = _shape(model)
    made = [_complete(shape, batch, row) for row in rows]
    for table, names in shape.tables:
        insert(session, [table.c[column] for column, _ in names], map(itemgetter(*(name for _, name in names)), made))
    log(session, batch, [_made(shape, row) for row in rows])


def index_new(session: Session, records: Iterable[tuple[int, Texts]]) -> None:
    """Make records findable that were not before."""
    insert(session, _INDEX, postings(session, records))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that changed, for the log: the record it belongs to, its table and key, what happened, what changed."""

    record_id: int | None
    table: str
    key: str
    action: str
    operation: Operation
    diff: dict[str, list[Any]] | str


def log(session: Session, batch: Batch, entries: Sequence[Entry]) -> None:
    """Write the log of many changes."""
    head, tail = batch.id, (batch.at, batch.user_id, batch.via, batch.message_ref, batch.command)
    rows = (
        [head, each.record_id, each.table, each.key, *tail, each.action, each.operation, each.diff] for each in entries
    )
    insert(session, _LOG, rows)


def insert(session: Session, columns: Sequence[Column[Any]], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows by the fastest way the database has."""
    given = list(rows)
    if not given:
        return
    connection = written(session)
    bound = _bound(columns, given, connection.dialect)
    if connection.dialect.name == "postgresql":
        _copy(connection, columns, bound)
    else:
        connection.exec_driver_sql(_statement(tuple(columns), connection.dialect), bound)


def _bound(
    columns: Sequence[Column[Any]], rows: Sequence[Sequence[object]], dialect: Dialect
) -> list[tuple[object, ...]]:
    """Return the rows as the driver takes them, put so column by column: most are taken as they are, or empty."""
    turned: list[Sequence[object]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        put = _processor(column, dialect)
        if put is not None and turned[place].count(None) < len(rows):
            turned[place] = _values_put(column, put, turned[place])
    return list(zip(*turned, strict=True))


def _values_put(column: Column[Any], put: _Put, values: Sequence[object]) -> Sequence[object]:
    if isinstance(column.type, JSON):
        return [str(value) if type(value) is _Json else put(value) for value in values]
    return list(map(cache(put), values))  # many rows have the same few instants, words and flags


def _copy(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Sequence[object]]) -> None:
    from psycopg import Connection as PostgresConnection
    from psycopg import sql

    driver = connection.connection.driver_connection
    assert isinstance(driver, PostgresConnection)
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(columns[0].table.name), names)
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _processor(column: Column[Any], dialect: Dialect) -> _Put | None:
    return cast("_Put | None", column.type.dialect_impl(dialect).bind_processor(dialect))  # untyped in the library


@cache
def _statement(columns: tuple[Column[Any], ...], dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {quote(columns[0].table.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind lies in its tables: each with its columns and their attributes; what is there unless it is given.

    `heads` are the attributes the log tells, each with how its part of the log begins; `told` are the parts that
    tell what is there unless it is given.
    """

    kind: str
    tables: tuple[tuple[Table, tuple[tuple[str, str], ...]], ...]
    defaults: Mapping[str, object]
    heads: Mapping[str, str]
    told: Mapping[str, str]


@cache
def _shape(model: type[Record]) -> _Shape:
    mapper = model.__mapper__
    columns: dict[Table, list[tuple[str, str]]] = {_RECORD: []}
    defaults: dict[str, object] = {}
    for prop in mapper.column_attrs:
        for column in prop.columns:
            if isinstance(column, Column):
                columns.setdefault(column.table, []).append((column.key, prop.key))
                defaults[prop.key] = getattr(column.default, "arg", None)
    names = (prop.key for prop in mapper.column_attrs if prop.key not in BOOKKEEPING | {"id"})
    heads = {name: f"{json.dumps(name)}: [null, " for name in names}
    told = {
        name: f"{head}{_written_out(defaults[name])}]" for name, head in heads.items() if defaults[name] is not None
    }
    kind = str(mapper.polymorphic_identity)
    return _Shape(kind, tuple((table, tuple(names)) for table, names in columns.items()), defaults, heads, told)


def _complete(shape: _Shape, batch: Batch, row: Values) -> dict[str, object]:
    stamped = {
        "kind": shape.kind,
        "version": 1,
        "created_at": batch.at,
        "updated_at": batch.at,
        "created_by_id": batch.user_id,
        "updated_by_id": batch.user_id,
    }
    unknown = row.keys() - shape.defaults.keys()
    if unknown:
        raise ValueError(f"a {shape.kind} has no {sorted(unknown)}")
    return {**shape.defaults, **stamped, **row}


class _Json(str):
    """A value of JSON that is written out already."""

    __slots__ = ()


def _made(shape: _Shape, row: Values) -> Entry:
    """Return the making of a record for the log, written out by hand: it is most of the work of a bulk load."""
    heads = shape.heads
    parts = [part for name, part in shape.told.items() if name not in row]
    parts += [
        f"{heads[name]}{_written_out(value)}]" for name, value in row.items() if value is not None and name in heads
    ]
    number = cast("int", row["id"])  # every row is given with its number
    return Entry(number, _RECORD.name, f"[{number}]", "create", Operation.INSERT, _Json(f"{{{', '.join(parts)}}}"))


def _written_out(value: object) -> str:
    if type(value) is str:
        return encode_basestring_ascii(value)
    if type(value) is bool:
        return "true" if value else "false"
    return str(value) if type(value) is int else json.dumps(encode(value))


def add_parts(session: Session, batch: Batch, model: type[Base], rows: Sequence[Values]) -> None:
    """Store rows that belong to records, such as their tags, and log that they were made."""
    if not rows:
        return
    table = cast("Table", model.__table__)  # a mapped class may stand on more than a table; these do not
    keys = [column.key for column in table.primary_key]
    insert(session, [table.c[name] for name in rows[0]], (list(row.values()) for row in rows))
    entries = [
        Entry(
            cast("int", row["record_id"]),
            table.name,
            json.dumps([row[key] for key in keys]),
            "create",
            Operation.INSERT,
            {name: [None, encode(value)] for name, value in row.items() if name not in keys and value is not None},
        )
        for row in rows
    ]
    log(session, batch, entries)


def put_away(session: Session, batch: Batch, record_ids: Sequence[int]) -> None:
    """Put records away as undoing their making does, and log it."""
    connection = written(session)
    gone = _RECORD.update().where(_RECORD.c.id.in_(record_ids), _RECORD.c.deleted_at.is_(None))
    connection.execute(
        gone.values(
            deleted_at=batch.at, updated_at=batch.at, updated_by_id=batch.user_id, version=_RECORD.c.version + 1
        )
    )
    diff = {"deleted_at": [None, encode(batch.at)]}
    entries = [
        Entry(number, _RECORD.name, json.dumps([number]), "undo", Operation.UPDATE, diff) for number in record_ids
    ]
    log(session, batch, entries)


def touched_since(session: Session, batch_id: str, record_ids: Sequence[int]) -> set[int]:
    """Return those of some records that something has been written to since a batch made them."""
    rows = session.execute(
        select(Change.record_id).where(
            Change.record_id.in_(record_ids),
            Change.batch_id != batch_id,
            Change.undone_by.is_(None),
            Change.action != "undo",
        )
    )
    return {row.record_id for row in rows}
