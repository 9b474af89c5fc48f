"""Column types that behave alike on both databases."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import JSON, DateTime, Enum, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

CHOICE_LENGTH = 32
"""Room for the longest word of a closed set, and for longer ones a later release may bring."""

# On PostgreSQL the binary form: it is compared and indexed by value, not by how it was typed.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Texts that begin alike stand together in an index of this type, whatever the collation of the database.
InByteOrder = String().with_variant(String(collation="C"), "postgresql")


def index_of_some(name: str | None, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index that has only the rows that meet a condition, the same on both databases."""
    there = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=there, postgresql_where=there)


def indexes_of_given(*columns: str) -> tuple[Index, ...]:
    """Return an index for each column that most rows leave empty, with those that do not.

    With the empty ones in it, SQLite counts them as one value that stands there so often, takes the index for one
    that tells next to nothing, and reads all of a table instead. They need not be kept up either.
    """
    return tuple(index_of_some(None, column, where=f"{column} IS NOT NULL") for column in columns)


def choice(words: type[StrEnum]) -> Enum:
    """Return the type of a closed set: its words as text, held by a CHECK constraint."""
    return Enum(
        words,
        name=words.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=CHOICE_LENGTH,
        values_callable=_values,
    )


def _values(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, `timestamptz` on PostgreSQL, sortable UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an instant into UTC; a wall time without a zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone, {value!r} has none")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # as SQLAlchemy calls it
        """Return an instant in UTC, whatever zone the server thinks in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
