"""Tags: words on any record."""

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base


class Tag(Base):
    """A word or two; `name_key` is its folded form, so that case and accents make no second tag.

    One that was put away is on no record and in no list, and comes back when it is used again.
    """

    __tablename__ = "tag"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    colour: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class RecordTag(Base):
    """A tag on a record."""

    __tablename__ = "record_tag"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "record_id"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)
