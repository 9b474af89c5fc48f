"""Whose turn it is: a message is worked when those before it in its chat are done, and a hand is free."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from crmbot.chat.inbound import Inbound
from crmbot.chat.limits import Limits
from crmbot.core import inbox
from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Answer, Profile, Stored
from crmbot.handlers.answering import outgoing
from crmbot.handlers.answering.keeping import InHand
from crmbot.handlers.bookkeeping.crossing import Crossing
from crmbot.handlers.dispatcher.working import Worker, new_ref
from crmbot.handlers.intake import patience
from crmbot.handlers.intake.hands import Hands, Lines
from crmbot.store import trace
from crmbot.store.pauses import doubling
from crmbot.store.uow import CollisionError

log = structlog.get_logger(__name__)

FIRST_LOOK_S, LONGEST_LOOK_S = 0.005, 0.2
"""How long to wait before looking again whether another process is done with a chat."""


@dataclass(slots=True)
class InTurn:
    """Brings each message to the worker when its turn has come; `profiles` completes who is not known."""

    worker: Worker
    crossing: Crossing
    clock: Clock
    in_hand: InHand
    hands: Hands
    profiles: dict[str, Profile]
    _lines: Lines = field(default_factory=Lines)

    async def answer(self, stored: Stored, limits: Limits, pauses_s: Sequence[float]) -> Answer:
        """Return what comes of a message; where the database goes away meanwhile, it is tried after these pauses."""
        key = stored.inbound.key
        with trace.following(trace.of(key)), self.in_hand.until_answered(key, self.clock.now()) as hand:
            hand.answer = await self._waited_for(stored, limits, pauses_s)
        return hand.answer

    async def give_up(self, inbound: Inbound, limits: Limits) -> Answer:
        """Return the word for a message that cannot be worked."""
        return await self.crossing.hop(partial(self.worker.failed, inbound, limits))

    async def _waited_for(self, stored: Stored, limits: Limits, pauses_s: Sequence[float]) -> Answer:
        """Work a message when those before it in its chat are done, here and in other processes."""
        inbound, looks_s = None, doubling(FIRST_LOOK_S, LONGEST_LOOK_S)
        with self._lines.standing(stored.inbound.address, (stored.at, stored.inbound.key)) as standing:
            while True:
                async with standing.served():
                    inbound = inbound or await self._introduced(stored)
                    answer = await self._patiently(inbound, limits, pauses_s)
                    if answer is not None:
                        return await _opened(answer, inbound.key)
                await asyncio.sleep(next(looks_s))

    async def _introduced(self, stored: Stored) -> Inbound:
        """Complete a sender we do not know with what the platform can tell of them."""
        inbound = stored.inbound
        profile = self.profiles.get(inbound.who.platform)
        if stored.known or profile is None:
            return inbound
        return replace(inbound, who=await profile(inbound.who))

    async def _patiently(self, inbound: Inbound, limits: Limits, pauses_s: Sequence[float]) -> Answer | None:
        work = partial(self._by_hand, inbound, limits)
        try:
            return await patience.with_patience(work, inbound.key, pauses_s)
        except CollisionError:
            log.warning("inbox.collided", key=inbound.key, action="given up", exc_info=True)
            return await self.give_up(inbound, limits)

    async def _by_hand(self, inbound: Inbound, limits: Limits) -> Answer | None:
        """Work a message when a hand is free; while its answer is kept, it is ours for another lease."""
        async with self.hands.at_work():
            until = self.clock.now() + inbox.LEASE
            answer = await self.crossing.hop(partial(self.worker.answer, inbound, limits))
        if answer is not None and answer.key:
            self.in_hand.hold([answer.key], until)
        return answer


async def _opened(answer: Answer, key: str) -> Answer:
    """Open the files of an answer, off the loop; where that fails on our side the answer stands without them."""
    drawn = answer.card
    if drawn is None or not drawn.card.files:
        return answer
    try:
        card = await outgoing.ready(drawn.card)
    except Exception:
        ref = new_ref()
        log.exception("files.not_made", key=key, ref=ref)
        card = outgoing.without_files(drawn.card, ref)
    return replace(answer, card=replace(drawn, card=card))
