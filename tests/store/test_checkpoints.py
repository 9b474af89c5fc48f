"""What was committed reaches the file beside the work, and whoever commits next finds the log empty."""

from pathlib import Path

from sqlalchemy import text

from crmbot.store.checkpoints import settle
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import unit_of_work


def fill(database: Database) -> None:
    """Commit something of some pages."""
    with unit_of_work(database) as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS filler (words TEXT)"))
        session.execute(text("INSERT INTO filler VALUES (:words)"), {"words": "x" * 100_000})


def test_settle_when_something_was_committed(sqlite_url: str) -> None:
    """The file holds it without its log, and the log begins anew."""
    database = open_database(sqlite_url)
    file = Path(str(database.engine.url.database))
    fill(database)
    log = file.with_name(f"{file.name}-wal")

    settle(database)
    settled = file.stat().st_size
    length = log.stat().st_size
    fill(database)

    assert settled > 100_000
    assert log.stat().st_size == length
    database.close()


def test_settle_when_somebody_writes(sqlite_url: str) -> None:
    """It waits for nobody, and nobody for it."""
    database = open_database(sqlite_url)
    fill(database)

    with unit_of_work(database) as session:
        session.execute(text("INSERT INTO filler VALUES ('y')"))
        settle(database)

    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM filler")).scalar() == 2
    database.close()


def test_settle_when_the_file_cannot_be_reached(tmp_path: Path) -> None:
    """It is for whoever commits to find that out."""
    settle(open_database(f"sqlite:///{tmp_path}/gone/crmbot.db"))


def test_settle_when_on_a_server() -> None:
    """PostgreSQL sees to its log itself: nothing is connected."""
    settle(open_database("postgresql://nobody@127.0.0.1:1/none"))
