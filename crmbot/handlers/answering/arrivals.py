"""What becomes of answers: known to have arrived, left to whoever delivers what waits, or another process's by now."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import structlog

from crmbot.core import inbox
from crmbot.core.delivery import late_answers
from crmbot.handlers.adapter import Answer
from crmbot.handlers.answering.keeping import InHand
from crmbot.handlers.bookkeeping import Bookkeeping
from crmbot.store import trace
from crmbot.store.pauses import doubling

log = structlog.get_logger(__name__)

ENDING_AT_MOST_S = 10.0
"""How long we wait for the database when we are to end."""

MOMENT_S = 0.1
"""So long answers that arrived are gathered: who dies meanwhile has them brought once more."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0


@dataclass(slots=True)
class Arrivals(Bookkeeping):
    """Looks after what this process has in hand.

    `wake` tells the scheduler of this process that something new waits, `ring` those of the others that it is due.
    """

    wake: Callable[[], None] = field(default=lambda: None)
    ring: Callable[[], None] = field(default=lambda: None)
    _in_hand: InHand = field(default_factory=InHand)

    async def still_ours(self, answer: Answer) -> Answer:
        """Return an answer that is about to be brought; nothing where that took so long that somebody else does.

        Where the database cannot say, it is left as well: late is better than twice.
        """
        now = self.clock.now()
        if not answer.key or self._in_hand.is_held(answer.key, now):
            return answer
        try:
            is_ours = await self._note(lambda session: inbox.hold(session, answer.key, now))
        except Exception:
            log.exception("inbox.not_asked", action="taken over when its lease runs out", key=answer.key)
            is_ours = False
        if is_ours:
            self._in_hand.hold([answer.key], now + inbox.LEASE)
            return answer
        log.warning("inbox.overslept", action="left to whoever has it", key=answer.key)
        self._in_hand.end(answer.key)
        return Answer()

    async def arrived(self, answer: Answer) -> None:
        """Forget an answer that is where it belongs; while others are worked, those of one moment together."""
        if not self._in_hand.has(answer.key):
            return
        self._in_hand.gather(answer.key)
        async with self._in_hand.forgetting:
            if self._in_hand.is_busy():
                await asyncio.sleep(MOMENT_S)
            await self._forget_arrived()

    async def settle(self) -> None:
        """Note, before the process ends, what has arrived, trying until the database is back; else it comes again."""
        ends, pauses_s = monotonic() + ENDING_AT_MOST_S, doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while self._in_hand.gathered():
            async with self._in_hand.forgetting:
                await self._forget_arrived()
            if not self._in_hand.gathered() or monotonic() > ends:
                return
            await asyncio.sleep(next(pauses_s))

    async def _forget_arrived(self) -> None:
        keys = self._in_hand.gathered()
        if not keys:
            return
        try:
            await self._note(lambda session: inbox.arrived(session, keys))
        except Exception:
            log.exception("inbox.arrival_unnoted", action="retry", count=len(keys))
            return  # with the next one, or with the next sign of life
        self._in_hand.forget(keys)

    async def not_arrived(self, answer: Answer) -> None:
        """Leave an answer to the outbox: it is sent from there as soon as that can be."""
        if not answer.key:
            return
        try:
            await self._leave(answer.key)
        except Exception:
            log.exception("inbox.not_left", action="taken over when its lease runs out", key=answer.key)

    async def show_life(self) -> None:
        """Keep what is in hand for the length of another lease."""
        await self._forget_arrived()
        keys, now = self._in_hand.keys(), self.clock.now()
        if keys:
            await self._note(lambda session: inbox.prolong(session, keys, now))
            self._in_hand.hold(keys, now + inbox.LEASE)

    async def _leave(self, key: str) -> None:
        now = self.clock.now()
        try:
            with trace.following(trace.of(key)):
                await self._note(lambda session: late_answers.hand_over(session, key, now))
        finally:
            self._in_hand.end(key)  # where this failed, whoever takes it over when its lease has run out tries again
        self.wake()
        self.ring()
