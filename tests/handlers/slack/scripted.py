"""A door that remembers what came in and answers what a test told it to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from crmbot.chat.address import Address
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity, Inbound
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Option
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Answer, Offers, Polled, Standing, Stored
from crmbot.store.models.channel import ChannelState

Script = Callable[[Inbound], Answer]


def silent(inbound: Inbound) -> Answer:
    """Answer nothing."""
    return Answer()


class DatabaseAway(Exception):
    """The inbox could not be written."""


@dataclass
class ScriptedDoor:
    """Keeps keys as the inbox does: a second inbound with the same key is a redelivery."""

    script: Script = silent
    inbounds: list[Inbound] = field(default_factory=list)
    worked: list[Inbound] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    asked: list[tuple[str, FieldSpec | None]] = field(default_factory=list)
    records: tuple[Option, ...] = ()
    channels: list[tuple[str, ChannelState]] = field(default_factory=list)
    outsiders: list[str] = field(default_factory=list)
    people: list[Identity] = field(default_factory=list)
    away: int = 0
    overslept: bool = False
    gate: asyncio.Event | None = None
    picking: asyncio.Event | None = None

    @property
    def books(self) -> Self:
        """Keep its own books."""
        return self

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        """Keep the inbound, or raise while the database is away."""
        if self.away:
            self.away -= 1
            raise DatabaseAway
        fresh = all(inbound.key != known.key for known in self.inbounds)
        self.inbounds.append(inbound)
        return Stored(inbound, fresh)

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        """Answer by the script, once the gate is open where there is one."""
        if not stored.fresh:
            return Answer()
        if self.gate is not None:
            await self.gate.wait()
        self.worked.append(stored.inbound)
        return self.script(stored.inbound)

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
        """Remember where a card went."""
        self.refs.append(ref)

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Give the records whose label has the text."""
        self.asked.append((text, spec))
        if self.picking is not None:
            await self.picking.wait()
        return tuple(option for option in self.records if text.casefold() in option.label.casefold())

    async def offer(self, who: Identity, text: str) -> Offers:
        """Nothing is named in other chats on this platform."""
        return Offers(Standing.STRANGER)

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        """Know of no polling."""
        return None

    async def still_polling(self, platform: str, tenant: str) -> None:
        """Nobody polls on this platform."""

    async def became(self, address: Address, state: ChannelState) -> None:
        """Remember what became of a channel."""
        self.channels.append((address.chat, state))

    async def changed(self, who: Identity) -> None:
        """Remember what somebody is called by now."""
        self.people.append(who)

    async def shared(self, address: Address) -> None:
        """Remember which channel outsiders read."""
        self.outsiders.append(address.chat)

    async def moved(self, old: Address, new: Address) -> None:
        """Nothing moves on this platform."""
