"""What the engines of one process share.

Statements are compiled once in a run, not once for each database: that was a quarter of the work of all tests. And a
connection to a database of the server that is put back lasts: a new one has all to learn about its tables.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import URL, Dialect, Engine
from sqlalchemy.util import LRUCache

from crmbot.store import engine
from tests import lasting

ALL_STATEMENTS = 10_000

Compiled = tuple[Dialect, LRUCache[Any, Any]]


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """Let the engines of this process share what was compiled, by kind of database."""
    shared: dict[str, Compiled] = {}

    def create(url: URL, **options: Any) -> Engine:
        if lasting.may_wait(url):
            options["creator"] = lasting.opener(url, **options.pop("connect_args", {}))
        made = sqlalchemy.create_engine(url, **options)
        dialect, compiled = shared.setdefault(made.name, (made.dialect, LRUCache(ALL_STATEMENTS)))
        made.dialect = made.pool._dialect = dialect
        made._compiled_cache = compiled
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create)
        yield
