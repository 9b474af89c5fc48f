"""Work that may take a while: left off at a stop, taken up again at the next start."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from crmbot.scheduler.means import Means
from crmbot.store.uow import Session, unit_of_work

T = TypeVar("T")


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
        return await self.means.hop(partial(self._written, work))

    def _written(self, work: Callable[[Session], T]) -> T:
        with unit_of_work(self.means.database) as session:
            return work(session)
