"""The plain half of the door: what adapters look up and note, beside the messages they bring."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from crmbot.chat.address import Address
from crmbot.chat.command import Registry
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity
from crmbot.chat.reply import Option
from crmbot.core import inbox, leases
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.delivery import addresses
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Offers
from crmbot.handlers.dialogs.offering import Offering
from crmbot.store.engine import Database
from crmbot.store.models.channel import ChannelState
from crmbot.store.uow import Session, read_only, unit_of_work

T = TypeVar("T")


@dataclass(slots=True)
class Bookkeeping:
    """Looks up and notes, one hop each. `name` is what this process is called among others."""

    database: Database
    registry: Registry
    clock: Clock
    org: Organisation
    name: str = field(default_factory=lambda: secrets.token_hex(8), kw_only=True)

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Return up to 100 records the person may pick for a question, best first."""
        return await self._look_up(lambda session: self._offering(session).suggest(who, text, spec))

    async def offer(self, who: Identity, text: str) -> Offers:
        """Return up to 20 records the person may name in any chat, best first; the recent ones for no text."""
        return await self._look_up(lambda session: self._offering(session).offer(who, text))

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        """Return where a polling loop stopped, and when; None for one that never ran."""
        return await self._look_up(lambda session: inbox.stopped(session, platform, tenant))

    async def still_polling(self, platform: str, tenant: str) -> None:
        """Note that a polling loop runs, though there was nothing to fetch."""
        now = self.clock.now()
        await self._note(lambda session: inbox.still_polling(session, platform, tenant, now))

    async def became(self, address: Address, state: ChannelState) -> None:
        """Note what a chat became: it can be written to again, not now, or no longer."""
        key = (address.platform, address.tenant, address.chat)
        await self._note(lambda session: addresses.set_state(session, key, state, self.clock.now()))

    async def shared(self, address: Address) -> None:
        """Note that people of other organisations read along in a chat from now on."""
        now = self.clock.now()
        await self._note(lambda session: addresses.shared(session, str(address), now))

    async def moved(self, old: Address, new: Address) -> None:
        """Take everything that points at a chat along to its new address."""
        now = self.clock.now()
        await self._note(lambda session: addresses.moved(session, str(old), str(new), now))

    async def lead(self, name: str) -> bool:
        """Tell whether this process may do what only one may do at a time."""
        if self.database.is_sqlite:
            return True  # there are no others
        now = self.clock.now()
        return await self._note(lambda session: leases.take(session, name, self.name, now))

    async def step_down(self, name: str) -> None:
        """Leave it to the others."""
        await self._note(lambda session: leases.give_back(session, name, self.name))

    async def _look_up(self, work: Callable[[Session], T]) -> T:
        return await self._hop(lambda: self._read(work))

    async def _note(self, work: Callable[[Session], T]) -> T:
        return await self._hop(lambda: self._write(work))

    async def _hop(self, work: Callable[[], T]) -> T:
        """Cross into a thread of the database, once per unit of work."""
        return await asyncio.wrap_future(self.database.submit(work))

    # Below this line everything runs in the database's thread.

    def _offering(self, session: Session) -> Offering:
        return Offering(session, self.clock.now(), self.org)

    def _read(self, work: Callable[[Session], T]) -> T:
        with read_only(self.database) as session:
            return work(session)

    def _write(self, work: Callable[[Session], T]) -> T:
        with unit_of_work(self.database) as session:
            return work(session)
