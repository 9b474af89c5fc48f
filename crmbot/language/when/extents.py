"""What a piece covers in the calendar, from its first day to its last, where that is more than one day."""

from datetime import date, timedelta

from crmbot.language.when.dates import day_of
from crmbot.language.when.pieces import (
    After,
    Coming,
    DayPiece,
    MonthDay,
    NamedMonth,
    NthWeek,
    Period,
    Reference,
    Shift,
    Weekday,
    WeekOf,
    add_months,
    week_of,
)
from crmbot.language.when.values import Grain

_DAY = timedelta(days=1)
_REST_OF_WEEK = timedelta(days=6)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

Days = tuple[date, date]


def extent_of(piece: DayPiece, ref: Reference) -> Days | None:
    """Give the first and the last day of a piece; None for what is one day."""
    if isinstance(piece, Period):
        return _period(piece, ref) if piece.whole else None
    on = day_of(piece, ref)
    if on is None:
        return None
    if isinstance(piece, NamedMonth):
        return _months(piece, on) if piece.grain != "day" else None
    return _days(piece, on, ref)


def _days(piece: DayPiece, on: date, ref: Reference) -> Days | None:
    match piece:
        case Shift(last=last) if last is not None:
            until = day_of(last, ref)
            return (on, until) if until is not None and until > on else None
        case NthWeek() | WeekOf():
            return on, on + _REST_OF_WEEK
        case Weekday(days=days) if days > 1:
            return on, on + timedelta(days=days - 1)
        case Coming():
            return ref.today + _DAY, on
        case MonthDay(last=last) if last:
            return on, on.replace(day=last)
        case _:
            return None


def grain_of(piece: DayPiece) -> Grain:
    """Give how fine a piece was said."""
    match piece:
        case Period():
            return piece.unit
        case NamedMonth():
            return piece.grain
        case NthWeek() | WeekOf():
            return "week"
        case Weekday(days=days) if days > 1:
            return "weekend"
        case After():
            return grain_of(piece.base)
        case _:
            return "day"


def _months(piece: NamedMonth, on: date) -> Days:
    first = on if on.day == 1 else add_months(on.replace(day=1), 1 - piece.count)
    return first, add_months(first, piece.count) - _DAY


def _period(piece: Period, ref: Reference) -> Days:
    if piece.unit == "week":
        start = week_of(ref.today, ref.conventions.week_start) + timedelta(weeks=piece.step)
        return start, start + _REST_OF_WEEK
    months = _MONTHS[piece.unit]
    first = ref.today.replace(day=1)
    start = add_months(first, -((first.month - 1) % months) + piece.step * months)
    return start, add_months(start, months) - _DAY
