"""Slack's two ways of writing text, as HTML: what is sent is read again, as a client would."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape

from crmbot.handlers.slack.payload import Payload

Names = Mapping[str, str]
"""What people are called, by Slack's ids of them."""

_PIECE = re.compile(
    r"<(?P<entity>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^_\n]+)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^~\n]+)~(?![\w~])"
)
_TAGS = {"code": "code", "bold": "b", "italic": "i", "strike": "s"}


def mrkdwn(text: str, names: Names) -> str:
    """Draw marked-up text."""
    parts: list[str] = []
    at = 0
    for piece in _PIECE.finditer(text):
        parts += [plain(text[at : piece.start()]), _marked(piece, names)]
        at = piece.end()
    return "".join([*parts, plain(text[at:])])


def plain(text: str) -> str:
    """Draw text without marks, Slack's entities read, as a notification has it."""
    return escape(unescape(text))


def rich(elements: Sequence[Payload], names: Names) -> str:
    """Draw the elements of rich text."""
    return "".join(_ELEMENTS[element.text("type")](element, names) for element in elements)


def _marked(piece: re.Match[str], names: Names) -> str:
    kind = str(piece.lastgroup)
    if kind == "entity":
        return _entity(piece["entity"], names)
    inner = piece[kind] if kind == "code" else unescape(piece[kind])
    return f"<{_TAGS[kind]}>{escape(unescape(inner))}</{_TAGS[kind]}>"


def _entity(text: str, names: Names) -> str:
    target, _, label = text.partition("|")
    if target.startswith("@"):
        return _mention(target.removeprefix("@"), names)
    if target.startswith("!date^"):
        return f"<time>{plain(label)}</time>"
    if target.startswith("!"):
        raise ValueError(f"a message would call everybody: {text!r}")
    return f"<a>{plain(label or target)}</a>"


def _mention(user: str, names: Names) -> str:
    return f'<span class="mention">@{escape(names.get(user, user))}</span>'


def _run(element: Payload, _: Names) -> str:
    shown = escape(element.text("text"))
    for name, tag in reversed(_TAGS.items()):
        if element.flag("style", name):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _link(element: Payload, _: Names) -> str:
    return f"<a>{escape(element.text('text') or element.text('url'))}</a>"


_ELEMENTS: dict[str, Callable[[Payload, Names], str]] = {
    "text": _run,
    "link": _link,
    "user": lambda element, names: _mention(element.text("user_id"), names),
    "date": lambda element, _: f"<time>{escape(element.text('fallback'))}</time>",
}
