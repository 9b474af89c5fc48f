"""What an adapter is to the rest of the house, and what the dispatcher gives it to show."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from starlette.routing import BaseRoute

from crmbot.chat.address import Address
from crmbot.chat.card import Drawn
from crmbot.chat.fetching import Fetcher
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity, Inbound
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Option, Problem
from crmbot.chat.sender import Sender
from crmbot.core.inbox import Stop
from crmbot.language.when import When
from crmbot.store.models.channel import ChannelState


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form that is shown whole.

    `value` is the text it is prefilled with, `shown` the words for it (a record's title),
    `when` its reading where the question is a time and the text can be read.
    """

    spec: FieldSpec
    value: str = ""
    shown: str = ""
    when: When | None = None
    problem: Problem | None = None
    options: tuple[Option, ...] = ()

    @property
    def stands_first(self) -> bool:
        """Whether it is shown before anybody asks for more: usually said, said already, or wrong."""
        is_said = bool(self.value) and self.value != self.spec.default
        return not self.spec.is_aside or is_said or self.problem is not None


FEWEST_FOLDED = 3
"""How many fields are put away behind a button; fewer take no more room than the button itself."""


@dataclass(frozen=True, slots=True)
class FormView:
    """A whole form to show; what is filled in comes back as `Submitted(dialog, values)`.

    Where it is long, `first` is shown first, the rest to those who ask for more fields. A field that was not shown
    need not come back.
    """

    dialog: str
    title: str
    submit: str
    fields: tuple[FormField, ...]
    message: str = ""

    @property
    def first(self) -> tuple[FormField, ...]:
        """The fields that are shown at first: all of them where few would be put away, or nothing would be left."""
        first = tuple(field for field in self.fields if field.stands_first)
        is_long = len(self.fields) - len(first) >= FEWEST_FOLDED
        return first if first and is_long else self.fields


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show for one inbound.

    Either a card, or (only where `Limits.forms`) a form, or nothing. `replaces` is the ref of
    the card whose place the answer takes. `notice` is a short word for a pressed button, `reader`
    the user who alone reads it, in their private chat. `key` names one that is kept until it is known to have
    arrived.
    """

    card: Drawn | None = None
    form: FormView | None = None
    replaces: str | None = None
    notice: str = ""
    reader: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that may be named in any chat. `hint` and what it tells are for the eyes of who asked."""

    code: str
    kind: str
    title: str
    hint: str = ""
    icon: str = ""


class Standing(StrEnum):
    """What somebody is to us."""

    KNOWN = "known"
    STRANGER = "stranger"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Offers:
    """What somebody may name in any chat; there is nothing for people who are not ours, or no longer."""

    standing: Standing
    records: tuple[Offer, ...] = ()


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """An inbound that is in the inbox. `fresh` is false for a redelivery, `known` tells that we know the sender.

    `at` is when it was taken in, in UTC: the order of its chat.
    """

    inbound: Inbound
    fresh: bool
    known: bool = True
    at: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class Polled:
    """Where a polling loop stands: stored in the same commit as what it fetched."""

    platform: str
    tenant: str
    offset: int


class Books(Protocol):
    """What adapters look up and note, beside the messages they bring."""

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Return up to 100 records the person may pick for a question, best first."""
        ...

    async def offer(self, who: Identity, text: str) -> Offers:
        """Return up to 20 records the person may name in any chat, best first; the recent ones for no text."""
        ...

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        """Return where a polling loop stopped, and when; None for one that never ran."""
        ...

    async def still_polling(self, platform: str, tenant: str) -> None:
        """Note that a polling loop runs, though there was nothing to fetch."""
        ...

    async def lead(self, name: str) -> bool:
        """Tell whether this process may do what only one may do at a time; to be asked every few seconds."""
        ...

    async def step_down(self, name: str) -> None:
        """Leave it to the others."""
        ...

    async def became(self, address: Address, state: ChannelState) -> None:
        """Note what a chat became: it can be written to again, not now, or no longer."""
        ...

    async def changed(self, who: Identity) -> None:
        """Note what a platform calls somebody by now, and where it says that they are."""
        ...

    async def shared(self, address: Address) -> None:
        """Note that people of other organisations read along in a chat from now on."""
        ...

    async def moved(self, old: Address, new: Address) -> None:
        """Take everything that points at a chat along to its new address."""
        ...


class Door(Protocol):
    """The dispatcher, as adapters see it. None of its methods raises for anything a person can cause."""

    @property
    def books(self) -> Books:
        """What is looked up and noted beside the messages."""
        ...

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        """Put the inbound into the inbox, committed; once this returns, the platform may be told it is safe."""
        ...

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        """Do what a stored inbound asks for; a redelivery answers with nothing."""
        ...

    def patience_s(self, longest_s: float) -> float:
        """Return how long to wait for an answer before a message that is stored is acknowledged without it."""
        ...

    async def sent(self, answer: Answer, ref: str) -> None:
        """Remember where an answer's card was delivered, so that it can be kept true."""
        ...

    async def still_ours(self, answer: Answer) -> Answer:
        """Return an answer that is about to be brought; nothing where that took so long that another process does."""
        ...

    async def arrived(self, answer: Answer) -> None:
        """Note that an answer is where it belongs; one nobody says this of is sent again, late."""
        ...

    async def not_arrived(self, answer: Answer) -> None:
        """Leave an answer that could not be brought to whoever delivers what waits."""
        ...


@asynccontextmanager
async def answering(door: Door, answer: Answer) -> AsyncIterator[None]:
    """Bring an answer: what breaks off on the way is left to whoever delivers what waits."""
    there = False
    try:
        yield
        there = True
    finally:
        await (door.arrived(answer) if there else door.not_arrived(answer))


Profile = Callable[[Identity], Awaitable[Identity]]
"""Completes an identity with what the platform knows: verified e-mail, name, zone, locale."""


class Adapter(Protocol):
    """One platform: it turns payloads into inbounds, and answers into messages."""

    @property
    def platform(self) -> str:
        """The platform's name, as addresses carry it."""
        ...

    @property
    def limits(self) -> Limits:
        """How much one message can carry."""
        ...

    @property
    def sender(self) -> Sender:
        """Sends what was not asked for: reminders, and answers that come late."""
        ...

    @property
    def fetcher(self) -> Fetcher:
        """Fetches the bytes of files that people sent."""
        ...

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """The web routes it listens on; none when it fetches for itself."""
        ...

    @property
    def join_link(self) -> str:
        """An address that takes a linking code behind it; empty where codes are only typed."""
        ...

    async def start(self) -> None:
        """Begin to listen; returns when it does."""
        ...

    async def stop(self) -> None:
        """Stop listening; what was acknowledged is worked and answered before this returns."""
        ...

    async def profile(self, who: Identity) -> Identity:
        """Complete an identity with what the platform knows of it."""
        ...

    async def hears(self) -> bool:
        """Tell whether what people say there reaches us just now, as far as we can know without asking."""
        ...

    async def healthy(self) -> tuple[str, ...]:
        """Say in plain words what is wrong with the set-up; empty when nothing is."""
        ...
