"""Migrations make the tables that the mapped classes expect, once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import crmbot.store.models  # noqa: F401  # so that the metadata knows all tables
from crmbot.store.base import Base
from crmbot.store.engine import Database, make_engine, open_database
from crmbot.store.migrate import config, current_revision, newest, upgrade


def test_upgrade_when_compared_with_the_classes(database: Database) -> None:
    """A migrated database has the tables, columns and indexes of the mapped classes, and no others."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


@pytest.mark.parametrize(("state", "may"), [("open", True), ("failed", True), ("working", False)])
def test_message_when_its_state_is_one_or_none(database: Database, state: str, may: bool) -> None:
    """The database itself knows the states of a message, and refuses any other."""
    values = f"('k', '2026-11-19 10:00:00', 'p:w:c', '', '{state}', 0)"
    row = text(f"INSERT INTO inbox (key, received_at, address, inbound, state, tries) VALUES {values}")  # noqa: S608  # ours

    with nullcontext() if may else pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(row)


def test_upgrade_when_a_file_is_begun(tmp_path: Path) -> None:
    """Nobody else on the machine may read it, nor what SQLite keeps beside it."""
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    upgrade(url)
    with make_engine(url).begin() as connection:
        connection.execute(text("DELETE FROM inbox"))
        rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert "crm.db-wal" in rights
    assert set(rights.values()) == {0o600}


def test_upgrade_when_it_is_done_already(database: Database, database_url: str) -> None:
    """A second upgrade leaves everything as it is."""
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO team (name) VALUES ('Sales')"))

    upgrade(database_url)

    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM team")).scalar() == 1


def test_upgrade_when_several_start_at_once(tmp_path: Path) -> None:
    """Processes that start together upgrade one after the other."""
    url = f"sqlite:///{tmp_path}/new.db"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [url] * 4))

    database = open_database(url)
    found = current_revision(database)
    database.close()
    assert found == newest()


def test_upgrade_when_the_folder_has_a_percent_sign(tmp_path: Path) -> None:
    """Signs that mean something to configuration files may stand in a URL."""
    folder = tmp_path / "100%done"
    folder.mkdir()

    upgrade(f"sqlite:///{folder}/new.db")

    assert (folder / "new.db").exists()


def test_upgrade_when_it_fails_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade that fails leaves nothing behind, and can be tried again."""
    url = f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setattr("crmbot.store.migrate._check_foreign_keys", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        upgrade(url)
    database = open_database(url)

    found = current_revision(database)

    database.close()
    assert found is None


def test_revision_when_there_are_no_tables(tmp_path: Path) -> None:
    """A database without our tables is at none."""
    database = open_database(f"sqlite:///{tmp_path}/empty.db")

    found = current_revision(database)

    database.close()
    assert found is None


def test_newest_when_compared_with_alembic(tmp_path: Path) -> None:
    """The newest revision by its number is the one head of Alembic's line, and every step is on the way."""
    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(config("sqlite://", connection))
    engine.dispose()

    revisions = [step.revision for step in script.walk_revisions()]

    assert (script.get_heads(), revisions[0]) == ([newest()], newest())


def test_downgrade_when_all_is_taken_back(database: Database, database_url: str) -> None:
    """Every revision can be taken back to nothing and made again."""
    from alembic import command

    with database.engine.begin() as connection:
        command.downgrade(config(database_url, connection), "base")
    upgrade(database_url)

    assert current_revision(database) == newest()
