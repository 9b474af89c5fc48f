"""What was changed after a batch: that is kept, and who changed it is told."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, select, tuple_

from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.tracking import STAYING


def refuse_changed_since(ctx: Context, changes: Sequence[Change]) -> None:
    """Raise `Conflict` where somebody changed a record after the batch: it keeps that, and who and when is said."""
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


def refuse_rows_changed_since(ctx: Context, changes: Sequence[Change]) -> None:
    """Raise `Conflict` where somebody changed a row of no record after the batch, in what that had changed of it."""
    ours: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.record_id is None:
            ours.setdefault((change.table_name, change.row_key), []).append(change)
    if not ours:
        return
    for later, who in ctx.session.execute(_of_rows_since(changes)):
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
    since = ctx.session.execute(_of_rows_since(changes).limit(1)).first()
    return (since.Change, since.name or "crmbot") if since is not None else None


def _of_rows_since(changes: Sequence[Change]) -> Select[Change, str]:
    """Select what was changed after a batch of the rows it changed that belong to no record, the newest first."""
    rows = sorted({(change.table_name, change.row_key) for change in changes if change.record_id is None})
    return (
        select(Change, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(
            Change.record_id.is_(None),
            tuple_(Change.table_name, Change.row_key).in_(rows),
            _made_since(changes),
        )
        .order_by(Change.id.desc())
    )


def _made_since(changes: Sequence[Change]) -> ColumnElement[bool]:
    """Return the condition for what was changed after a batch and still stands."""
    return and_(
        Change.id > changes[0].id,
        Change.batch_id != changes[0].batch_id,
        Change.undone_by.is_(None),
        Change.action != "undo",
    )
