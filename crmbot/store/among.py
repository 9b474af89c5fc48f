"""Many values asked for as one parameter: the statement is the same however many there are."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a text is one of those bound as `name`, for statements made once for a dialect."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    values = func.json_each(bindparam(name, type_=String)).table_valued("value")
    return column.in_(select(values.c.value))


def bound(values: Collection[str], dialect: str) -> list[str] | str:
    """Return the value of the parameter of `among`."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))


def one_of(
    session: Session, column: ColumnElement[Any] | InstrumentedAttribute[Any], numbers: Collection[int]
) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these numbers: thousands of them are one parameter, too."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(numbers), ARRAY(Integer)))
    values = func.json_each(json.dumps(list(numbers))).table_valued("value")
    return column.in_(select(values.c.value))
