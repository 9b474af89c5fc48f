"""Files of rows that are brought in, the rows of them that could not be, and files that are drawn up."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import Json, choice


class ImportState(StrEnum):
    """How far an import is."""

    LOOKING = "looking"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDOING = "undoing"
    UNDONE = "undone"


class Import(Base):
    """A file that somebody wants brought in: what its columns are, how far it is, what came of it.

    `mapping` is a target for each column, `revision` tells one state of it from the next. `rows_done`
    rows of the file are dealt with for good: each batch of them is one transaction with this number.
    The log has all that was written under `batch_id`. It is bookkeeping itself, not history.
    """

    __tablename__ = "import"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.record_id"), index=True)
    address: Mapped[str | None] = mapped_column(Text)
    is_private: Mapped[bool] = mapped_column(default=True)
    filename: Mapped[str] = mapped_column(Text)
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.LOOKING)
    kind: Mapped[str | None]
    sheet: Mapped[str | None] = mapped_column(Text)
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mapping: Mapped[Any] = mapped_column(Json, default=list)
    revision: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[str] = mapped_column(unique=True)
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    told: Mapped[Any] = mapped_column(Json, default=list)
    # How many of its records are whose, by the number of the person: whoever is given some is told at the end.
    given: Mapped[Any] = mapped_column(Json, default=dict)
    reason: Mapped[str | None] = mapped_column(Text)
    faults_key: Mapped[str | None]
    progress_ref: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    __table_args__: Any = (
        CheckConstraint("rows_done >= 0", name="rows_done"),
        Index(None, "state", "next_at"),
        Index(None, "user_id", "id"),
    )


class ImportFault(Base):
    """A row that could not be brought in, as it stands in the file, and why."""

    __tablename__ = "import_fault"

    import_id: Mapped[int] = mapped_column(ForeignKey("import.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[Any] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)


class ExternalKey(Base):
    """The number a record has in the program it was brought in from: the same row is not taken twice."""

    __tablename__ = "external_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)

    __table_args__ = (UniqueConstraint("kind", "key"),)


class ExportState(StrEnum):
    """How far a file is that is drawn up."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Export(Base):
    """A long list that somebody wants as a file; it is drawn up aside and sent when it is done."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None] = mapped_column(Text)
    is_private: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str]
    filter: Mapped[str] = mapped_column(Text)
    format: Mapped[str]
    state: Mapped[ExportState] = mapped_column(choice(ExportState), default=ExportState.WAITING)
    rows: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)

    __table_args__: Any = (Index(None, "state", "next_at"),)
