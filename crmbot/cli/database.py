"""The database before anything runs on it: reachable, of this release, and at the same time as we are."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

import click

from crmbot.core.clock import Clock
from crmbot.logs import redactor
from crmbot.store import told_time
from crmbot.store.engine import Database, open_database
from crmbot.store.migrate import suits, upgrade

if TYPE_CHECKING:
    from crmbot.settings import Settings

T = TypeVar("T")

TOLERANCE = timedelta(seconds=2)
"""How far two clocks may be apart: beyond it one can see it."""
NOT_CURRENT = "The database does not have this release's tables yet: run `python -m crmbot migrate` first."


class Trying(Protocol):
    """A way of doing work that may fail: once, or until the database is there."""

    def __call__(self, work: Callable[[], T], /) -> "Future[T]":
        """Do it; the result keeps what it met."""
        ...


def attempt(work: Callable[[], T]) -> "Future[T]":
    """Do work in a thread of its own; the result keeps whatever it met instead of raising it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work)


def bring_up_to_date(settings: "Settings", trying: Trying = attempt) -> None:
    """Migrate; where the database cannot be used, say so and exit with 1."""
    done = trying(lambda: upgrade(settings.database_url))
    _exit_if_failed(settings, done)


def require_current(settings: "Settings", trying: Trying = attempt) -> None:
    """Exit with 2 and a sentence unless the database has this release's tables."""
    checked = trying(lambda: _look(settings.database_url, suits))
    _exit_if_failed(settings, checked)
    if not checked.result():
        click.echo(NOT_CURRENT, err=True)
        raise SystemExit(2)


def exit_unusable(settings: "Settings", error: BaseException) -> NoReturn:
    """Say what keeps the database from being used, and exit with 1."""
    click.echo(unusable(settings, error), err=True)
    raise SystemExit(1)


def problems(settings: "Settings", clock: Clock) -> Iterator[str]:
    """Yield what is wrong with the database, in plain words."""
    checked = attempt(lambda: _look(settings.database_url, suits))
    if (error := checked.exception()) is not None:
        yield unusable(settings, error)
        return
    if not checked.result():
        yield NOT_CURRENT
    theirs = attempt(lambda: _look(settings.database_url, _server_time)).result()
    if theirs is not None and abs(ahead := theirs - clock.now()) > TOLERANCE:
        yield (
            f"The clocks of the database and of this machine are {abs(ahead).total_seconds():.0f} seconds apart: "
            "set both by NTP. Reminders go by the database's."
        )


def _look(url: str, question: Callable[[Database], T]) -> T:
    database = open_database(url)
    try:
        return question(database)
    finally:
        database.close()


def _server_time(database: Database) -> datetime | None:
    """Return what time the server has; None where the database is a file of this machine."""
    return None if database.is_sqlite else told_time.now(database)


def _exit_if_failed(settings: "Settings", done: "Future[T]") -> None:
    if (error := done.exception()) is not None:
        exit_unusable(settings, error)


def reason_of(error: BaseException) -> str:
    """Return why something failed, in one line: of a database the driver's own words, without the statement."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__


def unusable(settings: "Settings", error: BaseException) -> str:
    """Return what keeps the database from being used, with no secret in it."""
    return redactor(settings.secrets())(f"The database {settings.database_url} cannot be used: {reason_of(error)}")
