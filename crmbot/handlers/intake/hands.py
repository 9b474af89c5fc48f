"""How many messages are worked at once, and in which order: what comes is taken in first, whatever waits."""

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from crmbot.chat.address import Address

IN_PASSING = 3
"""So many messages are taken in beside the work; where more wait to be, the work is left to one hand."""

HURRIED_S = 0.3
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


Place = tuple[datetime, str]
"""When a message was taken in, and its key: what came earlier goes first, as the database has it, too."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Line:
    """Those of one chat that wait in this process, and whether one of them is served."""

    waiting: list[Place] = field(default_factory=list)
    is_served: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Lines:
    """One line for each chat somebody waits in: only who is first there asks whether another process is before them."""

    by_chat: WeakValueDictionary[str, _Line] = field(default_factory=WeakValueDictionary)

    @contextmanager
    def standing(self, address: Address, place: Place) -> Iterator["Standing"]:
        """Stand in the line of a chat, by the time of coming, until what came is answered."""
        line = self.by_chat.setdefault(str(address.chat_only), _Line())
        insort(line.waiting, place)
        try:
            yield Standing(line, place)
        finally:
            line.waiting.remove(place)
            line.moved.set()


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in a line."""

    line: _Line
    place: Place

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Be the one who is served, when nobody else is and nobody stands before us."""
        line = self.line
        while line.is_served or line.waiting[0] != self.place:
            line.moved.clear()
            await line.moved.wait()
        line.is_served = True
        try:
            yield
        finally:
            line.is_served = False
            line.moved.set()
