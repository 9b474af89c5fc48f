"""What a piece of work wrote, row by row, as the database has it: nothing of ours is asked for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, event, select

from crmbot.store.base import Base
from tests.security.oracle import BOOKS

Row = tuple[Any, ...]
Key = tuple[Any, ...]

_WRITES = re.compile(r"^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\"?(?P<table>\w+)", re.IGNORECASE)
_RECORD_COLUMNS = ("id", "record_id")


@dataclass(frozen=True, slots=True)
class Written:
    """One row that is not as it was: before and after by column; empty where there was or is none."""

    table: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def row(self) -> dict[str, Any]:
        """The row as it is, or was."""
        return self.after or self.before

    @property
    def columns(self) -> frozenset[str]:
        """The columns that differ."""
        names = {*self.before, *self.after}
        return frozenset(name for name in names if self.before.get(name) != self.after.get(name))


@dataclass(slots=True)
class Ledger:
    """Watches a connection; `written` compares the tables that were touched with what they held at first."""

    connection: Connection
    first: dict[str, dict[Key, dict[str, Any]]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take down what there is, and listen."""
        for table in _watched():
            self.first[table.name] = self._rows(table)
        event.listen(self.connection, "before_cursor_execute", self._heard)

    def _heard(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        found = _WRITES.match(statement)
        if found is not None:
            self.touched.add(found["table"])

    def written(self) -> list[Written]:
        """Return every row that differs, but for the books of the conversation."""
        return [row for table in _watched() if table.name in self.touched for row in self._differing(table)]

    def _differing(self, table: Table) -> Iterator[Written]:
        before, after = self.first[table.name], self._rows(table)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                yield Written(table.name, before.get(key, {}), after.get(key, {}))

    def _rows(self, table: Table) -> dict[Key, dict[str, Any]]:
        keys = [column.name for column in table.primary_key]
        rows = self.connection.execute(select(table)).mappings()
        return {tuple(row[key] for key in keys): dict(row) for row in rows}


def _watched() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in BOOKS]


def records_named(table: str, row: dict[str, Any]) -> dict[str, int]:
    """Return the records that a row names, by column: what the keys of the table point at."""
    found: dict[str, int] = {}
    for column in Base.metadata.tables[table].columns:
        if row.get(column.name) is not None and _is_of_record(table, column.name):
            found[column.name] = row[column.name]
    return found


def people_named(table: str, row: dict[str, Any]) -> set[int]:
    """Return the people a row names."""
    if table == "user":
        return {row["id"]}
    columns = Base.metadata.tables[table].columns
    return {
        row[column.name]
        for column in columns
        if row.get(column.name) is not None and any(key.column.table.name == "user" for key in column.foreign_keys)
    }


def _is_of_record(table: str, column: str) -> bool:
    if table == "record":
        return column in ("id", "merged_into_id")
    return any(
        key.column.name in _RECORD_COLUMNS and _is_record(key.column.table)
        for key in Base.metadata.tables[table].columns[column].foreign_keys
    )


def _is_record(table: Table) -> bool:
    """Tell whether a table holds records: the one of all, or that of a kind, whose key is the record's."""
    return table.name == "record" or any(
        key.column.table.name == "record" for column in table.primary_key for key in column.foreign_keys
    )
