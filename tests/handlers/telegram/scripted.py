"""A dispatcher that follows a script: what it was handed is on record, its answers are given."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

from crmbot.chat.address import Address
from crmbot.chat.card import Card, Drawn, spans
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Event, Identity, Inbound
from crmbot.chat.invocation import write_token
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Option
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Answer, Offers, Polled, Standing, Stored
from crmbot.store.models.channel import ChannelState

Script = Callable[[Inbound], Awaitable[Answer]]


class AwayError(Exception):
    """The database does not answer."""


def drawn(card: Card, names: dict[int, str] | None = None) -> Drawn:
    """Draw a card with its buttons written in full."""
    return Drawn(card, tuple(write_token(each) for each in card.invocations()), names or {})


async def echo(inbound: Inbound) -> Answer:
    """Answer everything with one plain card."""
    return Answer(drawn(Card(spans(f"heard {inbound.event.kind}"))))


async def offer_nothing(text: str) -> Offers:
    """Know the person, and find nothing."""
    return Offers(Standing.KNOWN)


class ScriptedDoor:
    """Keeps the promises of the door without a database."""

    def __init__(self, script: Script = echo) -> None:
        """Begin with nothing stored."""
        self.script = script
        self.away = 0
        self.stop: Stop | None = None
        self.noted = 0
        self.offering: Callable[[str], Awaitable[Offers]] = offer_nothing
        self.asked: list[tuple[Identity, str]] = []
        self.stored: list[Inbound] = []
        self.polled: list[Polled] = []
        self.worked: list[Inbound] = []
        self.delivered: list[str] = []
        self.states: list[tuple[Address, ChannelState]] = []
        self.people: list[Identity] = []
        self.moves: list[tuple[Address, Address]] = []
        self.overslept = False
        self._keys: set[str] = set()

    @property
    def events(self) -> list[Event]:
        """Give what was worked on, without its envelope."""
        return [inbound.event for inbound in self.worked]

    @property
    def books(self) -> Self:
        """Keep its own books."""
        return self

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        if self.away:
            self.away -= 1
            raise AwayError
        inbound = inbound.clean()
        fresh = inbound.key not in self._keys
        self._keys.add(inbound.key)
        self.stored.append(inbound)
        if polled is not None:
            self.polled.append(polled)
        return Stored(inbound, fresh)

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        if not stored.fresh:
            return Answer()
        self.worked.append(stored.inbound)
        return await self.script(stored.inbound)

    def patience_s(self, longest_s: float) -> float:
        """Nobody else waits."""
        return longest_s

    async def arrived(self, answer: Answer) -> None:
        """Nothing is kept here."""

    async def still_ours(self, answer: Answer) -> Answer:
        """Let everything be brought, unless another process does."""
        return Answer() if self.overslept else answer

    async def not_arrived(self, answer: Answer) -> None:
        """Nothing is kept here."""

    async def lead(self, name: str) -> bool:
        """Nobody else is there."""
        del name
        return True

    async def step_down(self, name: str) -> None:
        """Nobody else is there."""

    async def sent(self, answer: Answer, ref: str) -> None:
        self.delivered.append(ref)

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        return ()

    async def offer(self, who: Identity, text: str) -> Offers:
        self.asked.append((who, text))
        return await self.offering(text)

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        return self.stop

    async def still_polling(self, platform: str, tenant: str) -> None:
        self.noted += 1

    async def became(self, address: Address, state: ChannelState) -> None:
        self.states.append((address, state))

    async def changed(self, who: Identity) -> None:
        """Remember what somebody is called by now."""
        self.people.append(who)

    async def shared(self, address: Address) -> None:
        """Nobody shares a chat here."""

    async def moved(self, old: Address, new: Address) -> None:
        self.moves.append((old, new))


def answering(answer: Answer) -> Script:
    """Make a script that always gives this answer."""

    async def script(inbound: Inbound) -> Answer:
        return answer

    return script


def holding(answer: Answer, until: asyncio.Event) -> Script:
    """Make a script that gives its answer only when it is let go."""

    async def script(inbound: Inbound) -> Answer:
        await until.wait()
        return answer

    return script
