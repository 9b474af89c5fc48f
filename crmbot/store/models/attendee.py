"""Who is asked to an event besides the records it is about: our own people, and guests who are no record."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.models.activity import Answer
from crmbot.store.types import choice, index_of_some


class Attendee(Base):
    """One of ours, or a guest by e-mail address; contacts who attend stand in `activity_link`."""

    __tablename__ = "activity_attendee"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "activity_id"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.record_id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    email: Mapped[str | None]
    name: Mapped[str | None]
    answer: Mapped[Answer] = mapped_column(choice(Answer), default=Answer.NONE)
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (email IS NULL)", name="who"),
        # All that somebody goes to, without a row of it being read.
        Index("ix_activity_attendee_going", "user_id", "activity_id", "answer"),
        index_of_some(
            "uq_activity_attendee_user_id", "activity_id", "user_id", unique=True, where="user_id IS NOT NULL"
        ),
        index_of_some("uq_activity_attendee_email", "activity_id", "email", unique=True, where="email IS NOT NULL"),
    )
