"""Lists that were there before they had an order and a name to compare."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, text

from crmbot.store.engine import Database
from crmbot.store.migrate import config


@pytest.fixture
def before(database: Database, database_url: str) -> Iterator[tuple[Connection, str]]:
    """Give a connection to a database as it was before."""
    with database.engine.begin() as connection:
        command.downgrade(config(database_url, connection), "0015")
        yield connection, database_url


def _source(connection: Connection, number: int, name: str) -> None:
    insert = text("INSERT INTO source (id, name, is_active) VALUES (:id, :name, :active)")
    connection.execute(insert, {"id": number, "name": name, "active": True})


def test_upgrade_when_names_differ_only_in_case_or_accents(before: tuple[Connection, str]) -> None:
    """Both stay, the later with a number behind it; each has its place."""
    connection, url = before
    for number, name in ((1, "Café"), (2, "Fair"), (3, "cafe"), (4, "CAFE")):
        _source(connection, number, name)

    command.upgrade(config(url, connection), "0016")

    found = connection.execute(text("SELECT name, name_key, position FROM source ORDER BY id")).all()
    assert [tuple(row) for row in found] == [
        ("Café", "cafe", 0),
        ("Fair", "fair", 1),
        ("cafe 2", "cafe 2", 2),
        ("CAFE 3", "cafe 3", 3),
    ]
