"""What becomes of answers: known to have arrived, left to whoever delivers what waits, or another process's by now."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import structlog

from crmbot.chat.card import Card
from crmbot.commands.showing import shows_record
from crmbot.core import inbox
from crmbot.core.clock import Clock
from crmbot.core.delivery import late_answers, sent_cards
from crmbot.handlers.adapter import Answer
from crmbot.handlers.answering.keeping import InHand
from crmbot.handlers.bookkeeping.crossing import Crossing
from crmbot.store import trace
from crmbot.store.pauses import doubling
from crmbot.store.uow import Session

log = structlog.get_logger(__name__)

ENDING_AT_MOST_S = 10.0
"""How long we wait for the database when we are to end."""

MOMENT_S = 0.1
"""So long answers that arrived are gathered: who dies meanwhile has them brought once more."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0


@dataclass(slots=True)
class Arrivals:
    """Looks after what this process has in hand. `wake` and `ring` tell the schedulers of what is left to them."""

    crossing: Crossing
    clock: Clock
    in_hand: InHand
    wake: Callable[[], None]
    ring: Callable[[], None]

    async def sent(self, answer: Answer, ref: str) -> None:
        """Remember where an answer's card was delivered, so that a reply to it finds its record."""
        card = answer.card.card if answer.card is not None else None
        if card is None or not card.about:
            return
        try:
            await self.crossing.note(lambda session: self._remember(session, card, ref, answer))
        except Exception:
            # It is on the screen: not to remember where is better than to show it once more.
            log.exception("inbox.place_unnoted", key=answer.key)
        else:
            self.in_hand.end(answer.key)

    async def still_ours(self, answer: Answer) -> Answer:
        """Return an answer that is about to be brought; nothing where that took so long that somebody else does.

        Where the database cannot say, it is left as well: late is better than twice.
        """
        now = self.clock.now()
        if not answer.key or self.in_hand.is_held(answer.key, now):
            return answer
        try:
            is_ours = await self.crossing.note(lambda session: inbox.hold(session, answer.key, now))
        except Exception:
            log.exception("inbox.not_asked", action="taken over when its lease runs out", key=answer.key)
            is_ours = False
        if is_ours:
            self.in_hand.hold([answer.key], now + inbox.LEASE)
            return answer
        log.warning("inbox.overslept", action="left to whoever has it", key=answer.key)
        self.in_hand.end(answer.key)
        return Answer()

    async def arrived(self, answer: Answer) -> None:
        """Forget an answer that is where it belongs; while others are worked, those of one moment together."""
        if not self.in_hand.has(answer.key):
            return
        self.in_hand.gather(answer.key)
        async with self.in_hand.forgetting:
            if self.in_hand.is_busy():
                await asyncio.sleep(MOMENT_S)
            await self._forget_arrived()

    async def settle(self) -> None:
        """Note, before the process ends, what has arrived, trying until the database is back; else it comes again."""
        ends, pauses_s = monotonic() + ENDING_AT_MOST_S, doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while self.in_hand.gathered():
            async with self.in_hand.forgetting:
                await self._forget_arrived()
            if not self.in_hand.gathered() or monotonic() > ends:
                return
            await asyncio.sleep(next(pauses_s))

    async def _forget_arrived(self) -> None:
        keys = self.in_hand.gathered()
        if not keys:
            return
        try:
            await self.crossing.note(lambda session: inbox.arrived(session, keys))
        except Exception:
            log.exception("inbox.arrival_unnoted", action="retry", count=len(keys))
            return  # with the next one, or with the next sign of life
        self.in_hand.forget(keys)

    async def not_arrived(self, answer: Answer) -> None:
        """Leave an answer to the outbox: it is sent from there as soon as that can be."""
        if not answer.key:
            return
        try:
            await self.leave(answer.key)
        except Exception:
            log.exception("inbox.not_left", action="taken over when its lease runs out", key=answer.key)

    async def show_life(self) -> None:
        """Keep what is in hand for the length of another lease."""
        await self._forget_arrived()
        keys, now = self.in_hand.keys(), self.clock.now()
        if keys:
            await self.crossing.note(lambda session: inbox.prolong(session, keys, now))
            self.in_hand.hold(keys, now + inbox.LEASE)

    async def leave(self, key: str) -> None:
        """Hand the answer that is kept under a key over to the outbox, and let go of it."""
        now = self.clock.now()
        try:
            with trace.following(trace.of(key)):
                await self.crossing.note(lambda session: late_answers.hand_over(session, key, now))
        finally:
            self.in_hand.end(key)  # where this failed, whoever takes it over when its lease has run out tries again
        self.wake()
        self.ring()

    def _remember(self, session: Session, card: Card, ref: str, answer: Answer) -> None:
        kind = sent_cards.CARD if shows_record(card) else sent_cards.ANSWER
        sent_cards.remember_answer(session, sent_cards.Sent(ref, kind, self.clock.now(), answer.reader), card.about)
        if answer.key:
            inbox.arrived(session, [answer.key])
