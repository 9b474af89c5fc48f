"""History, audit and undo: one append-only log, written with every change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.tracking import Batch, revert

UNDO_LIFE = timedelta(minutes=10)
"""How long the button on a card undoes; the word `undo` reaches further."""

Restored = Callable[[Context, Record], None]

_AFTERWARDS: dict[str, Restored] = {}


def after_undo(kind: str) -> Callable[[Restored], Restored]:
    """Declare what follows when a record of a kind was brought back to an earlier state."""

    def declare(function: Restored) -> Restored:
        _AFTERWARDS[kind] = function
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
    made = select(Change.batch_id).where(
        Change.record_id == record.id, Change.table_name == Record.__tablename__, Change.operation == Operation.INSERT
    )
    told_apart = or_(Change.table_name == Record.__tablename__, Change.batch_id.not_in(made))
    rows = ctx.session.execute(
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.record_id == record.id, told_apart)
        .order_by(Change.id.desc())
        .limit(limit)
        .offset(offset)
    )
    total = ctx.session.scalar(select(func.count()).where(Change.record_id == record.id, told_apart)) or 0
    told = [
        Entry(
            row.Change.at,
            row.name or "crmbot",
            row.Change.via,
            row.Change.action,
            row.Change.command or "",
            row.Change.diff,
            row.Change.table_name,
        )
        for row in rows
    ]
    return told, total


def last_batch(ctx: Context, record: Record | None = None) -> str:
    """Return the actor's last batch that can be undone, of one record if given. Raises `NotFound`."""
    statement = (
        select(Change.batch_id)
        .where(Change.user_id == ctx.actor.id, Change.undone_by.is_(None), Change.command != "undo")
        .order_by(Change.id.desc())
        .limit(1)
    )
    if record is not None:
        statement = statement.where(Change.record_id == record.id)
    batch = ctx.session.scalar(statement)
    if batch is None:
        raise NotFound("undo")
    return batch


def undo(ctx: Context, batch_id: str, *, within: timedelta | None = None) -> list[Record]:
    """Bring everything one command changed back, in one piece; return the records concerned.

    Raises `NotFound` for a batch of somebody else or none, and `Conflict` when it was undone
    already, is older than `within`, or when a record has been changed by somebody since.
    """
    changes = ctx.session.scalars(select(Change).where(Change.batch_id == batch_id).order_by(Change.id.desc())).all()
    if not changes or changes[0].user_id != ctx.actor.id:
        raise NotFound("undo")
    _refuse_late(ctx, changes, within)
    _refuse_changed_since(ctx, changes)
    for change in changes:
        change.undone_by = current(ctx)
        revert(ctx.session, change)
    ctx.session.flush()
    ids = {change.record_id for change in changes if change.record_id is not None}
    # lint: unscoped the actor wrote these records themselves
    touched = list(ctx.session.scalars(select(Record).where(Record.id.in_(ids)).order_by(Record.id)))
    for record in touched:
        if record.kind in _AFTERWARDS:
            _AFTERWARDS[record.kind](ctx, record)
    return touched


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
            Change.id > changes[0].id,
            Change.batch_id != changes[0].batch_id,
            Change.undone_by.is_(None),
            Change.action != "undo",
        )
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    if since is not None:
        by = since.name or "crmbot"
        raise Conflict(since.title, "changed since", by=by, at=since.at.isoformat(), record_id=since.record_id)
