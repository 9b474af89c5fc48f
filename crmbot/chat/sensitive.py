"""What on a card is not for everybody who reads along, known by what it is and not by who drew it."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Divider,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Link,
    Mail,
    Menu,
    Phone,
    Quote,
    RecordLink,
    Span,
    Spans,
    Text,
    plain,
    words_of,
)
from crmbot.chat.invocation import dialog_of
from crmbot.language import telltales
from crmbot.language.telltales import HIDDEN, Telltale


class Trait(StrEnum):
    """Why a card is for whoever asked, and nobody else."""

    AMOUNT = "amount"
    REACH = "reach"
    PERSON = "person"
    FILE = "file"


PEOPLE = ("P", "L")
"""The letters of the records that are people."""

_TRAITS = {Telltale.AMOUNT: Trait.AMOUNT, Telltale.PHONE: Trait.REACH, Telltale.MAIL: Trait.REACH}


def traits(card: Card) -> frozenset[Trait]:
    """Return what makes a card sensitive; nothing for one that anybody may read along.

    Amounts, numbers and addresses are known by their looks, since people write them, too. What a form asks
    is not looked at for whose data it is: who answers it in a group has begun it there.
    """
    found = {_TRAITS[telltale] for text in _texts(card) for telltale in telltales.found(text)}
    if any(isinstance(span, Phone | Mail) for span in card.words()):
        found.add(Trait.REACH)
    if card.files:
        found.add(Trait.FILE)
    if _is_of_people(card):
        found.add(Trait.PERSON)
    return frozenset(found)


def is_question(card: Card) -> bool:
    """Tell whether a card asks the next question of a form; it is answered where it stands."""
    return any(dialog_of(each) for each in card.invocations())


def masked(card: Card, *, amounts_shown: bool = False) -> Card:
    """Return a card as everybody may read it: amounts, numbers and addresses taken out, and so are its files."""
    kinds = frozenset(Telltale) - ({Telltale.AMOUNT} if amounts_shown else set())
    return replace(
        card,
        title=_hidden(card.title, kinds),
        blocks=tuple(_block(block, kinds) for block in card.blocks),
        actions=tuple(_control(action, kinds) for action in card.actions),
        files=(),
    )


def _is_of_people(card: Card) -> bool:
    """Tell whether a card is the sheet of a person, or a list of people."""
    if card.about[:1] in PEOPLE and any(isinstance(block, Fields) for block in card.blocks):
        return True
    rows = (item.spans for block in card.blocks if isinstance(block, Items) for item in block.items)
    return any(isinstance(span, RecordLink) and span.code[:1] in PEOPLE for row in rows for span in row)


def _texts(card: Card) -> Iterator[str]:
    """Yield what can be read on a card, one run after the other: a figure and its unit are often two spans."""
    yield plain(card.title)
    for block in card.blocks:
        if isinstance(block, Fields):
            yield from (plain(value) for _, value in block.pairs)
        elif isinstance(block, Items):
            yield from (plain(item.spans) for item in block.items)
        else:
            yield plain(tuple(words_of(block)))
    yield from (action.label for action in card.buttons())


def _block(block: Block, kinds: frozenset[Telltale]) -> Block:
    match block:
        case Line() | Footer():
            return replace(block, spans=_hidden(block.spans, kinds))
        case Fields():
            return replace(block, pairs=tuple((label, _hidden(value, kinds)) for label, value in block.pairs))
        case Items():
            return replace(block, items=tuple(_item(item, kinds) for item in block.items))
        case Quote():
            return replace(block, text=telltales.hidden(block.text, kinds))
        case Divider():
            return block


def _item(item: Item, kinds: frozenset[Telltale]) -> Item:
    return Item(_hidden(item.spans, kinds), _button(item.action, kinds) if item.action else None)


def _control(control: Action | Menu, kinds: frozenset[Telltale]) -> Action | Menu:
    if isinstance(control, Menu):
        return replace(control, options=tuple(_button(option, kinds) for option in control.options))
    return _button(control, kinds)


def _button(action: Action, kinds: frozenset[Telltale]) -> Action:
    return replace(action, label=telltales.hidden(action.label, kinds), confirm=telltales.hidden(action.confirm, kinds))


def _hidden(parts: Spans, kinds: frozenset[Telltale]) -> Spans:
    return tuple(_span(part, kinds) for part in parts)


def _span(span: Span, kinds: frozenset[Telltale]) -> Span:
    match span:
        case Phone() if Telltale.PHONE in kinds:
            return Text(HIDDEN)
        case Mail() if Telltale.MAIL in kinds:
            return Text(HIDDEN)
        case Text():
            return replace(span, text=telltales.hidden(span.text, kinds))
        case RecordLink():
            return replace(span, title=telltales.hidden(span.title, kinds))
        case Link():
            return replace(span, text=telltales.hidden(span.text, kinds))
        case _:
            return span
