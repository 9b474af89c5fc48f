"""What a person means by a name, as their corrections have taught."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base


class NameAlias(Base):
    """A record somebody means by some words; `words` are folded, `typed` as they were said first.

    It is nobody else's business what one calls a customer: it belongs to no record's history.
    """

    __tablename__ = "name_alias"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    words: Mapped[str]
    typed: Mapped[str]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "words"),)
