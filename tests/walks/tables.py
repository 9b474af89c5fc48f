"""Everything the tables hold at a moment, and what differs between two moments once a change was taken back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, func, select

from crmbot.store.base import Base
from crmbot.store.models.reminder import ReminderStatus

Key = tuple[Any, ...]
Row = Mapping[str, Any]

LEFT_OUT = {
    "change": "the log only grows: taking back is one more change",
    "inbox": "what was said stays said",
    "outbox": "what was told cannot be untold",
    "post": "what was posted, likewise",
    "news": "what there is to post, likewise",
    "invocation": "buttons in front of people",
    "sent_card": "cards in front of people",
    "dialog": "the question somebody is at",
    "draft": "what was said and found no place",
    "recent_record": "what `it` means is the talk's, not the record's",
    "list_shown": "the list somebody has before them, likewise",
    "lane": "the pace of a chat",
    "rate_token": "the pace of a platform",
    "allowance": "how much somebody has asked for",
    "lease": "which process does what",
    "poll_offset": "how far a platform was read",
    "stranger_told": "who was told how to link",
    "link_try": "who tried a code",
    "link_code": "a code is used once",
    "digest_turn": "what a digest has told",
    "erasure": "what is erased is gone for good",
    "erased_bytes": "likewise",
    "search_token": "a word once written down stays, though nothing is found by it",
    "reminder": "compared by what is still to leave",
    "stored_file": "bytes are kept as long as their document's row",
    "import_fault": "the report of a run",
    "export": "a file somebody was given",
}
"""Tables that need not be as they were, each with the reason."""

BOOKKEEPING = frozenset(
    {
        *("version", "updated_at", "updated_by_id", "search_text", "shown_at", "confirm_by", "last_rule"),
        *("reminded_until", "next_at"),
    }
)
"""Columns that tell when a row was written or is looked at again, not what it holds."""

UNTOLD = BOOKKEEPING | {"created_at", "created_by_id", "kind"}
"""Columns that the history need not tell of; the kind of a record says which table it is of."""

OWN = frozenset(
    {
        *("name_alias", "follow", "user", "holiday", "reminder_wish", "saved_view", "subscription", "digest"),
        *("activity_attendee", "chat_identity", "channel", "binding", "reminder"),
    }
)
"""Tables in which everybody keeps something of their own or of a channel, or answers for themselves."""

STAY = frozenset({"channel"})
"""Tables whose rows stay once they are made: a chat is there, whatever is taken back of what was set in it."""

_SETTINGS_OF_THE_HOUSE = frozenset({("watched_kinds",)})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it ought to be: in which table, of which kind, and in full."""

    table: str
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of each table by their keys, and the reminders that are still to leave."""

    rows: Mapping[str, Mapping[Key, Row]]
    reminders: frozenset[Key]

    @property
    def records(self) -> frozenset[int]:
        """The numbers of all records, put away or not."""
        return frozenset(number for (number,) in self.rows["record"])

    @property
    def in_series(self) -> frozenset[int]:
        """The numbers of what comes again: its reminders are made as its time comes near."""
        rows = self.rows["activity"].items()
        return frozenset(number for (number,), row in rows if row["recurrence_id"] is not None)

    def is_away(self, number: int) -> bool:
        """Tell whether a record is put away."""
        return self.rows["record"][number,]["deleted_at"] is not None


def take(connection: Connection) -> Snapshot:
    """Read everything that is to be as it was."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]
    return Snapshot({table.name: _rows(connection, table) for table in tables}, _to_leave(connection))


def _rows(connection: Connection, table: Table) -> dict[Key, Row]:
    keys = [column.name for column in table.primary_key]
    rows = connection.execute(select(table)).mappings()
    found = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return {key: row for key, row in found.items() if key not in _SETTINGS_OF_THE_HOUSE}


def _to_leave(connection: Connection) -> frozenset[Key]:
    table = Base.metadata.tables["reminder"].c
    # What is held is looked at again now and then: it would have left when it was to leave at first.
    leaves = func.coalesce(table.held_from, table.due_at)
    asked = select(table.record_id, table.kind, table.user_id, table.address, leaves)
    rows = connection.execute(asked.where(table.status == ReminderStatus.PENDING))
    return frozenset(tuple(row) for row in rows)


def differing(before: Snapshot, after: Snapshot, now: datetime) -> Iterator[Difference]:
    """Yield what is not as it was; what was made in between has to be put away.

    Whoever acts on something at the moment its reminder leaves needs that no more.
    """
    new = after.records - before.records
    for table, rows in before.rows.items():
        for key, row in rows.items():
            yield from _changed(table, key, row, after.rows[table].get(key), before)
        for key in after.rows[table].keys() - rows.keys():
            yield from _left(table, key, after.rows[table][key], new)
    for reminder in (each for each in before.reminders - after.reminders if each[-1] > now):
        yield Difference("reminder", "a reminder is lost", f"{reminder}")
    for reminder in after.reminders - before.reminders:
        if reminder[0] not in after.in_series:
            yield Difference("reminder", "a reminder is left", f"{reminder}")


def _changed(table: str, key: Key, row: Row, now: Row | None, before: Snapshot) -> Iterator[Difference]:
    if now is None:
        # What is put away may be found by other words once it is back.
        if table != "search_posting" or not before.is_away(key[1]):
            yield Difference(table, f"a {table} is gone", f"{table} {key}: {_short(row)}")
        return
    for column, value in row.items():
        if column not in BOOKKEEPING and now[column] != value:
            yield Difference(table, f"{table}.{column}", f"{table} {key}: {column} was {value!r}, is {now[column]!r}")


def _left(table: str, key: Key, row: Row, new: frozenset[int]) -> Iterator[Difference]:
    """Yield a row that is there and was not, unless it is put away, or of something that is."""
    if table == "record" and row["deleted_at"] is not None:
        return
    if table in STAY or (table != "record" and (row.get("is_active") in (False, 0) or _is_of(table, row, new))):
        return
    if table != "search_posting":
        yield Difference(table, f"a {table} is left", f"{table} {key}: {_short(row)}")


def _is_of(table: str, row: Row, new: frozenset[int]) -> bool:
    """Tell whether a row is of a record that was made in between."""
    return any(row[name] in new for name in _columns_of_records(table))


@cache
def _columns_of_records(table: str) -> tuple[str, ...]:
    columns = Base.metadata.tables[table].columns
    return tuple(
        column.name for column in columns if any(_holds_records(key.column.table) for key in column.foreign_keys)
    )


def _holds_records(table: Table) -> bool:
    keys = list(table.primary_key)
    if table.name == "record":
        return True
    return len(keys) == 1 and any(key.column.table.name == "record" for key in keys[0].foreign_keys)


def untold(before: Snapshot, after: Snapshot, told: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[Difference]:
    """Yield what has changed of records and of all else that has a history, and does not stand in it.

    Args: `told`: by table and key as the log has them, the columns it tells of.
    """
    for table in sorted(_with_history()):
        name = "record" if _holds_records(Base.metadata.tables[table]) else table
        keys = {column.name for column in Base.metadata.tables[table].primary_key}
        for key, row in after.rows[table].items():
            was, columns = before.rows[table].get(key, {}), told.get((name, json.dumps(key)), frozenset())
            for column in row.keys() - keys - UNTOLD - columns:
                if row[column] != was.get(column):
                    change = f"{table} {key}: {column} went from {was.get(column)!r} to {row[column]!r}"
                    yield Difference(table, f"{table}.{column}", change)


@cache
def _with_history() -> frozenset[str]:
    tables = (mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__tracked__)
    return frozenset(table.name for table in tables if isinstance(table, Table))


def _short(row: Row) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in row.items() if value is not None)[:200]
