"""Files at the console: those that come with a card are put into a folder, those attached lie on this machine."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from itertools import count
from pathlib import Path

import structlog

from crmbot.chat.card import Attachment
from crmbot.handlers.answering import disk, outgoing
from crmbot.handlers.answering.outgoing import Opened
from crmbot.handlers.console.render import Saved
from crmbot.language.filenames import clean

_log = structlog.get_logger(__name__)


class Downloads:
    """A folder that files are saved into; nothing that lies there is written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, files: Sequence[Attachment]) -> tuple[Saved, ...]:
        """Put files into the folder; those that cannot be had or written come back without a path."""
        parcel = await outgoing.opened(files)
        saved = [await asyncio.to_thread(self._put, file) for file in parcel.files]
        return (*saved, *(Saved(name, "", 0, "") for name in parcel.missing))

    def _put(self, file: Opened) -> Saved:
        path = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = str(_written(self._folder, clean(file.name), file.content))
        except OSError as error:
            _log.warning("console.file_not_saved", action="told", error=type(error).__name__)
        return Saved(file.name, file.mime, len(file.content), path, file.alt)


def _written(folder: Path, name: str, content: bytes) -> Path:
    """Write under the first name that is free: `offer.pdf`, `offer-2.pdf`; the same content is written once."""
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            if not _is_same(path, content):
                continue
        return path
    raise AssertionError("there is always another number")


def _is_same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


class LocalFiles:
    """Reads what was attached here."""

    def fetch(self, ref: str) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a file by its path. Raises `FileGone` when it is there no more."""
        return disk.pieces(Path(ref))
