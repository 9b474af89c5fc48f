"""Documents: files that were sent to us, kept with the record they are about."""

from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.models.record import Record
from crmbot.store.types import choice


class Media(StrEnum):
    """What sort of file it is, as far as showing it goes."""

    FILE = "file"
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"


class Document(Record):
    """A file; it stays with the chat platform under `platform_file_id` until it is stored by us."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    media: Mapped[Media] = mapped_column(choice(Media), default=Media.FILE)
    filename: Mapped[str] = mapped_column(Text)
    mime: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(index=True)
    storage_key: Mapped[str | None]
    description: Mapped[str | None] = mapped_column(Text)
    platform_file_id: Mapped[str | None] = mapped_column(Text)

    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_identity": "document",
        "inherit_condition": id == Record.id,  # noqa: A003  # the column above
    }

    @property
    def hint(self) -> str:
        """The start of what was said about it."""
        return (self.description or self.mime).strip()
