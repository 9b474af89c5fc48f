"""Reminders: rows that say when to tell whom of what, the wishes they come from, and the days nobody works."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice, index_of_some


class ReminderStatus(StrEnum):
    """What became of a reminder."""

    PENDING = "pending"
    FIRED = "fired"
    CANCELLED = "cancelled"


class Reminder(Base):
    """One reminder of a record, to a user, to an address, or to a user at an address.

    `due_at` is the instant it leaves: `minutes` before `wall_time` in `zone`, which keep what was said, for when the
    rules of the zone change. Without a zone it is that of its person, wherever they are by then. `held_from` is when
    it would have left, had it not been quiet; `fired` how often one that nags has left. `trace` names the message it
    was made or moved by, as the log does.
    """

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str]
    due_at: Mapped[datetime]
    wall_time: Mapped[str | None]
    zone: Mapped[str | None]
    minutes: Mapped[int] = mapped_column(default=0)
    held_from: Mapped[datetime | None]
    fired: Mapped[int] = mapped_column(default=0)
    status: Mapped[ReminderStatus] = mapped_column(choice(ReminderStatus), default=ReminderStatus.PENDING)
    trace: Mapped[str | None]

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
        index_of_some("uq_reminder_user", "record_id", "kind", "user_id", unique=True, where="address IS NULL"),
        index_of_some("uq_reminder_address", "record_id", "kind", "address", unique=True, where="user_id IS NULL"),
        Index(None, "status", "due_at"),
        # What is to come for one person, the next first.
        Index(None, "user_id", "status", "due_at"),
    )


class WishKind(StrEnum):
    """What somebody wants of the reminders of a record."""

    BEFORE = "before"
    SNOOZE = "snooze"
    NAG = "nag"
    ESCALATE = "escalate"


class ReminderWish(Base):
    """What somebody wants to be reminded of a record, besides or instead of what is usual.

    `user_id` is the person it is for; with an `address` it is for that channel, and they are who said it. `minutes`
    is how long before its time (before), how often (nag), or how long after it (escalate); a snooze ends at `until`.
    A wish that is not `is_on` takes away what is usual.
    """

    __tablename__ = "reminder_wish"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "record_id"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[WishKind] = mapped_column(choice(WishKind))
    minutes: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime | None]
    is_on: Mapped[bool] = mapped_column(default=True)


class Holiday(Base):
    """Days nobody works, a person does not, or a channel rests; those of `yearly` come again each year."""

    __tablename__ = "holiday"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    yearly: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), index=True)

    __table_args__ = (CheckConstraint("last_on >= first_on", name="order"),)
