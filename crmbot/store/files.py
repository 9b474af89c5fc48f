"""Where the bytes of documents are kept: a folder, or an S3-compatible store; the same bytes are kept once.

A file's key is the SHA-256 of its bytes. What stands under a key never changes, two documents may
share it, and so nothing is removed when one of them is put away.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from crmbot.language.filetypes import HEAD

if TYPE_CHECKING:
    from obstore.store import RetryConfig, S3Store

CHUNK = 256 * 1024
IN_MEMORY = 1024 * 1024
"""Bytes of a file on its way in that wait in memory; the rest of a longer one waits on disk."""

PART = 5 * 1024 * 1024
S3 = "s3"
RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}

_KEY = re.compile(r"[0-9a-f]{64}")


class StoreError(OSError):
    """The store does not answer, or has not got what it should have."""


class OverLimitError(Exception):
    """A file is larger than what is taken."""


class FileStore(Protocol):
    """Keeps bytes by key. Every method may take its time, and raises `StoreError` when the store is away."""

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Keep bytes under a key, all of them or none; what is there already stays."""
        ...

    def open(self, key: str) -> Iterator[bytes]:
        """Yield the bytes under a key. Raises `StoreError` when there are none."""
        ...

    def exists(self, key: str) -> bool:
        """Tell whether there are bytes under a key."""
        ...

    def delete(self, key: str) -> None:
        """Remove the bytes under a key, if there are any."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store: its key, its size in bytes, and its first bytes."""

    key: str
    size: int
    head: bytes


class Spool:
    """A file on its way in: counted and summed as it comes, and put into the store once it is whole."""

    def __init__(self, limit: int) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._limit = limit
        self._sum = hashlib.sha256()
        self._size = 0
        self._head = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, chunk: bytes) -> None:
        """Take the next bytes. Raises `OverLimitError` when they are more than `limit` in all."""
        self._size += len(chunk)
        if self._size > self._limit:
            raise OverLimitError(f"over {self._limit} bytes")
        self._sum.update(chunk)
        if len(self._head) < HEAD:
            self._head += chunk[: HEAD - len(self._head)]
        self._file.write(chunk)

    def keep(self, store: FileStore) -> Kept:
        """Put the whole file into the store, unless the same bytes are there."""
        key = self._sum.hexdigest()
        if not store.exists(key):
            store.put(key, self._chunks())
        return Kept(key, self._size, self._head)

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk


def keep(file: IO[bytes], store: FileStore, most: int) -> Kept:
    """Put a file that is open, from where it stands, into the store. Raises `OverLimitError` over `most` bytes."""
    with Spool(most) as spool:
        while chunk := file.read(CHUNK):
            spool.add(chunk)
        return spool.keep(store)


def content(store: FileStore, key: str) -> bytes:
    """Return all bytes under a key. Raises `StoreError`."""
    return b"".join(store.open(key))


class FolderStore:
    """Files in a folder of this machine, written beside their place and moved into it when they are whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Keep bytes under a key; a crash leaves at most a stray file by another name."""
        place = self._place(key)
        if place.exists():
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_beside(place, chunks)
        except OSError as error:
            raise StoreError(f"cannot write {key[:8]}…: {error.strerror}") from error

    def open(self, key: str) -> Iterator[bytes]:
        """Yield the bytes under a key."""
        try:
            with self._place(key).open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise StoreError(f"cannot read {key[:8]}…: {error.strerror}") from error

    def exists(self, key: str) -> bool:
        """Tell whether there are bytes under a key."""
        return self._place(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the bytes under a key, if there are any."""
        try:
            self._place(key).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"cannot remove {key[:8]}…: {error.strerror}") from error

    def _place(self, key: str) -> Path:
        return self._folder / path_of(key)


def path_of(key: str) -> str:
    """Return where a key's bytes lie below the root; folders of 256 kinds keep each of them short."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of ours: {key!r}")
    return f"{key[:2]}/{key}"


def _write_beside(place: Path, chunks: Iterable[bytes]) -> None:
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)  # it is there only when something went wrong


class BucketStore:
    """Files in a bucket of an S3-compatible store; who we are there says the environment (`AWS_…`)."""

    def __init__(self, bucket: str, prefix: str = "") -> None:
        self._bucket = bucket
        self._prefix = prefix.strip("/")
        self._made: S3Store | None = None

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Keep bytes under a key; the store itself shows them only when all are there."""
        import obstore

        try:
            obstore.put(self._store, path_of(key), _whole_or_parts(chunks), chunk_size=PART)
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"cannot write {key[:8]}…: {type(error).__name__}") from error

    def open(self, key: str) -> Iterator[bytes]:
        """Yield the bytes under a key."""
        import obstore

        try:
            for chunk in obstore.get(self._store, path_of(key)).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)
        except (FileNotFoundError, obstore.exceptions.BaseError) as error:
            raise StoreError(f"cannot read {key[:8]}…: {type(error).__name__}") from error

    def exists(self, key: str) -> bool:
        """Tell whether there are bytes under a key."""
        import obstore

        try:
            obstore.head(self._store, path_of(key))
        except FileNotFoundError:
            return False
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"cannot look for {key[:8]}…: {type(error).__name__}") from error
        return True

    def delete(self, key: str) -> None:
        """Remove the bytes under a key, if there are any."""
        import obstore

        try:
            obstore.delete(self._store, path_of(key))
        except FileNotFoundError:
            return
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"cannot remove {key[:8]}…: {type(error).__name__}") from error

    @property
    def _store(self) -> "S3Store":
        if self._made is None:
            from obstore.store import S3Store

            self._made = S3Store(self._bucket, prefix=self._prefix or None, retry_config=RETRIES)
        return self._made


def _whole_or_parts(chunks: Iterable[bytes]) -> bytes | Iterator[bytes]:
    """Return a small file in one piece, which is one request; a larger one as its pieces."""
    coming = iter(chunks)
    first: list[bytes] = []
    size = 0
    for chunk in coming:
        first.append(chunk)
        size += len(chunk)
        if size > PART:
            return chain(first, coming)
    return b"".join(first)


def open_files(place: str) -> FileStore:
    """Return the store at a place: a folder, or `s3://bucket/prefix`; nothing is asked of it yet."""
    parts = urlsplit(place)
    if parts.scheme == S3:
        return BucketStore(parts.netloc, parts.path)
    return FolderStore(Path(place))
