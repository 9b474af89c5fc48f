"""The day that a piece of a time means, seen from the moment it was said."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from crmbot.language.when import holidays
from crmbot.language.when.pieces import (
    LAST_YEAR,
    After,
    Beside,
    Coming,
    DayOfMonth,
    DayPiece,
    Edge,
    Gone,
    Half,
    Holiday,
    MonthDay,
    NamedMonth,
    NthWeek,
    NthWeekday,
    Period,
    Reference,
    Rest,
    Shift,
    Weekday,
    WeekOf,
    add_months,
    add_working_days,
    next_weekday,
    week_of,
)

_WEEK = 7
_THURSDAY, _FRIDAY, _SATURDAY = 3, 4, 5
_MONTHS = 12
_MIDDLE = 15
_LEAP_YEARS = 9  # within them 29 February comes again
_SPAN = {"month": 1, "quarter": 3, "year": 12}


def day_of(piece: DayPiece, ref: Reference) -> date | None:
    """Give the day of a piece; None when the calendar has none, or none near enough to mean."""
    try:
        found = _day_of(piece, ref)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found.year <= LAST_YEAR else None


def weekday_in_week_of(day: date, weekday: int, ref: Reference) -> date:
    """Give a weekday of the week that holds a day."""
    start = week_of(day, ref.conventions.week_start)
    return start + timedelta(days=(weekday - start.weekday()) % _WEEK)


def nearest_weekday(day: date, weekday: int) -> date:
    """Give the such-named day that is nearest to a day."""
    return next_weekday(day - timedelta(days=4), weekday)


def in_month_of(day: date, number: int) -> date | None:
    """Give the day with a number in the month of another."""
    length = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=number) if number <= length else None


def _day_of(piece: DayPiece, ref: Reference) -> date | None:
    match piece:
        case Shift():
            return _shifted(piece, ref.today)
        case Weekday():
            return _weekday(piece, ref)
        case MonthDay():
            return _month_day(piece, ref.today)
        case DayOfMonth():
            return next(days_numbered(piece.day, ref.today), None)
        case Period():
            return _period(piece, ref)
        case NamedMonth():
            return _named_month(piece, ref.today)
        case NthWeekday():
            return _nth_weekday(piece, ref.today)
        case _:
            return _counted(piece, ref)


def _counted(
    piece: NthWeek | WeekOf | Coming | Gone | Rest | Half | Holiday | Beside | After, ref: Reference
) -> date | None:
    """Give the day of a piece that hangs on another day, or on the calendar of a year."""
    match piece:
        case After():
            base = _day_of(piece.base, ref)
            return None if base is None else _shifted(piece.shift, base)
        case WeekOf():
            return _week_holding(piece, ref)
        case NthWeek():
            return _nth_week(piece, ref.today)
        case Coming():
            return _shifted(Shift(piece.days, piece.months, piece.working_days), ref.today)
        case Gone():
            return _shifted(Shift(-piece.days, -piece.months, -piece.working_days), ref.today)
        case Rest() | Half():
            return _part_of_period(piece, ref)
        case Holiday():
            return holidays.day_of(piece, ref.today)
        case Beside():
            return _beside(piece, ref)
        case _:
            assert_never(piece)


def _week_holding(piece: WeekOf, ref: Reference) -> date | None:
    base = _day_of(piece.base, ref)
    if base is None:
        return None
    if isinstance(piece.base, Holiday) and piece.days < _WEEK:
        return long_weekend(base)[0]
    start = week_of(base, ref.conventions.week_start)
    return weekday_in_week_of(start, _SATURDAY, ref) if piece.days < _WEEK else start


def long_weekend(holiday: date) -> tuple[date, date]:
    """Give the weekend nearest to a holiday, stretched to it where it is a Thursday, Friday, Monday or Tuesday."""
    saturday = nearest_weekday(holiday, _SATURDAY)
    sunday = saturday + timedelta(days=1)
    if abs(holiday - saturday) > timedelta(days=_SATURDAY - _THURSDAY) and holiday < saturday:
        return saturday, sunday
    return min(holiday, saturday), max(holiday, sunday)


def _beside(piece: Beside, ref: Reference) -> date | None:
    base = _day_of(piece.base, ref)
    if base is None:
        return None
    weeks = timedelta(days=_WEEK * (piece.nth - 1))
    match piece.side:
        case "before":
            return next_weekday(base - timedelta(days=_WEEK + 1), piece.day) - weeks
        case "after":
            return next_weekday(base, piece.day) + weeks
        case "near":
            first = nearest_weekday(base, piece.day)
            around = (first + timedelta(days=_WEEK * step) for step in range(-piece.nth, piece.nth + 1))
            return sorted(around, key=lambda day: abs(day - base))[piece.nth - 1]


def _part_of_period(piece: Rest | Half, ref: Reference) -> date | None:
    """Give the day at which the rest of a period is due, the first of a half of one."""
    if isinstance(piece, Rest):
        return _period(Period(piece.unit, 0, "end"), ref)
    whole = piece.whole
    if isinstance(whole, Period):
        return half_of(period_days(whole, ref), piece.nth)[0]
    first = _named_month(whole, ref.today)
    return half_of((first, _edge(first, 1, "end")), piece.nth)[0]


def half_of(days: tuple[date, date], nth: int) -> tuple[date, date]:
    """Give the first or the second half of a stretch of days; the first of a month ends on its 15th."""
    first, last = days
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    if last.day < _MIDDLE or (last - first).days <= _WEEK:
        middle = first + (last - first) // 2
    else:
        middle = add_months(first, months // 2) + timedelta(days=_MIDDLE * (months % 2) - 1)
    return (first, middle) if nth == 1 else (middle + timedelta(days=1), last)


def period_days(piece: Period, ref: Reference) -> tuple[date, date]:
    """Give the first and the last day of a week, month, quarter or year."""
    if piece.unit == "week":
        start = week_of(ref.today, ref.conventions.week_start) + timedelta(weeks=piece.step)
        return start, start + timedelta(days=_WEEK - 1)
    months = _SPAN[piece.unit]
    first = ref.today.replace(day=1)
    start = add_months(first, -((first.month - 1) % months) + piece.step * months)
    return start, _edge(start, months, "end")


def _nth_week(piece: NthWeek, today: date) -> date | None:
    """Give the Monday of a week; the first is the one with the first Thursday."""
    if piece.step is not None:
        month = add_months(today.replace(day=1), piece.step)
        piece = NthWeek(piece.nth, month.month, month.year)
    candidates = (piece.year,) if piece.year else (today.year, today.year + 1)
    firsts = [date(year, piece.month or 1, 1) - timedelta(days=1) for year in candidates]
    if piece.nth < 0:
        firsts = [add_months(first + timedelta(days=1), 1) - timedelta(days=_WEEK + 1) for first in firsts]
    nth = max(piece.nth, 1)
    mondays = [next_weekday(first, _THURSDAY) + timedelta(days=_WEEK * nth - 10) for first in firsts]
    last = timedelta(days=_WEEK - 1)
    return next((monday for monday in mondays if monday + last >= today), mondays[-1])


def _shifted(piece: Shift, today: date) -> date:
    day = add_months(today, piece.months) + timedelta(days=piece.days)
    return add_working_days(day, piece.working_days) if piece.working_days else day


def _weekday(piece: Weekday, ref: Reference) -> date:
    coming = next_weekday(ref.today, piece.day)
    match piece.mark:
        case "next":
            next_week = week_of(ref.today, ref.conventions.week_start) + timedelta(days=_WEEK)
            return weekday_in_week_of(next_week, piece.day, ref)
        case "last":
            return next_weekday(ref.today - timedelta(days=_WEEK + 1), piece.day)
        case "after":
            return coming + timedelta(days=_WEEK)
        case _:
            return coming


def _month_day(piece: MonthDay, today: date) -> date | None:
    if piece.year is not None:
        return date(piece.year, piece.month, piece.day)
    for year in range(today.year, today.year + _LEAP_YEARS):
        if piece.day <= calendar.monthrange(year, piece.month)[1]:
            day = date(year, piece.month, piece.day)
            if day >= today:
                return day
    return None


def days_numbered(number: int, today: date, *, months_ahead: int = 3) -> Iterator[date]:
    """Give the coming days of the month with a number, today's included, for so many months."""
    for months in range(months_ahead):
        day = in_month_of(add_months(today.replace(day=1), months), number)
        if day is not None and day >= today:
            yield day


def _period(piece: Period, ref: Reference) -> date:
    if piece.unit == "week":
        return _week(piece, ref)
    months = _SPAN[piece.unit]
    first = ref.today.replace(day=1)
    start = add_months(first, -((first.month - 1) % months) + piece.step * months)
    return _edge(start, months, piece.edge)


def _week(piece: Period, ref: Reference) -> date:
    start = week_of(ref.today, ref.conventions.week_start) + timedelta(days=_WEEK * piece.step)
    monday = start + timedelta(days=-start.weekday() % _WEEK)
    day = monday + timedelta(days={"start": 0, "mid": 2, "end": _FRIDAY}[piece.edge])
    # "this week" and "end of week" said on a Saturday look forward.
    return day if piece.step or day >= ref.today else next_weekday(ref.today, day.weekday())


def _edge(start: date, months: int, edge: Edge) -> date:
    last = add_months(start, months) - timedelta(days=1)
    if edge == "start":
        return start
    if edge == "end":
        return last
    return start.replace(day=_MIDDLE) if months == 1 else start + (last - start) / 2


def _named_month(piece: NamedMonth, today: date) -> date:
    years = (piece.year,) if piece.year else range(today.year - 2, today.year + 2)
    firsts = [date(year, piece.month, 1) for year in years]
    if piece.step < 0:
        return max(first for first in firsts if add_months(first, piece.count) <= today)
    # One that runs is the one that is meant, and due when it ends.
    running = [first for first in firsts if first < today < add_months(first, piece.count)]
    if running and piece.count > 1 and piece.edge == "start" and not piece.year:
        return _edge(running[0], piece.count, "end")
    candidates = [_edge(first, piece.count, piece.edge) for first in firsts]
    found = next((day for day in candidates if day >= today), candidates[-1])
    return add_months(found, 12 * piece.step)


def _nth_weekday(piece: NthWeekday, today: date) -> date | None:
    if not piece.month:
        first = add_months(today.replace(day=1), piece.step)
        return _nth_of(first, piece)
    years = (piece.year,) if piece.year else (today.year, today.year + 1)
    found = [day for year in years if (day := _nth_of(date(year, piece.month, 1), piece))]
    return next((day for day in found if piece.year or day >= today), None)


def _nth_of(first: date, piece: NthWeekday) -> date | None:
    if piece.nth < 0:
        day = next_weekday(add_months(first, 1) - timedelta(days=_WEEK + 1), piece.day)
        day += timedelta(days=_WEEK * (piece.nth + 1))
        return day if day.month == first.month else None
    day = next_weekday(first - timedelta(days=1), piece.day) + timedelta(days=_WEEK * (piece.nth - 1))
    return day if day.month == first.month else None
