"""Our own process in a hurry: leases and pauses a fraction as long, a clock that can be set, a disk that can be full.

Started in the place of `python -m crmbot`, with the same words. Nothing else of it is changed.
"""

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

CONTROL = "FAULTS_CONTROL"
"""The file that says how many seconds the clock is off, and by how many pages a database that is a file may grow."""

LOOK_S = 0.05
ANY_SIZE = 2**31
INBOX_LEASE, OUTBOX_LEASE, LEAD = timedelta(seconds=3), timedelta(seconds=4), timedelta(seconds=2)
BUSY_MS = 1500


def hurry() -> None:
    """Shorten what a test would have to wait for; before anything is imported that has taken these values over."""
    from crmbot.core import inbox, leases
    from crmbot.core.delivery import sending

    inbox.LEASE, inbox.PATIENCE, inbox.TRIES = INBOX_LEASE, timedelta(seconds=10), 12
    sending.LEASE, sending.FIRST_PAUSE_S, sending.LONGEST_PAUSE_S = OUTBOX_LEASE, 0.3, 2.0
    leases.LENGTH, leases.RENEWED_EVERY = LEAD, LEAD / 3

    from crmbot.store import engine

    engine.BUSY_TIMEOUT_MS = BUSY_MS
    hurry_platforms()


def hurry_platforms() -> None:
    """Come back sooner to a platform that failed."""
    from crmbot.handlers.slack import failures as of_slack
    from crmbot.handlers.telegram import failures as of_telegram

    of_slack.RETRY_S, of_slack.BUSY_S = 0.5, 1.0
    of_telegram._NETWORK_PAUSE_S, of_telegram._SERVER_PAUSE_S = 0.5, 1.0


class Controlled:
    """What whoever started us says through a file, looked at all the time."""

    def __init__(self, file: Path) -> None:
        """Begin with a good clock and room on the disk."""
        self._file = file
        self._ahead_s = 0.0
        self.pages = ANY_SIZE

    def follow(self) -> None:
        """Set the clock, and know about the disk, from now on."""
        import time_machine

        self._travel = time_machine.travel(datetime.now(UTC), tick=True).start()
        self._look()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        said = self._file.read_text().split()
        if len(said) != 2:  # it is being written
            return
        ahead_s, self.pages = float(said[0]), int(said[1])
        if ahead_s != self._ahead_s:
            self._travel.shift(ahead_s - self._ahead_s)
            self._ahead_s = ahead_s


def bound_disk(controlled: Controlled) -> None:
    """Let a database that is a file grow by no more than is left on the disk, from transaction to transaction."""
    from sqlalchemy import Connection, Engine, event

    def bound(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            # A limit below the present size means the present size.
            connection.exec_driver_sql(f"PRAGMA max_page_count={controlled.pages}").close()

    event.listen(Engine, "begin", bound)


def main() -> None:
    """Be the process."""
    hurry()
    controlled = Controlled(Path(os.environ[CONTROL]))
    controlled.follow()
    bound_disk(controlled)

    from crmbot.cli import main as begin

    begin(sys.argv[1:])


if __name__ == "__main__":
    main()
