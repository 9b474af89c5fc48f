"""Work that may take a while: left off at a stop, taken up again at the next start."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from crmbot.scheduler.means import Means
from crmbot.store.uow import CollisionError, Session, unit_of_work

T = TypeVar("T")

TRIES = 3
"""So often work is begun that meets that of others each time; what is left is done when its lease runs out."""


def again(work: Callable[[], T], tries: int = TRIES) -> T:
    """Do something that others may be in the way of: then it is done again, and sees what they did."""
    try:
        return work()
    except CollisionError:
        if tries <= 1:
            raise
        return again(work, tries - 1)


@dataclass(slots=True)
class LongWork:
    """What such work has at hand. `nudge` is set by whoever knows that there may be some."""

    means: Means
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def open(self) -> None:
        """Let work begin."""
        self._stopping = False

    def stop(self) -> None:
        """Leave off; what is not done is taken up at the next start."""
        self._stopping = True
        self.nudge.set()

    @property
    def _now(self) -> datetime:
        return self.means.clock.now()

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self.means.hop(partial(again, partial(self._written, work)))

    def _written(self, work: Callable[[Session], T]) -> T:
        with unit_of_work(self.means.database) as session:
            return work(session)
