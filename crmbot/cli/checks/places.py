"""Where things are written: the disk of the database's file, and the folder or bucket of documents."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from crmbot.cli.checks import Finding, fact, look, wrong
from crmbot.language import sizes
from crmbot.store.files import StoreError, open_files

FULL = 100_000_000
NEARLY_FULL = 1_000_000_000


def of_disks(folders: dict[str, Path]) -> Iterator[Finding]:
    """Yield how much room there is where something is written; each disk is named once.

    Args: `folders`: by what is written there.
    """
    seen: set[int] = set()
    for what, folder in folders.items():
        there = _nearest(folder)
        disk = there.stat().st_dev
        if disk in seen:
            continue
        seen.add(disk)
        free = shutil.disk_usage(there).free
        room = f"{sizes.show(free)} free on the disk of {what}"
        if free < FULL:
            yield wrong(f"Only {room}: nothing can be written soon. Make room.")
        elif free < NEARLY_FULL:
            yield look(f"Only {room}: make room before it is full.")
        else:
            yield fact(room[0].upper() + room[1:])


def of_files(place: str) -> Iterator[Finding]:
    """Yield whether documents can be kept: something is written, looked for and taken away again."""
    if "://" not in place and not Path(place).exists():
        there = _nearest(Path(place))
        if os.access(there, os.W_OK | os.X_OK):
            yield fact(f"Files: {place}, made when the first one comes")
        else:
            yield wrong(f"The folder {place} for files cannot be made: let this account write to {there}.")
        return
    try:
        _try(place)
    except (StoreError, OSError) as error:
        yield wrong(f"Files cannot be kept in {place}: {error}. Let this account write there, or set CRMBOT_FILES.")
    else:
        yield fact(f"Files: {place}")


def _try(place: str) -> None:
    store, key = open_files(place), secrets.token_hex(32)
    store.put(key, [b"written by crmbot doctor, and taken away again"])
    try:
        if not store.exists(key):
            raise StoreError("what was written is not there")
    finally:
        store.delete(key)


def _nearest(folder: Path) -> Path:
    """Return a folder, or the next one above it that is there."""
    whole = folder.absolute()
    return next(each for each in (whole, *whole.parents) if each.is_dir())
