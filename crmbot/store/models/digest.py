"""Digests: the round-up somebody, or a channel, is sent on their days, and when the next one leaves."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import Json


class Digest(Base):
    """What a person or a channel wants told, and when: the wall time `at` in their own zone of that day.

    `days` are ISO numbers of weekdays, Monday first; empty for the recipient's own work days. `parts` are the keys of
    what is to be in it; empty for all. `topic` is the room of the channel it goes to, where the channel has such.
    `made_by_id` is who set it: a channel is told what that person may see.
    """

    __tablename__ = "digest"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), unique=True)
    at: Mapped[time]
    days: Mapped[str | None]
    parts: Mapped[list[str] | None] = mapped_column(Json)
    is_active: Mapped[bool] = mapped_column(default=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    topic: Mapped[str | None]

    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (channel_id IS NULL)", name="whose"),)


class DigestTurn(Base):
    """The instant the next digest of a recipient leaves; no row while it is off.

    It is apart from the settings because it changes every day, and that is nobody's doing.
    """

    __tablename__ = "digest_turn"

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
