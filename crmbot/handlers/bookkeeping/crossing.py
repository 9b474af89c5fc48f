"""The way from the loop into the database: once per unit of work."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from crmbot.store.engine import Database
from crmbot.store.uow import Session, read_only, unit_of_work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Has work done in a thread of the database."""

    database: Database

    async def look_up(self, work: Callable[[Session], T]) -> T:
        """Return what work finds that changes nothing."""
        return await self.hop(lambda: self._read(work))

    async def note(self, work: Callable[[Session], T]) -> T:
        """Return what comes of work whose changes are committed together."""
        return await self.hop(lambda: self._write(work))

    async def hop(self, work: Callable[[], T]) -> T:
        """Return what comes of work that opens its own unit of work."""
        return await asyncio.wrap_future(self.database.submit(work))

    def _read(self, work: Callable[[Session], T]) -> T:
        with read_only(self.database) as session:
            return work(session)

    def _write(self, work: Callable[[Session], T]) -> T:
        with unit_of_work(self.database) as session:
            return work(session)
