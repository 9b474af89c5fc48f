"""What a channel may see: amounts where its people said so, and never numbers, addresses, people or files."""

from crmbot.chat import sensitive
from crmbot.chat.card import Card
from crmbot.chat.sensitive import Trait
from crmbot.core import channels
from crmbot.store.uow import Session


def is_kept_back(session: Session, card: Card, address: str) -> bool:
    """Tell whether a card has something on it that the channel at an address may not see."""
    found = sensitive.traits(card)
    return not _amounts_shown(session, address) if found == {Trait.AMOUNT} else bool(found)


def for_channel(session: Session, card: Card, address: str) -> Card:
    """Return a card as the channel at an address may see it, which nobody has asked for: without what is kept back."""
    found = sensitive.traits(card)
    if not found:
        return card
    return sensitive.masked(card, amounts_shown=Trait.AMOUNT in found and _amounts_shown(session, address))


def _amounts_shown(session: Session, address: str) -> bool:
    channel = channels.at(session, address)
    return channel is not None and channel.shows_amounts
