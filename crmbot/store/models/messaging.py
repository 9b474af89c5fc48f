"""Messages on their way in and out, and what a conversation has to remember."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class InboxState(StrEnum):
    """What became of a message that reached us."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class OutboxStatus(StrEnum):
    """What became of a fact we had to tell."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


class Inbox(Base):
    """One thing that reached us, under the platform's own key; `inbound` as it was written down.

    `lease_until` is there while somebody works on it or brings the answer; when that is past, whoever did is
    thought dead. `answer` is the card that was not seen to arrive yet.
    """

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(Text)
    inbound: Mapped[str] = mapped_column(Text)
    state: Mapped[InboxState] = mapped_column(choice(InboxState), default=InboxState.OPEN)
    error_ref: Mapped[str | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    answer: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "state", "received_at"),)


class Outbox(Base):
    """One fact to tell somebody: the card is drawn when it is sent.

    `due_at` is when it should have left, whatever `send_after` became since; `sent_at` when it arrived, `died_at` when
    it was given up. `trace` names what it follows from in the log.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    args: Mapped[dict[str, Any]]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str | None] = mapped_column(Text)
    dedupe_key: Mapped[str] = mapped_column(Text, unique=True)
    send_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[OutboxStatus] = mapped_column(choice(OutboxStatus), default=OutboxStatus.PENDING)
    sent_ref: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)
    died_at: Mapped[datetime | None]
    trace: Mapped[str | None]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR address IS NOT NULL", name="recipient"),
        Index(None, "status", "send_after"),
    )


class Dialog(Base):
    """A form somebody is answering step by step, or a question that waits for a yes."""

    __tablename__ = "dialog"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str] = mapped_column(Text)
    command: Mapped[str]
    values: Mapped[dict[str, Any]]
    step: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("address", "user_id"),)


class Draft(Base):
    """Text kept for somebody until they have said what it is about; `sender` when we do not know them yet."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sender: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR sender IS NOT NULL", name="whose"),
        Index(None, "user_id", "address"),
        Index(None, "sender"),
    )


class Invocation(Base):
    """What a button does, when that is too long for the platform."""

    __tablename__ = "invocation"

    key: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    args: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class SentCard(Base):
    """A card of a record that stands in a chat and is kept true by editing; `looks` is a sign of how it was drawn."""

    __tablename__ = "sent_card"

    ref: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    address: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    looks: Mapped[str | None]

    __table_args__ = (Index(None, "record_id", "kind"),)


class PollOffset(Base):
    """Where a polling loop stands; `at` is when it was last known to run."""

    __tablename__ = "poll_offset"

    platform: Mapped[str] = mapped_column(primary_key=True)
    bot: Mapped[str] = mapped_column(primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Lane(Base):
    """When the next message may go to one chat; `set_at` is what the clock said when that was written."""

    __tablename__ = "lane"

    address: Mapped[str] = mapped_column(primary_key=True)
    next_free: Mapped[datetime]
    ready_at: Mapped[datetime | None] = mapped_column(index=True)
    set_at: Mapped[datetime | None]


class RateToken(Base):
    """When the next message may go through one bot; `set_at` as with lanes."""

    __tablename__ = "rate_token"

    platform: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(primary_key=True)
    next_free: Mapped[datetime]
    set_at: Mapped[datetime | None]


class Lease(Base):
    """What only one process may do at a time, who does it, and until when unless they say so again."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
