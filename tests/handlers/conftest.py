"""The dispatcher on a furnished database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import select

from crmbot.core import history, people
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.models.people import User
from crmbot.store.uow import unit_of_work
from tests.copies import Databases, Furnish
from tests.handlers.desk import NOW, Desk
from tests.talk.house import Fixture, furnish

Copied = Callable[[object, Furnish], str]
RON = "ron@x.example"


@pytest.fixture
def desk(copied: Copied) -> Iterator[Desk]:
    """Open a desk on SQLite and on PostgreSQL; everybody is linked but Ron."""
    with open_desk(copied(("desk", RON), partial(furnish_desk, stranger=RON))) as desk:
        yield desk


@pytest.fixture
def postgresql_desk(postgresql_copies: Databases) -> Iterator[Desk]:
    """Open a desk where several messages are worked at once, and several processes may work; everybody is linked."""
    with open_desk(postgresql_copies.copy("desk", furnish_desk)) as desk:
        yield desk


def furnish_desk(url: str, stranger: str = "") -> None:
    """Furnish a database and link everybody in it, but for one by their mail address."""
    furnish(url, Fixture(NOW))
    database = open_database(url)
    with unit_of_work(database) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User).where(User.email != stranger)):
            people.attach(session, user, ChatUser("p", "w", user.email.partition("@")[0]))
    database.close()


@contextmanager
def open_desk(url: str) -> Iterator[Desk]:
    """Sit down at a furnished database."""
    database = open_database(url)
    yield Desk(database)
    database.close()
