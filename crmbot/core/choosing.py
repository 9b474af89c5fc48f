"""A question that was asked with buttons, answered by the number of one of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crmbot.core import records
from crmbot.core.context import Context
from crmbot.store.models.search import ListShown, RecentRecord
from crmbot.store.upsert import upsert


def remember(session: Session, *, user_id: int, address: str, lines: Sequence[str], now: datetime) -> None:
    """Keep what the numbers of the question now shown to a user in a chat do; those of a list mean nothing any more."""
    key = {"user_id": user_id, "address": address}
    last = session.scalar(
        select(func.max(RecentRecord.at)).where(RecentRecord.user_id == user_id, RecentRecord.address == address)
    )
    # Touches of one instant are kept apart by a tick each: the question comes behind the last of them.
    at = max(now, last) if last is not None else now
    upsert(session, ListShown, key, {"rows": [], "lines": list(lines), "at": at})


def picked(ctx: Context, number: int) -> str | None:
    """Return what a number does that answers the question last shown here, and end the question.

    None where no question was shown, it has no such number, it is half an hour old, or something else was done since.
    """
    here = (ListShown.user_id == ctx.actor.id, ListShown.address == ctx.origin.address)
    row = ctx.session.execute(
        select(ListShown.lines, ListShown.at).where(*here, ListShown.at >= ctx.now - records.RECENT)
    ).first()
    if row is None or not row.lines or not 1 <= number <= len(row.lines) or _went_on(ctx, row.at):
        return None
    ctx.session.execute(update(ListShown).where(*here).values(lines=None))
    line: str = row.lines[number - 1]
    return line


def _went_on(ctx: Context, since: datetime) -> bool:
    """Tell whether the actor had to do with a record here since: the number is then not meant for the question."""
    later = select(RecentRecord.record_id).where(
        RecentRecord.user_id == ctx.actor.id, RecentRecord.address == ctx.origin.address, RecentRecord.at > since
    )
    return ctx.session.scalar(later.limit(1)) is not None
