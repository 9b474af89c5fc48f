"""How the bytes of a file that was sent to us are fetched: the protocol every platform keeps."""

from collections.abc import AsyncGenerator
from typing import Protocol


class FetchError(Exception):
    """A file could not be fetched; the text says why, without a secret in it."""


class FileGone(FetchError):
    """Never to be had: deleted, hidden, out of our reach."""


class FileTooLarge(FetchError):
    """More than the platform hands out, or than we keep."""


class FetchLater(FetchError):
    """Not now; try again after so many seconds."""

    def __init__(self, after_s: float, reason: str) -> None:
        super().__init__(reason)
        self.after_s = after_s


class Fetcher(Protocol):
    """Fetches files from one platform."""

    def fetch(self, ref: str) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a file in pieces. Raises `FileGone`, `FileTooLarge`, `FetchLater`."""
        ...
