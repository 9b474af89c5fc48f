"""A firm with people on two made-up platforms, senders that do as they are told, and a clock that stands."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Drawn
from crmbot.chat.limits import Limits, Pace
from crmbot.chat.sender import Delivered, Delivery
from crmbot.core import history, people, tasks
from crmbot.core.clock import Clock, StandingClock
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.outbox import Target, tell
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.scheduler.app import Scheduler
from crmbot.scheduler.means import Means
from crmbot.store.engine import Database
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox
from crmbot.store.uow import read_only, unit_of_work

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
ORG = Organisation(zone="UTC")
SALES = "alpha:w1:sales"


def limits(pace: Pace) -> Limits:
    """Return roomy limits with a pace."""
    return Limits(10_000, 200, 75, 25, forms=False, confirms=True, pace=pace)


@dataclass(frozen=True, slots=True)
class Sent:
    """One card that a sender took."""

    to: str
    title: str
    at: datetime
    drawn: Drawn
    ref: str | None = None


@dataclass(slots=True)
class Recorder:
    """A sender that writes down what it takes; `outcomes` are what it answers first, in order, for each chat."""

    clock: Clock
    limits: Limits
    sent: list[Sent] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    outcomes: dict[str, list[Delivery | Exception]] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    edited: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let everything through until a test closes the gate."""
        self.gate.set()

    def will(self, chat: str, *outcomes: Delivery | Exception) -> None:
        """Lay out what becomes of the next messages to a chat."""
        self.outcomes[chat] = list(outcomes)

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        """Take a card, unless something else is laid out."""
        self.asked.append(address.chat)
        await self.gate.wait()
        refused = self._refused(address)
        if refused is not None:
            return refused
        self.sent.append(Sent(str(address), drawn.card.summary, self.clock.now(), drawn))
        return Delivered(str(SentRef(address, str(len(self.sent)))))

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Take a card as one under another."""
        return await self.send(SentRef.parse(ref).address, drawn)

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        """Take the new state of a card."""
        address = SentRef.parse(ref).address
        refused = self._refused(address)
        if refused is not None:
            return refused
        self.edited.append(Sent(str(address), drawn.card.summary, self.clock.now(), drawn, ref))
        return Delivered(ref)

    def _refused(self, address: Address) -> Delivery | None:
        waiting = self.outcomes.get(address.chat)
        outcome = waiting.pop(0) if waiting else None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def titles(self) -> list[str]:
        """Return what was sent, by its first line."""
        return [sent.title for sent in self.sent]

    def chats(self) -> list[str]:
        """Return where everything was sent to, in order."""
        return [sent.to for sent in self.sent]


@dataclass(slots=True)
class Firm:
    """Ana owns it and Ben is a rep; both are on alpha, Ben also on beta, which he linked first."""

    database: Database
    ids: dict[str, int]
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOON))
    pace: Pace = field(default_factory=Pace)
    alpha: Recorder = field(init=False)
    beta: Recorder = field(init=False)
    scheduler: Scheduler = field(init=False)

    def __post_init__(self) -> None:
        """Set up the senders and the scheduler."""
        self.restart()

    def restart(self, pace: Pace | None = None) -> None:
        """Begin anew, with nothing remembered but what is in the database."""
        self.pace = pace or self.pace
        self.alpha = Recorder(self.clock, limits(self.pace))
        self.beta = Recorder(self.clock, limits(self.pace))
        self.scheduler = self.another()

    def means(self) -> Means:
        """Return what one half of a delivery needs."""
        return Means(self.database, {"alpha": self.alpha, "beta": self.beta}, self.clock, ORG)

    def another(self) -> Scheduler:
        """Return one more scheduler on the same database and the same senders."""
        return Scheduler(self.database, {"alpha": self.alpha, "beta": self.beta}, self.clock, ORG)

    @contextmanager
    def acting(self, name: str = "ben", address: str = "", *, private: bool = True) -> Iterator[Context]:
        """Give a context in which somebody acts, committed at its end."""
        with unit_of_work(self.database) as session:
            actor = people.actor(session, self.ids[name])
            origin = Origin(address or f"alpha:w1:{name}", private=private, via="alpha")
            ctx = Context(session, actor, self.clock.now(), origin, ORG)
            history.begin(ctx, "test")
            yield ctx

    def task(self, title: str, due: datetime, *, by: str = "ben", channel: str | None = None) -> int:
        """Make a task; in a channel its reminder comes there."""
        with self.acting(by, channel or "", private=channel is None) as ctx:
            return tasks.create(ctx, TaskDraft(title, when(due))).id

    @contextmanager
    def at_task(self, number: int, by: str = "ben") -> Iterator[tuple[Context, Task]]:
        """Give a task to work on."""
        with self.acting(by) as ctx:
            yield ctx, ctx.session.get_one(Task, number)

    def tell(self, count: int, target: Target, kind: str = "delivery.failed") -> None:
        """Put facts into the outbox that are due now and need no record."""
        with unit_of_work(self.database) as session:
            for number in range(count):
                args = {"who": f"Number {number}", "reason": "a test"}
                key = f"{kind}:{target}:{number}:{self.clock.now()}"
                tell(session, kind, target, at=self.clock.now(), args=args, dedupe_key=key)

    def facts(self) -> Sequence[Outbox]:
        """Return everything in the outbox, oldest first."""
        with read_only(self.database) as session:
            return sorted(session.query(Outbox).all(), key=lambda fact: fact.id)

    async def advance(self, **passed: float) -> None:
        """Let time go by, doing each thing at its own time."""
        end = self.clock.now() + timedelta(**passed)
        await self.scheduler.run_due()
        while (due := (await self.scheduler.look()).next_at) is not None and due <= end:
            self.clock.move_to(max(due, self.clock.now()))
            await self.scheduler.run_due()
        self.clock.move_to(end)

    async def skip(self, **passed: float) -> None:
        """Let time go by while nobody is at work."""
        self.clock.move_to(self.clock.now() + timedelta(**passed))


def when(at: datetime) -> When:
    """Return an instant as somebody in London in winter would say it."""
    return When(at.date(), at.time(), "UTC")


async def until(claim: asyncio.Event, timeout_s: float = 10.0) -> None:
    """Wait for something to happen."""
    async with asyncio.timeout(timeout_s):
        await claim.wait()
