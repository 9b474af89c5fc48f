"""The firm, on either database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from crmbot.commands import build_registry
from crmbot.core import people, setup
from crmbot.core.people import ChatUser
from crmbot.store.engine import Database, open_database
from crmbot.store.models.people import User
from crmbot.store.uow import read_only, unit_of_work
from tests.copies import Databases, Furnish
from tests.scheduler.firm import NOON, Firm


@pytest.fixture(scope="session", autouse=True)
def tellers() -> None:
    """Let every module of commands declare how its facts are told."""
    build_registry()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log lines of mistakes that tests make on purpose from being laid out with all their frames."""
    with capture_logs():
        yield


@pytest.fixture
def firm(copied: Callable[[object, Furnish], str]) -> Iterator[Firm]:
    """Open the firm on SQLite and on PostgreSQL."""
    with opened(copied("firm", found)) as firm:
        yield firm


@pytest.fixture
def firm_on_postgresql(postgresql_copies: Databases) -> Iterator[Firm]:
    """Open the firm where several schedulers may run."""
    with opened(postgresql_copies.copy("firm", found)) as firm:
        yield firm


@contextmanager
def opened(url: str) -> Iterator[Firm]:
    """Open it on a furnished database; the people in it are found by their short names."""
    database = open_database(url)
    with read_only(database) as session:
        ids = {user.email.partition("@")[0]: user.id for user in session.scalars(select(User))}
    yield Firm(database, ids)
    database.close()


def found(url: str) -> None:
    """Make the people in a database that is closed again."""
    database = open_database(url)
    founded(database)
    database.close()


def founded(database: Database) -> dict[str, int]:
    """Make the people; return their ids."""
    with unit_of_work(database) as session:
        setup.prepare(session, NOON)
        ana, _ = setup.first_owner(session, name="Ana", email="ana@x.example", zone="UTC", now=NOON)
        ben = people.add(session, name="Ben", email="ben@x.example", role="rep", zone="UTC")
        people.attach(session, ana, ChatUser("alpha", "w1", "ana"))
        people.attach(session, ben, ChatUser("beta", "w2", "ben2"))
        people.attach(session, ben, ChatUser("alpha", "w1", "ben"))
        return {"ana": ana.id, "ben": ben.id}
