"""Chooses the day that all the words of one time mean together, or says why it is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crmbot.language.when.compose import Group
from crmbot.language.when.dates import (
    day_of,
    days_numbered,
    in_month_of,
    nearest_weekday,
    weekday_in_week_of,
)
from crmbot.language.when.pieces import (
    Clock,
    DayOfMonth,
    DayPiece,
    Holiday,
    MonthDay,
    NamedMonth,
    Part,
    Period,
    Reference,
    Shift,
    Weekday,
    add_months,
    next_weekday,
    zone_named,
)
from crmbot.language.when.values import Reason

_DAY = timedelta(days=1)
_RECENT = timedelta(days=60)
_FEBRUARY = 2
_LEAP_DAY = 29
_YEAR = 12  # months
_YEAR_AHEAD = 14  # months: within them a Sunday that is a 14th comes at least once
_NOON = 12
_SMALL_HOURS = time(6)  # before it, "in the morning" is the morning that is about to come
PART_ENDS = {"morning": time(12), "afternoon": time(18), "evening": time(22)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A day, why it is in doubt, and the other days that may be meant."""

    on: date | None
    reason: Reason | None = None
    others: tuple[date, ...] = ()


def choose(group: Group, ref: Reference) -> Chosen:
    """Choose the day of a group of pieces."""
    weekday = next((day for day in group.days if isinstance(day, Weekday)), None)
    rest = [day for day in group.days if not isinstance(day, Weekday)]
    if weekday is None:
        return _dated(rest, ref) if rest else _without_day(group, ref)
    return _weekday_and(weekday, rest[0], ref) if rest else _weekday_alone(weekday, group, ref)


def _without_day(group: Group, ref: Reference) -> Chosen:
    if group.part is not None:
        return Chosen(_day_of_hour(group.part, group.clock, ref))
    return Chosen(ref.today if group.clock is None or _is_coming(group.clock, ref) else ref.today + _DAY)


def _is_coming(clock: Clock, ref: Reference) -> bool:
    """Tell that an hour is still to come today, or with its half of the day said, that it is or runs now."""
    if clock.zone is not None:
        return datetime.combine(ref.today, clock.time(), zone_named(clock.zone)) > ref.now
    if clock.shift_s:  # "3 hours after noon"
        return datetime.combine(ref.today, clock.time()) + timedelta(seconds=clock.shift_s) > ref.wall
    if clock.time() > ref.wall.time():
        return True
    this_minute = ref.wall.time().replace(second=0, microsecond=0)
    return clock.sure and (clock.end or clock).time() >= this_minute


def _day_of_hour(part: Part, clock: Clock | None, ref: Reference) -> date:
    """Give the day of a part, or of its hour: "3 in the morning" has gone by at 4, although the morning has not."""
    on = _day_of_part(part, ref)
    if clock is None or not part.coming or part.name != "morning":
        return on
    gone = time(clock.hour % _NOON, clock.minute) <= ref.wall.time()
    return ref.today + _DAY if gone else on


def _day_of_part(part: Part, ref: Reference) -> date:
    if not part.coming:
        return ref.today
    if part.name == "morning":
        return ref.today if ref.wall.time() < _SMALL_HOURS else ref.today + _DAY
    end = PART_ENDS.get(part.name)
    return ref.today if end is None or ref.wall.time() < end else ref.today + _DAY


def _weekday_alone(weekday: Weekday, group: Group, ref: Reference) -> Chosen:
    if group.lead == "since":
        weekday = Weekday(weekday.day, "last")
    on = day_of(weekday, ref)
    if weekday.vague:
        return Chosen(on, "vague", (next_weekday(ref.today, weekday.day),))
    named_today = weekday.mark in {"", "this"} and weekday.day == ref.today.weekday()
    gone = group.clock is not None and group.clock.time() <= ref.wall.time()
    if named_today and not gone and not group.repeats and not weekday.repeats:
        return Chosen(on, "same_day", (ref.today,))
    return Chosen(on)


def _dated(pieces: Sequence[DayPiece], ref: Reference) -> Chosen:
    if len(pieces) == 1:
        return _alone(pieces[0], ref)
    kinds = {type(piece): piece for piece in pieces}
    number = kinds.get(DayOfMonth)
    if isinstance(number, DayOfMonth) and Period in kinds:
        month = day_of(kinds[Period], ref)
        return Chosen(in_month_of(month, number.day) if month else None)
    if Period in kinds:
        return _of_period(kinds, ref)
    holiday = kinds.get(Holiday)
    if isinstance(holiday, Holiday):
        return Chosen(_nearest(holiday, next(day for day in pieces if day is not holiday), ref))
    shifted, said = day_of(kinds[Shift], ref), day_of(pieces[1], ref)
    if shifted == said or shifted is None or said is None:
        return Chosen(said if shifted else None)
    return Chosen(said, "mismatch", (shifted,))


def _of_period(kinds: dict[type[DayPiece], DayPiece], ref: Reference) -> Chosen:
    """Choose between a month or a date and a period that is no year: "in July next week" says two things."""
    said, other = day_of(kinds[Period], ref), next(piece for kind, piece in kinds.items() if kind is not Period)
    named = day_of(other, ref)
    if said is None or named is None or said == named:
        return Chosen(named)
    return Chosen(named, "mismatch", (said,))


def _nearest(holiday: Holiday, said: DayPiece, ref: Reference) -> date | None:
    """Give the holiday nearest to a step ("in 9 months"), or of its year ("in 3 years")."""
    on = day_of(said, ref)
    if on is None:
        return None
    whole_years = isinstance(said, Shift) and said.months % _YEAR == 0 and not said.days
    years = [on.year] if whole_years else range(on.year - 1, on.year + 2)
    found = [day for year in years if (day := day_of(Holiday(holiday.name, year), ref)) is not None]
    return min(found, key=lambda day: abs(day - on), default=None)


def _alone(piece: DayPiece, ref: Reference) -> Chosen:
    on = day_of(piece, ref)
    if on is None:
        return Chosen(None, "no_such_date")
    if beside := _beside_leap_day(piece, on, ref):
        return Chosen(on, "no_such_date", beside)
    if isinstance(piece, (Shift, Period)) and piece.vague:
        return Chosen(on, "vague")
    if isinstance(piece, DayOfMonth) and on == ref.today:
        return Chosen(on, "same_day", tuple(days_numbered(piece.day, ref.today))[1:2])
    if isinstance(piece, NamedMonth) and _is_running(piece, ref):
        return Chosen(on, "vague", (_last_of_month(ref.today),))
    return Chosen(on)


def _is_running(month: NamedMonth, ref: Reference) -> bool:
    unsaid = month.year is None and month.edge == "start"
    return unsaid and month.month == ref.today.month and ref.today.day > 1


def _last_of_month(day: date) -> date:
    return add_months(day.replace(day=1), 1) - _DAY


def _beside_leap_day(piece: DayPiece, on: date, ref: Reference) -> tuple[date, ...]:
    """Give the days around the 29 February that the coming year has not; none where it has one."""
    if not isinstance(piece, MonthDay) or (piece.month, piece.day) != (_FEBRUARY, _LEAP_DAY) or piece.year is not None:
        return ()
    after = day_of(MonthDay(_FEBRUARY + 1, 1), ref)
    return (after - _DAY, after) if after is not None and on > after else ()


def _weekday_and(weekday: Weekday, other: DayPiece, ref: Reference) -> Chosen:
    match other:
        case DayOfMonth():
            return _weekday_and_number(weekday, other, ref)
        case MonthDay():
            return _weekday_and_date(weekday, other, ref)
        case Period(unit="month" | "quarter" | "year"):
            start = day_of(other, ref)
            return Chosen(start and next_weekday(start - _DAY, weekday.day), "vague")
        case Shift(weeks_said=False, months=0):
            return _weekday_and_step(weekday, other, ref)
        case _:
            week = day_of(other, ref)
            return Chosen(week and weekday_in_week_of(week, weekday.day, ref))


def _weekday_and_step(weekday: Weekday, step: Shift, ref: Reference) -> Chosen:
    """Choose where "in 3 days" and "on Friday" disagree: who is one day off has miscounted."""
    said, named = day_of(step, ref), next_weekday(ref.today, weekday.day)
    if said is not None and step.days > 1 and abs(said - named) == _DAY:
        return Chosen(named, "mismatch", (said,))
    return _agreed(said, weekday, named)


def _weekday_and_number(weekday: Weekday, number: DayOfMonth, ref: Reference) -> Chosen:
    coming = tuple(days_numbered(number.day, ref.today, months_ahead=_YEAR_AHEAD))
    if not coming:
        return Chosen(None, "no_such_date")
    fitting = next((day for day in coming if day.weekday() == weekday.day), None)
    if fitting == coming[0]:
        return Chosen(fitting)
    if fitting is not None:
        return Chosen(fitting, "mismatch", (coming[0],))
    return Chosen(coming[0], "mismatch", (nearest_weekday(coming[0], weekday.day),))


def _weekday_and_date(weekday: Weekday, said: MonthDay, ref: Reference) -> Chosen:
    on = day_of(said, ref)
    if on is None:
        return _alone(said, ref)
    just_gone = _this_year(said, ref)
    recent = just_gone is not None and timedelta(0) < ref.today - just_gone <= _RECENT
    if just_gone is not None and recent and just_gone.weekday() == weekday.day:
        return Chosen(just_gone)
    return _agreed(on, weekday, nearest_weekday(on, weekday.day))


def _this_year(said: MonthDay, ref: Reference) -> date | None:
    if said.year is not None:
        return None
    return day_of(MonthDay(said.month, said.day, ref.today.year), ref)


def _agreed(said: date | None, weekday: Weekday, otherwise: date) -> Chosen:
    if said is None or said.weekday() == weekday.day:
        return Chosen(said)
    return Chosen(said, "mismatch", (otherwise,))
