"""Filling in what Slack's client would let a person fill in."""

from collections.abc import Sequence
from datetime import date, datetime, time

from . import screen
from .model import ClientRefused, Json, NotOnScreen
from .screen import Placed

TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
CHOSEN_FROM_LIST = {"static_select", "radio_buttons", "external_select"}
SEVERAL_FROM_LIST = {"multi_static_select", "checkboxes", "multi_external_select"}
EXTERNAL = {"external_select", "multi_external_select"}
DEFAULT_QUERY_LENGTH = 3


def names_of(at: Placed) -> set[str]:
    """What a test may call this element by: its ids, its label, its placeholder."""
    block, element = at
    label = block.get("label", {}).get("text")
    hint = element.get("placeholder", {}).get("text")
    return {name for name in (block["block_id"], element["action_id"], label, hint) if name}


def find(blocks: Sequence[Json], name: str) -> Placed:
    """The one field that goes by this name."""
    fields = [at for at in screen.placed(blocks) if at.element["type"] in screen.STATE_KEYS]
    named = [at for at in fields if name in names_of(at)]
    if len(named) == 1:
        return named[0]
    known = sorted({shown for at in fields for shown in names_of(at)})
    raise NotOnScreen(f"{len(named)} fields go by {name!r}; on the screen: {known}")


def find_option(blocks: Sequence[Json], label: str) -> tuple[Placed, Json]:
    """The one option with this label, and the menu it stands in."""
    found = [
        (at, option)
        for at in screen.placed(blocks)
        for option in screen.options_of(at.element)
        if option["text"]["text"] == label
    ]
    if len(found) == 1:
        return found[0]
    shown = screen.option_labels(blocks)
    raise NotOnScreen(f"{len(found)} options read {label!r}; on the screen: {shown}")


def find_button(blocks: Sequence[Json], label: str, nth: int | None) -> Placed:
    """The button with this label; `nth` (from 0) chooses among equals."""
    found = [
        at for at in screen.placed(blocks) if at.element["type"] == "button" and at.element["text"]["text"] == label
    ]
    if len(found) == 1 or (nth is not None and nth < len(found)):
        return found[nth or 0]
    shown = screen.button_labels(blocks)
    raise NotOnScreen(f"{len(found)} buttons read {label!r}; on the screen: {shown}")


def state(element: Json, wanted: object, offered: Sequence[Json]) -> Json:
    """The state of an element after somebody entered `wanted`; None empties it."""
    kind = element["type"]
    key = screen.STATE_KEYS[kind][0]
    if wanted is None:
        return {"type": kind, key: [] if screen.is_list(kind) else None}
    if kind in TYPED:
        return {"type": kind, key: _typed(element, wanted)}
    if kind in CHOSEN_FROM_LIST:
        return {"type": kind, key: _option(offered, wanted)}
    if kind in SEVERAL_FROM_LIST and isinstance(wanted, (list, tuple)):
        return {"type": kind, key: [_option(offered, one) for one in wanted]}
    return {"type": kind, key: _picked(wanted)}


def _typed(element: Json, wanted: object) -> str | None:
    """A typed text, within the bounds the client holds."""
    text = str(wanted)
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if text and not least <= len(text) <= most:
        raise ClientRefused(f"{len(text)} characters, allowed {least} to {most}")
    if element["type"] == "email_text_input" and text and "@" not in text:
        raise ClientRefused(f"{text!r} is no address")
    if element["type"] == "url_text_input" and text and not text.startswith("http"):
        raise ClientRefused(f"{text!r} is no link")
    if element["type"] == "number_input" and text:
        _number(element, text)
    if not element.get("multiline", False) and "\n" in text:
        raise ClientRefused("a line break in a single line")
    return text or None


def _number(element: Json, text: str) -> None:
    """A number within the bounds the client holds."""
    try:
        number = float(text)
    except ValueError:
        raise ClientRefused(f"{text!r} is no number") from None
    if not element["is_decimal_allowed"] and not number.is_integer():
        raise ClientRefused(f"{text!r} has decimals")
    least = float(element.get("min_value", "-inf"))
    most = float(element.get("max_value", "inf"))
    if not least <= number <= most:
        raise ClientRefused(f"{text!r} is out of bounds")


def _option(offered: Sequence[Json], wanted: object) -> Json:
    """The offered option with this label or value."""
    for option in offered:
        if wanted in (option["text"]["text"], option["value"]) or wanted == option:
            return dict(option)
    shown = [option["text"]["text"] for option in offered]
    raise NotOnScreen(f"no option reads {wanted!r}; on the screen: {shown}")


def _picked(wanted: object) -> object:
    """A date, time, moment, id, or list of ids, as Slack writes them."""
    match wanted:
        case datetime():
            return int(wanted.timestamp())
        case date():
            return wanted.isoformat()
        case time():
            return wanted.strftime("%H:%M")
        case _:
            return wanted


def refuse_gaps(blocks: Sequence[Json], values: Json) -> None:
    """Stop, as the client does, where a required field is empty."""
    for block in blocks:
        if block["type"] != "input" or block.get("optional", False):
            continue
        entered = values[block["block_id"]][block["element"]["action_id"]]
        if not entered[screen.STATE_KEYS[entered["type"]][0]]:
            raise ClientRefused(f"the field {block['label']['text']!r} is required")
