"""The importing loop: files are read beside the database's threads, and written in short turns between other work."""

import asyncio
import csv
import gc
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

import structlog

from crmbot.core.errors import CrmError, InvalidInput, NotAllowed, Suspended
from crmbot.core.exports import disarmed
from crmbot.core.imports import reading, sorting, steps, tables
from crmbot.core.imports.foreseen import Foreseen
from crmbot.core.imports.reading import Draft, Habits
from crmbot.core.imports.steps import Claimed, Counts
from crmbot.core.imports.tables import Table
from crmbot.scheduler.long_work import LongWork, again
from crmbot.scheduler.progress import Progress
from crmbot.scheduler.strides import Stride, timed
from crmbot.store import checkpoints, counting, files
from crmbot.store.aside import aside
from crmbot.store.files import FileStore, StoreError
from crmbot.store.models.imports import Import, ImportState
from crmbot.store.uow import Session, read_only, unit_of_work

log = structlog.get_logger(__name__)
T = TypeVar("T")

SETTLED_AFTER = 400
"""After how many rows what was written is put in its place while more are read: others wait for turns, not for that."""

FIRST_LOOK, GROWN = 1000, 4
"""After how many rows the database looks at its tables anew, and how many times as many there are at the next look."""

_FAULTS_AT_ONCE = 500
_LARGEST_FAULTS = 1 << 30


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep what is there from being looked through for garbage with every few thousand rows: that stops everybody."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(slots=True)
class _Growth:
    """How many rows were written, and at how many the database is told to look at its tables again."""

    next_look: int
    rows: int = 0

    def is_worth_a_look(self, more: int) -> bool:
        """Count more rows; tell whether there are several times as many as at the last look."""
        self.rows += more
        if self.rows < self.next_look:
            return False
        self.next_look = self.rows * GROWN
        return True


@dataclass(slots=True)
class Imports(LongWork):
    """Works on imports that have something to be done; what is left off goes on after the turn in hand."""

    _longest_s: float = 0.0
    _unsettled: int = 0
    _settling: asyncio.Future[None] | None = None

    @property
    def longest_turn_s(self) -> float:
        """The longest any turn has held the database's thread."""
        return self._longest_s

    async def run_due(self) -> bool:
        """Work on everything that is due; returns when nothing is left, whether there was anything, or at a stop."""
        any_due = False
        while not self._stopping and self.means.database.files is not None:
            claimed = await self._write(lambda session: steps.claim(session, self._now))
            if claimed is None:
                break
            any_due = True
            await self._work_on(claimed)
        return any_due

    async def _work_on(self, claimed: Claimed) -> None:
        try:
            if claimed.state is ImportState.UNDOING:
                await self._take_back(claimed)
            else:
                await self._with_file(claimed)
        except InvalidInput as error:
            words = f"it {error.reason}" if error.field == "file" else f"{error.given}: {error.reason}"
            await self._fail(claimed, words)
        except (NotAllowed, Suspended):
            await self._fail(claimed, "you may not do that any more")
        except StoreError as error:
            log.warning("import.file_away", action="later", number=claimed.id, reason=str(error))
        except CrmError as error:
            log.warning("import.refused", action="told", number=claimed.id, error=type(error).__name__)
            await self._fail(claimed, "it cannot be brought in")
        finally:
            await self._settled()
            if self._stopping:
                await self._write(lambda session: steps.release(session, claimed, self._now))

    async def _fail(self, claimed: Claimed, reason: str) -> None:
        await self._write(lambda session: steps.fail(session, claimed.id, reason, self._now))
        await Progress(self.means, claimed.id, claimed.address).end()

    async def _with_file(self, claimed: Claimed) -> None:
        async with self._file(claimed) as path:
            with _unswept():
                await self._with_rows(claimed, path)

    async def _with_rows(self, claimed: Claimed, path: Path) -> None:
        table = await asyncio.to_thread(tables.look, path, claimed.filename, claimed.sheet)
        if claimed.state is ImportState.LOOKING:
            with aside(path.with_name("foreseen")) as notes:
                await self._look(claimed, table, Foreseen(notes))
        else:
            await self._run(claimed, table)

    @asynccontextmanager
    async def _file(self, claimed: Claimed) -> AsyncGenerator[Path, None]:
        """Give the bytes of a file as a file of this machine."""
        with tempfile.TemporaryDirectory(prefix="crmbot-import-") as folder:
            path = Path(folder) / "rows"
            await asyncio.to_thread(self._fetch, claimed.file_key, path)
            yield path

    def _fetch(self, key: str, path: Path) -> None:
        store = self.means.database.files
        assert store is not None, "looked at before"
        with path.open("wb") as file:
            for chunk in store.open(key):
                file.write(chunk)

    async def _look(self, claimed: Claimed, table: Table, foreseen: Foreseen) -> None:
        """Look every row through, so that what is told before is what happens after."""
        habits = await self._write(lambda session: self._looked(session, claimed, table))
        if habits is None:
            return
        counts, stride = Counts(), Stride.on(self.means.database)
        async with aclosing(_turns(_drafts(table, habits, 0), stride)) as batches:
            async for batch in batches:
                if self._stopping or not await self._turn(
                    partial(self._check, claimed, batch, counts, foreseen), stride, len(batch)
                ):
                    return
        await self._write(lambda session: self._ready(session, claimed, counts))

    async def _run(self, claimed: Claimed, table: Table) -> None:
        """Write row after row, in turns; progress is shown in one message."""
        habits = await self._write(lambda session: self._habits(session, claimed))
        if habits is None:
            return
        progress, stride, growth = (
            Progress(self.means, claimed.id, claimed.address),
            Stride.on(self.means.database),
            _Growth(FIRST_LOOK),
        )
        async with aclosing(_turns(_drafts(table, habits, claimed.rows_done), stride)) as batches:
            async for batch in batches:
                advance = partial(self._advance, claimed, batch)
                if self._stopping or not await self._writing_turn(advance, stride, len(batch)):
                    return
                if growth.is_worth_a_look(len(batch)):
                    await self.means.hop(partial(counting.look_again, self.means.database))
                await progress.show()
        key = await self._keep_faults(claimed, table)
        await self._write(lambda session: self._finish(session, claimed, key))
        await progress.end()

    async def _keep_faults(self, claimed: Claimed, table: Table) -> str | None:
        """Write the rows that failed into a file in the store; return its key, None when there are none."""
        store, after = self.means.database.files, 0
        assert store is not None, "looked at before"
        with tempfile.TemporaryFile() as file:
            words = TextIOWrapper(file, encoding="utf-8-sig", newline="")
            writer = csv.writer(words)
            writer.writerow([disarmed(cell) for cell in ("What is wrong", *table.columns)])
            while some := await self.means.hop(partial(self._faults, claimed.id, after)):
                writer.writerows([[disarmed(cell) for cell in one] for _, one in some])
                after = some[-1][0]
            words.detach()
            return await asyncio.to_thread(_kept, file, store) if after else None

    async def _take_back(self, claimed: Claimed) -> None:
        stride, below = Stride.on(self.means.database), 0
        while not self._stopping:
            rows = stride.rows
            below = await self._writing_turn(partial(self._take_back_some, claimed, below, rows), stride, rows)
            if not below:
                return

    async def _turn(self, work: Callable[[], T], stride: Stride, rows: int) -> T:
        """Do something with some rows in the database's thread, and learn how many fit into a turn."""
        result, turn = await self.means.hop(partial(timed, self.means.database, partial(again, work)))
        self._longest_s = max(self._longest_s, turn.seconds)
        stride.took(turn, rows)
        return result

    async def _writing_turn(self, work: Callable[[], T], stride: Stride, rows: int) -> T:
        """Take a turn when what those before wrote is in its place, or may wait."""
        await self._settled()
        result = await self._turn(work, stride, rows)
        self._settle_some(rows)
        return result

    def _settle_some(self, rows: int) -> None:
        self._unsettled += rows
        if self._unsettled >= SETTLED_AFTER:
            self._unsettled = 0
            settle = partial(checkpoints.settle, self.means.database)
            self._settling = asyncio.get_running_loop().run_in_executor(None, settle)

    async def _settled(self) -> None:
        """Wait for it: while somebody writes, a log is never all in its place, and gets longer and longer."""
        if self._settling is not None:
            settling, self._settling = self._settling, None
            await settling

    # Below this line everything runs in the database's thread.

    def _looked(self, session: Session, claimed: Claimed, table: Table) -> Habits | None:
        row = steps.held(session, claimed, self._now)
        if row is None:
            return None
        return steps.looked(steps.context(session, row, self._now, self.means.org), row, table)

    def _habits(self, session: Session, claimed: Claimed) -> Habits | None:
        row = steps.held(session, claimed, self._now)
        return steps.habits(steps.context(session, row, self._now, self.means.org), row) if row is not None else None

    def _ready(self, session: Session, claimed: Claimed, counts: Counts) -> None:
        row = steps.held(session, claimed, self._now)
        if row is not None:
            steps.ready(session, row, counts, self._now)

    def _check(self, claimed: Claimed, batch: list[Draft], counts: Counts, foreseen: Foreseen) -> bool:
        with read_only(self.means.database) as session:
            row = session.get(Import, claimed.id)
            if row is None or row.revision != claimed.revision or row.state is not claimed.state:
                return False
            ctx = steps.context(session, row, self._now, self.means.org)
            assert row.kind is not None, "it has been looked at"
            steps.count(counts, batch, sorting.sort(ctx, row.kind, batch, foreseen))
            return True

    def _advance(self, claimed: Claimed, batch: list[Draft]) -> bool:
        with unit_of_work(self.means.database, prompt=True) as session:
            row = steps.held(session, claimed, self._now)
            if row is None:
                return False
            steps.advance(steps.context(session, row, self._now, self.means.org), row, batch)
            return True

    def _faults(self, number: int, after: int) -> list[tuple[int, list[str]]]:
        with read_only(self.means.database) as session:
            some = steps.faults(session, number, after, _FAULTS_AT_ONCE)
            return [(one.row_number, [one.reason, *one.cells]) for one in some]

    def _finish(self, session: Session, claimed: Claimed, key: str | None) -> None:
        row = steps.held(session, claimed, self._now)
        if row is not None:
            steps.finish(session, row, key, self._now)

    def _take_back_some(self, claimed: Claimed, below: int, rows: int) -> int:
        with unit_of_work(self.means.database, prompt=True) as session:
            row = steps.held(session, claimed, self._now)
            if row is None:
                return 0
            ctx = steps.context(session, row, self._now, self.means.org, command="undo")
            further = steps.take_back_some(ctx, row, below, rows)
            if not further:
                steps.taken_back(session, row, self._now)
            return further


def _drafts(table: Table, habits: Habits, skip: int) -> Iterator[Draft]:
    """Yield the rows of a file as they are read, those left out that are dealt with."""
    rows = islice(tables.rows(table), skip, None)
    return (reading.read(row, habits) for row in rows)


async def _turns(drafts: Iterator[Draft], stride: Stride) -> AsyncGenerator[list[Draft], None]:
    """Yield the rows turn by turn, read in a thread of their own.

    They are not read ahead: two threads of Python at once take each other's time, and turns get longer.
    """
    while batch := await asyncio.to_thread(_next, drafts, stride.rows):
        yield batch


def _next(drafts: Iterator[Draft], count: int) -> list[Draft]:
    return list(islice(drafts, count))


def _kept(file: IO[bytes], store: FileStore) -> str:
    """Put a file that was written into the store; return its key."""
    file.seek(0)
    return files.keep(file, store, _LARGEST_FAULTS).key
