"""Connections to databases that are put back after a test: closed, they wait for the next one."""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL

_AS_NEW = "SELECT pg_advisory_unlock_all(); UNLISTEN *; RESET ALL"
_waiting: dict[str, list["Lasting"]] = {}


class Lasting(psycopg.Connection[Any]):
    """A connection that is as good as new once it was closed."""

    def close(self) -> None:
        """Let the next test have it; one that is in the middle of something is really closed."""
        if self.closed:
            return
        waiting = _waiting.get(self.info.dbname)
        if waiting is None or not self._is_as_new():
            self.end()
        else:
            waiting.append(self)

    def _is_as_new(self) -> bool:
        if self.info.transaction_status is not TransactionStatus.IDLE:
            return False
        try:
            self.execute(_AS_NEW)
        except psycopg.Error:
            return False
        return True

    def end(self) -> None:
        """Close it in earnest."""
        super().close()


def begin(name: str) -> None:
    """Let connections to a database wait from now on."""
    _waiting[name] = []


def may_wait(url: URL) -> bool:
    """Tell whether connections to a database may."""
    return url.database in _waiting


def opener(url: URL, **options: Any) -> Callable[[], Lasting]:
    """Return what opens a connection to a database, or gives one that waits."""
    waiting = _waiting[str(url.database)]
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def opened() -> Lasting:
        if not waiting:
            return Lasting.connect(plain, **options)
        connection = waiting.pop()
        connection.autocommit = False  # as a new one has it
        return connection

    return opened


def processes(name: str) -> list[int]:
    """Return the numbers of the server's processes behind the connections that wait."""
    return [each.info.backend_pid for each in _waiting.get(name, ())]


def end(name: str) -> None:
    """Let no connection to a database wait any more."""
    for each in _waiting.pop(name, ()):
        each.end()
