"""A small office with people of every role, on either database."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from crmbot.core import history, people, setup
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import unit_of_work

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)


@dataclass(slots=True)
class Office:
    """Ana owns it; Mia manages, Ben and Eva are reps, Rita only reads. All are in London."""

    database: Database
    ids: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW

    def acting(self, name: str = "ana", command: str = "test") -> AbstractContextManager[Context]:
        """Give a context in which somebody acts, committed at its end."""
        return self._acting(name, command)

    @contextmanager
    def _acting(self, name: str, command: str) -> Iterator[Context]:
        with unit_of_work(self.database) as session:
            origin = Origin(f"console:local:{name}", via="console")
            actor = people.actor(session, self.ids[name])
            ctx = Context(session, actor, self.now, origin, Organisation(zone="Europe/London"))
            history.begin(ctx, command)
            yield ctx

    def later(self, **passed: float) -> None:
        """Let time go by."""
        self.now += timedelta(**passed)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Open an office on a fresh database."""
    database = open_database(database_url)
    office = Office(database)
    with unit_of_work(database) as session:
        setup.prepare(session, NOW)
        zone = "Europe/London"
        owner, _ = setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone=zone, now=NOW)
        office.ids["ana"] = owner.id
        roles = {"Mia Boss": "manager", "Ben Rep": "rep", "Eva Rep": "rep", "Rita Reader": "read-only"}
        for name, role in roles.items():
            short = name.split()[0].lower()
            user = people.add(session, name=name, email=f"{short}@firm.example", role=role, zone=zone)
            people.attach(session, user, ChatUser("console", "local", short))
            office.ids[short] = user.id
    yield office
    database.close()
