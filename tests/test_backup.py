"""A house that was put back from a copy: it answers, it knows what it knew, and it reminds, once."""

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from crmbot.store import backup
from crmbot.store.backup import BackupError, back_up, restore
from crmbot.store.engine import open_database
from crmbot.store.migrate import config, newest, upgrade
from crmbot.store.one_process import InUseError, only_one
from tests.postgres import Server, find_programs
from tests.processes import crmbot, crmbot_anew
from tests.test_cli import AT, replies

pytestmark = pytest.mark.timeout(240)  # a dozen processes, on a machine that may be busy
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
SAID = "company new Acme\nnote Acme: they want forty crates\ntask call Acme at 11:00\n"
LATER = "2026-11-19T10:30:00+00:00"


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the programs at hand that belong to the server of these tests."""
    folder = next(find_programs(), None)
    if folder is not None:
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def other_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a database with nothing in it."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = f"crmbot_{server.run}_restored"
    server.execute("CREATE DATABASE {} TEMPLATE template0", name)
    yield server.database(name)
    server.drop(name)


def told(url: str, at: str, lines: str) -> list[str]:
    """Return what somebody who says something is told."""
    return [str(reply["text"]) for reply in replies(crmbot("chat", "--json", "--at", at, "--db", url, lines=lines))]


def test_restored_house_when_life_goes_on_in_it(
    database_url: str, database_kind: str, other_url: str, tmp_path: Path
) -> None:
    """It answers what was asked before the copy, knows nothing of what came after, and fires its reminders once."""
    copy, begin = tmp_path / "copy.crmbot", crmbot_anew if database_kind == "postgresql" else crmbot
    told(database_url, AT, SAID)
    saved = begin("backup", str(copy), DATABASE_URL=database_url)
    told(database_url, AT, "company new Initech\n")

    restored = begin("restore", str(copy), DATABASE_URL=other_url)
    answers = told(other_url, LATER, "open Acme\nopen Initech\n:wait 2h\n")
    again = told(other_url, "2026-11-19T13:00:00+00:00", ":wait 2h\n")
    written = told(other_url, "2026-11-19T15:00:00+00:00", "note Acme: forty it is\nopen Acme\n")

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert f"tables of revision {newest()}" in saved.stdout
    assert "Acme" in answers[0]
    assert "they want forty crates" in answers[0]
    assert "nothing called Initech" in answers[1]
    assert [answer for answer in answers[2:] if "call Acme" in answer] == answers[2:]
    assert len(answers[2:]) == 1
    assert again == []
    assert "forty it is" in written[-1]


def test_copy_when_somebody_is_writing(sqlite_url: str, tmp_path: Path) -> None:
    """What is committed is in it, what is not is not; whoever writes goes on."""
    copy = tmp_path / "copy.db"
    database = open_database(sqlite_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO team (name) VALUES ('Sales')")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO team (name) VALUES ('Not yet')")
        back_up(sqlite_url, copy)
    database.close()

    with sqlite3.connect(copy) as opened:
        teams = [name for (name,) in opened.execute("SELECT name FROM team")]
    opened.close()

    assert teams == ["Sales"]
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]


def test_copy_when_others_use_the_machine(sqlite_url: str, tmp_path: Path) -> None:
    """Nobody else reads it, whatever they may read otherwise."""
    before = os.umask(0)
    try:
        back_up(sqlite_url, tmp_path / "copy.db")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["postgresql://crm:hunter2@db/crm", "postgresql://crm@db/crm?password=hunter2"])
def test_copy_when_others_see_what_runs(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs that make it are not told the password as an argument."""
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@ and not $PGPASSWORD" >&2\nexit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(BackupError) as refused:
        backup._dump(make_url(url), tmp_path / "copy")

    assert str(refused.value).endswith("/crm and not hunter2")
    assert str(refused.value).count("hunter2") == 1


def test_database_when_it_is_replaced(sqlite_url: str, tmp_path: Path) -> None:
    """What was there before is kept under another name, with all that belongs to it."""
    copy = tmp_path / "copy.db"
    told(sqlite_url, AT, SAID)
    assert crmbot("backup", str(copy), DATABASE_URL=sqlite_url).returncode == 0
    told(sqlite_url, AT, "company new Initech\n")

    restored = crmbot("restore", str(copy), DATABASE_URL=sqlite_url)

    (before,) = [file for file in tmp_path.iterdir() if ".before-" in file.name and file.suffix.isascii()]
    assert restored.returncode == 0, restored.stderr
    assert str(before) in restored.stdout
    assert "Initech" in told(f"sqlite:///{before}", AT, "companies\n")[0]
    assert "Initech" not in told(sqlite_url, AT, "companies\n")[0]


def test_restore_when_a_process_serves_the_file(sqlite_url: str, tmp_path: Path) -> None:
    """It is refused, and nothing is touched."""
    copy = tmp_path / "copy.db"
    back_up(sqlite_url, copy)

    with only_one(sqlite_url), pytest.raises(InUseError):
        restore(sqlite_url, copy, NOW)

    assert [file.name for file in tmp_path.iterdir() if "before" in file.name] == []


def test_restore_when_the_server_has_tables(postgresql_url: str, tmp_path: Path) -> None:
    """A database with something in it is not written over."""
    copy = tmp_path / "copy.dump"
    back_up(postgresql_url, copy)

    with pytest.raises(BackupError, match="There are tables in the database already"):
        restore(postgresql_url, copy, NOW)


@pytest.mark.parametrize("kind", ["damaged", "of another program", "of a server", "of a later release"])
def test_restore_when_the_copy_is_no_good(kind: str, sqlite_url: str, tmp_path: Path) -> None:
    """It is looked through first, and what is there stays."""
    copy, place = tmp_path / "copy.db", Path(sqlite_url.removeprefix("sqlite:///"))
    back_up(sqlite_url, copy)
    spoil(copy, kind)
    before = place.read_bytes()

    with pytest.raises(BackupError, match=str(copy)):
        restore(sqlite_url, copy, NOW)

    assert place.read_bytes() == before


def spoil(copy: Path, kind: str) -> None:
    """Make a copy one that is not to be used."""
    whole = copy.read_bytes()
    match kind:
        case "damaged":
            copy.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
        case "of another program":
            copy.write_bytes(b"%PDF-1.7" + whole)
        case "of a server":
            copy.write_bytes(b"PGDMP" + whole)
        case _:
            with sqlite3.connect(copy) as opened:
                opened.execute("UPDATE alembic_version SET version_num = '9999'")
            opened.close()


def test_copy_when_it_is_of_an_older_release(tmp_path: Path) -> None:
    """It is restored as it is, and brought up to date by `migrate`."""
    from alembic import command

    old, new, copy = f"sqlite:///{tmp_path / 'old.db'}", f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "copy.db"
    upgrade(old)
    database = open_database(old)
    with database.engine.begin() as connection:
        command.downgrade(config(old, connection), "0028")
    database.close()
    back_up(old, copy)

    restore(new, copy, NOW)
    upgrade(new)

    assert back_up(new, tmp_path / "again.db") == newest()


def test_backup_when_nobody_answers(tmp_path: Path) -> None:
    """The reason is said in one line, without the password, and no file is left."""
    refused = crmbot("backup", str(tmp_path / "copy"), DATABASE_URL="postgresql://crm:hunter2@127.0.0.1:1/crm")

    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "hunter2" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_backup_when_the_name_is_taken(sqlite_url: str, tmp_path: Path) -> None:
    """A file that is there is not written over."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"something")

    with pytest.raises(BackupError, match="is there already"):
        back_up(sqlite_url, copy)

    assert copy.read_bytes() == b"something"


def test_backup_when_nothing_is_there(tmp_path: Path) -> None:
    """A database that is not there is not made on the way."""
    with pytest.raises(BackupError, match="There is no database at"):
        back_up(f"sqlite:///{tmp_path / 'nothing.db'}", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []


def test_backup_when_the_programs_are_missing(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said which program to install."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))

    with pytest.raises(BackupError, match="pg_dump is not on this machine: install"):
        back_up(postgresql_url, tmp_path / "copy.dump")
