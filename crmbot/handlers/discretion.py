"""Who may read an answer: decided here for every card, so that no command can forget it."""

from collections.abc import Callable
from dataclasses import replace

from crmbot.chat import sensitive
from crmbot.chat.address import Address
from crmbot.chat.card import Card
from crmbot.chat.inbound import Inbound, Pressed
from crmbot.commands import discretion
from crmbot.store.uow import Session


def for_asker(session: Session, card: Card, inbound: Inbound, only_shows: Callable[[], bool] = lambda: False) -> Card:
    """Return an answer as it may be shown where it was asked for.

    In a channel or a group, a sensitive one is for the asker alone, and so is what a button only shows: it was
    drawn by the rights of whoever pressed it. A question of a form stays where it is answered, without what
    is sensitive.
    """
    if inbound.private or card.whisper:
        return card
    if sensitive.is_question(card):
        return discretion.for_channel(session, card, str(inbound.address))
    by_button = isinstance(inbound.event, Pressed) and only_shows()
    alone = by_button or discretion.is_kept_back(session, card, str(inbound.address))
    return replace(card, whisper=True) if alone else card


def place_of(inbound: Inbound, card: Card) -> Address:
    """Return where an answer goes that is late: one for the asker alone to their own chat with us."""
    if inbound.private or not card.whisper:
        return inbound.address
    return Address(inbound.address.platform, inbound.address.tenant, inbound.who.user)
