"""One transaction that is never committed: each piece of work ends in it, and is then as if it had not been."""

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from crmbot.store.engine import Database, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection, NestedTransaction

T = TypeVar("T")


class Rehearsal(Database):
    """A database whose units of work commit into a savepoint; `forget` goes back to where it began."""

    def __init__(self, url: str) -> None:
        """Open a connection and begin."""
        self._opened = make_engine(url)
        super().__init__(self._opened)
        self.connection: Connection = self._opened.connect()
        self._outer = self.connection.begin()
        self._inner: NestedTransaction = self.connection.begin_nested()
        # A session on a connection that is within a savepoint commits no further than that.
        self.engine = self.reading = self.connection  # type: ignore[assignment]  # sessions take either

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run a function at once: there is but one connection."""
        done: Future[T] = Future()
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - a future carries it to whoever waits
            done.set_exception(error)
        return done

    def forget(self) -> None:
        """Take back all that was written since the last time."""
        self._inner.rollback()
        self._inner = self.connection.begin_nested()

    def __enter__(self) -> Self:
        """Be open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take back everything, and close."""
        self._outer.rollback()
        self.connection.close()
        self._opened.dispose()
        self._threads.shutdown(wait=True)
