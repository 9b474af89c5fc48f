"""The word index, and what a chat has just had to do with."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import InByteOrder, Json


class SearchToken(Base):
    """One distinct folded word."""

    __tablename__ = "search_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(InByteOrder, unique=True)


class SearchPosting(Base):
    """A word of a record, and how much it tells about it."""

    __tablename__ = "search_posting"

    token_id: Mapped[int] = mapped_column(ForeignKey("search_token.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    weight: Mapped[int] = mapped_column(SmallInteger)

    # The index of the key holds all there is, so that looking a word up reads nothing else.
    __table_args__ = (
        PrimaryKeyConstraint("token_id", "record_id", postgresql_include=["weight"]),
        {"sqlite_with_rowid": False},
    )


class RecentRecord(Base):
    """When a user last had to do with a record in a chat."""

    __tablename__ = "recent_record"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(index=True)

    # The last touch in a chat is asked for with each message.
    __table_args__ = (Index(None, "user_id", "address", "at"),)


class ListShown(Base):
    """The records behind the numbers of the list last shown to a user in a chat; of a question, what each does."""

    __tablename__ = "list_shown"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    rows: Mapped[list[int]]
    lines: Mapped[list[str] | None] = mapped_column(Json)
    at: Mapped[datetime]
