"""The dispatcher on a furnished database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from crmbot.core import history, people
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.models.people import User
from crmbot.store.uow import unit_of_work
from tests.handlers.desk import NOW, Desk
from tests.talk.house import Fixture, furnish


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Open a desk on SQLite and on PostgreSQL; everybody is linked but Ron."""
    with open_desk(database_url, stranger="ron@x.example") as desk:
        yield desk


@pytest.fixture
def postgresql_desk(postgresql_url: str) -> Iterator[Desk]:
    """Open a desk where several messages are worked at once, and several processes may work; everybody is linked."""
    with open_desk(postgresql_url) as desk:
        yield desk


@contextmanager
def open_desk(url: str, *, stranger: str = "") -> Iterator[Desk]:
    """Furnish a database and link everybody in it, but for one by their mail address."""
    furnish(url, Fixture(NOW))
    database = open_database(url)
    with unit_of_work(database) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User).where(User.email != stranger)):
            people.attach(session, user, ChatUser("p", "w", user.email.partition("@")[0]))
    yield Desk(database)
    database.close()
