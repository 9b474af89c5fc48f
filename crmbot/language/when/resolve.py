"""Makes the pieces of one time into a `When`, with the doubts that remain."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crmbot.language.when.choose import PART_ENDS, Chosen, choose
from crmbot.language.when.compose import Group
from crmbot.language.when.dates import day_of, days_numbered
from crmbot.language.when.extents import extent_of, grain_of
from crmbot.language.when.parts import hours_of
from crmbot.language.when.pieces import (
    FIRST_YEAR,
    LAST_YEAR,
    After,
    Clock,
    DayOfMonth,
    DayPiece,
    Gone,
    Holiday,
    Missing,
    MonthDay,
    NamedMonth,
    Offset,
    Period,
    Reference,
    Shift,
    Weekday,
    add_months,
    next_weekday,
    zone_named,
)
from crmbot.language.when.values import Doubt, Grain, Stretch, When, at_instant, is_repeated, is_skipped
from crmbot.language.when.years import CENTURY

_DAY = timedelta(days=1)
_SOON = timedelta(days=15)
_HALF_DAY = 12
_LONG_AGO = 60  # days; behind them a date in the past is no slip for one of these weeks
_HALF_A_MINUTE_S = 30
_NEAR_YEARS = 8
_NIGHT_ENDS = 5  # o'clock: "tonight at 2" is early tomorrow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group of pieces came to."""

    when: When | None
    doubt: Doubt | None = None
    until: When | None = None
    grain: Grain = "day"
    stretch: Stretch | None = None


def resolve(group: Group, ref: Reference) -> Outcome:
    """Say what time a group of pieces means."""
    group = _with_year(group, ref)
    if group.missing is not None:
        return Outcome(None, Doubt("no_such_date", _near(group.missing, group, ref)))
    if group.offset is not None:
        return _from_now(group.offset, ref)
    if group.repeats and group.empty:
        return Outcome(None, Doubt("repeats"))
    if (as_year := _figure_as_year(group, ref)) is not None:
        return resolve(as_year, ref)
    if (as_day := _figure_as_day(group, ref)) is not None:
        hour = _timed(choose(group, ref).on or ref.today, group, ref)
        return Outcome(as_day, Doubt("day_or_hour", (as_day, hour)))
    return _settle(choose(group, ref), group, ref)


def _with_year(group: Group, ref: Reference) -> Group:
    """Put the year of "next year" into the month, day or holiday beside it."""
    years = [day for day in group.days if isinstance(day, Period) and day.unit == "year" and day.whole]
    others = [day for day in group.days if isinstance(day, (NamedMonth, MonthDay, Holiday)) and day.year is None]
    if len(group.days) != 2 or not years or not others:  # noqa: PLR2004 - the one and the other
        return group
    return replace(group, days=[replace(others[0], year=ref.today.year + years[0].step)])


def _settle(chosen: Chosen, group: Group, ref: Reference) -> Outcome:
    others = tuple(_timed(day, group, ref) for day in chosen.others)
    if chosen.on is None or not FIRST_YEAR <= chosen.on.year <= LAST_YEAR:
        return Outcome(None, Doubt("no_such_date", others))
    when = _timed(chosen.on, group, ref)
    doubt = Doubt(chosen.reason, (when, *others)) if chosen.reason else None
    # A date that is past is the graver doubt: none of its other readings may be offered.
    doubt = _past(when, group, ref) or doubt or _half_of_day(when, group, ref) or _clock_change(when)
    if doubt is None and (group.repeats or _is_plural(group)):
        doubt = Doubt("repeats", (when,))
    if group.clock is not None and not group.days and group.part is None and group.clock.zone is None:
        when = replace(when, of_day=False)
    until = _until(when, group)
    stretch = _stretch(when, until, group, ref)
    if group.lead == "after" and stretch is not None and stretch.first is not None and stretch.last is None:
        when = stretch.first  # "after August" begins in September
    return Outcome(when, doubt, until, _grain(group), stretch)


def _from_now(offset: Offset, ref: Reference) -> Outcome:
    try:
        when = _stepped(offset, ref)
    except (OverflowError, ValueError):
        return Outcome(None, Doubt("no_such_date"))
    if not FIRST_YEAR <= when.on.year <= LAST_YEAR:
        return Outcome(None, Doubt("no_such_date"))
    behind = min(offset.months, offset.days, offset.minutes, offset.seconds) < 0
    now = at_instant(ref.now, ref.zone)
    between = Stretch(when, now) if behind else Stretch(now, when)
    grain: Grain = "second" if offset.seconds else "minute"
    return Outcome(when, Doubt("past") if behind else None, None, grain, between if offset.ahead else None)


def _stepped(offset: Offset, ref: Reference) -> When:
    instant = ref.now
    if offset.days or offset.months:
        on = add_months(ref.today, offset.months) + timedelta(days=offset.days)
        instant = datetime.combine(on, ref.wall.time(), ZoneInfo(ref.zone)).astimezone(UTC)
    instant += timedelta(minutes=offset.minutes, seconds=offset.seconds)
    if offset.seconds:
        exact = at_instant(instant, ref.zone)
        at = exact.at or time()
        return When(exact.on, at.replace(second=instant.second), ref.zone)
    # To the nearest minute: cutting the seconds off would make "in 1 minute" come at once.
    return at_instant(instant + timedelta(seconds=_HALF_A_MINUTE_S if offset.minutes else 0), ref.zone)


def _figure_as_year(group: Group, ref: Reference) -> Group | None:
    """Read "3 jan 27" as a day of 2027, where that year is near and ahead."""
    clock = group.clock
    day = group.days[-1] if group.days else None
    if clock is None or not clock.plain or clock.end is not None or not isinstance(day, MonthDay):
        return None
    year = CENTURY + clock.hour
    if not ref.today.year <= year <= ref.today.year + _NEAR_YEARS:
        return None
    return replace(group, clock=None, days=[*group.days[:-1], replace(day, year=year)])


def _near(missing: Missing, group: Group, ref: Reference) -> tuple[When, ...]:
    days = (day_of(MonthDay(month, day, missing.year), ref) for month, day in missing.near)
    return tuple(_timed(day, group, ref) for day in days if day is not None)


def _figure_as_day(group: Group, ref: Reference) -> When | None:
    """Read "fri 20" as the 20th where that is one of the next two Fridays."""
    if group.clock is None or not group.clock.plain or not isinstance(group.days[0], Weekday):
        return None
    coming = days_numbered(group.clock.hour, ref.today) if group.clock.hour else iter(())
    day = next((day for day in coming if day.weekday() == group.days[0].day), None)
    near = day is not None and day - ref.today < _SOON
    return When(day, None, ref.zone) if day is not None and near else None


def _timed(on: date, group: Group, ref: Reference) -> When:
    """Put the hour that was said on a day."""
    if group.clock is None:
        return When(on, None, ref.zone, group.part.name if group.part else None)
    at = group.clock.time()
    if group.clock.zone is not None:
        there = datetime.combine(on, at, zone_named(group.clock.zone))
        return at_instant(there, ref.zone)
    if group.part is not None and group.part.name == "night" and at.hour == 0:
        on += _DAY  # "tonight at midnight"
    if group.part is not None and not group.clock.sure:
        return _in_part(on, group.clock, group.part.name, ref.zone)
    if group.clock.shift_s:
        instant = When(on, at, ref.zone).instant_or(at)
        return at_instant(instant + timedelta(seconds=group.clock.shift_s), ref.zone)
    return When(on, at, ref.zone)


def _in_part(on: date, clock: Clock, part: str, zone: str) -> When:
    hour = clock.hour % _HALF_DAY
    if part == "night" and hour < _NIGHT_ENDS:
        return When(on + _DAY, time(hour, clock.minute), zone)
    if part != "morning":
        hour += _HALF_DAY
    return When(on, time(hour, clock.minute), zone)


def _past(when: When, group: Group, ref: Reference) -> Doubt | None:
    if not _is_past(when, ref):
        return None
    if _meant_as_past(group):
        return Doubt("past")
    if when.on == ref.today:
        later = _other_half(when) if group.clock and not group.clock.sure else None
        hopeful = [later] if later and not _is_past(later, ref) else []
        return Doubt("past", (*hopeful, _moved(when, when.on + _DAY)))
    if (ref.today - when.on).days <= _LONG_AGO:
        coming = _moved(when, next_weekday(ref.today - _DAY, when.on.weekday()))
        if _is_past(coming, ref):
            coming = _moved(when, coming.on + timedelta(days=7))
        return Doubt("past", (coming,))
    again = day_of(MonthDay(when.on.month, when.on.day), ref)
    return Doubt("past", (_moved(when, again),) if again else ())


def _is_past(when: When, ref: Reference) -> bool:
    instant = when.instant()
    if instant is not None:
        return instant < ref.now.replace(second=0, microsecond=0)
    over = PART_ENDS.get(when.part or "")
    return when.on < ref.today or (when.on == ref.today and over is not None and ref.wall.time() >= over)


def _meant_as_past(group: Group) -> bool:
    """Tell that the words themselves look back: yesterday, last week, 3 days ago, since."""
    if group.lead == "since":
        return True
    for day in group.days:
        if isinstance(day, Weekday) and day.mark == "last":
            return True
        if isinstance(day, (Period, NamedMonth)) and day.step < 0:
            return True
        if isinstance(day, Gone) or _looks_back(day.shift if isinstance(day, After) else day):
            return True
    return False


def _looks_back(day: DayPiece) -> bool:
    return isinstance(day, Shift) and (day.days < 0 or day.months < 0 or day.working_days < 0)


def _moved(when: When, on: date) -> When:
    return When(on, when.at, when.zone, when.part)


def _other_half(when: When) -> When | None:
    if when.at is None:
        return None
    hour = (when.at.hour + _HALF_DAY) % (2 * _HALF_DAY)
    return When(when.on, when.at.replace(hour=hour), when.zone)


def _half_of_day(when: When, group: Group, ref: Reference) -> Doubt | None:
    """Ask for am or pm where the usual hours do not tell, or today still has the other one."""
    if group.clock is None or group.clock.sure or group.part or group.clock.zone or when.at is None:
        return None
    other = _other_half(when)
    assert other is not None  # it has an hour
    first, last = ref.conventions.working_hours
    usual = time(first) < when.at <= time(last)
    if group.days:
        return None if usual else Doubt("am_pm", (when, other))
    today = _moved(other, ref.today)
    if when.on > ref.today and not _is_past(today, ref):
        return Doubt("am_pm", (when, today))
    return None if usual else Doubt("am_pm", (when, other))


def _clock_change(when: When) -> Doubt | None:
    if when.at is None or when.at.fold:
        return None
    if is_skipped(when.on, when.at, when.zone):
        instant = when.instant()
        assert instant is not None  # it has an hour
        return Doubt("gap", (at_instant(instant, when.zone),))
    if is_repeated(when.on, when.at, when.zone):
        return Doubt("overlap", (when, When(when.on, when.at.replace(fold=1), when.zone)))
    return None


def _is_plural(group: Group) -> bool:
    return any(isinstance(day, Weekday) and day.repeats for day in group.days)


def end_hour(clock: Clock, start: time) -> time:
    """Give the hour a range ends at: without am or pm the first such hour behind the start."""
    said = clock.time()
    if clock.sure:
        return said
    if said.hour == _HALF_DAY and start.hour == 0:
        return said  # "00:00-12:15" ends at noon
    halves = sorted({said.replace(hour=said.hour % _HALF_DAY), said.replace(hour=said.hour % _HALF_DAY + _HALF_DAY)})
    return next((hour for hour in halves if hour > start), halves[0])


def _grain(group: Group) -> Grain:
    if group.clock is not None:
        return "second" if group.clock.second else "minute"
    if group.part is not None:
        return "part"
    return grain_of(group.days[0]) if len(group.days) == 1 else "day"


def _stretch(when: When, until: When | None, group: Group, ref: Reference) -> Stretch | None:
    """Give what a time covers: a range that was said, an open one, a whole week or month."""
    if until is not None:
        return Stretch(when, until)
    if group.part is not None and group.clock is None and not group.bound:
        hours = hours_of(group.part)
        return Stretch(*(replace(when, at=at, part=None) for at in hours)) if hours else None
    alone = len(group.days) == 1 and group.clock is None and group.part is None
    extent = extent_of(group.days[0], ref) if alone else None
    first, last = (When(day, None, ref.zone) for day in extent) if extent else (when, None)
    if group.bound == "last":
        return Stretch(None, when if extent is None else first)
    if group.bound == "first":
        over = group.lead == "after" and last is not None
        return Stretch(When(last.on + _DAY, None, ref.zone) if over and last is not None else first, None)
    return Stretch(first, last) if last is not None else None


def _until(when: When, group: Group) -> When | None:
    """Give the end of a range of hours or of days."""
    if group.clock is not None and group.clock.end is not None and when.at is not None:
        if group.clock.zone is not None:
            return _end_elsewhere(when, group.clock, group.clock.end)
        end = end_hour(group.clock.end, when.at)
        on = when.on if end > when.at else when.on + _DAY
        return When(on, end, when.zone)
    last = next((day.last for day in group.days if isinstance(day, (MonthDay, DayOfMonth)) and day.last), None)
    return When(min(when.on + _DAY * (last - when.on.day), _end_of_month(when.on)), None, when.zone) if last else None


def _end_elsewhere(when: When, clock: Clock, end: Clock) -> When:
    """Give the end of a range of hours in another zone: as long after the start as it is there."""
    first = datetime.combine(when.on, clock.time())
    last = datetime.combine(when.on, end_hour(end, clock.time()))
    length = last - first if last > first else last - first + _DAY
    return at_instant(when.instant_or(time()) + length, when.zone)


def _end_of_month(on: date) -> date:
    return add_months(on.replace(day=1), 1) - _DAY
