"""A small office with people of every role, on either database."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from crmbot.core import history, people, setup
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.store.engine import Database, open_database
from crmbot.store.models.people import User
from crmbot.store.uow import read_only, unit_of_work
from tests.copies import Furnish

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


PEOPLE = {"Mia Boss": "manager", "Ben Rep": "rep", "Eva Rep": "rep", "Rita Reader": "read-only"}


def staff(url: str) -> None:
    """Put the people into an empty database."""
    database = open_database(url)
    with unit_of_work(database) as session:
        setup.prepare(session, NOW)
        zone = "Europe/London"
        setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone=zone, now=NOW)
        for name, role in PEOPLE.items():
            short = name.split()[0].lower()
            user = people.add(session, name=name, email=f"{short}@firm.example", role=role, zone=zone)
            people.attach(session, user, ChatUser("console", "local", short))
    database.close()


def opened(url: str, ids: Mapping[str, int] | None = None) -> Office:
    """Open an office on a database; the people in it are found by their short names."""
    database = open_database(url)
    with read_only(database) as session:
        there = {user.email.partition("@")[0]: user.id for user in session.scalars(select(User))}
    return Office(database, {**there, **(ids or {})})


@pytest.fixture
def office(copied: Callable[[object, Furnish], str]) -> Iterator[Office]:
    """Open an office on a database of its own."""
    office = opened(copied("office", staff))
    yield office
    office.database.close()


Fill = Callable[[Office], None]
"""Does in an office what many tests begin with, and notes the records it made in `ids`."""

_NOTED: dict[tuple[object, str], dict[str, int]] = {}
"""What was noted in each office that was filled, by what filled it and the kind of its database."""


@pytest.fixture
def office_after(copied: Callable[[object, Furnish], str], database_kind: str) -> Iterator[Callable[[Fill], Office]]:
    """Open an office in which something was done before: once, whoever begins with it."""
    with ExitStack() as doors:

        def open_after(fill: Fill) -> Office:
            office = opened(copied(fill, partial(_staff_and_fill, fill, database_kind)), _NOTED[fill, database_kind])
            doors.callback(office.database.close)
            return office

        yield open_after


def _staff_and_fill(fill: Fill, database_kind: str, url: str) -> None:
    staff(url)
    office = opened(url)
    fill(office)
    _NOTED[fill, database_kind] = office.ids
    office.database.close()
