"""The card of any record: each noun's module says here how its kind is shown."""

from collections.abc import Callable
from typing import TypeVar

from crmbot.chat.card import Card
from crmbot.core.context import Context
from crmbot.store.models.record import Record

RecordT = TypeVar("RecordT", bound=Record)

_CARDS: dict[str, Callable[[Context, Record], Card]] = {}


def shows(kind: str) -> Callable[[Callable[[Context, RecordT], Card]], Callable[[Context, RecordT], Card]]:
    """Declare the decorated function as the one that draws records of a kind."""

    def declare(function: Callable[[Context, RecordT], Card]) -> Callable[[Context, RecordT], Card]:
        _CARDS[kind] = function  # type: ignore[assignment] # the kind guarantees the record's class
        return function

    return declare


def card_of(ctx: Context, record: Record) -> Card:
    """Return the card of a record in the state of this moment."""
    return _CARDS[record.kind](ctx, record)
