"""Inputs that were interesting, or that something once failed on: each a small file, and each tried by a test."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.fuzz.target import Finding

FOLDER = Path(__file__).parent / "corpus"
GROWN = Path(__file__).parent / "grown"
"""What reached a branch that nothing had reached before, on this machine: both drivers go on from it."""

MOST_GROWN = 400
LARGEST = 20_000
"""Bytes a file may have: what takes more to fail is told, not kept."""


@cache
def of(target: str) -> tuple[bytes, ...]:
    """Return what is kept for a target."""
    return tuple(path.read_bytes() for path in sorted((FOLDER / slug(target)).glob("*")))


def grown(target: str) -> Path:
    """Return the folder of what has grown for a target."""
    folder = GROWN / slug(target)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def some_grown(target: str) -> tuple[bytes, ...]:
    """Return the smallest of what has grown for a target; nothing where coverage was never looked at."""
    folder = GROWN / slug(target)
    paths = sorted(folder.glob("*"), key=lambda path: path.stat().st_size)[:MOST_GROWN] if folder.is_dir() else []
    return tuple(path.read_bytes() for path in paths)


def everything() -> Iterator[tuple[str, Path]]:
    """Yield every file, with the folder's name of the target it is for."""
    yield from ((path.parent.name, path) for path in sorted(FOLDER.glob("*/*")))


def keep(found: Finding) -> Path | None:
    """Keep the input of a finding under a name made of its content; None for one that is too large."""
    if len(found.given) > LARGEST:
        return None
    folder = FOLDER / slug(found.target)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name_of(found.given)
    path.write_bytes(found.given)
    return path


def name_of(given: bytes) -> str:
    """Return the name of the file of an input: the same input is kept once."""
    return hashlib.sha256(given).hexdigest()[:12]


def slug(target: str) -> str:
    """Return the name of the folder of a target."""
    return "-".join("".join(sign for sign in target.lower() if sign.isalnum() or sign == " ").split())
