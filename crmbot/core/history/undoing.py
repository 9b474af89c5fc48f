"""Undo: everything one command changed is brought back in one piece, or what stands in the way is said."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.core.history.batches import current
from crmbot.core.history.declared import AFTER_ROWS, AFTERWARDS, BEFORE, BEFORE_READING, OWN_WAYS
from crmbot.core.history.since import refuse_changed_since, refuse_rows_changed_since
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record
from crmbot.store.tracking import revert, taken_places

UNDO_LIFE = timedelta(minutes=10)
"""How long the button on a card undoes; the word `undo` reaches further."""


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
    for check in BEFORE_READING:
        check(ctx, newest)
    return ctx.session.scalars(theirs).all()


def _revert(ctx: Context, changes: Sequence[Change], within: timedelta | None) -> list[Record]:
    _refuse_late(ctx, changes, within)
    for check in BEFORE:
        check(ctx, changes)
    own = next((way for applies, way in OWN_WAYS if any(map(applies, changes))), _revert_rows)
    touched = own(ctx, changes)
    for table, follow in AFTER_ROWS:
        theirs = [change for change in changes if change.table_name == table]
        if theirs:
            follow(ctx, theirs)
    return touched


def _revert_rows(ctx: Context, changes: Sequence[Change]) -> list[Record]:
    refuse_rows_changed_since(ctx, changes)
    touched = bring_back(ctx, changes)
    follow_undo(ctx, touched)
    return touched


def bring_back(ctx: Context, changes: Sequence[Change], at_hand: Mapping[int, Record] | None = None) -> list[Record]:
    """Revert the changes of a batch, without what follows from it; return the records concerned. Raises `Conflict`.

    Args: `at_hand`: records by number that have been read, where there are many.
    """
    refuse_changed_since(ctx, changes)
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
        if record.kind in AFTERWARDS:
            AFTERWARDS[record.kind](ctx, record)


def _refuse_late(ctx: Context, changes: Sequence[Change], within: timedelta | None) -> None:
    newest = changes[0]
    if newest.undone_by is not None:
        raise Conflict(newest.command or "", "undone already", record_id=newest.record_id)
    if within is not None and newest.at < ctx.now - within:
        raise Conflict(newest.command or "", "too late", record_id=newest.record_id)
