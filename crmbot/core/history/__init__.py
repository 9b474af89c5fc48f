"""History, audit and undo: one append-only log, written with every change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.history.batches import begin, begin_system, current, name, wrote
from crmbot.core.history.declared import after_undo, after_undo_of_rows, before_reading, before_undo, own_way
from crmbot.core.history.since import last_since
from crmbot.core.history.undoing import UNDO_LIFE, bring_back, follow_undo, take_back, undo
from crmbot.core.permissions import visible
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

__all__ = [
    "UNDO_LIFE",
    "Entry",
    "after_undo",
    "after_undo_of_rows",
    "apart_from_making",
    "before_reading",
    "before_undo",
    "begin",
    "begin_system",
    "bring_back",
    "current",
    "entries",
    "entry_of",
    "follow_undo",
    "last_batch",
    "last_since",
    "name",
    "own_way",
    "take_back",
    "titles",
    "undo",
    "wrote",
]


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
    operation: Operation | None = None


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
        change.operation,
    )


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
