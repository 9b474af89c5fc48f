"""Joins that the database goes through in the order they are written."""

from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Join, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal


class InOrder(Join):
    """A join that SQLite begins at the left: it knows too little of our tables to see that a page is read at once.

    With `index` it reads the left one along that index. PostgreSQL keeps its own counsel.
    """

    inherit_cache = True
    _traverse_internals = [*Join._traverse_internals, ("index", InternalTraversal.dp_string)]  # noqa: RUF012, SLF001  # what tells two of them apart in the cache of statements
    index = ""


@compiles(InOrder, "sqlite")
def _crossed(join: InOrder, compiler: SQLCompiler, **kwargs: Any) -> str:
    """Write `CROSS JOIN`, which SQLite never turns round.

    Source: https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join
    """
    written: str = compiler.visit_join(join, **kwargs)  # type: ignore[no-untyped-call]  # SQLAlchemy's compilers have none
    # The sign keeps a condition on the right one's number from being taken for one on the left one's.
    along = f" INDEXED BY {compiler.preparer.quote(join.index)}" if join.index else ""
    return written.replace(" JOIN ", f"{along} CROSS JOIN ", 1).replace(" ON ", " ON +", 1)


def in_order(left: FromClause, right: FromClause, condition: ColumnElement[bool], index: str = "") -> InOrder:
    """Return the join of two tables that is begun at the left one; its condition begins with a column of that.

    Args: `index`: the name of the left one's index to read it along, which must be one the statement can use.
    """
    join = InOrder(left, right, condition)
    join.index = index
    return join


def index_by(table: Table, *columns: ColumnElement[Any]) -> str:
    """Return the name of an index that has all of a table's rows in the order of columns; empty when there is none."""
    if not all(isinstance(column, Column) and column.table.name == table.name for column in columns):
        return ""
    names = [str(column.name) for column in columns if isinstance(column, Column)]
    along = (index for index in table.indexes if [column.name for column in index.columns][: len(names)] == names)
    whole = (str(index.name) for index in along if index.dialect_options["sqlite"]["where"] is None)
    return min(whole, default="")
