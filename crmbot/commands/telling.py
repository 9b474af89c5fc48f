"""Cards for facts in the outbox: drawn when they are sent, from the state of that moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crmbot.chat.card import Card
from crmbot.core.context import Context
from crmbot.store.models.record import Record


@dataclass(frozen=True, slots=True)
class Fact:
    """What the outbox says is to be told: its kind, the record it is about, and more to know."""

    kind: str
    record: Record | None
    args: Mapping[str, str]


Teller = Callable[[Context, Fact], Card | None]

_TELLERS: dict[str, Teller] = {}


def tells(kind: str) -> Callable[[Teller], Teller]:
    """Declare the decorated function as the one that draws a fact; None when there is nothing left to tell."""

    def declare(function: Teller) -> Teller:
        _TELLERS[kind] = function
        return function

    return declare


def draw(ctx: Context, fact: Fact) -> Card | None:
    """Return the card of a fact, or None when the state of this moment leaves nothing to tell."""
    return _TELLERS[fact.kind](ctx, fact)
