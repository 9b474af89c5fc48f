"""A unit of work is kept whole or not at all."""

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from crmbot.store.engine import PREPARED_AFTER, Database, open_database
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record
from crmbot.store.models.tag import Tag
from crmbot.store.uow import CollisionError, read_only, unit_of_work
from tests.store.conftest import add_company, begin

FULL = 2
"""How SQLite calls the way of committing that waits: https://www.sqlite.org/pragma.html#pragma_synchronous."""


def count(database: Database, model: type[Record | Change | Tag]) -> int:
    """Count the rows of a table in a session of its own."""
    with read_only(database) as session:
        return session.scalar(select(func.count()).select_from(model.__table__)) or 0


def fail_after_adding(database: Database) -> None:
    """Begin well and fail."""
    with unit_of_work(database) as session:
        begin(session, "company")
        add_company(session, "Acme")
        session.flush()
        raise RuntimeError("stop")


def add_same_tags(database: Database) -> None:
    """Write one tag, and leave its double to the commit."""
    with unit_of_work(database) as session:
        begin(session, "tag")
        session.add(Tag(name="a", name_key="a"))
        session.flush()
        session.add(Tag(name="A", name_key="a"))


def waits_for_the_disk(session: Session) -> bool:
    """Tell whether the commit of a unit of work will wait until all of it is on the disk."""
    if session.get_bind().dialect.name == "sqlite":
        return bool(session.scalar(text("PRAGMA synchronous")) == FULL)
    return bool(session.scalar(text("SHOW synchronous_commit")) == "on")


def test_unit_of_work_when_it_ends_well(database: Database) -> None:
    """What was written is there afterwards."""
    with unit_of_work(database) as session:
        begin(session, "company")
        add_company(session, "Acme")

    assert count(database, Record) == 1


def test_unit_of_work_when_it_fails(database: Database) -> None:
    """Nothing of it is there afterwards, neither rows nor history."""
    with pytest.raises(RuntimeError, match="stop"):
        fail_after_adding(database)

    assert (count(database, Record), count(database, Change)) == (0, 0)


def test_unit_of_work_when_the_commit_fails(database: Database) -> None:
    """A constraint that is broken at the very end undoes all of it; on a server that may be others’ doing."""
    with pytest.raises((IntegrityError, CollisionError)):
        add_same_tags(database)

    assert count(database, Tag) == 0


def test_unit_of_work_when_objects_are_used_after_it(database: Database) -> None:
    """Objects keep their values after the commit: cards are drawn from them."""
    with unit_of_work(database) as session:
        begin(session, "company")
        company = add_company(session, "Acme")

    assert (company.id, company.title, company.version) == (company.id, "Acme", 1)


@pytest.mark.usefixtures("power_cuts")
def test_unit_of_work_when_it_is_prompt(database: Database) -> None:
    """It alone does not wait for the disk, whoever has had the connection before or has it after."""
    waited = []
    for prompt in (False, True, False, True):
        with unit_of_work(database, prompt=prompt) as session:
            waited.append(waits_for_the_disk(session))

    assert waited == [True, False, True, False]


def test_read_only_when_an_object_is_written(database: Database) -> None:
    """A unit of work that only reads refuses objects."""
    with pytest.raises(ValueError, match="read-only"), read_only(database) as session:
        session.add(Tag(name="a", name_key="a"))


def test_prepared_statements_when_a_unit_of_work_only_reads(postgresql_url: str) -> None:
    """What a connection has planned for good outlives a unit of work that only reads."""
    database = open_database(postgresql_url)
    for _ in range(PREPARED_AFTER + 2):
        with read_only(database) as session:
            session.execute(select(Tag.name))

    with read_only(database) as session:
        planned = session.scalar(text("SELECT count(*) FROM pg_prepared_statements"))

    database.close()
    assert planned


def test_read_only_when_a_statement_writes(database: Database) -> None:
    """A unit of work that only reads refuses statements that write."""
    with read_only(database) as session, pytest.raises(ValueError, match="read-only"):
        session.execute(delete(Tag))


def test_unit_of_work_when_the_server_dropped_the_connection(postgresql_url: str) -> None:
    """A connection that died while it lay idle is opened anew; the work is done, and done once."""
    database = open_database(postgresql_url)
    with read_only(database) as session:
        idle = session.scalar(select(func.pg_backend_pid()))
    drop(postgresql_url, idle)

    with unit_of_work(database) as session:
        begin(session, "company")
        add_company(session, "Acme")

    kept = count(database, Record)
    database.close()
    assert kept == 1


def test_unit_of_work_when_the_connection_drops_in_the_middle(postgresql_url: str) -> None:
    """Work that was cut off is not begun anew behind the back of whoever does it; nothing of it is kept."""
    database = open_database(postgresql_url)

    with pytest.raises(DBAPIError):
        add_until_dropped(database, postgresql_url)

    kept = count(database, Record)
    database.close()
    assert kept == 0


def add_until_dropped(database: Database, url: str) -> None:
    """Begin well and lose the server."""
    with unit_of_work(database) as session:
        begin(session, "company")
        add_company(session, "Acme")
        drop(url, session.scalar(select(func.pg_backend_pid())))


def drop(url: str, pid: int | None) -> None:
    """End another connection from the server's side."""
    rival = open_database(url)
    with read_only(rival) as session:
        session.execute(select(func.pg_terminate_backend(pid, 5000)))
    rival.close()
