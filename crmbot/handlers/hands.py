"""How many messages are worked at once, and in which order: what comes is taken in first, whatever waits."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from crmbot.chat.address import Address

IN_PASSING = 3
"""So many messages are taken in beside the work; where more wait to be, the work is left to one hand."""

HURRIED_S = 0.4
"""How long an acknowledgement waits for its answer while all hands are full: what is stored is safe."""


class Hands:
    """The hands of one process. A platform that is not told in time that we have a message brings it again."""

    def __init__(self, worked_at_once: int) -> None:
        """Have so many hands for work; those that take messages in are others."""
        self._at_work = asyncio.Semaphore(worked_at_once)
        self._eased = asyncio.Event()
        self._coming = self._worked = 0

    @contextmanager
    def taking_in(self) -> Iterator[None]:
        """Take a message in."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1
            self._eased.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Work a message when a hand is free for it."""
        async with self._at_work:
            while self._coming > IN_PASSING and self._worked:
                self._eased.clear()
                await self._eased.wait()
            self._worked += 1
            try:
                yield
            finally:
                self._worked -= 1
                self._eased.set()

    def patience_s(self, longest_s: float) -> float:
        """Return how long to wait for an answer before a message is acknowledged: not long where others wait, too."""
        return min(longest_s, HURRIED_S) if self._at_work.locked() else longest_s


@dataclass(slots=True)
class Locks:
    """One lock per conversation, kept only while somebody waits for it."""

    by_chat: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def of(self, address: Address) -> AbstractAsyncContextManager[None]:
        """Return the lock that keeps one chat's messages in sequence."""
        return self.by_chat.setdefault(str(address.chat_only), asyncio.Lock())
