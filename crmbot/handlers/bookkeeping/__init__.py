"""What adapters look up and note, beside the messages they bring."""

import secrets
from dataclasses import dataclass, field

from crmbot.chat.address import Address
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity
from crmbot.chat.reply import Option
from crmbot.core import inbox, leases
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.delivery import addresses
from crmbot.core.inbox import Stop
from crmbot.core.people import profiles
from crmbot.handlers.adapter import Offers
from crmbot.handlers.bookkeeping.crossing import Crossing
from crmbot.handlers.dialogs.offering import Offering
from crmbot.handlers.identities import chat_user
from crmbot.store.models.channel import ChannelState
from crmbot.store.uow import Session


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """Implements the `Books` of the door, one hop each. `name` is what this process is called among others."""

    crossing: Crossing
    clock: Clock
    org: Organisation
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Return up to 100 records the person may pick for a question, best first."""
        return await self.crossing.look_up(lambda session: self._offering(session).suggest(who, text, spec))

    async def offer(self, who: Identity, text: str) -> Offers:
        """Return up to 20 records the person may name in any chat, best first; the recent ones for no text."""
        return await self.crossing.look_up(lambda session: self._offering(session).offer(who, text))

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        """Return where a polling loop stopped, and when; None for one that never ran."""
        return await self.crossing.look_up(lambda session: inbox.stopped(session, platform, tenant))

    async def still_polling(self, platform: str, tenant: str) -> None:
        """Note that a polling loop runs, though there was nothing to fetch."""
        now = self.clock.now()
        await self.crossing.note(lambda session: inbox.still_polling(session, platform, tenant, now))

    async def became(self, address: Address, state: ChannelState) -> None:
        """Note what a chat became: it can be written to again, not now, or no longer."""
        key = (address.platform, address.tenant, address.chat)
        await self.crossing.note(lambda session: addresses.set_state(session, key, state, self.clock.now()))

    async def changed(self, who: Identity) -> None:
        """Note what a platform knows of somebody by now; whoever is in another zone is asked."""
        now = self.clock.now()
        await self.crossing.note(lambda session: profiles.note(session, chat_user(who), now))

    async def shared(self, address: Address) -> None:
        """Note that people of other organisations read along in a chat from now on."""
        now = self.clock.now()
        await self.crossing.note(lambda session: addresses.shared(session, str(address), now))

    async def moved(self, old: Address, new: Address) -> None:
        """Take everything that points at a chat along to its new address."""
        now = self.clock.now()
        await self.crossing.note(lambda session: addresses.moved(session, str(old), str(new), now))

    async def lead(self, name: str) -> bool:
        """Tell whether this process may do what only one may do at a time."""
        if self.crossing.database.is_sqlite:
            return True  # there are no others
        now = self.clock.now()
        return await self.crossing.note(lambda session: leases.take(session, name, self.name, now))

    async def step_down(self, name: str) -> None:
        """Leave it to the others."""
        await self.crossing.note(lambda session: leases.give_back(session, name, self.name))

    def _offering(self, session: Session) -> Offering:
        return Offering(session, self.clock.now(), self.org)
