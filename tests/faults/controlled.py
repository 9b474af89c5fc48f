"""Our own process with a clock that can be set, and a disk that can be full.

Started in the place of `python -m crmbot`, with the same words, and in a hurry (`tests/hurry.py`).
"""

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

CONTROL = "FAULTS_CONTROL"
"""The file that says how many seconds the clock is off, and by how many pages a database that is a file may grow."""

LOOK_S = 0.05
ANY_SIZE = 2**31


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
    controlled = Controlled(Path(os.environ[CONTROL]))
    controlled.follow()
    bound_disk(controlled)

    from crmbot.cli import main as begin

    begin(sys.argv[1:])


if __name__ == "__main__":
    main()
