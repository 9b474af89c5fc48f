"""Formatted text: the HTML parse mode read as strictly as Telegram reads it, lengths in UTF-16."""

import re
from dataclasses import dataclass, field

from tests.doubles.telegram.wire import Payload, broken

ENTITY_LIMIT = 100
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));")
_ATTRIBUTE = re.compile(r"\s+([^\s=>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.\-]+)))?")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_LINK = re.compile(
    r"(?:https?://)?[^\s/?#.]+(?:\.[^\s/?#.]+)+(?:[/?#:]\S*)?|https?://localhost\S*|tg://\S+", re.IGNORECASE
)


def utf16_length(text: str) -> int:
    """Count as Telegram counts: an emoji outside the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_link(url: str) -> bool:
    """Tell whether Telegram accepts the address: web or tg, never tel or mailto."""
    return _LINK.fullmatch(url) is not None


@dataclass(frozen=True, slots=True)
class Entity:
    """One stretch of a text with a meaning; offsets in UTF-16 units."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, object], ...] = ()

    @property
    def end(self) -> int:
        """Give the first unit behind it."""
        return self.offset + self.length

    def payload(self) -> Payload:
        """Draw it as the Bot API writes it."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **dict(self.extra)}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text as it is shown, its entities, and remarks on what Telegram swallowed silently."""

    text: str
    entities: tuple[Entity, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _OpenTag:
    name: str
    offset: int
    attributes: dict[str, str]
    language: str = ""


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    length: int = 0
    shown: list[str] = field(default_factory=list)
    open: list[_OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.at < len(self.source):
            self._step()
        if self.open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        found = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return FormattedText("".join(self.shown), tuple(found), tuple(self.remarks))

    def _step(self) -> None:
        char = self.source[self.at]
        if self.source.startswith("</", self.at):
            self._end_tag()
        elif char == "<":
            self._start_tag()
        elif char == "&":
            self._reference()
        else:
            if char == ">":
                self.remarks.append("a bare '>' was not written as &gt;")
            self._show(char, 1)

    def _show(self, text: str, read: int) -> None:
        self.shown.append(text)
        self.length += utf16_length(text)
        self.at += read

    def _byte_offset(self) -> int:
        return len(self.source[: self.at].encode("utf-8", "surrogatepass"))

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.at)
        meaning = _meaning(match) if match else None
        if match is None or meaning is None:
            self.remarks.append("a bare '&' was not written as &amp;")
            self._show("&", 1)
            return
        self._show(meaning, len(match[0]))

    def _start_tag(self) -> None:
        offset = self._byte_offset()
        name_end = _scan(self.source, self.at + 1)
        name = self.source[self.at + 1 : name_end].lower()
        if name not in _TYPES:
            raise _unparsable(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes, end = _attributes(self.source, name_end)
        if not self.source.startswith(">", end):
            raise _unparsable(f"Unclosed start tag at byte offset {offset}")
        _check_attributes(name, attributes, offset)
        self._remark_nesting(name)
        self.open.append(_OpenTag(name, self.length, attributes))
        self.at = end + 1

    def _remark_nesting(self, name: str) -> None:
        around = {tag.name for tag in self.open}
        if name == "blockquote" and name in around:
            self.remarks.append("a blockquote inside a blockquote is not shown")
        if "code" in around or ("pre" in around and name != "code"):
            self.remarks.append(f"<{name}> inside code or pre is not shown")

    def _end_tag(self) -> None:
        offset = self._byte_offset()
        end = self.source.find(">", self.at)
        if end < 0:
            raise _unparsable(f"Unclosed end tag at byte offset {offset}")
        name = self.source[self.at + 2 : end].strip().lower()
        if not self.open:
            raise _unparsable(f"Unexpected end tag at byte offset {offset}")
        tag = self.open.pop()
        if name not in ("", tag.name):
            raise _unparsable(f'Unmatched end tag at byte offset {offset}, expected "</{tag.name}>", found "</{name}>"')
        self.at = end + 1
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self.length - tag.offset
        language = tag.attributes.get("class", "").removeprefix("language-")
        if tag.name == "code" and self.open and self.open[-1].name == "pre":
            self.open[-1].language = language
        elif length:
            self._add(tag, length)

    def _add(self, tag: _OpenTag, length: int) -> None:
        if tag.name == "a":
            self._add_link(tag, length)
            return
        kind, extra = _TYPES[tag.name], _extra(tag)
        if "expandable" in tag.attributes and tag.name == "blockquote":
            kind = "expandable_blockquote"
        self.entities.append(Entity(kind, tag.offset, length, extra))

    def _add_link(self, tag: _OpenTag, length: int) -> None:
        url = tag.attributes.get("href", "")
        if not is_link(url):
            self.remarks.append(f"the link {url!r} is not one Telegram shows")
            return
        self.entities.append(Entity("text_link", tag.offset, length, (("url", url),)))


def parse_html(source: str) -> FormattedText:
    """Read HTML parse mode; a tag Telegram does not know or that is not closed is a 400."""
    return _trimmed(_Reader(source).read())


def plain(text: str) -> FormattedText:
    """Take a text without formatting, trimmed as Telegram trims it."""
    return _trimmed(FormattedText(text))


def _unparsable(reason: str) -> Exception:
    return broken(f"can't parse entities: {reason}")


def _scan(source: str, at: int) -> int:
    while at < len(source) and not source[at].isspace() and source[at] != ">":
        at += 1
    return at


def _meaning(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name)
    point = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(point) if 0 < point < 0x110000 else None


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while (match := _ATTRIBUTE.match(source, at)) is not None:
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        found[name.lower()] = _REFERENCE.sub(lambda ref: _meaning(ref) or ref[0], value)
        at = match.end()
    while at < len(source) and source[at].isspace():
        at += 1
    return found, at


def _check_attributes(name: str, attributes: dict[str, str], offset: int) -> None:
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    if name == "tg-time":
        if not re.fullmatch(r"\d+", attributes.get("unix", "")):
            raise _unparsable(f'Tag "tg-time" must have a valid "unix" at byte offset {offset}')
        if not _TIME_FORMAT.fullmatch(attributes.get("format", "")):
            raise _unparsable(f'Tag "tg-time" has a wrong "format" at byte offset {offset}')


def _extra(tag: _OpenTag) -> tuple[tuple[str, object], ...]:
    if tag.name == "pre" and tag.language:
        return (("language", tag.language),)
    if tag.name == "tg-time":
        unix: tuple[str, object] = ("unix_time", int(tag.attributes["unix"]))
        shape = tag.attributes.get("format", "")
        return (unix, ("date_time_format", shape)) if shape else (unix,)
    return ()


def _trimmed(formatted: FormattedText) -> FormattedText:
    lead = len(formatted.text) - len(formatted.text.lstrip())
    text = formatted.text.strip()
    moved = (_moved(entity, lead, utf16_length(text)) for entity in formatted.entities)
    remarks = formatted.remarks
    if len(formatted.entities) > ENTITY_LIMIT:
        remarks += (f"{len(formatted.entities)} entities: those after {ENTITY_LIMIT} are lost",)
    kept = tuple(entity for entity in moved if entity.length > 0)[:ENTITY_LIMIT]
    return FormattedText(text, kept, remarks)


def _moved(entity: Entity, lead: int, size: int) -> Entity:
    start = min(max(entity.offset - lead, 0), size)
    end = min(max(entity.end - lead, 0), size)
    return Entity(entity.type, start, end - start, entity.extra)
