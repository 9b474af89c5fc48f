"""How a card leaves us: the protocol every platform's sender keeps."""

from dataclasses import dataclass
from typing import Protocol

from crmbot.chat.address import Address
from crmbot.chat.card import Drawn
from crmbot.chat.limits import Limits


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it; `ref` is the text of its `SentRef`."""

    ref: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not now; try again after so many seconds.

    `counts` tells that the message itself was refused, so that after some tries it is given up.
    """

    after_s: float
    reason: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """Never there again: blocked, archived, deleted. `moved_to` names the chat's new address if it has one.

    Where it is `muted` we are in the chat, and may not write there until somebody lets us again. Where it is `partly`
    only the topic is closed or gone, and the others of that chat are well.
    """

    reason: str
    moved_to: Address | None = None
    muted: bool = False
    partly: bool = False


Delivery = Delivered | RetryLater | Gone


class Sender(Protocol):
    """Sends and edits cards on one platform."""

    limits: Limits

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        """Post the card as a new message."""
        ...

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Post the card under a message of ours: in its thread, or as an answer to it."""
        ...

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        """Bring a message of ours to the state of the card; one that is gone is posted anew."""
        ...
