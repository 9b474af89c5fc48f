"""Habits: the hours in which people and channels want quiet, the days they work, the days nobody does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crmbot.core import channels
from crmbot.language.when import When, local
from crmbot.store.among import one_of
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Holiday

EVERY_DAY = "1234567"
LOOKED_AHEAD = 60
"""So many days at most are looked through for one that is worked on."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Holidays by their days; those that come each year begin in the year they were written down for."""

    spans: tuple[tuple[date, date, bool], ...] = ()

    def has(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return any(
            first <= day <= last or (yearly and _comes_again(day, first, last)) for first, last, yearly in self.spans
        )


def _comes_again(day: date, first: date, last: date) -> bool:
    """Tell whether a day lies in a span of another year: by month and day, also over New Year."""
    at, begins, ends = ((each.month, each.day) for each in (day, first, last))
    return begins <= at <= ends if begins <= ends else at >= begins or at <= ends


@dataclass(frozen=True, slots=True)
class Habits:
    """When somebody, or a channel, is to be left alone; `work_days` are ISO numbers, Monday 1.

    `muted_until` is until when they want to hear nothing, whatever the hour.
    """

    zone: str
    quiet_from: time | None = None
    quiet_to: time | None = None
    work_days: str = EVERY_DAY
    days_off: DaysOff = DaysOff()
    muted_until: datetime | None = None

    def quiet_until(self, at: datetime) -> datetime | None:
        """Return when it is over that nothing is to be heard at an instant; None when something is.

        Where nothing is to be heard until some time of the quiet hours, their end counts.
        """
        muted = self.muted_at(at)
        return self._hours_until(muted or at) or muted

    def muted_at(self, at: datetime) -> datetime | None:
        """Return until when somebody who wants to hear nothing at an instant wants that; None for all others."""
        return self.muted_until if self.muted_until is not None and self.muted_until > at else None

    def _hours_until(self, at: datetime) -> datetime | None:
        """Return when the quiet hours an instant falls in are over; None when it falls in none."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return None
        wall = local(at, self.zone)
        begins, ends, now = self.quiet_from, self.quiet_to, wall.time()
        if begins < ends:
            return self._instant(wall.date(), ends) if begins <= now < ends else None
        if now >= begins:
            return self._instant(wall.date() + _DAY, ends)
        return self._instant(wall.date(), ends) if now < ends else None

    def works_on(self, day: date) -> bool:
        """Tell whether a day is worked on: one of the week's work days, and no holiday."""
        return str(day.isoweekday()) in self.work_days and not self.days_off.has(day)

    def morning_from(self, at: datetime) -> datetime:
        """Return an instant itself where its day is worked on, else its hour on the next day that is."""
        wall = local(at, self.zone)
        for ahead in range(LOOKED_AHEAD):
            if self.works_on(wall.date() + ahead * _DAY):
                return self._instant(wall.date() + ahead * _DAY, wall.time()) if ahead else at
        return at

    def _instant(self, day: date, hour: time) -> datetime:
        return When(day, hour.replace(tzinfo=None), self.zone).instant_or(hour)


def of_people(session: Session, users: Collection[int], now: datetime) -> dict[int, Habits]:
    """Return the habits of people, holidays included, in a fixed number of queries."""
    rows = session.execute(
        select(User.id, User.timezone, User.quiet_from, User.quiet_to, User.work_days, User.muted_until).where(
            one_of(session, User.id, users)
        )
    ).all()
    off = _days_off(session, now, users=[row.id for row in rows]) if rows else {}
    return {
        row.id: Habits(
            row.timezone, row.quiet_from, row.quiet_to, row.work_days, _joined(off, ("user", row.id)), row.muted_until
        )
        for row in rows
    }


def of_channels(session: Session, addresses: Collection[str], now: datetime, zone: str) -> dict[str, Habits]:
    """Return the habits of the channels that addresses lie in; those we have no row of have none.

    Args: `zone`: the organisation's, for channels without one of their own.
    """
    by_key = {address: channels.key(address) for address in addresses}
    if not by_key:
        return {}
    rows = session.scalars(select(Channel).where(Channel.channel_ext.in_({key[2] for key in by_key.values()}))).all()
    known = {(row.platform, row.workspace_ext, row.channel_ext): row for row in rows}
    off = _days_off(session, now, channels_=[row.id for row in rows]) if rows else {}
    return {address: _of_channel(known[key], off, zone) for address, key in by_key.items() if key in known}


_Off = Mapping[tuple[str, int], Sequence[tuple[date, date, bool]]]


def _of_channel(row: Channel, off: _Off, zone: str) -> Habits:
    days = row.work_days or EVERY_DAY
    return Habits(row.zone or zone, row.quiet_from, row.quiet_to, days, _joined(off, ("channel", row.id)))


def _joined(off: _Off, whose: tuple[str, int]) -> DaysOff:
    return DaysOff((*off.get(("all", 0), ()), *off.get(whose, ())))


def _days_off(
    session: Session, now: datetime, *, users: Iterable[int] = (), channels_: Iterable[int] = ()
) -> dict[tuple[str, int], list[tuple[date, date, bool]]]:
    """Return the holidays that may matter from now on, by whose they are."""
    for_all = (Holiday.user_id.is_(None)) & (Holiday.channel_id.is_(None))
    found: dict[tuple[str, int], list[tuple[date, date, bool]]] = {}
    rows = session.scalars(
        select(Holiday).where(
            or_(for_all, Holiday.user_id.in_(list(users)), Holiday.channel_id.in_(list(channels_))),
            or_(Holiday.yearly, Holiday.last_on >= now.date() - _DAY),
        )
    )
    for row in rows:
        whose = ("user", row.user_id) if row.user_id else ("channel", row.channel_id) if row.channel_id else ("all", 0)
        found.setdefault(whose, []).append((row.first_on, row.last_on, row.yearly))
    return found


def today(habits: Habits, now: datetime) -> date:
    """Return the day it is where somebody is."""
    return now.astimezone(ZoneInfo(habits.zone)).date()
