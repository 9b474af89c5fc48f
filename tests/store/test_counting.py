"""SQLite counts its tables when there is enough in them, and finds the short way by that."""

import sqlite3
from pathlib import Path

from crmbot.store import counting
from crmbot.store.engine import open_database

_ONE_BY_ONE = (
    "SELECT id FROM record WHERE id IN (1, 2, 3, 4, 5) AND deleted_at IS NULL AND kind = 'contact'"
    " AND (owner_id = 1 OR created_by_id = 1 OR owner_id IS NULL)"
)

_UNDER_A_COMPANY = (
    "SELECT record.id FROM party CROSS JOIN record ON +party.record_id = record.id WHERE party.parent_id = 1"
    " AND record.deleted_at IS NULL AND record.kind = 'company' ORDER BY party.name_key, record.id LIMIT 5"
)


def fill(url: str, first: int, last: int) -> None:
    """Make contacts of nobody, with these numbers."""
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as connection:
        connection.executemany(
            "INSERT INTO record (id, kind, title, search_text, created_at, updated_at, version)"
            " VALUES (?, 'contact', 'Jo', '', '2026-01-01', '2026-01-01', 1)",
            ((number,) for number in range(first, last + 1)),
        )
    connection.close()


def count_all(url: str) -> list[str]:
    """Count what is to be counted; return which tables that were."""
    database = open_database(url)
    try:
        names = list(counting.uncounted(database))
        for name in names:
            counting.count(database, name)
    finally:
        database.close()
    return names


def plan_of(url: str, statement: str) -> str:
    """Return how SQLite goes about a statement."""
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as connection:
        told = [str(row[-1]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    connection.close()
    return "\n".join(told)


def test_few_records_when_others_asked_for_by_number(sqlite_url: str) -> None:
    """Of few records nothing is counted: it would be wrong by far after the first import."""
    fill(sqlite_url, 1, 100)

    assert count_all(sqlite_url) == []


def test_many_records_when_some_are_asked_for_by_number(sqlite_url: str) -> None:
    """Those are looked up by their numbers, and not looked for among all of their kind."""
    fill(sqlite_url, 1, counting.FEWEST)
    before = plan_of(sqlite_url, _ONE_BY_ONE)

    names = count_all(sqlite_url)

    assert "kind=?" in before
    assert names[-1] == "record"
    assert "INTEGER PRIMARY KEY (rowid=?)" in plan_of(sqlite_url, _ONE_BY_ONE)


def test_companies_under_one_when_most_are_under_none(sqlite_url: str) -> None:
    """They are looked up, and not looked for among all: that most are under none says nothing of those that are."""
    fill(sqlite_url, 1, counting.FEWEST)
    with sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute(
            "INSERT INTO party (record_id, name_key, parent_id, no_calls, no_emails, is_prospect, is_customer,"
            " is_supplier, is_partner) SELECT id, title || id, NULL, 0, 0, 0, 0, 0, 0 FROM record"
        )
    connection.close()

    count_all(sqlite_url)

    assert "ix_party_parent_id" in plan_of(sqlite_url, _UNDER_A_COMPANY)


def test_counted_records_when_there_are_twice_as_many(sqlite_url: str) -> None:
    """They are counted again then, and not before."""
    fill(sqlite_url, 1, counting.FEWEST)
    count_all(sqlite_url)
    fill(sqlite_url, counting.FEWEST + 1, counting.GROWN * counting.FEWEST - 1)

    before = count_all(sqlite_url)
    fill(sqlite_url, counting.GROWN * counting.FEWEST, counting.GROWN * counting.FEWEST)

    assert (before, count_all(sqlite_url)[-1:]) == ([], ["record"])


def test_many_records_on_postgresql(postgresql_url: str) -> None:
    """PostgreSQL is not told to count: it does so by itself."""
    assert count_all(postgresql_url) == []
