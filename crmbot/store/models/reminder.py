"""Reminders: rows that say when to tell whom of what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class ReminderStatus(StrEnum):
    """What became of a reminder."""

    PENDING = "pending"
    FIRED = "fired"
    CANCELLED = "cancelled"


class Reminder(Base):
    """One reminder of a record, to a user, to an address, or to a user at an address.

    `due_at` is the instant it leaves; `wall_time` and `zone` keep what was said, for when the
    rules of the zone change. A snooze is a kind of its own.
    """

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str]
    due_at: Mapped[datetime]
    wall_time: Mapped[str | None]
    zone: Mapped[str | None]
    status: Mapped[ReminderStatus] = mapped_column(choice(ReminderStatus), default=ReminderStatus.PENDING)

    # A unique constraint lets rows with empty columns pass, so each shape of recipient has its own.
    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR address IS NOT NULL", name="recipient"),
        Index(
            "uq_reminder_user_address",
            "record_id",
            "kind",
            "user_id",
            "address",
            unique=True,
        ),
        Index(
            "uq_reminder_user",
            "record_id",
            "kind",
            "user_id",
            unique=True,
            sqlite_where=text("address IS NULL"),
            postgresql_where=text("address IS NULL"),
        ),
        Index(
            "uq_reminder_address",
            "record_id",
            "kind",
            "address",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        Index(None, "status", "due_at"),
    )
