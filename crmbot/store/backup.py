"""Copies of a whole database while it is in use, and a database from a copy: whole, or not at all."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from crmbot.store.engine import file_of, open_database
from crmbot.store.migrate import current_revision, newest
from crmbot.store.one_process import only_one

OF_FILE = b"SQLite format 3\x00"
OF_SERVER = b"PGDMP"
_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside its file while it is in use; the first holds what is not in the file yet."""


class BackupError(Exception):
    """A copy cannot be made, or not be used; the text says why, and what to do."""


def back_up(url: str, to: Path) -> str:
    """Write a copy of a database that may be in use, and return the revision of its tables.

    It stands under its name only when it is whole and was looked through. Raises `BackupError`.
    """
    if to.exists():
        raise BackupError(f"{to} is there already: name a new file.")
    file = _file(url)
    if file is not None and not file.exists():
        raise BackupError(f"There is no database at {file}.")
    revision = _revision(url)
    if revision is None:
        raise BackupError("There are no tables of crmbot in the database.")
    with _coming(to) as coming:
        if file is not None:
            _copy_file(file, coming)
        else:
            _dump(make_url(url), coming)
    return revision


def restore(url: str, file: Path, now: datetime) -> Path | None:
    """Put a copy in a database's place; return where the database that was there lies now, if there was one.

    A server's database must be empty. Raises `BackupError`, and `InUseError` while a process serves the file.
    """
    place = _file(url)
    kind, other = (OF_FILE, "PostgreSQL") if place is not None else (OF_SERVER, "SQLite")
    with file.open("rb") as opened:
        head = opened.read(len(OF_FILE))
    if not head.startswith(kind):
        known = head.startswith((OF_FILE, OF_SERVER))
        what = f"is a copy of a database on {other}" if known else "is no copy that crmbot has made"
        raise BackupError(f"{file} {what}.")
    if place is not None:
        with only_one(url):
            return _put_in_place(place, file, now)
    _fill(url, make_url(url), file)
    return None


def _file(url: str) -> Path | None:
    """Return the file a database is; None for a server's."""
    file = file_of(url)
    if file is None and make_url(url).get_backend_name() == "sqlite":
        raise BackupError("A database in memory has no copy.")
    return file


def _revision(url: str) -> str | None:
    database = open_database(url)
    try:
        return current_revision(database)
    finally:
        database.close()


@contextmanager
def _coming(to: Path) -> Iterator[Path]:
    """Give another name to write to; what is whole is moved, what is not is taken away."""
    coming = to.with_name(f".{to.name}.coming")
    coming.unlink(missing_ok=True)
    try:
        coming.touch(mode=0o600)  # everything is in it, and others of the machine are not to read it
        yield coming
        with coming.open("rb") as written:
            os.fsync(written.fileno())
        coming.replace(to)
    finally:
        coming.unlink(missing_ok=True)


# -- a file ------------------------------------------------------------------------------------------------


def _copy_file(source: Path, to: Path) -> None:
    """Copy a file as of one moment: those who write meanwhile are not held up, and nothing of theirs is in it."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(to)) as copy:
        there.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        _look_through(copy, to)


def _look_through(copy: sqlite3.Connection, name: Path) -> str:
    """Return the revision of a file's tables; raises for one that is damaged, not ours, or of a later release."""
    try:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{name} cannot be used: {error}.") from error
    if found != "ok":
        raise BackupError(f"{name} is damaged: {found}.")
    if row is None or row[0] > newest():
        raise BackupError(f"{name} is of a later release of crmbot: restore it with that one.")
    return str(row[0])


def _put_in_place(place: Path, file: Path, now: datetime) -> Path | None:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        _look_through(copy, file)
    with _coming(place) as coming:
        shutil.copyfile(file, coming)
        if place.exists():
            shutil.copymode(place, coming)
        return _set_aside(place, now) if place.exists() else None


def _set_aside(place: Path, now: datetime) -> Path:
    """Move a database away with all that belongs to it; the file last, for without it the rest is of no use."""
    before = place.with_name(f"{place.name}.before-{now:%Y%m%dT%H%M%S}")
    for ending in (*_BESIDE, ""):
        part = place.with_name(f"{place.name}{ending}")
        if part.exists():
            part.replace(before.with_name(f"{before.name}{ending}"))
    return before


# -- a server ----------------------------------------------------------------------------------------------


def _dump(full: URL, to: Path) -> None:
    _run(full, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _named(full)])
    _run(full, ["pg_restore", "--list", str(to)])  # reads it from end to end


def _fill(url: str, full: URL, file: Path) -> None:
    if _revision(url) is not None:
        raise BackupError("There are tables in the database already: make an empty one, and set DATABASE_URL to it.")
    whole = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(full, ["pg_restore", *whole, _named(full), str(file)])
    revision = _revision(url)
    if revision is None or revision > newest():
        raise BackupError(f"{file} is of a later release of crmbot: go on with that one.")


def _named(full: URL) -> str:
    """Name the database; others of the machine see the arguments of a program, so the password is not among them."""
    query = {name: value for name, value in full.query.items() if name != "password"}
    plain = URL.create("postgresql", full.username, None, full.host, full.port, full.database, query)
    return f"--dbname={plain.render_as_string(hide_password=False)}"


def _run(full: URL, command: Sequence[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise BackupError(
            f"{command[0]} is not on this machine: install PostgreSQL's programs, of the server's version or later."
        )
    password = full.password if full.password is not None else full.query.get("password")
    secret: Mapping[str, str] = {"PGPASSWORD": str(password)} if password is not None else {}
    done = subprocess.run(  # noqa: S603 - the program that was just found, and arguments of ours
        [program, *command[1:]], env={**os.environ, **secret}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no word'}")
