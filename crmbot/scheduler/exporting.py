"""The exporting loop: long lists are read in short turns, written aside, and told when they are done."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from crmbot.core import documents, exports, filters
from crmbot.core.errors import CrmError
from crmbot.core.exports import Cell, Format
from crmbot.scheduler.long_work import LongWork
from crmbot.store import files
from crmbot.store.files import FileStore, Kept, OverLimitError, StoreError
from crmbot.store.models.imports import Export
from crmbot.store.uow import read_only

log = structlog.get_logger(__name__)

NOT_ALLOWED = "it can no longer be read: has a right or a field of the filter gone?"
TOO_LARGE = "it is larger than can be sent here; ask for less of it"


@dataclass(slots=True)
class Exports(LongWork):
    """Draws up long lists; one that is left off is begun anew."""

    async def run_due(self) -> bool:
        """Draw up everything that is due; returns when nothing is left, whether there was anything, or at a stop."""
        any_due = False
        while not self._stopping and self.means.database.files is not None:
            number = await self._write(lambda session: exports.claim(session, self._now))
            if number is None:
                break
            any_due = True
            await self._draw_up(number)
        return any_due

    async def _draw_up(self, number: int) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="crmbot-export-") as folder:
                path = Path(folder) / "list"
                rows = await asyncio.to_thread(self._written_down, number, path)
                if rows is None:
                    return
                key = await asyncio.to_thread(self._kept, path)
        except CrmError:
            await self._settle(number, None, 0, NOT_ALLOWED)
        except OverLimitError:
            await self._settle(number, None, 0, TOO_LARGE)
        except StoreError as error:
            log.warning("export.store_away", action="later", number=number, reason=str(error))
        else:
            await self._settle(number, key, rows)

    def _written_down(self, number: int, path: Path) -> int | None:
        """Write the file, in a thread of its own that asks the database's thread for row after row; None at a stop."""
        head, format_ = self.means.database.submit(partial(self._head, number)).result()
        count = 0

        def rows() -> Iterator[list[Cell]]:
            nonlocal count
            after = 0
            while not self._stopping:
                some, after = self.means.database.submit(partial(self._some, number, after)).result()
                if not some:
                    return
                count += len(some)
                yield from some

        exports.write(path, format_, head, rows())
        return None if self._stopping else count

    def _kept(self, path: Path) -> str:
        return keep(path, self.means.database.files).key

    async def _settle(self, number: int, key: str | None, rows: int, reason: str | None = None) -> None:
        await self._write(lambda session: exports.settle(session, number, key, rows, self._now, reason=reason))

    # Below this line everything runs in the database's thread.

    def _head(self, number: int) -> tuple[list[str], Format]:
        with read_only(self.means.database) as session:
            row = session.get_one(Export, number)
            ctx = exports.context(session, row, self._now, self.means.org)
            return exports.headings(ctx, row.kind), Format(row.format)

    def _some(self, number: int, after: int) -> tuple[list[list[Cell]], int]:
        with read_only(self.means.database) as session:
            row = session.get_one(Export, number)
            ctx = exports.context(session, row, self._now, self.means.org)
            wanted = filters.wanted(ctx, row.kind, row.filter)
            return exports.some(ctx, wanted, after)


def keep(path: Path, store: FileStore | None) -> Kept:
    """Put a file into the store. Raises `OverLimitError`, `StoreError`."""
    assert store is not None, "the house says where files are"
    with path.open("rb") as file:
        return files.keep(file, store, documents.LARGEST)
