"""History, audit and undo: one append-only log, written with every change."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.core.permissions import visible
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.tracking import STAYING, Batch, revert, taken_places

UNDO_LIFE = timedelta(minutes=10)
"""How long the button on a card undoes; the word `undo` reaches further."""

Restored = Callable[[Context, Record], None]

Check = Callable[[Context, Sequence[Change]], None]
"""Looks at the changes of a batch, the newest first; before they are undone, it raises what stands in the way."""

Way = Callable[[Context, Sequence[Change]], list[Record]]
"""Undoes the changes of a batch, the newest first, and returns the records concerned."""

_AFTERWARDS: dict[str, Restored] = {}
_AFTER_ROWS: list[tuple[str, Check]] = []
_BEFORE: list[Check] = []
_BEFORE_READING: list[Callable[[Context, Change], None]] = []
_OWN_WAYS: list[tuple[Callable[[Change], bool], Way]] = []


def after_undo(kind: str) -> Callable[[Restored], Restored]:
    """Declare what follows when a record of a kind was brought back to an earlier state."""

    def declare(function: Restored) -> Restored:
        _AFTERWARDS[kind] = function
        return function

    return declare


def after_undo_of_rows(table: str) -> Callable[[Check], Check]:
    """Declare what follows when rows of a table that are no records were brought back; it gets their changes."""

    def declare(function: Check) -> Check:
        _AFTER_ROWS.append((table, function))
        return function

    return declare


def before_undo(check: Check) -> Check:
    """Declare a check that every batch passes before it is undone."""
    _BEFORE.append(check)
    return check


def before_reading(check: Callable[[Context, Change], None]) -> Callable[[Context, Change], None]:
    """Declare a check of a batch's newest change alone, before the rest is read: a batch may be very large."""
    _BEFORE_READING.append(check)
    return check


def own_way(applies: Callable[[Change], bool]) -> Callable[[Way], Way]:
    """Declare how a batch is undone in which a change is of some sort, where row by row would not do."""

    def declare(function: Way) -> Way:
        _OWN_WAYS.append((applies, function))
        return function

    return declare


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a record as it is told: when, who, through which surface, what."""

    at: datetime
    who: str
    via: str
    action: str
    command: str
    diff: dict[str, list[object]]
    table: str
    row_key: str = ""
    record_id: int | None = None


def entry_of(change: Change, who: str | None) -> Entry:
    """Return a change as it is told; nobody's is the house's own."""
    return Entry(
        change.at,
        who or "crmbot",
        change.via,
        change.action,
        change.command or "",
        change.diff,
        change.table_name,
        change.row_key,
        change.record_id,
    )


def begin(ctx: Context, command: str) -> str:
    """Start the batch that all changes of one command belong to; return its id."""
    batch = Batch(
        id=uuid4().hex,
        at=ctx.now,
        user_id=ctx.actor.id,
        via=ctx.origin.via,
        message_ref=ctx.origin.message,
        command=command,
    )
    ctx.session.info["batch"] = batch
    return batch.id


def name(ctx: Context, command: str) -> None:
    """Say which command the batch being written belongs to; what was written before it stays in the same batch."""
    ctx.session.info["batch"] = replace(ctx.session.info["batch"], command=command)


def begin_system(session: Session, command: str, now: datetime) -> str:
    """Start a batch that no person is behind: set-up and housekeeping."""
    batch = Batch(id=uuid4().hex, at=now, user_id=None, via="system", message_ref=None, command=command)
    session.info["batch"] = batch
    return batch.id


def current(ctx: Context) -> str:
    """Return the id of the batch being written."""
    batch: Batch = ctx.session.info["batch"]
    return batch.id


def wrote(ctx: Context) -> bool:
    """Tell whether the batch being written has changed anything."""
    ctx.session.flush()
    return bool(ctx.session.scalar(select(Change.id).where(Change.batch_id == current(ctx)).limit(1)))


def entries(ctx: Context, record: Record, limit: int = 20, offset: int = 0) -> tuple[Sequence[Entry], int]:
    """Return the changes of a record, newest first, and how many there are.

    What a record was given as it was made (links, tags) is part of its making.
    """
    told_apart = apart_from_making(record.id)
    rows = ctx.session.execute(
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.record_id == record.id, told_apart)
        .order_by(Change.id.desc())
        .limit(limit)
        .offset(offset)
    )
    total = ctx.session.scalar(select(func.count()).where(Change.record_id == record.id, told_apart)) or 0
    return [entry_of(row.Change, row.name) for row in rows], total


def apart_from_making(number: int) -> ColumnElement[bool]:
    """Return the condition that leaves out what a record was given in the batch that made it."""
    made = select(Change.batch_id).where(
        Change.record_id == number, Change.table_name == Record.__tablename__, Change.operation == Operation.INSERT
    )
    return or_(Change.table_name == Record.__tablename__, Change.batch_id.not_in(made))


def last_batch(ctx: Context, record: Record | None = None, before: str | None = None) -> str:
    """Return the actor's last batch that can be undone, of one record if given, before another batch if given.

    Raises `NotFound`.
    """
    statement = (
        select(Change.batch_id)
        .where(Change.user_id == ctx.actor.id, Change.undone_by.is_(None), Change.command != "undo")
        .order_by(Change.id.desc())
        .limit(1)
    )
    if record is not None:
        statement = statement.where(Change.record_id == record.id)
    if before is not None:
        first = select(func.min(Change.id)).where(Change.batch_id == before).scalar_subquery()
        statement = statement.where(Change.id < first)
    batch = ctx.session.scalar(statement)
    if batch is None:
        raise NotFound("undo")
    return batch


def titles(ctx: Context, batch_id: str, most: int) -> Sequence[str]:
    """Return what records are called that a batch of the actor's changed, as far as they see them by now."""
    ours = select(Change.record_id).where(Change.batch_id == batch_id, Change.user_id == ctx.actor.id)
    found = select(Record.title).where(Record.id.in_(ours), visible(ctx)).order_by(Record.id).limit(most)
    return ctx.session.scalars(found).all()


def undo(ctx: Context, batch_id: str, *, within: timedelta | None = None) -> list[Record]:
    """Bring everything one command changed back, in one piece; return the records concerned.

    Raises `NotFound` for a batch of somebody else or none, and `Conflict` when it was undone
    already, is older than `within`, or when a record has been changed by somebody since.
    """
    changes = _changes(ctx, batch_id)
    if not changes or changes[0].user_id != ctx.actor.id:
        raise NotFound("undo")
    return _revert(ctx, changes, within)


def take_back(ctx: Context, batch_id: str) -> list[Record]:
    """Bring back what a command of anybody's changed; the caller has checked the right. Raises as `undo`."""
    changes = _changes(ctx, batch_id)
    if not changes:
        raise NotFound("undo")
    return _revert(ctx, changes, None)


def _changes(ctx: Context, batch_id: str) -> Sequence[Change]:
    theirs = select(Change).where(Change.batch_id == batch_id).order_by(Change.id.desc())
    # Locked: of two who take the same thing back at one instant the second sees that it was done.
    newest = ctx.session.scalar(theirs.limit(1).with_for_update())
    if newest is None:
        return ()
    for check in _BEFORE_READING:
        check(ctx, newest)
    return ctx.session.scalars(theirs).all()


def _revert(ctx: Context, changes: Sequence[Change], within: timedelta | None) -> list[Record]:
    _refuse_late(ctx, changes, within)
    for check in _BEFORE:
        check(ctx, changes)
    own = next((way for applies, way in _OWN_WAYS if any(map(applies, changes))), _revert_rows)
    touched = own(ctx, changes)
    for table, follow in _AFTER_ROWS:
        theirs = [change for change in changes if change.table_name == table]
        if theirs:
            follow(ctx, theirs)
    return touched


def _revert_rows(ctx: Context, changes: Sequence[Change]) -> list[Record]:
    _refuse_rows_changed_since(ctx, changes)
    touched = bring_back(ctx, changes)
    follow_undo(ctx, touched)
    return touched


def bring_back(ctx: Context, changes: Sequence[Change], at_hand: Mapping[int, Record] | None = None) -> list[Record]:
    """Revert the changes of a batch, without what follows from it; return the records concerned. Raises `Conflict`.

    Args: `at_hand`: records by number that have been read, where there are many.
    """
    _refuse_changed_since(ctx, changes)
    taken = taken_places(ctx.session, changes)
    for change in changes:
        change.undone_by = current(ctx)
        with suppress(LookupError):  # what was erased since is not there to be brought back
            revert(ctx.session, change, at_hand, taken)
    ctx.session.flush()
    ids = {change.record_id for change in changes if change.record_id is not None}
    # lint: unscoped the actor wrote these records themselves
    return list(ctx.session.scalars(select(Record).where(Record.id.in_(ids)).order_by(Record.id)))


def follow_undo(ctx: Context, touched: Sequence[Record]) -> None:
    """Do what follows when records were brought back to an earlier state, kind by kind."""
    for record in touched:
        if record.kind in _AFTERWARDS:
            _AFTERWARDS[record.kind](ctx, record)


def _refuse_late(ctx: Context, changes: Sequence[Change], within: timedelta | None) -> None:
    newest = changes[0]
    if newest.undone_by is not None:
        raise Conflict(newest.command or "", "undone already", record_id=newest.record_id)
    if within is not None and newest.at < ctx.now - within:
        raise Conflict(newest.command or "", "too late", record_id=newest.record_id)


def _refuse_changed_since(ctx: Context, changes: Sequence[Change]) -> None:
    """A record that somebody changed after the batch keeps that change: say who and when instead."""
    ids = {change.record_id for change in changes if change.record_id is not None}
    # lint: unscoped the actor wrote these records themselves
    since = ctx.session.execute(
        select(Change.at, Change.record_id, User.name, Record.title)
        .join(Record, Record.id == Change.record_id)
        .outerjoin(User, User.id == Change.user_id)
        .where(
            Change.record_id.in_(ids),
            _made_since(changes),
        )
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    if since is not None:
        by = since.name or "crmbot"
        raise Conflict(since.title, "changed since", by=by, at=since.at.isoformat(), record_id=since.record_id)


def _refuse_rows_changed_since(ctx: Context, changes: Sequence[Change]) -> None:
    """A row of no record that somebody changed after the batch, in what that had changed of it, keeps that."""
    ours: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.record_id is None:
            ours.setdefault((change.table_name, change.row_key), []).append(change)
    if not ours:
        return
    rows = ctx.session.execute(
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(
            Change.record_id.is_(None),
            tuple_(Change.table_name, Change.row_key).in_(sorted(ours)),
            _made_since(changes),
        )
        .order_by(Change.id.desc())
    )
    for later, who in rows:
        if any(_meet(change, later) for change in ours[later.table_name, later.row_key]):
            raise Conflict("it", "changed since", by=who or "crmbot", at=later.at.isoformat())


def _meet(change: Change, later: Change) -> bool:
    """Tell whether taking a change of a row back would undo a later one, or come upon another row in its place."""
    match change.operation:
        case Operation.DELETE:
            return False  # what is made again finds a place of its own
        case Operation.INSERT if change.table_name in STAYING:
            return False
        case Operation.INSERT if "is_active" in change.diff:  # it is put away, not deleted
            return later.operation is not Operation.UPDATE or "is_active" in later.diff
        case Operation.INSERT:
            return True
        case _:
            return later.operation is not Operation.UPDATE or bool(change.diff.keys() & later.diff.keys())


def last_since(ctx: Context, changes: Sequence[Change]) -> tuple[Change, str] | None:
    """Return the latest change that others have made since to the same rows, and who made it; None for none.

    Args: `changes`: of one batch, the newest first, of rows that belong to no record.
    """
    rows = sorted({(change.table_name, change.row_key) for change in changes})
    since = ctx.session.execute(
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(
            Change.record_id.is_(None),
            tuple_(Change.table_name, Change.row_key).in_(rows),
            _made_since(changes),
        )
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    return (since.Change, since.name or "crmbot") if since is not None else None


def _made_since(changes: Sequence[Change]) -> ColumnElement[bool]:
    """Return the condition for what was changed after a batch and still stands."""
    return and_(
        Change.id > changes[0].id,
        Change.batch_id != changes[0].batch_id,
        Change.undone_by.is_(None),
        Change.action != "undo",
    )
