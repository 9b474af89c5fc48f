"""Conditions that are spelt out where a statement is compiled, once for all who ask in the same way."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Self

from sqlalchemy import BindParameter, Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

Values = Sequence[BindParameter[Any]]


class SpeltOut(ColumnElement[bool]):
    """A condition known by its shape and its values, a few objects instead of hundreds.

    Statements whose conditions have the same shape are compiled once, whatever the values. It names no table:
    the statement it stands in must read from those it speaks of.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012  # what tells two of them apart in the cache of statements
        ("build", InternalTraversal.dp_plain_obj),
        ("shape", InternalTraversal.dp_plain_obj),
        ("values", InternalTraversal.dp_clauseelement_tuple),
    ]

    def __init__(self, build: Callable[..., ColumnElement[bool]], shape: Hashable, values: Values) -> None:
        """Keep how it is built: by `build(shape, *values)`, which must look at nothing else."""
        self.build, self.shape, self.values = build, shape, tuple(values)

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002  # SQLAlchemy asks so
        """Stand wherever a condition can: it is written in brackets."""
        return self

    @property
    def spelt(self) -> ColumnElement[bool]:
        """The condition itself."""
        return self.build(self.shape, *self.values)


@compiles(SpeltOut)
def _written(condition: SpeltOut, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"({compiler.process(condition.spelt, **kwargs)})"
