"""The fetching loop: the bytes of what people sent, brought from their platform into our store."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

import structlog

from crmbot.chat.fetching import Fetcher, FetchLater, FileGone, FileTooLarge
from crmbot.core import documents
from crmbot.core.documents import fetching
from crmbot.core.documents.fetching import Awaited
from crmbot.scheduler.long_work import LongWork
from crmbot.store.files import FileStore, Kept, OverLimitError, Spool, StoreError
from crmbot.store.models.document import FetchState
from crmbot.store.uow import Session, unit_of_work

log = structlog.get_logger(__name__)
Settle = Callable[[Session], None]

AT_ONCE = 2
"""Files on their way at the same time: what a phone sends is small, and others want the line as well."""

FETCH_AT_MOST_S = 150.0
"""Shorter than a lease: nobody else begins while this one is at it."""

STORE_PAUSE_S = 60.0


@dataclass(slots=True)
class Fetches(LongWork):
    """Fetches what is due."""

    fetchers: Mapping[str, Fetcher] = field(kw_only=True)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def stop(self) -> None:
        """Break off what is being fetched; it is asked for again at the next start."""
        LongWork.stop(self)  # a class with slots is made twice, and `super()` knows the first only
        for task in self._running:
            task.cancel()

    async def fetch_due(self) -> bool:
        """Fetch everything due; returns when nothing is left, whether there was anything, or when it is to stop."""
        any_due = False
        while not self._stopping and self.fetchers and self._store is not None:
            claimed = await self.means.hop(self._claim)
            if not claimed:
                break
            any_due = True
            await self._fetch_all(claimed)
        return any_due

    @property
    def _store(self) -> FileStore | None:
        return self.means.database.files

    async def _fetch_all(self, claimed: Sequence[Awaited]) -> None:
        tasks = {asyncio.create_task(self._fetch(each)): each for each in claimed}
        self._running |= set(tasks)
        if self._stopping:
            self.stop()
        await asyncio.wait(tasks)
        self._running -= set(tasks)
        for task, awaited in tasks.items():
            error = None if task.cancelled() else task.exception()
            if error is not None:  # a mistake of ours: it is tried again when the lease is over
                log.error("files.fetch_failed", action="later", document=awaited.document_id, exc_info=error)
        broken_off = [awaited for task, awaited in tasks.items() if task.cancelled()]
        if broken_off:
            await self._write(partial(fetching.release, awaited=broken_off, now=self._now))

    async def _fetch(self, awaited: Awaited) -> None:
        """Bring one file in, and write down what became of it."""
        settle = await self._outcome(awaited) if awaited.tries <= fetching.TRIES else self._gone(awaited, "many tries")
        await self._write(settle)

    async def _outcome(self, awaited: Awaited) -> Settle:
        try:
            async with asyncio.timeout(FETCH_AT_MOST_S):
                kept = await self._kept(awaited)
        except (FileTooLarge, OverLimitError) as error:
            return self._gone(awaited, str(error), FetchState.TOO_LARGE)
        except FileGone as error:
            return self._gone(awaited, str(error))
        except FetchLater as error:
            return self._later(awaited, error.after_s, str(error))
        except StoreError as error:
            return self._later(awaited, STORE_PAUSE_S, str(error))
        except TimeoutError:
            return self._later(awaited, STORE_PAUSE_S, "took too long")
        return partial(fetching.stored, awaited=awaited, kept=kept)

    def _gone(self, awaited: Awaited, reason: str, state: FetchState = FetchState.GONE) -> Settle:
        log.warning("files.not_kept", action="told", document=awaited.document_id, state=state.value, reason=reason)
        return partial(fetching.give_up, awaited=awaited, state=state, reason=reason, now=self._now)

    def _later(self, awaited: Awaited, after_s: float, reason: str) -> Settle:
        log.info("files.fetch_put_off", action="later", document=awaited.document_id, reason=reason)
        return partial(fetching.later, awaited=awaited, after_s=after_s, reason=reason, now=self._now)

    async def _kept(self, awaited: Awaited) -> Kept:
        """Take the bytes as they come, and put them into the store once they are whole."""
        store = self._store
        assert store is not None, "looked at before"
        with Spool(documents.LARGEST) as spool:
            async with aclosing(self.fetchers[awaited.platform].fetch(awaited.ref)) as pieces:
                async for piece in pieces:
                    await asyncio.to_thread(spool.add, piece)
            return await asyncio.to_thread(spool.keep, store)

    # Below this line everything runs in the database's thread.

    def _claim(self) -> Sequence[Awaited]:
        with unit_of_work(self.means.database) as session:
            return fetching.claim(session, self._now, AT_ONCE, self.fetchers.keys())
