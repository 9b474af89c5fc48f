"""Notes that some long work keeps for itself: more of them than memory should hold, and gone when it is over."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_HABITS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
_TABLES = """
    CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
    CREATE TABLE sign (sign TEXT, note INTEGER, PRIMARY KEY (sign, note)) WITHOUT ROWID;
"""
_UNDER = "SELECT DISTINCT words FROM note JOIN sign ON note.id = note WHERE sign IN (SELECT value FROM json_each(?))"

Note = tuple[str, Iterable[str]]
"""What is written down, and the signs it is found by."""


class Aside:
    """Texts in a file of their own, each found by several signs. One thread at a time uses it, whichever it is."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keep(self, notes: Iterable[Note]) -> None:
        """Write notes down."""
        with self._connection as open_:
            for words, signs in notes:
                number = open_.execute("INSERT INTO note (words) VALUES (?)", [words]).lastrowid
                open_.executemany("INSERT OR IGNORE INTO sign VALUES (?, ?)", [(sign, number) for sign in signs])

    def under(self, signs: Iterable[str]) -> Iterator[str]:
        """Yield what is found by one of some signs, each once."""
        return (words for (words,) in self._connection.execute(_UNDER, [json.dumps(list(signs))]))


@contextmanager
def aside(path: Path) -> Iterator[Aside]:
    """Keep notes in a file that is not there yet; whoever has made its folder takes it away."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        connection.executescript(_HABITS + _TABLES)
        yield Aside(connection)
