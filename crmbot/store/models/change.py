"""The append-only log of changes: history, audit and undo."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice, index_of_some


class Operation(StrEnum):
    """What happened to the row itself: this is what undoing inverts."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Change(Base):
    """One row before and after, in the batch of one command.

    `action` is the word the history shows: create, update, delete, restore, status, merge, undo.
    `diff` is `{column: [before, after]}` in the JSON form of `crmbot.store.codec`.
    """

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    table_name: Mapped[str]
    row_key: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    via: Mapped[str]
    message_ref: Mapped[str | None]
    command: Mapped[str | None]
    action: Mapped[str]
    operation: Mapped[Operation] = mapped_column(choice(Operation))
    diff: Mapped[dict[str, Any]]
    undone_by: Mapped[str | None]

    __table_args__ = (
        Index(None, "record_id", "at"),
        Index(None, "user_id", "id"),
        # What belongs to no record: settings and lists, found by their own rows.
        index_of_some(None, "table_name", "row_key", where="record_id IS NULL"),
    )
