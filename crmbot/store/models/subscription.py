"""What channels are told of and how; who follows a record; what threads are about; what waits to be told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class NewsStyle(StrEnum):
    """How a rule tells its news: a line each, a card kept true, replies under it, one message an hour or a day."""

    SHORT = "short"
    CARD = "card"
    THREAD = "thread"
    BATCH = "batch"
    DIGEST = "digest"


class Subscription(Base):
    """A rule of a channel's: which events of which records it is told of. It belongs to the channel, not its author.

    `number` is the rule's in its channel; `topic` is the room in it that is told, where the channel has such.
    `events` are told in the rule's style, `daily` as one line a day; both are words with commas between them.
    `filter` is canonical, and empty for all.
    """

    __tablename__ = "subscription"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(index=True)
    filter: Mapped[str] = mapped_column(Text, default="")
    events: Mapped[str]
    daily: Mapped[str] = mapped_column(default="")
    style: Mapped[NewsStyle] = mapped_column(choice(NewsStyle), default=NewsStyle.SHORT)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    topic: Mapped[str | None]
    # When somebody in charge was asked whether it is to go on without the rights of its author.
    asked_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("channel_id", "number"),)


class Follow(Base):
    """Somebody who is told of what happens to a record; `kind` is the record's."""

    __tablename__ = "follow"
    __tracked__ = True

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    kind: Mapped[str]

    __table_args__ = (Index(None, "user_id", "kind"),)


class Binding(Base):
    """What a thread or a forum topic is about; what a whole channel is about stands with the channel."""

    __tablename__ = "binding"
    __tracked__ = True

    address: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)


class News(Base):
    """That a command changed a record somebody may want to hear of: written with the change, sorted right after it."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[str]
    batch_id: Mapped[str]
    at: Mapped[datetime]


class Post(Base):
    """What is to be told of one record: by a rule to its channel, or to somebody who follows it.

    `told` says what happened since `first_at`; `due_at` is when it leaves, `posted_at` when it did. What is `held`
    leaves in one message with the others of its channel.
    """

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    is_daily: Mapped[bool] = mapped_column(default=False)
    told: Mapped[dict[str, Any]]
    first_at: Mapped[datetime]
    due_at: Mapped[datetime]
    held: Mapped[bool] = mapped_column(default=False)
    posted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(subscription_id IS NULL) <> (user_id IS NULL)", name="to"),
        Index(None, "posted_at", "due_at"),
        Index(None, "subscription_id", "record_id"),
        Index(None, "user_id", "record_id"),
    )
