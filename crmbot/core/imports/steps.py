"""An import as it is worked on: claimed, looked through, written batch by batch, taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import custom_fields, outbox, people
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.due import NextDue
from crmbot.core.imports import mapping, writing
from crmbot.core.imports.reading import Draft, Habits
from crmbot.core.imports.sorting import Sorted, sort
from crmbot.core.imports.tables import Table
from crmbot.core.outbox import Target
from crmbot.core.settings import organisation
from crmbot.store import bulk
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.document import FetchState, StoredFile
from crmbot.store.models.imports import Import, ImportFault, ImportState
from crmbot.store.models.record import Record
from crmbot.store.tracking import Batch

LOOKED, FINISHED = "import.looked", "import.finished"
"""The facts that are told: the file was looked through; the import is over, one way or another."""

GIVEN = "import.given"
"""The fact somebody is told whose some of the records are now: once for all of them."""

LEASE = timedelta(seconds=60)
TRIES = 3
"""So many crashes in a row without a step forwards end an import."""

TOLD = 3
"""So many faults are told in words; the rest is in the file."""

BUSY = (ImportState.LOOKING, ImportState.RUNNING, ImportState.UNDOING)
"""The states in which there is something to be done without anybody's word."""

_SAMPLE = 3
_CELL = 40
_FAULTS: Any = ImportFault.__table__  # a mapped class may stand on more than a table; this does not
_FAULT_COLUMNS = tuple(_FAULTS.c[name] for name in ("import_id", "row_number", "cells", "reason"))


@dataclass(frozen=True, slots=True)
class Claimed:
    """An import that is to be worked on, as it stands: what to do, with which file."""

    id: int
    state: ImportState
    revision: int
    filename: str
    sheet: str
    file_key: str
    rows_done: int
    address: str


def claim(session: Session, now: datetime) -> Claimed | None:
    """Take one import that has something to be done, for the length of a lease; one that crashes again and again fails.

    A file that is still on its way is waited for; one that will never come ends its import.
    """
    while (found := _next(session, now)) is not None:
        row, file = found
        if file is None or file.sha256 is None:
            fail(session, row.id, "the file did not reach me; send it again", now)
        elif row.tries >= TRIES:
            fail(session, row.id, "it went wrong on our side", now)
        else:
            return _taken(session, row, file.sha256, now)
    return None


def _next(session: Session, now: datetime) -> tuple[Import, StoredFile | None] | None:
    found = session.execute(
        select(Import, StoredFile)
        .outerjoin(StoredFile, StoredFile.document_id == Import.document_id)
        .where(
            Import.state.in_(BUSY),
            Import.next_at <= now,
            or_(StoredFile.state.is_(None), StoredFile.state != FetchState.PENDING),
        )
        .order_by(Import.next_at, Import.id)
        .limit(1)
        .with_for_update(of=Import, skip_locked=True)
    ).first()
    return (found.Import, found.StoredFile) if found is not None else None


def _taken(session: Session, row: Import, file_key: str, now: datetime) -> Claimed:
    row.tries, row.next_at = row.tries + 1, now + LEASE
    session.flush()
    sheet, address = row.sheet or "", row.address or ""
    return Claimed(row.id, row.state, row.revision, row.filename, sheet, file_key, row.rows_done, address)


NEXT_DUE: NextDue = (
    select(Import.next_at)
    .outerjoin(StoredFile, StoredFile.document_id == Import.document_id)
    .where(Import.state.in_(BUSY), or_(StoredFile.state.is_(None), StoredFile.state != FetchState.PENDING))
    .order_by(Import.next_at)
    .limit(1)
)
"""Selects the instant the next import can be worked on."""


def held(session: Session, claimed: Claimed, now: datetime) -> Import | None:
    """Return a claimed import for another step, its lease begun anew; None when somebody changed or stopped it."""
    row = session.get(Import, claimed.id, with_for_update=True)
    if row is None or row.state is not claimed.state or row.revision != claimed.revision:
        return None
    row.next_at = now + LEASE
    return row


def release(session: Session, claimed: Claimed, now: datetime) -> None:
    """Give a claimed import back, when the process stops."""
    mine = update(Import).where(Import.id == claimed.id, Import.state == claimed.state)
    session.execute(mine.values(next_at=now, tries=0))


def context(session: Session, row: Import, now: datetime, org: Organisation, *, command: str = "import") -> Context:
    """Return the context an import is worked in: that of whoever began it. Raises `Suspended`."""
    origin = Origin(row.address or "", private=row.is_private, via="import")
    ctx = Context(session, people.actor(session, row.user_id), now, origin, organisation.current(session, org))
    batch_id = row.batch_id if command == "import" else f"{row.batch_id}-{command}"
    session.info["batch"] = Batch(batch_id, now, row.user_id, "import", None, command)
    return ctx


def looked(ctx: Context, row: Import, table: Table) -> Habits:
    """Note what a file looks like, guess what nobody has said, and return how its rows are read."""
    row.kind = row.kind or mapping.likely_kind(table)
    if len(row.mapping) != len(table.columns):
        row.mapping = mapping.guess(ctx, row.kind, table.columns, [one.cells for one in table.sample])
    row.shape = {
        "columns": list(table.columns),
        "sample": [[cell[:_CELL] for cell in one.cells] for one in table.sample[:_SAMPLE]],
        "assumed": list(table.assumed),
        "sheets": list(table.sheets),
        "sheet": table.sheet,
    }
    ctx.session.flush()
    return habits(ctx, row)


def habits(ctx: Context, row: Import) -> Habits:
    """Return how the rows of an import are read."""
    assert row.kind is not None, "it has been looked at"
    return Habits(
        row.kind,
        tuple(row.mapping),
        ctx.org.region,
        ctx.org.currency,
        ctx.actor.zone,
        ctx.actor.locale,
        ctx.now,
        {one.key: one for one in custom_fields.of(ctx, row.kind)},
        ctx.languages,
    )


@dataclass(slots=True)
class Counts:
    """What looking a file through has found so far."""

    rows: int = 0
    new: int = 0
    present: int = 0
    faults: int = 0
    told: tuple[str, ...] = ()


def count(counts: Counts, drafts: Sequence[Draft], done: Sorted) -> None:
    """Add what becomes of some more rows."""
    counts.rows += len(drafts)
    counts.new += len(done.new)
    counts.present += done.present
    counts.faults += len(done.faults)
    counts.told = (*counts.told, *_in_words(done, TOLD - len(counts.told)))


def _in_words(done: Sorted, most: int) -> list[str]:
    return [f"Row {row.number}: {reason}" for row, reason in done.faults[: max(most, 0)]]


def ready(session: Session, row: Import, counts: Counts, now: datetime) -> None:
    """Note what looking a file through has found, and tell it."""
    row.rows_total, row.added, row.present, row.failed = counts.rows, counts.new, counts.present, counts.faults
    row.told, row.state, row.tries = list(counts.told), ImportState.READY, 0
    _tell(session, row, LOOKED, now)


def advance(ctx: Context, row: Import, drafts: Sequence[Draft]) -> Sorted:
    """Write the next rows of a file, all or none of them; what could not be taken is kept with its reason."""
    assert row.kind is not None, "it has been looked at"
    done = sort(ctx, row.kind, drafts)
    row.made += writing.write(ctx, row.kind, done)
    failed = ((row.id, one.number, list(one.cells), reason) for one, reason in done.faults)
    bulk.insert(ctx.session, _FAULT_COLUMNS, failed)
    row.told = [*row.told, *_in_words(done, TOLD - len(row.told))]
    row.given = _given(row, done)
    row.rows_done += len(drafts)
    row.added, row.present = row.added + len(done.new), row.present + done.present
    row.failed += len(done.faults)
    row.tries = 0
    return done


def _given(row: Import, done: Sorted) -> dict[str, int]:
    """Return how many records others than whoever began the import were given so far."""
    owners = Counter(str(placed.owner["owner_id"]) for placed in done.new if placed.owner.get("owner_id"))
    del owners[str(row.user_id)]
    return dict(Counter(row.given) + owners)


def faults(session: Session, import_id: int, after: int, limit: int) -> Sequence[ImportFault]:
    """Return some of the rows that could not be taken, those behind a row of the file first."""
    return session.scalars(
        select(ImportFault)
        .where(ImportFault.import_id == import_id, ImportFault.row_number > after)
        .order_by(ImportFault.row_number)
        .limit(limit)
    ).all()


def finish(session: Session, row: Import, faults_key: str | None, now: datetime) -> None:
    """Note that the last row is dealt with, and tell it; `faults_key` is where the rows that failed are."""
    row.faults_key = faults_key
    over(session, row, ImportState.DONE, now)


def fail(session: Session, import_id: int, reason: str, now: datetime) -> None:
    """Note that a file cannot be brought in, or no further, and why; tell it."""
    row = session.get_one(Import, import_id)
    row.reason = reason
    begun = row.state is not ImportState.LOOKING and row.added
    over(session, row, ImportState.DONE if begun else ImportState.FAILED, now)


def over(session: Session, row: Import, state: ImportState, now: datetime) -> None:
    """Note that an import has come to an end, and tell it."""
    row.state, row.finished_at, row.rows_total = state, now, max(row.rows_total, row.rows_done)
    row.revision += 1
    session.flush()
    _tell(session, row, FINISHED, now)
    if state is ImportState.DONE:
        _tell_owners(session, row, now)


def _tell_owners(session: Session, row: Import, now: datetime) -> None:
    """Tell everybody who was given records how many, not each of them."""
    for user_id, count in sorted(row.given.items()):
        key = f"{GIVEN}:{row.id}:{row.revision}:{user_id}"
        args = {"import": str(row.id), "count": str(count)}
        outbox.tell(session, GIVEN, Target(int(user_id)), at=now, args=args, dedupe_key=key)


def _tell(session: Session, row: Import, kind: str, now: datetime) -> None:
    if row.address is None:  # whoever began it stands by
        return
    key = f"{kind}:{row.id}:{row.revision}"
    args = {"import": str(row.id), "revision": str(row.revision)}
    # What was begun in a channel is still for whoever began it alone: rows of people stand in it.
    to = Target(row.user_id, row.address if row.is_private else None)
    outbox.tell(session, kind, to, at=now, args=args, dedupe_key=key)


def take_back_some(ctx: Context, row: Import, below: int, limit: int) -> int:
    """Put the next records of an import away, the last made first; return where to go on, 0 at the end.

    A record somebody has written to since stays.
    """
    made = ctx.session.execute(
        select(Change.id, Change.record_id)
        .where(
            Change.batch_id == row.batch_id,
            Change.table_name == Record.__tablename__,
            Change.operation == Operation.INSERT,
            Change.undone_by.is_(None),
            *((Change.id < below,) if below else ()),
        )
        .order_by(Change.id.desc())
        .limit(limit)
    ).all()
    ids = [one.record_id for one in made if one.record_id is not None]
    if not ids:
        return 0
    batch: Batch = ctx.session.info["batch"]
    stay = bulk.touched_since(ctx.session, row.batch_id, ids)
    gone = [number for number in ids if number not in stay]
    if gone:
        bulk.put_away(ctx.session, batch, gone)
        theirs = update(Change).where(Change.batch_id == row.batch_id, Change.record_id.in_(gone))
        ctx.session.execute(theirs.values(undone_by=batch.id))
    row.undone, row.tries = row.undone + len(gone), 0
    return int(made[-1].id)


def taken_back(session: Session, row: Import, now: datetime) -> None:
    """Note that everything that could be was put away, and tell it."""
    over(session, row, ImportState.UNDONE, now)


def kept(row: Import) -> int:
    """Return how many records stay after an import was taken back: people have worked on them since."""
    return max(row.added + row.made - row.undone, 0)
