"""The first step of a message: into the inbox, in a short unit of work of its own."""

from datetime import datetime

from crmbot.chat.inbound import Inbound, Said
from crmbot.core import inbox
from crmbot.core.delivery import addresses
from crmbot.core.inbox import Arrival
from crmbot.handlers.adapter import Polled, Stored
from crmbot.handlers.identities import chat_user
from crmbot.store.uow import Session


def take_in(session: Session, inbound: Inbound, polled: Polled | None, now: datetime) -> Stored:
    """Put a message into the inbox, and beside it where the polling loop that fetched it stands."""
    revives = _revived_by(inbound)
    arrival = Arrival(inbound.key, chat_user(inbound.who), str(inbound.address), inbound.to_json(), revives)
    received = inbox.receive(session, arrival, now)
    if received.revived:
        here = (inbound.address.platform, inbound.address.tenant)
        addresses.revive(session, [(*here, chat) for chat in revives], now)
    if polled is not None:
        inbox.set_offset(session, polled.platform, polled.tenant, polled.offset, now)
    return Stored(inbound, received.fresh, received.known, now)


def _revived_by(inbound: Inbound) -> tuple[str, ...]:
    """Return the chats that a message shows to be within reach: a command may come from where we are no member."""
    if inbound.private:
        return (inbound.address.chat, inbound.who.user)
    is_spoken = isinstance(inbound.event, Said) and not inbound.event.as_command
    return (inbound.address.chat,) if is_spoken else ()
