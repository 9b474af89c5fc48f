"""The work in hand, and the wish to stop."""

import asyncio
from contextlib import suppress

from crmbot.handlers.answering.tasks import Tasks


class Running(Tasks):
    """The tasks in hand; those who wait in one of them are woken when it is time to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until it is time to stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
