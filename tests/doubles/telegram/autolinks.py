"""What Telegram marks in a text by itself: commands, mentions, hashtags, addresses, phones."""

import re
from collections.abc import Iterable, Iterator

from tests.doubles.telegram.markup import Entity, FormattedText, utf16_length

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "url": re.compile(r"(?<![\w@.])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|me)(?:/[^\s<>\"]*)?)"),
    "mention": re.compile(r"(?<![\w@/])@[a-zA-Z][a-zA-Z0-9_]{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256}"),
    "phone_number": re.compile(r"(?<![\w+])\+\d(?:[ ()-]?\d){7,14}(?!\w)"),
}


def with_autolinks(formatted: FormattedText) -> FormattedText:
    """Add what Telegram finds by itself where no formatting with a meaning of its own stands."""
    opaque = [e for e in formatted.entities if e.type in ("code", "pre", "text_link", "date_time")]
    found: list[Entity] = []
    for entity in _found(formatted.text):
        if not _overlaps(entity, opaque) and not _overlaps(entity, found):
            found.append(entity)
    merged = sorted((*formatted.entities, *found), key=lambda entity: (entity.offset, -entity.length))
    return FormattedText(formatted.text, tuple(merged), formatted.remarks)


def commands_in(formatted: FormattedText) -> Iterator[str]:
    """Give each command of a text as typed, with its slash."""
    for entity in formatted.entities:
        if entity.type == "bot_command":
            yield piece(formatted.text, entity)


def piece(text: str, entity: Entity) -> str:
    """Cut the words of an entity out of its text."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[entity.offset * 2 : entity.end * 2].decode("utf-16-le", "surrogatepass")


def _found(text: str) -> Iterator[Entity]:
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            yield Entity(kind, start, utf16_length(match[0]))


def _overlaps(entity: Entity, others: Iterable[Entity]) -> bool:
    return any(entity.offset < other.end and other.offset < entity.end for other in others)
