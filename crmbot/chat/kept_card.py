"""A card as text and back: what an answer is kept as until it is known to have arrived."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime

from crmbot.chat import card as cards
from crmbot.chat.card import Card, Footer, Style, spans
from crmbot.chat.invocation import Invocation

_KIND = "_"
_INSTANT = "at"
_KNOWN: Mapping[str, type] = {
    made.__name__: made
    for made in (
        *(cards.Text, cards.RecordLink, cards.Mention, cards.Moment, cards.Phone, cards.Mail, cards.Link),
        *(cards.Line, cards.Fields, cards.Quote, cards.Item, cards.Items, cards.Footer, cards.Divider),
        *(cards.Action, cards.Menu, Invocation, Card),
    )
}

# Made once: every answer is written down.
_NAMES = {made: tuple(each.name for each in fields(made)) for made in _KNOWN.values() if is_dataclass(made)}


def write_card(card: Card) -> str:
    """Write a card down; its files stay behind, and it says so."""
    return json.dumps(_without_files(card), default=_parts, ensure_ascii=False, separators=(",", ":"))


def read_card(text: str) -> Card | None:
    """Read back what `write_card` wrote; None for what only another release can read."""
    try:
        found = json.loads(text, object_hook=_made)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None
    return found if isinstance(found, Card) else None


def _without_files(card: Card) -> Card:
    if not card.files:
        return card
    names = ", ".join(file.name for file in card.files)
    return replace(
        card, files=(), blocks=(*card.blocks, Footer(spans(f"Not sent with it: {names}. Ask for it again.")))
    )


def _parts(value: object) -> dict[str, object]:
    if isinstance(value, datetime):
        return {_KIND: _INSTANT, "iso": value.isoformat()}
    kind = type(value)
    if kind not in _NAMES:
        raise TypeError(f"{value!r} is no part of a card")
    return {_KIND: kind.__name__, **{name: getattr(value, name) for name in _NAMES[kind]}}


def _made(parts: dict[str, object]) -> object:
    kind = parts.pop(_KIND, None)
    if kind is None:
        return parts
    if kind == _INSTANT:
        return datetime.fromisoformat(str(parts["iso"]))
    values = {name: _frozen(value) for name, value in parts.items()}
    if "style" in values and kind == "Text":
        values["style"] = Style(str(values["style"]))
    return _KNOWN[str(kind)](**values)


def _frozen(value: object) -> object:
    """Return lists as the tuples they were; JSON does not tell them apart."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
