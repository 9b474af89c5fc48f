"""A process that begins before its database: it waits a while, and can be ended meanwhile."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

import click

from crmbot.cli.database import attempt
from crmbot.logs import redactor
from crmbot.store import away

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crmbot.settings import Settings

T = TypeVar("T")

LET_IN_TWICE = 2
"""So often we ask a server that lets people in: our first failure may be of the moment before it did."""


class Waiting:
    """Does work as `attempt` does; while the database lets nobody in, it says so, once, and tries again for a while."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._is_told = False

    def __call__(self, work: Callable[[], T], /) -> "Future[T]":
        """Do it; the result keeps what it met in the end."""
        done = attempt(work)
        let_in = 0
        for pause_s in away.pauses():
            if not away.is_away(done.exception()) or let_in == LET_IN_TWICE:
                break
            if away.is_open(self._settings.database_url):
                let_in += 1
            else:
                let_in = 0
                self._tell()
                time.sleep(pause_s)
            done = attempt(work)
        return done

    def _tell(self) -> None:
        if not self._is_told:
            self._is_told = True
            where = redactor(self._settings.secrets())(self._settings.database_url)
            patience = f"waiting up to {away.PATIENCE_S:g} seconds for it"
            click.echo(f"The database {where} is not there yet: {patience}.", err=True)


@contextmanager
def ended_at_once() -> Iterator[None]:
    """Let a wish to end be heard at any moment, and be no failure: nothing has begun that would have to be finished.

    The first process of a container gets no other signals than those it has asked for.
    """
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(0)  # a thread may stand at the database's door, and nobody is to wait for it
