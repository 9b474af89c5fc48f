"""Keeps the clock of a process by that of the database, which all processes of a house share."""

import asyncio

import structlog

from crmbot.core.clock import AgreedClock
from crmbot.store import told_time
from crmbot.store.away import DatabaseAwayError, noticed
from crmbot.store.engine import Database

log = structlog.get_logger(__name__)

ASKED_EVERY_S = 15.0
"""As long as the shortest lease but that of whoever polls: counted on, clocks drift by a millisecond in that time."""


class Timekeeper:
    """Asks the database what time it is when the house begins, and every few seconds from then on."""

    def __init__(self, database: Database, clock: AgreedClock) -> None:
        self._database = database
        self._clock = clock
        self._asking: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Set the clock. Raises `DatabaseAwayError`."""
        with noticed():
            ahead = self._clock.agree(lambda: told_time.now(self._database))
        if ahead:
            log.warning("clock.set", action="by the database's", seconds=round(ahead.total_seconds(), 2))

    def start(self) -> None:
        """Go on asking."""
        self._asking = asyncio.create_task(self._ask_again())

    def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _ask_again(self) -> None:
        while True:
            await asyncio.sleep(ASKED_EVERY_S)
            try:
                await asyncio.wrap_future(self._database.submit(self.ask))
            except DatabaseAwayError as error:
                log.info("clock.not_told", action="counts on", error=str(error))
