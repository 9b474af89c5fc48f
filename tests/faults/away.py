"""A database that is away for a number of transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from crmbot.store.engine import Database


class AwayError(Exception):
    """Stands for whatever a driver says then."""


@contextmanager
def away(database: Database, times: int) -> Iterator[list[int]]:
    """Let the next transactions fail as they begin; gives how many are left to."""
    left = [times]

    def fail(connection: Connection) -> None:
        if left[0]:
            left[0] -= 1
            raise AwayError

    event.listen(database.engine, "begin", fail)
    try:
        yield left
    finally:
        left[0] = 0  # taken off, it could be missed by a thread that is just going through the listeners
