"""Holidays: days nobody works, days somebody does not, days a channel rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select

from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotFound
from crmbot.store.models.reminder import Holiday
from crmbot.store.uow import one_at_a_time

SHOWN = 50
LONGEST_DAYS = 366


class Whose(StrEnum):
    """Who has a holiday."""

    EVERYBODY = "everybody"
    ME = "me"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class HolidayDraft:
    """Days off: the first and the last of them, and whether they come again each year."""

    name: str
    first_on: date
    last_on: date
    yearly: bool = False
    whose: Whose = Whose.EVERYBODY


def add(ctx: Context, draft: HolidayDraft) -> Holiday:
    """Write a holiday down.

    Raises `NotAllowed` for another's than one's own, `InvalidInput` for impossible days, `Conflict` for one that is
    there.
    """
    if draft.last_on < draft.first_on:
        raise InvalidInput("until", draft.last_on.isoformat(), "is before it begins")
    if (draft.last_on - draft.first_on).days > LONGEST_DAYS:
        raise InvalidInput("until", draft.last_on.isoformat(), "is more than a year off")
    if draft.whose is not Whose.ME:
        ctx.actor.require("settings.edit")
    row = Holiday(
        name=draft.name.strip() or "Holiday",
        first_on=draft.first_on,
        last_on=draft.last_on,
        yearly=draft.yearly,
        user_id=ctx.actor.id if draft.whose is Whose.ME else None,
        channel_id=channels.here(ctx).id if draft.whose is Whose.CHANNEL else None,
    )
    _require_new(ctx, row)
    ctx.session.add(row)
    ctx.session.flush()
    return row


def _require_new(ctx: Context, row: Holiday) -> None:
    one_at_a_time(ctx.session, "holidays")  # two who write down the same at once would not see each other
    same = {column: getattr(row, column) for column in ("first_on", "last_on", "user_id", "channel_id")}
    there = ctx.session.scalars(select(Holiday).filter_by(**same, yearly=row.yearly)).all()
    if any(each.name.casefold() == row.name.casefold() for each in there):
        raise Conflict(f"The holiday {row.name}", "is written down already")


def listed(ctx: Context) -> Sequence[Holiday]:
    """Return the holidays that are to come for the actor, and those of the channel they speak in, the next first."""
    spoken_in = None if ctx.origin.private else channels.at(ctx.session, ctx.origin.address)
    theirs = (
        Holiday.user_id == ctx.actor.id,
        (Holiday.user_id.is_(None)) & (Holiday.channel_id.is_(None)),
        *((Holiday.channel_id == spoken_in.id,) if spoken_in is not None else ()),
    )
    rows = ctx.session.scalars(
        select(Holiday)
        .where(or_(*theirs), or_(Holiday.yearly, Holiday.last_on >= ctx.today))
        .order_by(Holiday.first_on, Holiday.id)
        .limit(SHOWN)
    ).all()
    return sorted(rows, key=lambda row: next_on(row, ctx.today))


def next_on(row: Holiday, today: date) -> date:
    """Return the first day of a holiday as it comes next, in this year or the one after; the one it is in counts."""
    if not row.yearly:
        return row.first_on
    length = row.last_on - row.first_on
    for year in (today.year - 1, today.year, today.year + 1):
        begins = _in_year(row.first_on, year)
        if begins + length >= today:
            return max(begins, row.first_on)
    return row.first_on


def remove(ctx: Context, row: Holiday) -> None:
    """Strike a holiday out. Raises `NotAllowed` for another's than one's own."""
    if row.user_id != ctx.actor.id:
        ctx.actor.require("settings.edit")
    ctx.session.delete(row)
    ctx.session.flush()


def named(ctx: Context, text: str) -> Holiday:
    """Return the holiday of a row in the list, or of a name. Raises `NotFound`."""
    rows = listed(ctx)
    if text.isdecimal() and len(text) <= len(str(len(rows))) and 1 <= int(text) <= len(rows):
        return rows[int(text) - 1]
    wanted = text.strip().casefold()
    found = [row for row in rows if row.name.casefold().startswith(wanted)] if wanted else []
    if not found:
        raise NotFound(text)
    return found[0]


def _in_year(day: date, year: int) -> date:
    """Return a day in another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
