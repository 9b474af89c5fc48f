"""What a database knows of its own tables, by which it chooses its ways through them.

SQLite looks only when it is told to; PostgreSQL looks by itself, but a minute late for what is put in all at once.
"""

from sqlalchemy import Connection

from crmbot.store.engine import Database
from crmbot.store.uow import read_only, unit_of_work

FEWEST = 10_000
"""Of fewer records nothing is counted: any way is short, and what was learned would soon be wrong by far."""

GROWN = 2
"""It is counted again when there are so many times as many."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
_COUNTED = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'record'"


def uncounted(database: Database) -> tuple[str, ...]:
    """Return the tables to be counted now, `record` last: by that one is told whether all were."""
    if not database.is_sqlite:
        return ()
    with read_only(database) as session:
        connection = session.connection()
        there = int(connection.exec_driver_sql("SELECT max(id) FROM record").scalar() or 0)
        if there < max(FEWEST, GROWN * _counted(connection)):
            return ()
        names = (str(name) for (name,) in connection.exec_driver_sql(_TABLES))
        return tuple(sorted(names, key=lambda name: (name == "record", name)))


def _counted(connection: Connection) -> int:
    """Return how many records there were when they were counted last; 0 when they never were."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").first() is None:
        return 0
    return int(connection.exec_driver_sql(_COUNTED).scalar() or 0)


def count(database: Database, table: str) -> None:
    """Let SQLite read the indexes of one table from end to end: a tenth of a second for 200,000 rows."""
    with unit_of_work(database) as session:
        session.connection().exec_driver_sql(f'ANALYZE "{table}"')


_FILLED = ("record", "party", "lead", "deal", "search_token", "search_posting")


def look_again(database: Database) -> None:
    """Let PostgreSQL look at the tables that many records are just being put into; SQLite is told by `count`.

    Until it does, it takes a kind that had a handful of records for one that has them still, and reads all of them
    to find a few.
    """
    if database.is_sqlite:
        return
    with unit_of_work(database) as session:
        session.connection().exec_driver_sql(f"ANALYZE {', '.join(_FILLED)}")
