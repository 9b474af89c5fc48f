"""Imports as people have them in hand: begun, put right, let run, stopped, taken back."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from crmbot.core import history, outbox
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotFound
from crmbot.core.imports import mapping, steps
from crmbot.store.models.change import Change
from crmbot.store.models.document import Document
from crmbot.store.models.imports import Import, ImportState

COMMAND = "import"
"""The command that the log has for what an import wrote."""

UNDO_DAYS = 30


def start(ctx: Context, document: Document, *, kind: str | None = None, sheet: str | None = None) -> Import:
    """Have a file looked through for an import. Raises `NotAllowed`, `InvalidInput` for a kind that cannot be."""
    ctx.actor.require("record.import")
    if kind is not None:
        mapping.targets(ctx, kind)
    row = Import(
        user_id=ctx.actor.id,
        document_id=document.id,
        address=ctx.origin.address or None,
        is_private=ctx.origin.private,
        filename=document.filename,
        state=ImportState.LOOKING,
        kind=kind,
        sheet=sheet,
        shape={},
        mapping=[],
        told=[],
        given={},
        batch_id=uuid4().hex,
        created_at=ctx.now,
        next_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    outbox.waits_now(ctx.session)
    return row


def get(ctx: Context, number: int) -> Import:
    """Return an import by its number. Raises `NotAllowed`, `NotFound`."""
    ctx.actor.require("record.import")
    row = ctx.session.get(Import, number)
    if row is None:
        raise NotFound(f"import {number}")
    return row


def current(ctx: Context) -> Import:
    """Return the import the actor has in hand: the last one that is not over. Raises `NotAllowed`, `NotFound`."""
    ctx.actor.require("record.import")
    row = ctx.session.scalar(
        select(Import)
        .where(Import.user_id == ctx.actor.id, Import.state.in_((ImportState.READY, *steps.BUSY)))
        .order_by(Import.id.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound("an import in hand")
    return row


def latest(ctx: Context, limit: int) -> Sequence[Import]:
    """Return the last imports of everybody's, the newest first. Raises `NotAllowed`."""
    ctx.actor.require("record.import")
    return ctx.session.scalars(
        select(Import).where(Import.state != ImportState.DROPPED).order_by(Import.id.desc()).limit(limit)
    ).all()


def _require(row: Import, *states: ImportState) -> None:
    if row.state not in states:
        raise Conflict(f"Import {row.id}", _IS[row.state])


_IS = {
    ImportState.LOOKING: "is being looked through; the answer comes in a moment",
    ImportState.READY: "waits for your word",
    ImportState.RUNNING: "is running",
    ImportState.DONE: "is done",
    ImportState.FAILED: "could not be done",
    ImportState.DROPPED: "was left",
    ImportState.UNDOING: "is being taken back",
    ImportState.UNDONE: "was taken back",
}


def place(ctx: Context, row: Import, column: str, words: str) -> int:
    """Say where a column goes, and have the file looked through again; return the column's place.

    Raises `InvalidInput` for a column or a field there is not, `Conflict` for an import that has begun.
    """
    _require(row, ImportState.READY, ImportState.LOOKING)
    if not row.mapping:
        raise Conflict(f"Import {row.id}", _IS[ImportState.LOOKING])
    found = mapping.column(row.shape["columns"], column)
    assert row.kind is not None, "it has been looked at"
    row.mapping = mapping.changed(ctx, row.kind, row.mapping, found, words)
    _look_again(ctx, row)
    return found


def place_all(ctx: Context, row: Import, wanted: Mapping[int, str]) -> bool:
    """Say where several columns go, by their places, and have the file looked through again; False for nothing new.

    Raises `InvalidInput` for a field there is not or that two columns would go to, `Conflict` for an import that has
    begun.
    """
    _require(row, ImportState.READY, ImportState.LOOKING)
    assert row.kind is not None, "its columns are known"
    placed = mapping.arranged(ctx, row.kind, row.shape["columns"], row.mapping, wanted)
    if placed == row.mapping:
        return False
    row.mapping = placed
    _look_again(ctx, row)
    return True


def become(ctx: Context, row: Import, kind: str) -> None:
    """Say what the rows become; what was said of the columns stays where it can. Raises `InvalidInput`, `Conflict`."""
    _require(row, ImportState.READY, ImportState.LOOKING)
    mapping.targets(ctx, kind)
    row.kind = kind
    if row.mapping:
        row.mapping = mapping.guess(ctx, kind, row.shape["columns"], row.shape["sample"], row.mapping)
    _look_again(ctx, row)


def _look_again(ctx: Context, row: Import) -> None:
    row.state, row.next_at, row.tries = ImportState.LOOKING, ctx.now, 0
    row.revision += 1
    ctx.session.flush()
    outbox.waits_now(ctx.session)


def begin(ctx: Context, row: Import) -> None:
    """Let an import run. Raises `Conflict`, `InvalidInput` when a column is missing that no row can do without."""
    _require(row, ImportState.READY)
    assert row.kind is not None, "it has been looked at"
    ctx.actor.require(f"{row.kind}.create")
    missing = mapping.missing(row.kind, row.mapping)
    if missing:
        raise InvalidInput("map", "", f"no column gives {missing}", tuple(row.shape["columns"]))
    row.state, row.next_at, row.tries, row.reason = ImportState.RUNNING, ctx.now, 0, None
    row.rows_done = row.added = row.present = row.failed = row.made = 0
    row.told, row.given, row.progress_ref = [], {}, _pressed_here(ctx)
    row.revision += 1
    ctx.session.flush()
    outbox.waits_now(ctx.session)


def _pressed_here(ctx: Context) -> str | None:
    """Return the card whose button began it, where its reader is alone: how far it is is shown in that one message."""
    origin = ctx.origin
    return origin.reply_to if origin.private and origin.message is None else None


def stop(ctx: Context, row: Import) -> None:
    """End an import where it is; what is in stays. Raises `Conflict`."""
    _require(row, ImportState.READY, ImportState.LOOKING, ImportState.RUNNING)
    if row.state is ImportState.RUNNING:
        row.reason = "stopped"
        steps.over(ctx.session, row, ImportState.DONE, ctx.now)
    else:
        row.state = ImportState.DROPPED
    row.revision += 1
    ctx.session.flush()


def take_back(ctx: Context, row: Import) -> None:
    """Have everything an import brought in put away again. Raises `Conflict` when it is too late or nothing to do."""
    _require(row, ImportState.DONE)
    if row.finished_at is not None and row.finished_at < ctx.now - timedelta(days=UNDO_DAYS):
        raise Conflict(f"Import {row.id}", f"is older than {UNDO_DAYS} days and stays")
    if not row.added:
        raise Conflict(f"Import {row.id}", "brought nothing in, so there is nothing to take back")
    row.state, row.next_at, row.tries, row.undone = ImportState.UNDOING, ctx.now, 0, 0
    row.revision += 1
    ctx.session.flush()
    outbox.waits_now(ctx.session)


@lists("import columns")
def _column_list(ctx: Context) -> Sequence[Listed]:
    row = _in_hand(ctx)
    return [Listed(str(number), name) for number, name in enumerate(row.shape.get("columns", []), 1)] if row else []


@lists("import fields")
def _field_list(ctx: Context) -> Sequence[Listed]:
    row = _in_hand(ctx)
    if row is None or row.kind is None:
        return []
    known = mapping.targets(ctx, row.kind)
    return [Listed("skip", "Not taken"), *(Listed(each.label, each.label) for each in known)]


def _in_hand(ctx: Context) -> Import | None:
    try:
        return current(ctx)
    except NotFound:
        return None


@history.before_reading
def _refuse_word(ctx: Context, newest: Change) -> None:
    """An import is taken back as one and aside, however large it is: not by the bare word `undo`."""
    if newest.command == COMMAND and newest.via == COMMAND:
        row = ctx.session.scalar(select(Import).where(Import.batch_id == newest.batch_id))
        number = row.id if row is not None else ""
        raise Conflict(f"Import {number}", f"is taken back as a whole: undo import {number}".rstrip())
