"""What was shown last and may be answered: a question with buttons, by number or by yes; a list, by going on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from crmbot.core import records
from crmbot.core.context import Context
from crmbot.store.models.search import ListShown, RecentRecord
from crmbot.store.upsert import upsert

_YES_OR_NO = "?"
"""Begins what the answers to a question of yes or no do."""
_LIST = "="
"""Begins the line that draws the list that was shown; the number of its pages stands behind it."""


def remember(session: Session, *, user_id: int, address: str, lines: Sequence[str], now: datetime) -> None:
    """Keep what the numbers of the question now shown to a user in a chat do; those of a list mean nothing any more."""
    key = {"user_id": user_id, "address": address}
    at = _behind_all(session, user_id, address, now)
    upsert(session, ListShown, key, {"rows": [], "lines": list(lines), "at": at})


def remember_yes_or_no(session: Session, *, user_id: int, address: str, lines: Sequence[str], now: datetime) -> None:
    """Keep what a yes, and a no, do to the question now shown to a user in a chat; numbers stay a list's rows."""
    kept = {"lines": [f"{_YES_OR_NO}{line}" for line in lines], "at": _behind_all(session, user_id, address, now)}
    there = update(ListShown).where(ListShown.user_id == user_id, ListShown.address == address)
    changed = session.execute(there.values(**kept).returning(ListShown.user_id)).first()
    if changed is None:
        upsert(session, ListShown, {"user_id": user_id, "address": address}, {"rows": [], **kept})


def _behind_all(session: Session, user_id: int, address: str, now: datetime) -> datetime:
    """Return the instant of a question: touches of one instant are a tick apart, and it comes behind the last."""
    last = session.scalar(
        select(func.max(RecentRecord.at)).where(RecentRecord.user_id == user_id, RecentRecord.address == address)
    )
    return max(now, last) if last is not None else now


def of_list(line: str, pages: int) -> list[str]:
    """Return what is kept with a list's rows: the line that draws it, and on how many pages."""
    return [f"{_LIST}{line}", str(pages)]


def last_list(ctx: Context) -> tuple[str, int] | None:
    """Return the line that draws the list last shown here, and on how many pages.

    None where something else was shown or done since, or half an hour has gone by.
    """
    lines = _asked(ctx)
    return (lines[0].removeprefix(_LIST), int(lines[1])) if lines and lines[0].startswith(_LIST) else None


def picked(ctx: Context, number: int) -> str | None:
    """Return what a number does that answers the question last shown here, and end the question.

    None where no question was shown, it has no such number, it is half an hour old, or something else was done since.
    """
    lines = _asked(ctx)
    if not 1 <= number <= len(lines) or lines[0].startswith((_YES_OR_NO, _LIST)):
        return None
    _end(ctx)
    return lines[number - 1]


def answered(ctx: Context, *, yes: bool) -> str | None:
    """Return what a yes or a no does that answers the question last shown here, and end the question.

    None where no such question was shown, half an hour has gone by, or something else was done since.
    """
    lines = _asked(ctx)
    place = 0 if yes else 1
    if place >= len(lines) or not lines[0].startswith(_YES_OR_NO):
        return None
    _end(ctx)
    return lines[place].removeprefix(_YES_OR_NO)


def _asked(ctx: Context) -> list[str]:
    """Return what the answers do to the question last shown here; nothing where it is old or was gone on from."""
    row = ctx.session.execute(
        select(ListShown.lines, ListShown.at).where(*_here(ctx), ListShown.at >= ctx.now - records.RECENT)
    ).first()
    return list(row.lines) if row is not None and row.lines and not _went_on(ctx, row.at) else []


def _end(ctx: Context) -> None:
    ctx.session.execute(update(ListShown).where(*_here(ctx)).values(lines=None))


def _here(ctx: Context) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ListShown.user_id == ctx.actor.id, ListShown.address == ctx.origin.address


def _went_on(ctx: Context, since: datetime) -> bool:
    """Tell whether the actor had to do with a record here since: the number is then not meant for the question."""
    later = select(RecentRecord.record_id).where(
        RecentRecord.user_id == ctx.actor.id, RecentRecord.address == ctx.origin.address, RecentRecord.at > since
    )
    return ctx.session.scalar(later.limit(1)) is not None
