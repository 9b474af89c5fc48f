"""Fields an organisation adds to its records, how they are laid out, and what stands in them."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypedDict

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import InByteOrder, Json, choice, index_of_some


class FieldType(StrEnum):
    """What can stand in a field of one's own."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"
    DROPDOWN = "dropdown"


class OptionRow(TypedDict):
    """One choice of a dropdown; its number is what values hold, so that it can be renamed."""

    id: int
    label: str
    active: bool


class CustomField(Base):
    """One field more on every record of a kind; `label_key` is its label folded.

    `default` is the text a new record is given when nothing is said.
    """

    __tablename__ = "custom_field"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    label_key: Mapped[str]
    type: Mapped[FieldType] = mapped_column(choice(FieldType))
    options: Mapped[list[OptionRow]] = mapped_column(Json, default=list)
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    default: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("entity", "key"), UniqueConstraint("entity", "label_key"))


class CustomLayout(Base):
    """How many fields of a kind stand on one line of its card."""

    __tablename__ = "custom_layout"
    __tracked__ = True

    entity: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[int]

    __table_args__ = (CheckConstraint("columns BETWEEN 1 AND 3", name="columns"),)


def _by(column: str) -> Index:
    """Return the index a filter on values of one type goes by; rows of other types are not in it."""
    return index_of_some(None, "field_id", column, where=f"{column} IS NOT NULL")


class CustomValue(Base):
    """What stands in a field of a record, in the column of the field's type.

    `text_key` is the beginning of the text, folded; `number_value` is scaled to whole ten-thousandths.
    """

    __tablename__ = "custom_value"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "record_id"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("custom_field.id"), primary_key=True)
    text_value: Mapped[str | None] = mapped_column(Text)
    text_key: Mapped[str | None] = mapped_column(InByteOrder)
    number_value: Mapped[int | None] = mapped_column(BigInteger)
    date_value: Mapped[date | None]
    bool_value: Mapped[bool | None]
    option_id: Mapped[int | None]

    __table_args__: Any = (
        _by("text_key"),
        _by("number_value"),
        _by("date_value"),
        _by("bool_value"),
        _by("option_id"),
    )
