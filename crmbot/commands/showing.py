"""The card of any record: each noun's module says here how its kind is shown."""

from collections.abc import Callable
from typing import TypeVar

from crmbot.chat.card import Card, Style, Text
from crmbot.core.context import Context
from crmbot.store.models.record import Record

RecordT = TypeVar("RecordT", bound=Record)

_CARDS: dict[str, Callable[[Context, Record], Card]] = {}
_ICONS: dict[str, str] = {}
_STANDING: dict[str, Callable[[Context, Record], Card]] = {}

PLAIN = "•"


def shows(
    kind: str, *, icon: str = PLAIN
) -> Callable[[Callable[[Context, RecordT], Card]], Callable[[Context, RecordT], Card]]:
    """Declare the decorated function as the one that draws records of a kind, and the kind's sign in lists."""

    def declare(function: Callable[[Context, RecordT], Card]) -> Callable[[Context, RecordT], Card]:
        _CARDS[kind] = function  # type: ignore[assignment] # the kind guarantees the record's class
        _ICONS[kind] = icon
        return function

    return declare


def stands(
    kind: str,
) -> Callable[[Callable[[Context, RecordT], Card]], Callable[[Context, RecordT], Card]]:
    """Declare the decorated function as the one that draws a card which stands in a chat, where that says more."""

    def declare(function: Callable[[Context, RecordT], Card]) -> Callable[[Context, RecordT], Card]:
        _STANDING[kind] = function  # type: ignore[assignment] # the kind guarantees the record's class
        return function

    return declare


def standing_card_of(ctx: Context, record: Record) -> Card:
    """Return the card of a record that stands in a chat, brought to the state of this moment."""
    return _STANDING.get(record.kind, _CARDS[record.kind])(ctx, record)


def card_of(ctx: Context, record: Record) -> Card:
    """Return the card of a record in the state of this moment."""
    return _CARDS[record.kind](ctx, record)


def shows_record(card: Card) -> bool:
    """Tell whether a card is that of the record it is about, by its heading, and not a list or a question about it."""
    pairs = zip(card.title, card.title[1:], strict=False)
    return any(before == _GAP and behind == Text(card.about, Style.CODE) for before, behind in pairs)


_GAP = Text("  ")


def icon_of(kind: str) -> str:
    """Return the sign of a kind; it never stands without words."""
    return _ICONS.get(kind, PLAIN)


def kinds() -> tuple[str, ...]:
    """Return every kind of record that has a card."""
    return tuple(sorted(_CARDS))
