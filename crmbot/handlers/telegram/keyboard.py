"""The buttons of a card, row by row, and the numbers that join them to the lines of its lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardMarkupLimit, KeyboardButtonStyle

from crmbot.chat.card import Action, Card, Drawn, Items, Menu
from crmbot.handlers.telegram.cutting import shortened, units_of
from crmbot.language.codes import part_label

LABEL = 40
IN_A_ROW = 5
_ROW_WIDTH = 36
_PLAIN_ACT = "Open"
_SHORT_ACT = 10
_STYLES = {"primary": KeyboardButtonStyle.PRIMARY, "danger": KeyboardButtonStyle.DANGER}
_NAMELESS = "·"


@dataclass(frozen=True, slots=True)
class Button:
    """A button as Telegram shows it."""

    label: str
    token: str
    style: str = ""

    def for_telegram(self) -> InlineKeyboardButton:
        return InlineKeyboardButton(self.label, callback_data=self.token, style=_STYLES.get(self.style))


Row = tuple[Button, ...]


def numbering(card: Card) -> dict[int, int]:
    """Return the first number of each numbered list, by its block; no two buttons share a number."""
    first: dict[int, int] = {}
    free = 1
    for index, block in enumerate(card.blocks):
        if not isinstance(block, Items):
            continue
        if any(item.action for item in block.items):
            first[index] = max(block.first or 1, free)
            free = first[index] + len(block.items)
        elif block.first is not None:
            first[index] = block.first
    return first


def keyboards(drawn: Drawn) -> tuple[InlineKeyboardMarkup, ...]:
    """Return the buttons of a card; more than one message can hold make several keyboards."""
    return tuple(
        InlineKeyboardMarkup([[button.for_telegram() for button in row] for row in rows])
        for rows in _in_parts(button_rows(drawn))
    )


def button_rows(drawn: Drawn) -> list[Row]:
    """Lay out every button: those of the lists by number, then those under the card."""
    if len(drawn.tokens) != sum(1 for _ in drawn.card.buttons()):
        raise ValueError("a card needs one token for each of its buttons")
    tokens = iter(drawn.tokens)
    rows = _rows_of_lists(drawn.card, tokens)
    return rows + _rows_of_actions(drawn.card.actions, tokens)


def _rows_of_lists(card: Card, tokens: Iterator[str]) -> list[Row]:
    first = numbering(card)
    buttons: list[Button] = []
    for index, block in enumerate(card.blocks):
        if isinstance(block, Items) and index in first:
            acts = [(number, item.action) for number, item in enumerate(block.items, first[index]) if item.action]
            verb = _verb_of([action for _, action in acts])
            labelled = [(f"{verb} {number}".strip(), action) for number, action in acts]
            buttons += (Button(label, next(tokens), action.style) for label, action in labelled)
    return _filled(buttons)


def _verb_of(actions: Sequence[Action]) -> str:
    """Name what the numbers of a list do, unless it goes without saying."""
    labels = {action.label for action in actions}
    verb = labels.pop() if len(labels) == 1 else _PLAIN_ACT
    return "" if verb == _PLAIN_ACT or units_of(verb) > _SHORT_ACT else verb


def _rows_of_actions(actions: Iterable[Action | Menu], tokens: Iterator[str]) -> list[Row]:
    rows: list[Row] = []
    loose: list[Button] = []
    for action in actions:
        if isinstance(action, Menu):
            # Telegram folds nothing: what a menu holds begins a row of its own.
            rows += _filled(loose)
            rows += _filled([_button(option, tokens) for option in action.options])
            loose = []
        else:
            loose.append(_button(action, tokens))
    return rows + _filled(loose)


def _button(action: Action, tokens: Iterator[str]) -> Button:
    words, code = part_label(action.label)
    return Button(shortened(words, LABEL - len(code)) + code or _NAMELESS, next(tokens), action.style)


def _filled(buttons: Iterable[Button]) -> list[Row]:
    """Fill as few rows as a telephone can show, none with a lonely button where they can be shared out evenly."""
    given = tuple(buttons)
    rows = _packed(given, IN_A_ROW)
    most = -(-len(given) // len(rows)) if rows else 0
    even = _packed(given, most)
    return even if len(even) == len(rows) else rows


def _packed(buttons: Sequence[Button], most: int) -> list[Row]:
    """Fill rows of at most so many buttons one after the other."""
    rows: list[Row] = []
    row: Row = ()
    for button in buttons:
        if row and not (len(row) < most and _has_room(row, button)):
            rows.append(row)
            row = ()
        row += (button,)
    return [*rows, row] if row else rows


def _has_room(row: Row, button: Button) -> bool:
    count = len(row) + 1
    widest = max(units_of(each.label) for each in (*row, button))
    return count <= IN_A_ROW and widest * count <= _ROW_WIDTH


def _in_parts(rows: Iterable[Row]) -> list[list[Row]]:
    parts: list[list[Row]] = []
    room = 0
    for row in rows:
        if not parts or room < len(row):
            parts.append([])
            room = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
        parts[-1].append(row)
        room -= len(row)
    return parts
