"""The dispatcher on a furnished database."""

from collections.abc import Iterator

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
    furnish(database_url, Fixture(NOW))
    database = open_database(database_url)
    with unit_of_work(database) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User).where(User.email != "ron@x.example")):
            people.attach(session, user, ChatUser("p", "w", user.email.partition("@")[0]))
    yield Desk(database)
    database.close()
