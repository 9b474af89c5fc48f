"""An open, migrated database, and rows to begin with."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from crmbot.store.engine import Database, open_database
from crmbot.store.models.party import Company
from crmbot.store.tracking import Batch
from crmbot.store.uow import unit_of_work

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a fresh database, once on SQLite and once on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Give the session of a unit of work with a batch in hand."""
    with unit_of_work(database) as opened:
        begin(opened, "note")
        yield opened


def begin(session: Session, command: str, at: datetime = NOW) -> Batch:
    """Start the batch of a command; its id is the command's name."""
    batch = Batch(id=command, at=at, user_id=None, via="console", message_ref="m1", command=command)
    session.info["batch"] = batch
    return batch


def add_company(session: Session, title: str) -> Company:
    """Make a company."""
    company = Company(title=title, name_key=title.lower())
    session.add(company)
    session.flush()
    return company
