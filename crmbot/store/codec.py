"""Column values in the form the history keeps them, and back."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum, Time
from sqlalchemy.types import TypeEngine

from crmbot.store.types import UtcDateTime

Kept = Any
"""What JSON can hold: text, numbers, true, false, null, lists and objects of them."""


def encode(value: object) -> Kept:
    """Return a column value as JSON holds it: instants in UTC, dates and times in ISO form."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return value


def decode(column_type: TypeEngine[Any], kept: Kept) -> object:
    """Return the column value that `encode` made this of."""
    if kept is None:
        return None
    match column_type:
        case UtcDateTime():
            return datetime.fromisoformat(kept)
        case Date():
            return date.fromisoformat(kept)
        case Time():
            return time.fromisoformat(kept)
        case Enum(enum_class=words) if words is not None:
            return words(kept)
        case _:
            return kept
