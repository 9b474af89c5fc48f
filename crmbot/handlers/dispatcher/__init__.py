"""The door: a message is stored once, worked in its turn, and its answer kept until it has arrived.

It goes one way: `intake.taking_in`, `in_turn`, `working`, `answering.arrivals`. What broke off there is brought to its
end by `left_behind`.
"""

from dataclasses import dataclass, field

from crmbot.chat.inbound import Inbound
from crmbot.chat.limits import Limits
from crmbot.core import inbox
from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Answer, Polled, Profile, Stored
from crmbot.handlers.answering.arrivals import Arrivals
from crmbot.handlers.answering.keeping import InHand
from crmbot.handlers.bookkeeping import Bookkeeping
from crmbot.handlers.bookkeeping.crossing import Crossing
from crmbot.handlers.dispatcher.in_turn import InTurn
from crmbot.handlers.dispatcher.left_behind import LeftBehind
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.intake import patience
from crmbot.handlers.intake.hands import Hands
from crmbot.handlers.intake.taking_in import take_in
from crmbot.store import trace


@dataclass(slots=True)
class Dispatcher:
    """Implements the `Door` that adapters knock on: hands each thing to the one who knows it."""

    worker: Worker
    profiles: dict[str, Profile] = field(default_factory=dict)

    books: Bookkeeping = field(init=False)
    arrivals: Arrivals = field(init=False)
    left_behind: LeftBehind = field(init=False)
    crossing: Crossing = field(init=False)
    _clock: Clock = field(init=False)
    _hands: Hands = field(init=False)
    _in_hand: InHand = field(init=False, default_factory=InHand)
    _in_turn: InTurn = field(init=False)

    def __post_init__(self) -> None:
        """Put the parts around the worker. Threads stay free that take messages in, however many wait to be worked."""
        worker = self.worker
        clock = self._clock = worker.clock
        crossing = self.crossing = Crossing(worker.database)
        self._hands = Hands(worker.database.worked_at_once)
        self.books = Bookkeeping(crossing, clock, worker.org)
        self.arrivals = Arrivals(crossing, clock, self._in_hand, worker.wake, worker.ring)
        self._in_turn = InTurn(worker, crossing, clock, self._in_hand, self._hands, self.profiles)
        self.left_behind = LeftBehind(self._in_turn, self.arrivals, crossing, clock)

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        """Put the inbound into the inbox, committed."""
        clean, now = inbound.clean(), self._clock.now()
        with trace.following(trace.of(clean.key)), self._hands.taking_in():
            stored = await self.crossing.note(lambda session: take_in(session, clean, polled, self._clock.now()))
        self.worker.figures.came(clean.address.platform, fresh=stored.fresh)
        if stored.fresh:
            self._in_hand.begin(clean.key, now + inbox.LEASE)
            self.worker.brake.count(clean, self._clock.now())
        return stored

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        """Do what a stored inbound asks for; a redelivery answers with nothing."""
        if not stored.fresh:
            return Answer()
        return await self._in_turn.answer(stored, limits, patience.PAUSES_S)

    def patience_s(self, longest_s: float) -> float:
        """Return how long to wait for an answer before a message is acknowledged: not long where others wait, too."""
        return self._hands.patience_s(longest_s)

    async def still_ours(self, answer: Answer) -> Answer:
        """Return an answer that is about to be brought; nothing where that took so long that somebody else does."""
        return await self.arrivals.still_ours(answer)

    async def sent(self, answer: Answer, ref: str) -> None:
        """Remember where an answer's card was delivered, so that a reply to it finds its record."""
        await self.arrivals.sent(answer, ref)

    async def arrived(self, answer: Answer) -> None:
        """Forget an answer that is where it belongs."""
        await self.arrivals.arrived(answer)

    async def not_arrived(self, answer: Answer) -> None:
        """Leave an answer to the outbox."""
        await self.arrivals.not_arrived(answer)
