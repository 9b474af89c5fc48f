"""What is kept so that nothing more is: whom we have told today that we do not know them, and what was erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base


class StrangerTold(Base):
    """When strangers were last told in a group how one gets in; `address` is that of the group."""

    __tablename__ = "stranger_told"

    address: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]


class Erasure(Base):
    """That something was erased for good, by whom and when; `code` is all that is left of it."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code: Mapped[str]
    rows: Mapped[int]


class ErasedBytes(Base):
    """Bytes of an erased document that are to be removed from the store, and when."""

    __tablename__ = "erased_bytes"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
