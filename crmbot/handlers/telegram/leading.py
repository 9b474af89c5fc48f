"""Telegram gives its updates to one who asks: of several processes one polls, and another follows when it is silent."""

import asyncio

import structlog

from crmbot.core.leases import LENGTH, RENEWED_EVERY
from crmbot.handlers.adapter import Books
from crmbot.handlers.answering.tasks import failure_of, trace_of
from crmbot.handlers.telegram.running import Running

log = structlog.get_logger(__name__)
RENEW_S = RENEWED_EVERY.total_seconds()


class Leading:
    """The place of the one who polls for a bot."""

    def __init__(self, books: Books, bot: str, running: Running) -> None:
        self._books = books
        self._name = f"polling {bot}"
        self._running = running
        self._sure_until = 0.0

    async def taken(self) -> bool:
        """Tell whether the place is ours now; where that cannot be found out, it is not."""
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        asking = asyncio.ensure_future(self._books.lead(self._name))
        error = await failure_of(asking)
        if error is not None:
            log.warning("telegram.lead_unknown", action="retry", **trace_of(error))
            return False
        if asking.result():
            self._sure_until = asked_at + LENGTH.total_seconds()
        return asking.result()

    async def lost(self) -> None:
        """Keep the place; returns when it is another's, when nobody can tell any more, or when it is time to stop."""
        loop = asyncio.get_running_loop()
        while not self._running.stopping.is_set():
            await self._running.pause(RENEW_S)
            if not await self.taken() and loop.time() + RENEW_S > self._sure_until:
                return

    async def give_up(self) -> None:
        """Leave the place to the next one at once."""
        error = await failure_of(asyncio.ensure_future(self._books.step_down(self._name)))
        if error is not None:
            log.info("telegram.lead_kept", action="runs out", **trace_of(error))
