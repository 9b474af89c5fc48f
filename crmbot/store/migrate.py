"""Bringing a database to the tables this release expects."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from crmbot.store.engine import Database, make_engine, normalise_url

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 6_236_277  # any number, as long as all our processes take the same one
_ONE_AT_A_TIME = Lock()  # Alembic keeps the migration in hand in a global


def upgrade(url: str) -> None:
    """Bring a database to the newest revision, wholly or not at all; others wait for their turn."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        _make_for_us_alone(engine.url.database)
        event.listen(engine, "connect", _without_foreign_keys)
    try:
        with _ONE_AT_A_TIME, engine.begin() as connection:
            if not _lock_and_check(connection):
                from alembic import command  # takes a while to load, and is not needed at most starts

                command.upgrade(config(url, connection), "head")
                _check_foreign_keys(connection)
    finally:
        engine.dispose()


def _make_for_us_alone(file: str | None) -> None:
    """Begin a file that nobody else on the machine may read; SQLite gives those beside it the same rights."""
    if file and not file.startswith((":", "file:")):
        with suppress(OSError):  # where none can be made there, connecting says so
            Path(file).touch(mode=0o600)


def config(url: str, connection: Connection) -> "Config":
    """Return Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("sqlalchemy.url", normalise_url(url).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def newest() -> str:
    """Return the newest revision; revisions are numbered in one line, so no need to load them."""
    return max(file.stem.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def current_revision(database: Database) -> str | None:
    """Return the revision a database is at; None for one that has no tables of ours."""
    with database.reading.connect() as connection:
        return _revision_at(connection)


def suits(database: Database) -> bool:
    """Tell whether this release can work on a database: it has all our tables, and maybe those of a later release.

    Migrations only add, so that processes of the release before go on beside those of the new one (ADR 16).
    """
    return _is_reached(current_revision(database))


def _is_reached(revision: str | None) -> bool:
    return revision is not None and revision >= newest()  # numbered in one line


def _revision_at(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _lock_and_check(connection: Connection) -> bool:
    """Wait until no other process is at it, then tell whether there is nothing left to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
    return _is_reached(_revision_at(connection))


def _without_foreign_keys(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Let SQLite's tables be copied and renamed; this cannot be said inside a transaction."""
    connection.cursor().execute("PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection) -> None:
    """Make up for the checks that were off."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise RuntimeError(f"the upgrade would leave a row pointing nowhere: {tuple(broken)!r}")
