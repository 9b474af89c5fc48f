"""The firm, on either database."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from crmbot.commands import build_registry
from crmbot.core import people, setup
from crmbot.core.people import ChatUser
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import unit_of_work
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
def firm(database_url: str) -> Iterator[Firm]:
    """Open the firm on SQLite and on PostgreSQL."""
    database = open_database(database_url)
    yield Firm(database, founded(database))
    database.close()


@pytest.fixture
def firm_on_postgresql(postgresql_url: str) -> Iterator[Firm]:
    """Open the firm where several schedulers may run."""
    database = open_database(postgresql_url)
    yield Firm(database, founded(database))
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
