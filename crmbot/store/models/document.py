"""Documents: files that were sent to us, kept with the record they are about."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.language.filetypes import FileKind
from crmbot.store.base import Base
from crmbot.store.models.record import Record
from crmbot.store.types import choice


class Media(StrEnum):
    """How it was sent: that is how chats show it."""

    FILE = "file"
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"


class FetchState(StrEnum):
    """Where the bytes of a document are."""

    PENDING = "pending"
    STORED = "stored"
    TOO_LARGE = "too_large"
    GONE = "gone"


class Document(Record):
    """A file: what it is called, what it is about, and the platform's handle for it.

    `mime` and `size` are what the sender said; what was found is in its `StoredFile`.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    media: Mapped[Media] = mapped_column(choice(Media), default=Media.FILE)
    filename: Mapped[str] = mapped_column(Text)
    mime: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)
    description: Mapped[str | None] = mapped_column(Text)
    platform_file_id: Mapped[str | None] = mapped_column(Text)
    # The message it came in, so that the rest of an album finds its first picture.
    source_message: Mapped[str | None] = mapped_column(Text, index=True)

    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_identity": "document",
        "inherit_condition": id == Record.id,  # noqa: A003  # the column above
    }

    @property
    def hint(self) -> str:
        """The start of what was said about it."""
        return (self.description or self.mime).strip()


class StoredFile(Base):
    """The bytes of a document: on their way, in the store under the sum of what they are, or never to be had.

    It is bookkeeping, not history: fetching a file changes nothing that a person has written.
    """

    __tablename__ = "stored_file"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.record_id"), primary_key=True)
    state: Mapped[FetchState] = mapped_column(choice(FetchState), default=FetchState.PENDING)
    kind: Mapped[FileKind] = mapped_column(choice(FileKind), default=FileKind.OTHER, index=True)
    platform: Mapped[str | None]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(index=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    mime: Mapped[str | None]

    __table_args__: Any = (Index(None, "state", "next_at"),)
