"""URLs as hosts write them, transactions that are real, threads that queue."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from crmbot.store.engine import Database, make_engine, normalise_url, open_database


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql://u:p%25@host/db?sslmode=require", "postgresql+psycopg://u:p%25@host/db?sslmode=require"),
        ("postgresql+psycopg://host/db", "postgresql+psycopg://host/db"),
        ("sqlite:///crmbot.db", "sqlite:///crmbot.db"),
    ],
)
def test_normalise_url_when_a_host_hands_it_out(given: str, expected: str) -> None:
    """PostgreSQL URLs name our driver; others stay as they are."""
    assert normalise_url(given) == expected


@pytest.mark.usefixtures("power_cuts")
def test_sqlite_when_connected(sqlite_url: str) -> None:
    """What was acknowledged survives a loss of power, and links point somewhere."""
    engine = make_engine(sqlite_url)

    with engine.connect() as connection:
        values = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    engine.dispose()
    assert values == ["wal", 2, 1, 10_000]


def test_sqlite_when_two_would_write(sqlite_url: str) -> None:
    """A transaction that may write takes its turn before it reads, so it cannot fail in the middle."""
    first, second = make_engine(sqlite_url), make_engine(sqlite_url)

    with first.begin() as writer, second.connect() as rival:
        writer.execute(text("SELECT 1"))
        rival.connection.cursor().execute("PRAGMA busy_timeout=0")
        rival.rollback()
        with pytest.raises(OperationalError, match="locked"):
            rival.execute(text("SELECT 1"))

    first.dispose()
    second.dispose()


def test_sqlite_when_one_reads_beside_a_writer(sqlite_url: str) -> None:
    """Readers do not wait for the writer."""
    database = open_database(sqlite_url)

    with database.engine.begin() as writer, database.reading.connect() as reader:
        writer.execute(text("INSERT INTO team (name) VALUES ('Sales')"))
        seen = reader.execute(text("SELECT count(*) FROM team")).scalar()

    database.close()
    assert seen == 0


def test_reading_when_postgresql_is_written_to(postgresql_url: str) -> None:
    """A transaction that promised only to read is held to it by the server."""
    database = open_database(postgresql_url)

    with (
        database.reading.connect() as connection,
        pytest.raises(DBAPIError, match="read-only"),
    ):
        connection.execute(text("INSERT INTO team (name) VALUES ('Sales')"))

    database.close()


def test_submit_when_work_is_done(database: Database) -> None:
    """Work runs in a thread of the database, and its result comes back."""
    done = database.submit(lambda: threading.current_thread().name)

    assert done.result(timeout=5).startswith("crmbot-store")


def test_submit_when_on_sqlite(tmp_path: Path) -> None:
    """SQLite has one thread, which is the queue of its writers."""
    database = open_database(f"sqlite:///{tmp_path}/x.db")

    names = {database.submit(lambda: threading.current_thread().name).result(timeout=5) for _ in range(20)}

    database.close()
    assert len(names) == 1


def test_close_when_work_has_begun(tmp_path: Path) -> None:
    """Closing waits for work that was handed in."""
    database = open_database(f"sqlite:///{tmp_path}/x.db")
    done = [database.submit(lambda number=number: number) for number in range(50)]  # type: ignore[misc]  # a default

    database.close()

    assert [each.result(timeout=0) for each in done] == list(range(50))
