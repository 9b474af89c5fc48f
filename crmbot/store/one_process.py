"""A database that is a file serves one process: whoever serves it holds a lock beside the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crmbot.store.engine import file_of


class InUseError(Exception):
    """Another process serves the file."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"Another crmbot process serves {file}: a SQLite file has one. `crmbot run` does all of it in one process; "
            "for several, set DATABASE_URL to a PostgreSQL server."
        )


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Hold the lock of a database that is a file; it goes with the process, however that ends.

    Raises `InUseError`. A server takes any number of processes.
    """
    file = file_of(url)
    if file is None:
        yield
        return
    import fcntl

    with Path(f"{file}.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUseError(file) from None
        yield
