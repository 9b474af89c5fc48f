"""The declarative base: names of constraints, and which column a Python type becomes."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from crmbot.store.types import Json, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of all tables.

    A class with `__tracked__` has each insert, update and delete of its rows written to the
    history; `__subject__` names the attribute that holds the record such a row belongs to.
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[int]: Json,
    }
    __tracked__: ClassVar[bool] = False
    __subject__: ClassVar[str | None] = None
