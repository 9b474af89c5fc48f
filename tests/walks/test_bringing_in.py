"""Files brought in at random: told beforehand, the same twice adds nothing, taken back whole."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from crmbot.commands import build_registry
from crmbot.store.engine import open_database
from crmbot.store.files import FolderStore
from tests.scheduler.conftest import founded
from tests.scheduler.firm import Firm
from tests.walks.bringing_in import BringingIn

SEED, STEPS = 5, 2


@pytest.fixture
def walk(sqlite_url: str, tmp_path: Path) -> Iterator[BringingIn]:
    """Open a firm with somewhere to keep files."""
    build_registry()  # what is told of an import stands with its commands
    database = open_database(sqlite_url)
    database.files = FolderStore(tmp_path / "files")
    begun = BringingIn(Firm(database, founded(database)), tmp_path, Random(SEED))  # noqa: S311 - reproducible chance
    begun.begin()
    yield begun
    database.close()


async def test_files_when_any_are_brought_in(walk: BringingIn) -> None:
    """What is told before is what comes of it, the same file adds nothing, and undo leaves nothing behind."""
    for _ in range(STEPS):
        await walk.step()

    assert walk.found == []
