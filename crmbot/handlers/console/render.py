"""Cards as lines of text for people, and as JSON for programs."""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime

from crmbot.chat.card import (
    Action,
    Attachment,
    Block,
    Card,
    Divider,
    Footer,
    Item,
    Items,
    Menu,
    plain,
    plain_block,
    plain_card,
)
from crmbot.language import sizes

BOLD, DIM, END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
RULE = "─" * 20


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that came with a card and lies on this machine now; `path` is empty when it could not be had."""

    name: str
    mime: str
    size: int
    path: str
    alt: str = ""

    @property
    def line(self) -> str:
        """The file as one line under its card."""
        if not self.path:
            return f"📎 {self.name} could not be saved."
        said = f": {self.alt}" if self.alt else ""
        return f"📎 {self.name} ({sizes.show(self.size)}){said}\n   saved as {self.path}"


# The one place where text from people is made harmless: a terminal obeys control characters.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are laid out. A `width` of 0 leaves them as long as they are."""

    width: int = 0
    colour: bool = False

    def styled(self, style: str, text: str) -> str:
        """Return text in bold or dim, where there are colours."""
        return f"{style}{text}{END}" if self.colour else text

    def wrapped(self, text: str) -> str:
        """Return text harmless, and broken at blanks where it is wider than the screen."""
        lines = text.translate(_CONTROLS).split("\n")
        return "\n".join(self._broken(line) for line in lines) if self.width else "\n".join(lines)

    def _broken(self, line: str) -> str:
        # Numbers and addresses stay whole: they are there to be copied.
        indent = "> " if line.startswith("> ") else "  "
        return textwrap.fill(line, self.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def render(card: Card, look: Look) -> str:
    """Return a card as lines: the title, its blocks, and its buttons with their numbers."""
    numbers = iter(range(1, 1 + sum(1 for _ in card.buttons())))
    lines = [look.styled(BOLD, look.wrapped(card.summary))]
    for block in card.blocks:
        text = look.wrapped("\n".join(_lines(block, numbers)))
        lines.append(look.styled(DIM, text) if isinstance(block, Footer) else text)
    lines += [look.wrapped(row) for row in _rows(card.actions, numbers)]
    return "\n".join(lines)


def _lines(block: Block, numbers: Iterator[int]) -> list[str]:
    match block:
        case Items():
            marks = ["•"] * len(block.items)
            if block.first is not None:
                marks = [f"{number}." for number, _ in enumerate(block.items, block.first)]
            return [_row(item, mark, numbers) for item, mark in zip(block.items, marks, strict=True)]
        case Divider():
            return [RULE]
        case _:
            return plain_block(block)


def _row(item: Item, mark: str, numbers: Iterator[int]) -> str:
    button = f"  {_button(item.action, numbers)}" if item.action else ""
    return f"{mark} {plain(item.spans)}{button}"


def _rows(actions: tuple[Action | Menu, ...], numbers: Iterator[int]) -> list[str]:
    """Return the buttons in one row, and each menu in a row of its own, in the order of their numbers."""
    rows: list[list[str]] = [[]]
    for action in actions:
        if isinstance(action, Menu):
            options = " ".join(_button(option, numbers) for option in action.options)
            rows += [[f"{action.label}: {options}"], []]
        else:
            rows[-1].append(_button(action, numbers))
    return [" ".join(row) for row in rows if row]


def _button(action: Action, numbers: Iterator[int]) -> str:
    return f"[{next(numbers)} {action.label}]"


def to_json(to: str, card: Card, files: Sequence[Saved] = ()) -> str:
    """Return one line of JSON for one reply; `files` are those that came with it and were saved."""
    labels = [action.label for action in card.buttons()]
    shown = {"to": to, "text": plain_card(card), "card": tree(card), "buttons": labels}
    if files:
        shown["files"] = [
            {"name": each.name, "mime": each.mime, "size": each.size, "path": each.path} for each in files
        ]
    return json.dumps(shown, ensure_ascii=False)


def notice_json(to: str, text: str) -> str:
    """Return one line of JSON for words without a card."""
    return json.dumps({"to": to, "text": text, "card": None, "buttons": []}, ensure_ascii=False)


def tree(value: object) -> object:
    """Return a card, or any part of one, as plain lists and objects that name their `type`."""
    if isinstance(value, Attachment):  # its bytes are no part of what is shown
        return {"type": "attachment", "name": value.name, "mime": value.mime, "alt": value.alt}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: tree(getattr(value, part.name)) for part in fields(value)}
        return {"type": type(value).__name__.lower(), **parts}
    match value:
        case tuple() | list():
            return [tree(part) for part in value]
        case Mapping():
            return {str(name): tree(part) for name, part in value.items()}
        case datetime():
            return value.isoformat()
        case _:
            return value
