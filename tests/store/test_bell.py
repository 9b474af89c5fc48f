"""A ring is heard by the other processes, and by them alone."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from crmbot.store.bell import Bell
from crmbot.store.engine import Database, open_database

WAIT_S = 10.0


class Ear:
    """What one process hears; the first time is when it begins to listen."""

    def __init__(self, database: Database) -> None:
        """Begin to listen, and wait until it does."""
        self._heard = threading.Semaphore(0)
        self.bell = Bell(database, self._heard.release)
        self.bell.listen()
        assert self.hears()

    def hears(self, timeout_s: float = WAIT_S) -> bool:
        """Tell whether something is heard in time."""
        return self._heard.acquire(timeout=timeout_s)


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    """Open a database on the server."""
    database = open_database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def ears(database: Database) -> Iterator[tuple[Ear, Ear]]:
    """Let two processes listen."""
    both = Ear(database), Ear(database)
    yield both
    for ear in both:
        ear.bell.stop()


def test_ring_when_others_listen(ears: tuple[Ear, Ear]) -> None:
    """They hear it; who rang knows already."""
    one, two = ears

    one.bell.ring()

    assert (two.hears(), one.hears(0.2)) == (True, False)


def test_ring_when_the_connection_was_cut(ears: tuple[Ear, Ear], postgresql_url: str) -> None:
    """The listener connects again by itself, looks at once for what it missed, and hears the next one."""
    one, two = ears
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
    again = one.hears() and two.hears()

    one.bell.ring()

    assert (again, two.hears()) == (True, True)


def test_bell_when_the_database_is_a_file(sqlite_url: str) -> None:
    """There is nobody else, so nothing is done."""
    database = open_database(sqlite_url)
    bell = Bell(database, lambda: None)

    bell.listen()
    bell.ring()
    bell.stop()
    database.close()
