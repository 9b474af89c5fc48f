"""From the first schema on which the house ran (revision 0006) to today's: people go on where they were.

The rows in `tests/store/first_release` were written by the program of that day, to which the lines of `said.txt` were
said on Thursday, 19 November 2026, at 10:00; a question was left open. They are never changed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from crmbot.store.engine import open_database, plain_url
from crmbot.store.migrate import current_revision, newest
from tests.processes import crmbot
from tests.test_cli import replies

if TYPE_CHECKING:
    from tests.postgres import Server

pytestmark = pytest.mark.timeout(240)  # a dozen processes, on a machine that may be busy
FIRST = Path(__file__).parent / "store" / "first_release"


@pytest.fixture
def old_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database as the first release left it."""
    script = (FIRST / f"{database_kind}.sql").read_text("utf-8")
    if database_kind == "sqlite":
        with closing(sqlite3.connect(tmp_path / "crmbot.db")) as file:
            file.executescript(script)
        yield f"sqlite:///{tmp_path / 'crmbot.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = f"crmbot_{server.run}_first"
    server.execute("CREATE DATABASE {} TEMPLATE template0", name)
    url = server.database(name)
    with psycopg.connect(plain_url(url)) as opened:
        opened.execute(script.encode())
    yield url
    server.drop(name)


def revision(url: str) -> str | None:
    """Return the revision a database is at."""
    database = open_database(url)
    try:
        return current_revision(database)
    finally:
        database.close()


def told(url: str, at: str, *lines: str) -> list[str]:
    """Return what somebody who says something is told."""
    return [
        str(reply["text"])
        for reply in replies(crmbot("chat", "--json", "--at", at, "--db", url, lines="\n".join(lines) + "\n"))
    ]


def test_upgrade_when_people_go_on(old_url: str) -> None:
    """The question that was open is answered; reminders of then leave once; old records are read, changed, restored."""
    before = revision(old_url)
    migrated = crmbot("migrate", DATABASE_URL=old_url)
    after = revision(old_url)

    asked = told(old_url, "2026-11-19T10:05:00+00:00", "Initech", "cancel", "open D-6", "open N-9")
    reminded = told(old_url, "2026-11-20T08:30:00+00:00", ":wait 3h")
    again = told(old_url, "2026-11-20T11:30:00+00:00", ":wait 1h")
    went_on = told(
        old_url,
        "2026-11-20T12:30:00+00:00",
        *("done 8", "history D-6", "find jane", "note acme: they paid, follow up tuesday 3pm", "move T-12 wed 10am"),
        *("restore N-13", "tasks"),
    )

    assert migrated.returncode == 0, migrated.stderr
    assert (before, after) == ("0006", newest())
    assert "So far: Initech" in asked[0]
    assert ("Pilot" in asked[2], "Won" in asked[2], "called Paul, no answer" in asked[3]) == (True, True, True)
    assert [line.splitlines()[0].split("Due: ")[1] for line in reminded] == [
        "send the offer to Acme Ltd  T-10",
        "Follow up  T-8",
    ]
    assert again == []
    answers, tasks = "\n".join(went_on[:-1]), went_on[-1]
    expected = (
        *("Done: Follow up", "changed stage: New → Won", "Jane Doe", "met Jane, they want forty crates"),
        *("Tue 24 Nov 15:00", "Wed 25 Nov 10:00", "paid the deposit"),
    )
    assert [words for words in expected if words not in answers] == []
    assert ("call Paul" in tasks, "water the plants" in tasks) == (True, False)
