"""Slack's blocks and windows as HTML, the way its client lays them out on a phone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape

from crmbot.handlers.slack.payload import Json, Payload
from crmbot.preview.slack_markup import Names, mrkdwn, rich


def blocks(parts: Sequence[Json], names: Names) -> str:
    """Draw the blocks of a message; `KeyError` for a kind of block that is not known here."""
    return _blocks([Payload(part) for part in parts], names)


def window(view: Json, names: Names) -> str:
    """Draw a modal."""
    shown = Payload(view)
    close, title, submit = (_label(shown.part(name)) for name in ("close", "title", "submit"))
    bar = f'<div class="bar"><span>{close}</span><b>{title}</b><span class="submit">{submit}</span></div>'
    return f'<div class="modal">{bar}{_blocks(shown.parts("blocks"), names)}</div>'


def home(view: Json, names: Names) -> str:
    """Draw a Home tab."""
    return f'<div class="home">{_blocks(Payload(view).parts("blocks"), names)}</div>'


def _blocks(parts: Sequence[Payload], names: Names) -> str:
    return "".join(_BLOCKS[part.text("type")](part, names) for part in parts)


def _label(text: Payload) -> str:
    return escape(text.text("text"))


def _text(text: Payload, names: Names) -> str:
    return mrkdwn(text.text("text"), names) if text.text("type") == "mrkdwn" else _label(text)


def _section(block: Payload, names: Names) -> str:
    if fields := block.parts("fields"):
        cells = "".join(f"<div>{_text(field, names)}</div>" for field in fields)
        return f'<div class="fields">{cells}</div>'
    beside = block.part("accessory")
    return (
        f'<div class="section"><div>{_text(block.part("text"), names)}</div>{_element(beside) if beside else ""}</div>'
    )


def _context(block: Payload, names: Names) -> str:
    return f'<div class="context">{" ".join(_text(element, names) for element in block.parts("elements"))}</div>'


def _actions(block: Payload, _: Names) -> str:
    return f'<div class="actions">{"".join(_element(element) for element in block.parts("elements"))}</div>'


def _rich_text(block: Payload, names: Names) -> str:
    tags = {"rich_text_section": "div", "rich_text_quote": "blockquote"}
    parts = ((tags[part.text("type")], rich(part.parts("elements"), names)) for part in block.parts("elements"))
    return "".join(f"<{tag}>{inside}</{tag}>" for tag, inside in parts)


def _input(block: Payload, _: Names) -> str:
    optional = ' <span class="optional">(optional)</span>' if block.flag("optional") else ""
    hint = f'<div class="hint">{_label(block.part("hint"))}</div>' if block.part("hint") else ""
    asked = f'<div class="label">{_label(block.part("label"))}{optional}</div>'
    return f'<div class="input">{asked}{_element(block.part("element"))}{hint}</div>'


def _element(element: Payload) -> str:
    return _ELEMENTS[element.text("type")](element)


def _button(button: Payload) -> str:
    asks = ' title="asks first"' if button.part("confirm") else ""
    return f'<span class="button {escape(button.text("style"))}"{asks}>{_label(button.part("text"))}</span>'


def _menu(menu: Payload) -> str:
    chosen = menu.part("initial_option")
    return _box(_label(chosen.part("text")) if chosen else "", _label(menu.part("placeholder")))


def _box(chosen: str, empty: str) -> str:
    return f'<span class="menu {"" if chosen else "empty"}">{chosen or empty}</span>'


def _typed(element: Payload) -> str:
    tall = " tall" if element.flag("multiline") else ""
    return f'<div class="typed{tall}">{escape(element.text("initial_value"))}</div>'


def _picked(name: str, empty: str) -> Callable[[Payload], str]:
    return lambda element: _box(escape(element.text(name)), empty)


def _instant(element: Payload) -> str:
    unix = element.number("initial_date_time")
    at = f"{datetime.fromtimestamp(unix, UTC):%d %b %Y %H:%M} UTC" if unix is not None else ""
    return _box(at, "Choose a day and a time")


def _radio(element: Payload) -> str:
    return _listed(element, {element.text("initial_option", "value")}, "◉", "○")


def _boxes(element: Payload) -> str:
    ticked = {option.text("value") for option in element.parts("initial_options")}
    return _listed(element, ticked, "☑", "☐")


def _listed(element: Payload, chosen: set[str], marked: str, bare: str) -> str:
    lines = (
        f"<div>{marked if option.text('value') in chosen else bare} {_label(option.part('text'))}</div>"
        for option in element.parts("options")
    )
    return f'<div class="listed">{"".join(lines)}</div>'


_BLOCKS: dict[str, Callable[[Payload, Names], str]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "divider": lambda _block, _names: "<hr>",
    "input": _input,
}
_ELEMENTS: dict[str, Callable[[Payload], str]] = {
    "button": _button,
    "static_select": _menu,
    "external_select": _menu,
    "plain_text_input": _typed,
    "number_input": _typed,
    "users_select": _picked("initial_user", "Choose a person"),
    "datepicker": _picked("initial_date", "Choose a day"),
    "datetimepicker": _instant,
    "radio_buttons": _radio,
    "checkboxes": _boxes,
}
