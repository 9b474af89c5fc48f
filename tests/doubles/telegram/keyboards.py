"""Reply markup: inline keyboards, reply keyboards and forced replies, checked as Telegram does."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.telegram.markup import is_link, utf16_length
from tests.doubles.telegram.wire import Payload, broken

ROW_LIMIT = 8
KEYBOARD_LIMIT = 100
CALLBACK_BYTES = 64
PLACEHOLDER_LIMIT = 64
COPY_LIMIT = 256
_DECORATION = ("text", "style", "icon_custom_emoji_id")
_INLINE_ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query_current_chat")
_KEYBOARD_FIELDS = ("keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard", "selective")
_PLACEHOLDER = "input_field_placeholder"


@dataclass(frozen=True, slots=True)
class Button:
    """One button as the person sees it, and what the platform knows about it."""

    label: str
    spec: tuple[tuple[str, object], ...]

    @property
    def callback_data(self) -> str | None:
        """Give what comes back to the bot, None for a button that sends nothing."""
        value = dict(self.spec).get("callback_data")
        return value if isinstance(value, str) else None

    def asks_for(self, what: str) -> bool:
        """Tell whether a press shares the contact or the location."""
        return bool(dict(self.spec).get(what))


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    """Buttons under one message."""

    rows: Rows

    def payload(self) -> Payload:
        """Draw it as the Bot API writes it."""
        return {"inline_keyboard": [[dict(button.spec) for button in row] for row in self.rows]}


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """Buttons in place of the phone's keyboard."""

    rows: Rows
    one_time: bool
    selective: bool


@dataclass(frozen=True, slots=True)
class RemovedKeyboard:
    """The wish to take the reply keyboard away."""

    selective: bool


@dataclass(frozen=True, slots=True)
class ForcedReply:
    """The wish that the person's next words answer this message."""

    placeholder: str
    selective: bool


Markup = InlineKeyboard | ReplyKeyboard | RemovedKeyboard | ForcedReply


def read_markup(spec: Payload | None, *, private: bool) -> Markup | None:
    """Read `reply_markup`; anything a client could not show is a 400."""
    if not spec:
        return None
    if "inline_keyboard" in spec:
        return _inline(spec)
    if "keyboard" in spec:
        return _keyboard(spec, private=private)
    if spec.get("remove_keyboard") is True:
        _only(spec, ("remove_keyboard", "selective"))
        return RemovedKeyboard(bool(spec.get("selective")))
    if spec.get("force_reply") is True:
        _only(spec, ("force_reply", _PLACEHOLDER, "selective"))
        return ForcedReply(_placeholder(spec), bool(spec.get("selective")))
    raise broken("object expected as reply markup")


def inline_only(markup: Markup | None) -> InlineKeyboard | None:
    """Refuse everything but an inline keyboard, as edits do."""
    if markup is None or isinstance(markup, InlineKeyboard):
        return markup
    raise broken("inline keyboard expected")


def _inline(spec: Payload) -> InlineKeyboard | None:
    _only(spec, ("inline_keyboard",))
    rows = _rows(spec["inline_keyboard"], _inline_button)
    return InlineKeyboard(rows) if rows else None


def _keyboard(spec: Payload, *, private: bool) -> ReplyKeyboard:
    _only(spec, (*_KEYBOARD_FIELDS, _PLACEHOLDER))
    _placeholder(spec)
    rows = _rows(spec["keyboard"], lambda button: _reply_button(button, private=private))
    if not rows:
        raise broken("reply keyboard must have at least one button")
    return ReplyKeyboard(rows, bool(spec.get("one_time_keyboard")), bool(spec.get("selective")))


def _rows(spec: object, read: Callable[[Payload], Button]) -> Rows:
    if not isinstance(spec, list) or not all(isinstance(row, list) for row in spec):
        raise broken("can't parse keyboard: expected an Array of Arrays of buttons")
    rows = tuple(tuple(read(_mapping(button)) for button in row) for row in spec if row)
    if any(len(row) > ROW_LIMIT for row in rows) or sum(map(len, rows)) > KEYBOARD_LIMIT:
        raise broken(f"reply markup is too long: at most {ROW_LIMIT} in a row, {KEYBOARD_LIMIT} in all")
    return rows


def _mapping(button: object) -> Payload:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise broken("can't parse keyboard button: expected an Object")
    return button


def _inline_button(spec: Payload) -> Button:
    label = _label(spec)
    _only(spec, (*_DECORATION, *_INLINE_ACTIONS))
    actions = [name for name in _INLINE_ACTIONS if name in spec]
    if len(actions) != 1:
        raise broken("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    _check_action(actions[0], spec[actions[0]])
    return Button(label, tuple(spec.items()))


def _check_action(name: str, value: object) -> None:
    if name == "callback_data" and not (isinstance(value, str) and 1 <= len(value.encode()) <= CALLBACK_BYTES):
        raise broken("BUTTON_DATA_INVALID")
    if name == "url" and not (isinstance(value, str) and is_link(value)):
        raise broken("BUTTON_URL_INVALID")
    if name == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not (isinstance(text, str) and 1 <= utf16_length(text) <= COPY_LIMIT):
            raise broken("BUTTON_COPY_TEXT_INVALID")


def _reply_button(spec: Payload, *, private: bool) -> Button:
    label = _label(spec)
    _only(spec, (*_DECORATION, "request_contact", "request_location"))
    for what, name in (("request_contact", "phone number"), ("request_location", "location")):
        if spec.get(what) and not private:
            raise broken(f"{name} can be requested in private chats only")
    return Button(label, tuple(spec.items()))


def _label(spec: Payload) -> str:
    label = spec.get("text")
    if not isinstance(label, str) or not label.strip():
        raise broken("keyboard button text must be non-empty")
    return label


def _placeholder(spec: Payload) -> str:
    value = spec.get(_PLACEHOLDER)
    if value is None:
        return ""
    if not isinstance(value, str) or not 1 <= utf16_length(value) <= PLACEHOLDER_LIMIT:
        raise broken(f"input field placeholder must be 1-{PLACEHOLDER_LIMIT} characters long")
    return value


def _only(spec: Payload, known: tuple[str, ...]) -> None:
    for name in spec:
        if name not in known:
            raise broken(f"reply markup has a field {name!r} this double does not play")
