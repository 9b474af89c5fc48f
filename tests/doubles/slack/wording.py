"""Slack's mark-up: what people type on its way in, what readers see on its way out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

CONTROL = re.compile(r"<([^<>]*)>")
KNOWN_CONTROL = re.compile(r"(?:@[UW]|#[CG]|!|https?://|mailto:|tel:|slack://)")
PING = re.compile(r"<(?:!(?:channel|here|everyone|group)\b|!subteam\^|@[UW])[^<>]*>")
STRAY_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
SPANS = [
    re.compile(
        rf"(?<![\w{re.escape(mark)}]){re.escape(mark)}(?=\S)([^{re.escape(mark)}\n]+)"
        rf"(?<=\S){re.escape(mark)}(?![\w{re.escape(mark)}])"
    )
    for mark in "*_~`"
]
PERSON = re.compile(r"@([UW][0-9A-Z]{5,})\b")
QUOTE = re.compile(r"^> ?", re.MULTILINE)
LINK = re.compile(r"\bhttps?://[^\s<>&]+")
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
DOMAIN = re.compile(r"(?<![\w@./:|-])(?:[\w-]+\.)+(?:com|org|net|io|dev)\b(?![\w@.-])")
NAME = re.compile(r"(?<!\S)@([\w.-]*\w)")
ROOM = re.compile(r"(?<!\S)#([\w-]+)")


def escape(text: str) -> str:
    """Write the three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Read the three entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str, *, people: Mapping[str, str], rooms: Mapping[str, str], named: bool) -> str:
    """Write what a person typed as Slack sends it: escaped, with links and mentions.

    `people` and `rooms` map names to ids; `named` adds the name to each mention, as
    slash commands do.
    """

    def person(match: re.Match[str]) -> str:
        user = people.get(match[1])
        tail = f"|{match[1]}" if named else ""
        return f"<@{user}{tail}>" if user else match[0]

    def room(match: re.Match[str]) -> str:
        channel = rooms.get(match[1])
        return f"<#{channel}|{match[1] if named else ''}>" if channel else match[0]

    return ROOM.sub(room, NAME.sub(person, _linked(escape(text))))


def _linked(text: str) -> str:
    """Turn addresses into links, each part of the text once."""
    return _outside(
        _outside(_outside(text, LINK, "<{0}>"), EMAIL, "<mailto:{0}|{0}>"),
        DOMAIN,
        "<http://{0}|{0}>",
    )


def _outside(text: str, pattern: re.Pattern[str], form: str) -> str:
    """Apply a pattern to the parts of the text that are not links already."""
    parts = re.split(r"(<[^<>]*>)", text)

    def write(match: re.Match[str]) -> str:
        return form.format(match[0])

    return "".join(part if part.startswith("<") else pattern.sub(write, part) for part in parts)


def mrkdwn_problems(text: str) -> Iterator[str]:
    """Control characters that nobody escaped."""
    if STRAY_AMPERSAND.search(text):
        yield "an unescaped &"
    for match in CONTROL.finditer(text):
        if not KNOWN_CONTROL.match(match[1]):
            yield f"an unescaped <: {match[0][:40]!r}"
    if "<" in CONTROL.sub("", text):
        yield "an unescaped <"


@lru_cache(maxsize=2048)
def plain_mrkdwn(text: str) -> str:
    """The words of a marked-up text; people look at the same one again and again."""
    shown = QUOTE.sub("", CONTROL.sub(_shown_control, text))
    for span in SPANS:
        shown = span.sub(r"\1", shown)
    return unescape(shown)


def _shown_control(match: re.Match[str]) -> str:
    """The reader's side of one `<...>`."""
    target, bar, label = match[1].partition("|")
    if bar and label:
        return label
    if target.startswith("!"):
        return "@" + target[1:]
    return target.removeprefix("mailto:").removeprefix("tel:")


def with_names(text: str, people: Mapping[str, str]) -> str:
    """Show people by name where the text has their ids."""
    return PERSON.sub(lambda match: f"@{people.get(match[1], match[1])}", text)


def plain_text(text: Mapping[str, Any]) -> str:
    """The words of a text object."""
    content = str(text.get("text", ""))
    return plain_mrkdwn(content) if text.get("type") == "mrkdwn" else content


def plain_blocks(blocks: Sequence[dict[str, Any]]) -> str:
    """The words of a list of blocks, a line per block or field."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: dict[str, Any]) -> Iterator[str]:
    """The lines of one block; buttons and menus are not words."""
    match block["type"]:
        case "section":
            yield plain_text(block.get("text", {}))
            yield from (plain_text(text) for text in block.get("fields", []))
        case "header":
            yield plain_text(block["text"])
        case "context":
            yield " ".join(plain_text(text) for text in block["elements"] if "text" in text)
        case "input":
            yield plain_text(block["label"])
            yield plain_text(block.get("hint", {}))
        case "markdown":
            yield block["text"]
        case "image":
            yield block["alt_text"]
        case "table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
        case "rich_text":
            yield _cell(block)


def _cell(part: dict[str, Any]) -> str:
    """The words of rich text, any depth."""
    inner = "".join(_cell(piece) for piece in part.get("elements", []))
    return inner + str(part.get("text", ""))


def pings(text: str, blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Live mentions in a message: the text only counts when there are no blocks."""
    texts = list(mrkdwn_texts(list(blocks))) if blocks else [text]
    return [match[0] for content in texts for match in PING.finditer(content)]


def mrkdwn_texts(part: object) -> Iterator[str]:
    """Every marked-up text inside a piece of Block Kit."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn" and isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from mrkdwn_texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from mrkdwn_texts(value)
