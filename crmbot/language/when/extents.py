"""What a piece covers in the calendar, from its first day to its last, where that is more than one day."""

from datetime import date, timedelta

from crmbot.language.when.dates import day_of, half_of, long_weekend, period_days
from crmbot.language.when.pieces import (
    After,
    Beside,
    Coming,
    DayPiece,
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
)
from crmbot.language.when.values import Grain

_DAY = timedelta(days=1)
_REST_OF_WEEK = timedelta(days=6)

Days = tuple[date, date]


def extent_of(piece: DayPiece, ref: Reference) -> Days | None:
    """Give the first and the last day of a piece; None for what is one day."""
    if isinstance(piece, Period):
        return period_days(piece, ref) if piece.whole else None
    on = day_of(piece, ref)
    if on is None:
        return None
    if isinstance(piece, NamedMonth):
        return _months(piece, on) if piece.grain != "day" else None
    return _days(piece, on, ref)


def _days(piece: DayPiece, on: date, ref: Reference) -> Days | None:
    match piece:
        case Shift() | After() | Coming() | Gone() | Rest():
            return _between(*_ends(piece, on, ref))
        case NthWeek():
            return on, on + _REST_OF_WEEK
        case WeekOf(base=Holiday() as holiday, days=2):
            base = day_of(holiday, ref)
            return long_weekend(base) if base is not None else None
        case Weekday(days=days) | NthWeekday(days=days) | Beside(days=days) | WeekOf(days=days) if days > 1:
            return on, on + timedelta(days=days - 1)
        case Half():
            return _half(piece, on, ref)
        case MonthDay(last=last) if last:
            return on, on.replace(day=last)
        case _:
            return None


def _ends(piece: Shift | After | Coming | Gone | Rest, on: date, ref: Reference) -> tuple[date | None, date | None]:
    """Give the days between which lies what is counted from another."""
    match piece:
        case Shift(last=last) if last is not None:
            return on, day_of(last, ref)
        case Shift():
            return (min(ref.today, on), max(ref.today, on)) if piece.within else (None, None)
        case After():
            return (day_of(piece.base, ref), on) if piece.shift.within else (None, None)
        case Coming():
            return ref.today + _DAY, on
        case Gone():
            return on, ref.today - _DAY
        case Rest():
            return ref.today, period_days(Period(piece.unit), ref)[1]


def _between(first: date | None, last: date | None) -> Days | None:
    return (first, last) if first is not None and last is not None and first < last else None


def grain_of(piece: DayPiece) -> Grain:
    """Give how fine a piece was said."""
    match piece:
        case Period():
            return piece.unit
        case NamedMonth():
            return piece.grain
        case Rest():
            return piece.unit
        case NthWeek() | WeekOf(days=7):
            return "week"
        case Weekday(days=days) | NthWeekday(days=days) | Beside(days=days) | WeekOf(days=days) if days > 1:
            return "weekend"
        case After():
            return grain_of(piece.base)
        case _:
            return "day"


def _months(piece: NamedMonth, on: date) -> Days:
    first = on if on.day == 1 else add_months(on.replace(day=1), 1 - piece.count)
    return first, add_months(first, piece.count) - _DAY


def _half(piece: Half, on: date, ref: Reference) -> Days:
    if isinstance(piece.whole, Period):
        return half_of(period_days(piece.whole, ref), piece.nth)
    first = on.replace(day=1)
    return half_of((first, add_months(first, 1) - _DAY), piece.nth)
