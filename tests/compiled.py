"""Statements are compiled once in a run, not once for each database: that was a quarter of the work of all tests."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

from crmbot.store import engine

ALL_STATEMENTS = 10_000

Compiled = tuple[Dialect, LRUCache[Any, Any]]


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """Let the engines of this process share what was compiled, by kind of database."""
    shared: dict[str, Compiled] = {}

    def create(*args: Any, **options: Any) -> Engine:
        made = sqlalchemy.create_engine(*args, **options)
        dialect, compiled = shared.setdefault(made.name, (made.dialect, LRUCache(ALL_STATEMENTS)))
        made.dialect = made.pool._dialect = dialect
        made._compiled_cache = compiled
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create)
        yield
