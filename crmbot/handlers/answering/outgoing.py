"""Files on their way out: opened off the loop, taken for what their bytes are, refused in words."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from crmbot.chat.card import Attachment, Card, Drawn, Footer, code, spans
from crmbot.language import sizes
from crmbot.language.filetypes import HEAD, PICTURES, sniffed

log = structlog.get_logger(__name__)
T = TypeVar("T")

AT_MOST_S = 90.0
"""For all files of a card together; the scheduler gives a message up after two minutes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its bytes; `mime` is what they are."""

    name: str
    mime: str
    content: bytes
    alt: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether a chat can show it as a picture."""
        return self.mime in PICTURES

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return sizes.show(len(self.content))


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of one card that could be opened, and the names of those that could not."""

    files: tuple[Opened, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.missing)


async def opened(files: Sequence[Attachment]) -> Parcel:
    """Open the files of a card in a thread; one that cannot be had is named instead."""
    found: list[Opened] = []
    missing: list[str] = []
    for file in files:
        try:
            content = await asyncio.to_thread(file.open_content)
        except OSError as error:
            log.warning("files.not_opened", action="card without it", error=type(error).__name__)
            missing.append(file.name)
        else:
            mime = sniffed(content[:HEAD], file.mime)
            found.append(Opened(_honest(file.name, mime), mime, content, file.alt))
    return Parcel(tuple(found), tuple(missing))


async def in_time(sending: Awaitable[T], otherwise: T) -> T:
    """Wait for files to be sent, but not so long that their card is taken for lost, and sent once more."""
    try:
        async with asyncio.timeout(AT_MOST_S):
            return await sending
    except TimeoutError:
        log.warning("files.too_slow", action="given up")
        return otherwise


async def ready(card: Card) -> Card:
    """Return a card whose files are open, each with its bytes at hand; what cannot be had now stays as it is.

    Raises whatever a mistake of ours raises: files may be drawn as they are opened.
    """
    return replace(card, files=tuple([await _ready(file) for file in card.files]))


async def _ready(file: Attachment) -> Attachment:
    try:
        content = await asyncio.to_thread(file.open_content)
    except OSError:
        return file
    return replace(file, open_content=lambda: content)


def without_files(card: Card, ref: str) -> Card:
    """Return a card that says that its files could not be made, and by which reference that is known."""
    words = Footer(spans("The file could not be made: that failed on our side. Ref ", code(ref)))
    return replace(card, files=(), blocks=(*card.blocks, words))


def _honest(name: str, mime: str) -> str:
    """Return the name of a file; one that only makes believe to be a picture ends in what no chat shows as one."""
    pretends = name.lower().endswith(_PICTURED) and not mime.startswith("image/")
    return f"{name}.bin" if pretends else name


_PICTURED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".svg")


def not_had(name: str) -> Drawn:
    """Say that a file could not be opened."""
    return _word(f"I cannot get at {name} just now. Please ask again in a while.")


def too_large(file: Opened, most: int, there: str) -> Drawn:
    """Say that a file is larger than a platform takes."""
    return _word(f"{file.name} is {file.size}, more than {there} takes ({sizes.show(most)}). It is kept with me.")


def empty(name: str) -> Drawn:
    """Say that there is nothing in a file to be sent."""
    return _word(f"{name} is empty, so there is nothing to send.")


def refused(name: str, there: str) -> Drawn:
    """Say that a platform did not take a file."""
    return _word(f"{there} did not take {name}. Please ask again in a while.")


def _word(text: str) -> Drawn:
    return Drawn(Card(spans(text), icon="📎"))
