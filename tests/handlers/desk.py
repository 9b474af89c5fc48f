"""A dispatcher to try things on: people write to it, and what became of it is looked up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import func, select

from crmbot.chat.address import Address
from crmbot.chat.card import Card, plain_card
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Form, Rest
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said, Submitted
from crmbot.chat.limits import Limits
from crmbot.commands import build_registry
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context, Organisation
from crmbot.handlers.adapter import Answer
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.store.engine import Database
from crmbot.store.models.activity import Note
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Draft, Inbox, InboxState
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
LIMITS = Limits(text=4000, token=64, label=60, buttons=20, forms=False, confirms=True)
SECRET = "the price is forty thousand"


class Words(Form):
    """Anything."""

    text: Annotated[str, Rest()]


Run = Callable[[Context, Words], Card]


@dataclass(slots=True)
class Desk:
    """A dispatcher on a furnished database, and people who write to it."""

    database: Database
    registry: Registry = field(default_factory=build_registry)
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOW))
    woken: list[datetime] = field(default_factory=list)
    door: Dispatcher = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.door = self.another()

    def another(self) -> Dispatcher:
        """Return the dispatcher of another process on the same database."""
        org = Organisation(zone="Europe/London")
        wake = lambda: self.woken.append(self.clock.now())  # noqa: E731  # a field, not a function
        return Dispatcher(Worker(self.database, self.registry, self.clock, org, wake))

    def command(self, name: str, run: Run) -> None:
        """Teach the house one more command."""
        self.registry.add(Command(name, Words, run, "Does as the test wants."))

    def inbound(self, event: Event | str, who: str = "ana", chat: str = "") -> Inbound:
        """Make something that came in."""
        self._count += 1
        address = Address("p", "w", chat or who)
        said = Said(event) if isinstance(event, str) else event
        return Inbound(f"k{self._count}", Identity("p", "w", who), address, self.clock.now(), said, private=not chat)

    async def work(self, inbound: Inbound) -> Answer:
        """Store it and work it."""
        return await self.door.work(await self.door.store(inbound), LIMITS)

    async def say(self, event: Said | Pressed | Submitted | str, who: str = "ana", chat: str = "") -> str:
        """Return the words of the answer."""
        return text_of(await self.work(self.inbound(event, who, chat)))

    def count(self, table: type[Record | Change | Note | Draft]) -> int:
        """Count the rows of a table."""
        with read_only(self.database) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def state(self, inbound: Inbound) -> InboxState:
        """Return what became of a message."""
        return self.row(inbound).state

    def row(self, inbound: Inbound) -> Inbox:
        """Return the row of a message."""
        with read_only(self.database) as session:
            return session.scalars(select(Inbox).where(Inbox.key == inbound.key)).one()


def text_of(answer: Answer) -> str:
    """Return the words of an answer; empty when there is none."""
    return plain_card(answer.card.card) if answer.card is not None else ""


def button(answer: Answer, label: str) -> Pressed:
    """Press the button of that label."""
    assert answer.card is not None
    labels = [action.label for action in answer.card.card.buttons()]
    return Pressed(answer.card.tokens[labels.index(label)], "p:w:ana/1")
