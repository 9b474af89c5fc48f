"""Messages left in the middle by a process that ended, or of which nothing is heard any more."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from crmbot.chat.inbound import Inbound
from crmbot.chat.sender import Sender
from crmbot.core import inbox
from crmbot.core.clock import Clock
from crmbot.core.inbox import Left
from crmbot.handlers.adapter import Stored
from crmbot.handlers.answering.arrivals import Arrivals
from crmbot.handlers.bookkeeping.crossing import Crossing
from crmbot.handlers.dispatcher.in_turn import InTurn
from crmbot.store import trace
from crmbot.store.uow import Session

log = structlog.get_logger(__name__)

BEAT_S = inbox.LEASE / timedelta(seconds=3)
"""How often a process says that it lives, and looks for what others left."""

_Take = Callable[[Session, datetime, Collection[str], Collection[str]], Sequence[Left]]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Finishes what was left: it is worked in its turn, and its answer goes where late ones go."""

    in_turn: InTurn
    arrivals: Arrivals
    crossing: Crossing
    clock: Clock

    async def recover(self, senders: Mapping[str, Sender]) -> int:
        """Finish all that was left in the middle, as one who is alone may; return how much there was."""
        return await self._finish(senders, inbox.take_back)

    async def take_over(self, senders: Mapping[str, Sender]) -> int:
        """Finish what processes left in the middle of which nothing is heard any more; return how much there was."""
        return await self._finish(senders, inbox.take_over)

    async def keep_watch(self, senders: Mapping[str, Sender]) -> None:
        """Say again and again that what is in hand is worked, and take over what others left; ends when cancelled."""
        is_back = True
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self.arrivals.show_life()
                if is_back:  # for a beat after trouble with the database nobody else could show life either
                    await self.take_over(senders)
                is_back = True
            except Exception:
                log.exception("inbox.watch_failed", action="retry")
                is_back = False

    async def finish_one(self, left: Left, senders: Mapping[str, Sender]) -> None:
        """Work one if that was not done yet, and leave its answer to be brought."""
        if left.is_open and not await self._worked(left, senders):
            return
        await self.arrivals.leave(left.key)
        log.info("inbox.recovered", key=left.key)

    async def _finish(self, senders: Mapping[str, Sender], take: _Take) -> int:
        count, seen = 0, set(self.arrivals.in_hand.keys())
        while left := await self.crossing.note(lambda session: take(session, self.clock.now(), senders.keys(), seen)):
            for each in left:
                seen.add(each.key)
                with trace.following(trace.of(each.key)):
                    await self.finish_one(each, senders)
                count += 1
        return count

    async def _worked(self, left: Left, senders: Mapping[str, Sender]) -> bool:
        """Tell whether an answer is kept now; not where whoever had it was faster and brings what they have."""
        inbound = Inbound.from_json(left.inbound)
        limits = senders[inbound.address.platform].limits
        if left.tries > inbox.TRIES:
            log.error("inbox.deadly", key=left.key, action="given up", tries=left.tries)
            await self.in_turn.give_up(inbound, limits)
            return True
        # What the database prevents now is tried when it is taken over the next time: others wait behind it.
        stored = Stored(inbound, fresh=True, at=left.at)
        answer = await self.in_turn.answer(stored, replace(limits, forms=False), pauses_s=())
        return bool(answer.key)
