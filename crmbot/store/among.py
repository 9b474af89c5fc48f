"""Many values asked for as one parameter: the statement is the same however many there are."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a text is one of those bound as `name`, for statements made once for a dialect."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    values = func.json_each(bindparam(name, type_=String)).table_valued("value")
    return column.in_(select(values.c.value))


def bound(values: Sequence[str], dialect: str) -> list[str] | str:
    """Return the value of the parameter of `among`."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
