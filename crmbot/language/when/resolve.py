"""Makes the pieces of one time into a `When`, with the doubts that remain."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from crmbot.language.when.choose import PART_ENDS, Chosen, choose
from crmbot.language.when.compose import Group
from crmbot.language.when.dates import day_of, days_numbered
from crmbot.language.when.pieces import (
    FIRST_YEAR,
    LAST_YEAR,
    Clock,
    Missing,
    MonthDay,
    Period,
    Reference,
    Shift,
    Weekday,
    next_weekday,
)
from crmbot.language.when.values import Doubt, When, at_instant, is_repeated, is_skipped

_DAY = timedelta(days=1)
_SOON = timedelta(days=15)
_HALF_DAY = 12
_LONG_AGO = 60  # days; behind them a date in the past is no slip for one of these weeks
_NIGHT_ENDS = 5  # o'clock: "tonight at 2" is early tomorrow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group of pieces came to."""

    when: When | None
    doubt: Doubt | None = None
    until: When | None = None


def resolve(group: Group, ref: Reference) -> Outcome:
    """Say what time a group of pieces means."""
    if group.missing is not None:
        return Outcome(None, Doubt("no_such_date", _near(group.missing, group, ref)))
    if group.offset is not None:
        return _from_now(group.offset.minutes, ref)
    if group.repeats and group.empty:
        return Outcome(None, Doubt("repeats"))
    if (as_day := _figure_as_day(group, ref)) is not None:
        hour = _timed(choose(group, ref).on or ref.today, group, ref)
        return Outcome(as_day, Doubt("day_or_hour", (as_day, hour)))
    return _settle(choose(group, ref), group, ref)


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
    return Outcome(when, doubt, _until(when, group))


_HALF_A_MINUTE_S = 30


def _from_now(minutes: int, ref: Reference) -> Outcome:
    try:
        # To the nearest minute: cutting the seconds off would make "in 1 minute" come at once.
        when = at_instant(ref.now + timedelta(minutes=minutes, seconds=_HALF_A_MINUTE_S), ref.zone)
    except OverflowError:
        return Outcome(None, Doubt("no_such_date"))
    if not FIRST_YEAR <= when.on.year <= LAST_YEAR:
        return Outcome(None, Doubt("no_such_date"))
    return Outcome(when, Doubt("past") if minutes < 0 else None)


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
        there = datetime.combine(on, at, _zone(group.clock.zone))
        return at_instant(there, ref.zone)
    if group.part is not None and not group.clock.sure:
        return _in_part(on, group.clock, group.part.name, ref.zone)
    return When(on, at, ref.zone)


def _in_part(on: date, clock: Clock, part: str, zone: str) -> When:
    hour = clock.hour % _HALF_DAY
    if part == "night" and hour < _NIGHT_ENDS:
        return When(on + _DAY, time(hour, clock.minute), zone)
    if part != "morning":
        hour += _HALF_DAY
    return When(on, time(hour, clock.minute), zone)


def _zone(name: str) -> tzinfo:
    if name[0] not in "+-":
        return ZoneInfo("UTC" if name == "Z" else name)
    hours, minutes = int(name[1:3]), int(name[-2:])
    offset = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(offset if name[0] == "+" else -offset)


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
        if isinstance(day, Period) and day.step < 0:
            return True
        if isinstance(day, Shift) and (day.days < 0 or day.months < 0 or day.working_days < 0):
            return True
    return False


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


def _until(when: When, group: Group) -> When | None:
    """Give the end of a range of hours or of days."""
    if group.clock is not None and group.clock.end is not None and when.at is not None:
        end = group.clock.end.time()
        if end <= when.at and not group.clock.end.sure and end.hour < _HALF_DAY:
            end = end.replace(hour=end.hour + _HALF_DAY)
        on = when.on if end > when.at else when.on + _DAY
        return When(on, end, when.zone)
    last = next((day.last for day in group.days if isinstance(day, MonthDay) and day.last), None)
    return When(when.on.replace(day=last), None, when.zone) if last else None
