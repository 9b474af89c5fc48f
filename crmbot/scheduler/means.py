"""What the scheduler's work has at hand: the database, the ways out, the clock."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from crmbot.chat.sender import Sender
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.figures import Figures, NoFigures
from crmbot.store.engine import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Means:
    """What all of the scheduler's work needs."""

    database: Database
    senders: Mapping[str, Sender]
    clock: Clock
    org: Organisation
    figures: Figures = field(default_factory=NoFigures)

    async def hop(self, work: Callable[[], T]) -> T:
        """Cross into a thread of the database, once per unit of work."""
        return await asyncio.wrap_future(self.database.submit(work))
