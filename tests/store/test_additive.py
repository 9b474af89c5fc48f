"""An older release goes on beside the new one while processes are replaced: migrations only add (ADR 16)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Engine, insert, inspect
from sqlalchemy.schema import MetaData

from crmbot.store.engine import Database, open_database
from crmbot.store.migrate import config, current_revision, newest, suits, upgrade

FIRST = "0028"
"""The last revision before the rule."""

AFTER = [f"{number:04}" for number in range(int(FIRST) + 1, int(newest()) + 1)]


@dataclass(frozen=True, slots=True)
class Column:
    """What an older release counts on."""

    type: str
    nullable: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of a database: their columns, those that must be filled in, and what may not be twice."""

    columns: dict[tuple[str, str], Column]
    needed: frozenset[tuple[str, str]]
    unique: frozenset[tuple[str, tuple[str, ...]]]
    checks: frozenset[tuple[str, str]]

    @property
    def tables(self) -> set[str]:
        """Name the tables."""
        return {table for table, _ in self.columns}


def shape(engine: Engine) -> Shape:
    """Return what a database looks like now."""
    looked = inspect(engine)
    columns, needed, unique, checks = {}, set(), set(), set()
    for table in looked.get_table_names():
        keys = set(looked.get_pk_constraint(table)["constrained_columns"])
        for column in looked.get_columns(table):
            place = (table, column["name"])
            columns[place] = Column(str(column["type"]), column["nullable"])
            if not column["nullable"] and column["default"] is None and column["name"] not in keys:
                needed.add(place)
        unique |= {(table, tuple(each["column_names"])) for each in looked.get_unique_constraints(table)}
        unique |= {
            (table, tuple(map(str, each["column_names"]))) for each in looked.get_indexes(table) if each["unique"]
        }
        checks |= {(table, str(each["name"])) for each in looked.get_check_constraints(table)}
    return Shape(columns, frozenset(needed), frozenset(unique), frozenset(checks))


def to(database: Database, url: str, revision: str, *, back: bool = False) -> Shape:
    """Bring a database to a revision; return what it looks like there."""
    with database.engine.begin() as connection:
        (command.downgrade if back else command.upgrade)(config(url, connection), revision)
    return shape(database.engine)


@pytest.fixture
def database(database_url: str) -> Database:
    """Open a migrated database."""
    return open_database(database_url)


def test_migrations_when_an_older_release_goes_on(database: Database, database_url: str) -> None:
    """Nothing it reads is gone or of another type, and nothing is asked of what it writes that was not before."""
    before = to(database, database_url, FIRST, back=True)
    for revision in AFTER:
        after = to(database, database_url, revision)
        kept = {place: column for place, column in after.columns.items() if place in before.columns}

        assert kept == before.columns, revision
        assert {place for place in after.needed - before.needed if place[0] in before.tables} == set(), revision
        assert {one for one in after.unique - before.unique if one[0] in before.tables} == set(), revision
        assert {one for one in after.checks - before.checks if one[0] in before.tables} == set(), revision
        before = after
    database.close()


def test_rows_when_an_older_release_writes_them(database: Database, database_url: str) -> None:
    """What it writes into the newest tables, with the columns it knows, is taken."""
    to(database, database_url, FIRST, back=True)
    old = MetaData()
    old.reflect(database.engine, only=["inbox", "outbox", "lane"])
    upgrade(database_url)
    at = datetime(2026, 11, 19, 10, tzinfo=UTC)
    with database.engine.begin() as connection:
        message = {"key": "k", "received_at": at, "address": "p:w:c", "inbound": "", "state": "open", "tries": 0}
        connection.execute(insert(old.tables["inbox"]), message)
        fact = {"kind": "x", "args": {}, "address": "p:w:c", "dedupe_key": "d", "send_after": at, "tries": 0}
        connection.execute(insert(old.tables["outbox"]), {**fact, "status": "pending"})
        connection.execute(insert(old.tables["lane"]), {"address": "p:w:c", "next_free": at})
    database.close()


def test_companies_when_an_older_release_makes_them(database: Database, database_url: str) -> None:
    """Those it had, and those it goes on making, are found where companies are gone through by name."""
    to(database, database_url, "0040", back=True)
    old = MetaData()
    old.reflect(database.engine, only=["record", "party"])
    _company(database, old, "Before")
    upgrade(database_url)
    _company(database, old, "Meanwhile")
    with database.engine.begin() as connection:
        kinds = connection.exec_driver_sql("SELECT name_key, kind FROM party ORDER BY name_key").all()
    database.close()

    assert [tuple(row) for row in kinds] == [("before", "company"), ("meanwhile", "company")]


def _company(database: Database, tables: MetaData, name: str) -> None:
    at = datetime(2026, 11, 19, 10, tzinfo=UTC)
    record, party = tables.tables["record"], tables.tables["party"]
    said = {"kind": "company", "title": name, "search_text": "", "version": 1, "created_at": at, "updated_at": at}
    needed = [column.name for column in party.columns if not column.nullable and column.name != "record_id"]
    with database.engine.begin() as connection:
        number = connection.execute(insert(record).values(said).returning(record.c.id)).scalar_one()
        own = {**dict.fromkeys(needed, False), "record_id": number, "name_key": name.lower()}
        connection.execute(insert(party).values(own))


def test_database_when_it_is_of_a_later_release(database: Database, database_url: str) -> None:
    """A process of this one may be started again beside it; it is not brought back."""
    later = f"{int(newest()) + 1:04}"
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{later}'")  # noqa: S608  # ours
    upgrade(database_url)

    assert (suits(database), current_revision(database) == newest()) == (True, False)
    database.close()
