"""Buttons and menus of a card, each with the token that comes back when it is used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from crmbot.chat.card import Action, Menu
from crmbot.handlers.slack import limits
from crmbot.handlers.slack.limits import shortened
from crmbot.handlers.slack.payload import Json

MANY_OPTIONS = limits.OPTIONS


@dataclass(slots=True)
class Buttons:
    """Hands out tokens in the order of `Card.buttons()`, and action ids that are unique in the message."""

    tokens: Iterator[str]
    numbers: Iterator[int] = field(default_factory=count)

    def button(self, action: Action) -> Json:
        """Write the next action as a button."""
        return self._button(action, next(self.tokens))

    def rows(self, actions: Sequence[Action | Menu]) -> list[Json]:
        """Write the actions under a card as rows of at most five."""
        elements = [element for action in actions for element in self._elements(action)]
        rows = [elements[start : start + limits.ROW] for start in range(0, len(elements), limits.ROW)]
        return [{"type": "actions", "elements": row} for row in rows]

    def _elements(self, action: Action | Menu) -> list[Json]:
        if isinstance(action, Action):
            return [self.button(action)]
        options = [(option, next(self.tokens)) for option in action.options]
        folded = [(option, token) for option, token in options if _folds(option, token)]
        aside = [self._button(option, token) for option, token in options if not _folds(option, token)]
        parts = [folded[start : start + MANY_OPTIONS] for start in range(0, len(folded), MANY_OPTIONS)]
        return [*(self._menu(action.label, part) for part in parts), *aside]

    def _menu(self, label: str, options: Sequence[tuple[Action, str]]) -> Json:
        return {
            "type": "static_select",
            "action_id": self._action_id(),
            "placeholder": plain_text(label, limits.PLACEHOLDER_CHARS),
            "options": [option_of(token, action.label) for action, token in options],
        }

    def _button(self, action: Action, token: str) -> Json:
        button: Json = {
            "type": "button",
            "action_id": self._action_id(),
            "text": plain_text(limits.shortened_label(action.label, limits.LABEL_CHARS), limits.LABEL_CHARS),
            "value": token,
        }
        if action.style in ("primary", "danger"):
            button["style"] = action.style
        if action.confirm:
            button["confirm"] = _confirm(action)
        return button

    def _action_id(self) -> str:
        return f"a{next(self.numbers)}"


def plain_text(text: str, limit: int) -> Json:
    """Write a plain text object, which is never parsed; it may not be empty."""
    return {"type": "plain_text", "text": shortened(text.strip(), limit) or "…"}


def option_of(value: str, label: str) -> Json:
    """Write one option of a menu or a select."""
    shown = limits.shortened_label(label, limits.OPTION_CHARS)
    return {"text": plain_text(shown, limits.OPTION_CHARS), "value": value}


def _folds(action: Action, token: str) -> bool:
    """Tell whether a menu can hold the option: it has no "are you sure" of its own, and shorter values."""
    return not action.confirm and len(token) <= limits.OPTION_VALUE_CHARS


def _confirm(action: Action) -> Json:
    return {
        "title": plain_text("Are you sure?", limits.CONFIRM_TITLE_CHARS),
        "text": plain_text(action.confirm, limits.CONFIRM_TEXT_CHARS),
        "confirm": plain_text(action.label, limits.CONFIRM_LABEL_CHARS),
        "deny": plain_text("Cancel", limits.CONFIRM_LABEL_CHARS),
    }
