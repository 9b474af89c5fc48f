"""The unit of work: the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from crmbot.store.engine import Database
from crmbot.store.tracking import TrackedSession


@contextmanager
def unit_of_work(database: Database) -> Iterator[Session]:
    """Give a session whose work is committed whole at the end, or not at all after an error."""
    with TrackedSession(database.engine, expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def read_only(database: Database) -> Iterator[Session]:
    """Give a session that only reads; what is written in it raises `ValueError`."""
    with TrackedSession(database.reading, expire_on_commit=False, info={"read_only": True}) as session:
        yield session
