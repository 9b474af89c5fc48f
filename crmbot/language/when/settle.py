"""Makes a time with two ends, or with a length, into a `When` with its end: each end says what the other left out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from crmbot.language.when.compose import Group
from crmbot.language.when.dates import day_of
from crmbot.language.when.pieces import (
    Clock,
    DayOfMonth,
    DayPiece,
    Holiday,
    MonthDay,
    NamedMonth,
    Reference,
    Weekday,
    add_months,
    add_working_days,
    zone_named,
)
from crmbot.language.when.ranges import Ends, Lasting, Time
from crmbot.language.when.resolve import Outcome, end_hour, resolve
from crmbot.language.when.values import Stretch, When, at_instant

_DAY = timedelta(days=1)
_LAST_MINUTE = time(23, 59)


def settle(said: Time, ref: Reference) -> Outcome | None:
    """Say what a time means; None when its two ends make no range."""
    match said:
        case Group():
            return resolve(said, ref)
        case Lasting():
            return _lasting(said, ref)
        case Ends():
            return _between(said, ref)


def _lasting(said: Lasting, ref: Reference) -> Outcome | None:
    outcome = resolve(said.group, ref)
    if outcome.when is None:
        return outcome
    end = _after(outcome.when, said)
    return replace(outcome, until=end, stretch=Stretch(outcome.when, end)) if end is not None else outcome


def _after(start: When, said: Lasting) -> When | None:
    length = said.length
    try:
        instant = start.instant()
        if instant is not None:
            return at_instant(instant + timedelta(seconds=length.seconds), start.zone)
        on = add_months(start.on, length.months) + timedelta(days=length.days)
        if length.working_days:
            return When(add_working_days(start.on - _DAY, length.working_days), None, start.zone)
        return When(on - _DAY, None, start.zone)
    except (ValueError, OverflowError):
        return None


def _between(said: Ends, ref: Reference) -> Outcome | None:
    first, last = said.first, said.last
    if _heads(first, last, ref):
        return resolve(last, ref)
    if not last.days and last.clock is not None and last.part is None:
        start = resolve(first, ref)
        return _until_hour(start, last.clock, ref)
    if _follows(last) and not (_turn(first) and _turn(last)) and not _marked(first, last):
        start = resolve(first, ref)
        return _closed(start, _following(last, start, ref))
    end = resolve(last, ref)
    return _closed(_preceding(first, end, ref), end)


def _heads(first: Group, last: Group, ref: Reference) -> bool:
    """Tell "Fri - 27 Nov", where the one is the day of the other, from a range."""
    if first.clock or len(first.days) != 1 or not isinstance(first.days[0], Weekday) or first.days[0].mark:
        return False
    on = day_of(last.days[0], ref) if len(last.days) == 1 and isinstance(last.days[0], MonthDay) else None
    return on is not None and on.weekday() == first.days[0].day


def _until_hour(start: Outcome, clock: Clock, ref: Reference) -> Outcome | None:
    """Give the first such hour after the start, in whichever half of the day it is."""
    if start.when is None or start.when.at is None:
        return None
    if clock.zone is not None:
        last = _in_zone(clock, clock.zone, start.when)
    else:
        at = end_hour(clock, start.when.at)
        last = When(start.when.on if at > start.when.at else start.when.on + _DAY, at, ref.zone)
    return replace(start, until=last, stretch=Stretch(start.when, last))


def _in_zone(clock: Clock, zone: str, start: When) -> When:
    """Give the hour of another zone that comes after a start."""
    begins = start.instant_or(time())
    ends = datetime.combine(begins.astimezone(zone_named(zone)), clock.time(), zone_named(zone))
    return at_instant(ends if ends > begins else ends + _DAY, start.zone)


def _turn(group: Group) -> MonthDay | NamedMonth | DayOfMonth | Holiday | None:
    """Give the day of a group that comes every year or month, where neither was said."""
    for day in group.days:
        if isinstance(day, (MonthDay, NamedMonth, Holiday)) and day.year is None:
            return day
        if isinstance(day, DayOfMonth) and len(group.days) == 1:
            return day
    return None


def _follows(last: Group) -> bool:
    """Tell that the end is counted from the start: Monday to Friday, the 5th to the ninth."""
    return _turn(last) is not None or (len(last.days) == 1 and isinstance(last.days[0], Weekday))


def _marked(*ends: Group) -> bool:
    """Tell "next Monday to next Friday": both are counted from today."""
    return all(any(isinstance(day, Weekday) and day.mark == "next" for day in end.days) for end in ends)


def _following(last: Group, start: Outcome, ref: Reference) -> Outcome:
    if start.when is None:
        return start
    wall = datetime.combine(start.when.on, start.when.at or time())
    return resolve(last, replace(ref, wall=wall, now=start.when.instant_or(time())))


def _preceding(first: Group, end: Outcome, ref: Reference) -> Outcome:
    """Give the last start before an end: "10/22 - tomorrow" began this year, "May to Oct 2020" begins in 2020."""
    day = _turn(first)
    if day is None or end.when is None:
        return resolve(first, ref)
    for turn in _turns(day, end.when.on):
        days = [turn if piece is day else piece for piece in first.days]
        start = resolve(replace(first, days=days), ref)
        if start.when is not None and start.when.on <= end.when.on:
            return start
    return resolve(first, ref)


def _turns(day: MonthDay | NamedMonth | DayOfMonth | Holiday, last: date) -> Iterator[DayPiece]:
    for back in (0, 1):
        if isinstance(day, DayOfMonth):
            month = add_months(last.replace(day=1), -back)
            yield MonthDay(month.month, day.day, month.year)
        else:
            yield replace(day, year=last.year - back)


def _closed(start: Outcome, end: Outcome) -> Outcome | None:
    """Give the range; None where it would end before it begins."""
    if start.when is None or end.when is None:
        return None
    first, last = start.when, end.when
    if first.at is None and last.at is not None and end.grain in {"minute", "second"}:
        last = When(last.on, None, last.zone)  # "3 days ago to now": days
    if last.instant_or(_LAST_MINUTE) <= first.instant_or(time()) or (first.on == last.on and first.at is None):
        return None
    return replace(start, until=last, stretch=Stretch(first, last))
