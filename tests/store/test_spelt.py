"""Conditions that are spelt out where a statement is compiled."""

from collections.abc import Hashable

import pytest
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    Table,
    bindparam,
    not_,
    or_,
    select,
)

from crmbot.store.engine import Database
from crmbot.store.spelt import SpeltOut

_TABLE = Table("shelf", MetaData(), Column("id", Integer, primary_key=True), Column("owner", Integer))


told: list[Hashable] = []


def _owned(shape: Hashable, *owners: BindParameter[int]) -> ColumnElement[bool]:
    told.append(shape)
    return or_(*(_TABLE.c.owner == owner for owner in owners)) if shape == "theirs" else _TABLE.c.id > 0


def owned(shape: str, *owners: int) -> SpeltOut:
    """Return the condition of a shape for some owners."""
    return SpeltOut(_owned, shape, [bindparam(None, owner, unique=True) for owner in owners])


@pytest.fixture(name="shelf")
def a_shelf(database: Database) -> Engine:
    """Keep three things of three owners."""
    _TABLE.create(database.engine)
    with database.engine.begin() as connection:
        connection.execute(_TABLE.insert(), [{"id": 10 * owner, "owner": owner} for owner in (1, 2, 3)])
    told.clear()
    return database.engine


def test_each_asks_for_their_own_by_one_statement(shelf: Engine) -> None:
    """Who asks in the same way shares the statement, and never the values."""
    with shelf.connect() as connection:
        found = [connection.scalars(select(_TABLE.c.id).where(owned("theirs", who))).all() for who in (1, 2, 3, 1)]

    assert (found, told) == ([[10], [20], [30], [10]], ["theirs"])


def test_other_shape_is_another_statement(shelf: Engine) -> None:
    """What reaches further is not taken for what reaches less, nor more values for fewer."""
    with shelf.connect() as connection:
        asked = [owned("theirs", 1), owned("all", 1), owned("theirs", 1, 2)]
        found = [connection.scalars(select(_TABLE.c.id).where(each).order_by(_TABLE.c.id)).all() for each in asked]

    assert found == [[10], [10, 20, 30], [10, 20]]


def test_it_stands_among_others_and_turned_round(shelf: Engine) -> None:
    """It is in brackets: what is said beside it means what it says."""
    few = owned("theirs", 1, 2)
    with shelf.connect() as connection:
        among = connection.scalars(select(_TABLE.c.id).where(few, _TABLE.c.id > 10)).all()
        others = connection.scalars(select(_TABLE.c.id).where(not_(few))).all()

    assert (among, others) == ([20], [30])
