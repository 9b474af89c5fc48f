"""Lists as files: the rows of a filter, drawn up at once, or aside where they are many."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import outbox, people
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.due import NextDue
from crmbot.core.errors import NotFound
from crmbot.core.exports.files import MIME, Cell, Format, disarmed, write
from crmbot.core.exports.rows import headings, some
from crmbot.core.filters import Wanted
from crmbot.core.outbox import Target as Recipient
from crmbot.core.settings import organisation
from crmbot.store.models.imports import Export, ExportState

__all__ = ["MIME", "Cell", "Format", "disarmed", "headings", "some", "write"]

AT_ONCE = 5000
"""Rows of a list that is drawn up while its reader waits; more of them come when they are done."""

DONE = "export.done"
LEASE = timedelta(seconds=120)
TRIES = 3


def ask(ctx: Context, wanted: Wanted, format_: Format) -> Export:
    """Have a long list drawn up and sent here when it is done. Raises `NotAllowed`."""
    ctx.actor.require("record.export")
    row = Export(
        user_id=ctx.actor.id,
        address=ctx.origin.address or None,
        is_private=ctx.origin.private,
        kind=wanted.kind,
        filter=wanted.said,
        format=format_.value,
        created_at=ctx.now,
        next_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    outbox.waits_now(ctx.session)
    return row


def get(ctx: Context, number: int) -> Export:
    """Return one of the actor's own exports. Raises `NotFound`."""
    row = ctx.session.get(Export, number)
    if row is None or row.user_id != ctx.actor.id:
        raise NotFound(f"export {number}")
    return row


def claim(session: Session, now: datetime) -> int | None:
    """Take one list that waits to be drawn up, for the length of a lease; return its number."""
    row = session.scalar(
        select(Export)
        .where(Export.state == ExportState.WAITING, Export.next_at <= now)
        .order_by(Export.next_at, Export.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    if row.tries >= TRIES:
        settle(session, row.id, None, 0, now, reason="it went wrong on our side")
        return claim(session, now)
    row.tries, row.next_at = row.tries + 1, now + LEASE
    return row.id


NEXT_DUE: NextDue = select(Export.next_at).where(Export.state == ExportState.WAITING).order_by(Export.next_at).limit(1)
"""Selects the instant the next list can be drawn up."""


def context(session: Session, row: Export, now: datetime, org: Organisation) -> Context:
    """Return the context a list is drawn up in: that of whoever asked. Raises `Suspended`."""
    origin = Origin(row.address or "", row.is_private)
    return Context(session, people.actor(session, row.user_id), now, origin, organisation.current(session, org))


def settle(  # noqa: PLR0913 - what became of it has so many sides
    session: Session, number: int, file_key: str | None, rows: int, now: datetime, *, reason: str | None = None
) -> None:
    """Note what became of a list, and tell it."""
    row = session.get_one(Export, number)
    row.state = ExportState.DONE if file_key is not None else ExportState.FAILED
    row.file_key, row.rows, row.reason = file_key, rows, reason
    if row.address is not None:
        # What was asked for in a channel is still for the asker alone.
        to = Recipient(row.user_id, row.address if row.is_private else None)
        outbox.tell(session, DONE, to, at=now, args={"export": str(number)}, dedupe_key=f"{DONE}:{number}")
