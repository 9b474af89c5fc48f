"""What points at a record, and how each pointer goes over to the record it is merged into."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, inspect, or_, select, union

from crmbot.core.context import Context
from crmbot.core.permissions import visible
from crmbot.store.base import Base
from crmbot.store.models.record import Record


class Way(StrEnum):
    """How a column that holds the number of a record is dealt with."""

    MOVE = "the row names the other record from then on"
    UNITE = "the row is taken over, unless the other record has one like it"
    FILL = "the row is copied where the other record has none"
    KEEP = "the row tells of what was, or serves a chat: the old number leads to the other record"
    OWN = "the row is the record itself"
    NEVER = "such a record is never merged"


POINTERS: dict[tuple[str, str], Way] = {
    ("activity_link", "record_id"): Way.UNITE,
    ("record_tag", "record_id"): Way.UNITE,
    ("custom_value", "record_id"): Way.FILL,
    ("document", "about_id"): Way.MOVE,
    ("party", "company_id"): Way.MOVE,
    ("party", "parent_id"): Way.MOVE,
    ("party", "reports_to_id"): Way.MOVE,
    ("party_link", "company_id"): Way.UNITE,
    ("party_link", "contact_id"): Way.UNITE,
    ("party", "primary_contact_id"): Way.MOVE,
    ("party", "accounting_contact_id"): Way.MOVE,
    ("deal", "party_id"): Way.MOVE,
    ("deal", "contact_id"): Way.MOVE,
    ("deal", "lead_id"): Way.MOVE,
    ("lead", "referred_by_party_id"): Way.MOVE,
    ("lead", "converted_party_id"): Way.MOVE,
    ("lead", "converted_contact_id"): Way.MOVE,
    ("channel", "bound_record_id"): Way.MOVE,
    ("binding", "record_id"): Way.MOVE,
    ("follow", "record_id"): Way.UNITE,
    ("name_alias", "record_id"): Way.MOVE,
    ("record", "merged_into_id"): Way.MOVE,
    ("change", "record_id"): Way.KEEP,
    ("outbox", "record_id"): Way.KEEP,
    ("reminder", "record_id"): Way.NEVER,  # only tasks and events have reminders
    ("reminder_wish", "record_id"): Way.NEVER,
    ("activity_attendee", "activity_id"): Way.NEVER,  # events are not merged
    ("recent_record", "record_id"): Way.KEEP,
    ("external_key", "record_id"): Way.KEEP,
    ("sent_card", "record_id"): Way.KEEP,
    ("news", "record_id"): Way.KEEP,
    ("post", "record_id"): Way.KEEP,
    ("search_posting", "record_id"): Way.KEEP,
    ("activity", "record_id"): Way.OWN,
    ("document", "record_id"): Way.OWN,
    ("deal", "record_id"): Way.OWN,
    ("lead", "record_id"): Way.OWN,
    ("party", "record_id"): Way.OWN,
    ("activity_link", "activity_id"): Way.NEVER,
    ("stored_file", "document_id"): Way.NEVER,
    ("import", "document_id"): Way.NEVER,
    ("party", "picture_id"): Way.NEVER,  # documents are not merged
}
"""Every foreign key to a record, by table and column; a test holds it against the tables."""


def take_over(ctx: Context, into: Record, others: Sequence[Record]) -> Counter[str]:
    """Let everything that pointed at the others point at one record; return how many of each kind moved.

    The kinds are those of records, and `tag`. The records themselves and what they name are left alone.
    """
    gone = [other.id for other in others]
    moved: Counter[str] = Counter()
    for model, names in _columns(Way.MOVE):
        moved += _moved(ctx, model, names, into.id, gone)
    for model, names in _columns(Way.UNITE):
        for name in names:
            moved += _united(ctx, model, name, into.id, gone)
    ctx.session.flush()
    return moved


def _moved(ctx: Context, model: type[Base], names: Sequence[str], into: int, gone: Collection[int]) -> Counter[str]:
    # lint: unscoped what hangs on a record goes along, whoever may see it
    rows = ctx.session.scalars(select(model).where(or_(*(getattr(model, name).in_(gone) for name in names)))).all()
    kinds: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, Record) and row.id in (into, *gone):
            continue
        for name in names:
            if getattr(row, name) in gone:
                setattr(row, name, into)
        if isinstance(row, Record) and not row.is_deleted:
            kinds[row.kind] += 1
    return kinds


def _united(ctx: Context, model: type[Base], name: str, into: int, gone: Collection[int]) -> Counter[str]:
    """Move rows that have the record in their key: the old row goes, a new one comes unless there is one like it."""
    column = getattr(model, name)
    rows = ctx.session.scalars(select(model).where(column.in_([into, *gone])).order_by(column)).all()
    there = {_rest_of_key(row, name) for row in rows if getattr(row, name) == into}
    fresh: list[Base] = []
    for row in rows:
        if getattr(row, name) == into:
            continue
        key = _rest_of_key(row, name)
        if key not in there:
            fresh.append(_copy(row, **{name: into}))
            there.add(key)
        ctx.session.delete(row)
    ctx.session.add_all(fresh)
    return _kinds_of(ctx, model, name, fresh)


def counted(ctx: Context, others: Sequence[Record]) -> Counter[str]:
    """Return how many of each kind of thing the actor sees hang on records; what hangs in two ways counts once."""
    gone = [other.id for other in others]
    numbers: list[Select[int]] = []
    for model, names in (*_columns(Way.MOVE), *_columns(Way.UNITE)):
        key = _record_key(model, names)
        if key is not None:
            numbers.append(select(key).where(or_(*(getattr(model, name).in_(gone) for name in names))))
    kinds = select(Record.kind, func.count().label("number")).where(
        Record.id.in_(union(*numbers)), Record.id.not_in(gone), visible(ctx)
    )
    return Counter({row.kind: row.number for row in ctx.session.execute(kinds.group_by(Record.kind))})


def _record_key(model: type[Base], names: Sequence[str]) -> ColumnElement[int] | None:
    """Return the column that says which record a row is, or ties to another one; None where there is none."""
    mapper = inspect(model)
    for column in Base.metadata.tables[model.__tablename__].primary_key.columns:
        name = mapper.get_property_by_column(column).key
        if name not in names and any(key.column.table.name in RECORD_TABLES for key in column.foreign_keys):
            return column
    return None


def _kinds_of(ctx: Context, model: type[Base], name: str, fresh: Sequence[Base]) -> Counter[str]:
    """Count rows by the kind of record they tie to the other one; rows of tags are tags."""
    mapper = inspect(model)
    others = [column for column in mapper.primary_key if mapper.get_property_by_column(column).key != name]
    if not fresh or not any(key.column.table.name in RECORD_TABLES for key in others[0].foreign_keys):
        return Counter({"tag": len(fresh)} if fresh else {})
    numbers = [getattr(row, mapper.get_property_by_column(others[0]).key) for row in fresh]
    # lint: unscoped they are only counted
    kinds = ctx.session.scalars(select(Record.kind).where(Record.id.in_(numbers), Record.deleted_at.is_(None)))
    return Counter(kinds)


def rows_between(ctx: Context, ids: Collection[int]) -> list[Base]:
    """Return the rows that have one of these records in their key: who holds them need not ask for each."""
    asked = [(model, name) for way in (Way.UNITE, Way.FILL) for model, names in _columns(way) for name in names]
    return [row for model, name in asked for row in ctx.session.scalars(_naming(model, name, ids))]


def is_between(model: type[Base]) -> bool:
    """Tell whether rows of a class have a record that can be merged in their key."""
    return any(model is each for way in (Way.UNITE, Way.FILL) for each, _ in _columns(way))


def _naming(model: type[Base], name: str, ids: Collection[int]) -> Select[Base]:
    return select(model).where(getattr(model, name).in_(ids))


def _rest_of_key(row: Base, name: str) -> tuple[object, ...]:
    mapper = inspect(type(row))
    keys = (mapper.get_property_by_column(column).key for column in mapper.primary_key)
    return tuple(getattr(row, key) for key in keys if key != name)


def _copy(row: Base, **other: object) -> Base:
    model = type(row)
    values = {prop.key: getattr(row, prop.key) for prop in inspect(model).column_attrs}
    return model(**values | other)


@cache
def _columns(way: Way) -> tuple[tuple[type[Base], tuple[str, ...]], ...]:
    """Return the mapped classes with the attributes that are dealt with in a way."""
    named: dict[str, list[str]] = {}
    for (table, column), its_way in POINTERS.items():
        if its_way is way:
            named.setdefault(table, []).append(column)
    return tuple((model_of(table), _attributes(model_of(table), columns)) for table, columns in named.items())


def _attributes(model: type[Base], columns: Iterable[str]) -> tuple[str, ...]:
    mapper = inspect(model)
    return tuple(mapper.get_property_by_column(mapper.local_table.c[column]).key for column in columns)


@cache
def model_of(table: str) -> type[Base]:
    """Return the class of a table; of one that several share, the most general."""
    tables = Base.metadata.tables
    models: list[type[Any]] = [each.class_ for each in Base.registry.mappers if each.local_table is tables[table]]
    return min(models, key=lambda model: len(model.__mro__))


RECORD_TABLES = frozenset({"record", "party", "lead", "deal", "activity", "document"})
"""The tables whose key is the number of a record."""


def pointers() -> dict[tuple[str, str], str]:
    """Return every foreign key to a record that the tables have, with the table it points at."""
    return {
        (table.name, column.name): key.column.table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if _is_record(key.column.table.name)
    }


def _is_record(table: str) -> bool:
    """Tell whether the rows of a table are records: their key is that of the super-table."""
    keys = Base.metadata.tables[table].primary_key.columns
    return table == "record" or any(
        key.column.table.name == "record" and len(keys) == 1 for column in keys for key in column.foreign_keys
    )
