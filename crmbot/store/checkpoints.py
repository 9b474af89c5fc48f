"""Writing SQLite's log into its file beside the work, so that no turn of it has to."""

import sqlite3
from contextlib import closing, suppress

from crmbot.store.engine import Database, file_of


def settle(database: Database) -> None:
    """Write into the file what its log holds, in the caller's thread; nobody waits for it. Nothing on a server.

    It is done by a connection of its own: none of the pool comes back with another's cache. What cannot be done now,
    for want of room on the disk, stays in the log, and is told to whoever commits there.
    """
    file = file_of(database.engine.url)
    if file is None:
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
