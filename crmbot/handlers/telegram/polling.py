"""Long polling: an update is confirmed to Telegram only when it is in our inbox."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Books, Polled
from crmbot.handlers.answering.tasks import failure_of, trace_of
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.absence import NOTABLE, Absence
from crmbot.handlers.telegram.inbound import PLATFORM
from crmbot.handlers.telegram.receiver import Receiver
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.wire import Payload, TelegramBot
from crmbot.store.pauses import doubling

log = structlog.get_logger(__name__)
_HOLD_S = 30
_SILENT_S = 3 * _HOLD_S
_IN_HAND = 64
_FULL = 100  # updates in one answer of Telegram; behind fewer there is nothing that waits
_NOTED_EVERY = NOTABLE / 2
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class Poller:
    """Fetches updates until it is told to stop; nothing Telegram or the database does ends it."""

    def __init__(self, books: Books, bot: TelegramBot, *, receiver: Receiver, running: Running, clock: Clock) -> None:
        self._books = books
        self._bot = bot
        self._receiver = receiver
        self._running = running
        self._clock = clock
        self._tenant = str(bot.token.partition(":")[0])
        self._pauses_s = doubling(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        self._offset: int | None = None
        self._seen_at = clock.now()
        self._heard_at = monotonic()
        self._noted_at: datetime | None = None
        self._absence: Absence | None = None
        self._waited: Sequence[Payload] | None = None

    async def open(self) -> None:
        """Make sure that updates come to us, and find where we stopped; none is thrown away.

        What has waited for us is fetched before anybody can take us to be here.
        """
        await self._bot.delete_webhook()
        stop = await self._books.stopped(PLATFORM, self._tenant)
        if stop is not None:
            self._offset, self._seen_at = stop.offset, stop.at
        if self._is_back:
            self._waited = await self._updates()

    @property
    def is_heard(self) -> bool:
        """Whether Telegram has answered lately, with updates or without, and all of them were stored."""
        return monotonic() - self._heard_at < _SILENT_S

    async def run(self) -> None:
        self._heard_at = monotonic()
        while not self._running.stopping.is_set():
            await self._running.below(_IN_HAND)
            try:
                batch = await self._fetch()
            except TelegramError as error:
                await self._recover(error)
                continue
            await self._store(batch)

    async def _fetch(self) -> Sequence[Payload]:
        """Wait for updates; breaking off loses none, since none of them is confirmed yet."""
        if self._waited is not None:
            waited, self._waited = self._waited, None
            return waited
        fetching = asyncio.ensure_future(self._updates())
        stopping = asyncio.ensure_future(self._running.stopping.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if fetching.done():
                return fetching.result()
        finally:
            stopping.cancel()
            fetching.cancel()  # of no effect on what is there already
        await asyncio.wait({fetching})
        return ()

    async def _store(self, batch: Sequence[Payload]) -> None:
        if not batch:
            # All is confirmed. Telegram may begin its ids anew, lower, after a quiet week,
            # so an old offset must not stand in their way.
            self._offset = None
        for payload in batch:
            following = int(payload["update_id"]) + 1
            polled = Polled(PLATFORM, self._tenant, following)
            taking = self._receiver.take(payload, polled, self._absence)
            error = await failure_of(asyncio.ensure_future(taking))
            if error is not None:
                await self._wait("telegram.not_stored", update=following - 1, **trace_of(error))
                return
            self._offset = following
        self._pauses_s = doubling(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        await self._note_time()
        if self._absence is not None and len(batch) < _FULL:
            self._receiver.tell(self._absence)
            self._absence = None
        self._seen_at = self._clock.now()
        self._heard_at = monotonic()

    @property
    def _is_back(self) -> bool:
        """Whether nothing was taken in for a while, because we or Telegram were away, or not all of it yet."""
        return self._absence is not None or self._clock.now() - self._seen_at > NOTABLE

    async def _updates(self) -> Sequence[Payload]:
        """Ask for updates; back from an absence only for those that waited, for a press of just now is no old one."""
        if not self._is_back:
            return await self._bot.updates(self._offset, _HOLD_S)
        waited = await self._bot.updates(self._offset, 0)
        if self._absence is None:
            self._absence = Absence(self._seen_at, self._clock.now())
        return waited

    async def _note_time(self) -> None:
        """Keep now and then that we run, so that the next start knows how long nobody did."""
        now = self._clock.now()
        if self._noted_at is not None and now - self._noted_at < _NOTED_EVERY:
            return
        error = await failure_of(asyncio.ensure_future(self._books.still_polling(PLATFORM, self._tenant)))
        if error is not None:
            log.warning("telegram.time_not_noted", action="retry", **trace_of(error))
            return
        self._noted_at = now

    async def _recover(self, error: TelegramError) -> None:
        if isinstance(error, RetryAfter):
            log.warning("telegram.flood", action="wait", seconds=failures.pause_s(error))
            await self._running.pause(failures.pause_s(error))
            return
        await self._wait("telegram.poll_failed", error=failures.describe(error))
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            await self._take_over()

    async def _take_over(self) -> None:
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            log.warning("telegram.webhook_stays", action="retry", error=failures.describe(error))

    async def _wait(self, event: str, **ids: object) -> None:
        """Log what went wrong, and wait a little longer each time."""
        pause_s = next(self._pauses_s)
        log.warning(event, action="retry", seconds=pause_s, **ids)
        await self._running.pause(pause_s)
