"""Telegram's HTML and keyboards as a phone shows them; markup Telegram does not know is refused here as well."""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from crmbot.handlers.telegram.render import Message

_KNOWN = {"b", "i", "s", "u", "code", "pre", "a", "blockquote", "tg-time"}
_TAPPED = re.compile(r"(?<![\w/])/[a-z]\w*|(?<!\w)#\w+|\+\d[\d ]{6,}\d|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+\w")
"""What Telegram makes a link of by itself: commands, tags, numbers and addresses."""


def messages(sent: Sequence[Message]) -> str:
    """Draw messages, each with its keyboard under it."""
    return "".join(_message(message) for message in sent)


def _message(message: Message) -> str:
    return f'<div class="sent"><div class="bubble">{shown(message.html)}</div>{_keyboard(message)}</div>'


def shown(html: str) -> str:
    """Draw text in Telegram's HTML. `ValueError` for a tag it does not know."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Writes again what it knows, everything else escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise ValueError(f"Telegram knows no {tag!r}")
        folded = ' class="folded"' if tag == "blockquote" and ("expandable", None) in attrs else ""
        self.parts.append(f"<{tag}{folded}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.parts and self.parts[-1] == "</blockquote>":
            data = data.removeprefix("\n")  # a quotation ends its line by itself
        at = 0
        for found in _TAPPED.finditer(data):
            self.parts += [escape(data[at : found.start()]), f"<a>{escape(found[0])}</a>"]
            at = found.end()
        self.parts.append(escape(data[at:]))


def _keyboard(message: Message) -> str:
    if message.keyboard is None:
        return ""
    rows = (
        "".join(f'<span class="key {escape(str(key.style or ""))}">{escape(key.text)}</span>' for key in row)
        for row in message.keyboard.inline_keyboard
    )
    return "".join(f'<div class="keys">{row}</div>' for row in rows)
