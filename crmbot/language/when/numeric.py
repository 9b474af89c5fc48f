"""Rules for days written in figures: ISO, 24.11.2026, 24/11, 24 Nov, Nov 24th, the 17th."""

import calendar
import re
from collections.abc import Sequence

from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import (
    FIRST_YEAR,
    LAST_YEAR,
    Clock,
    DayOfMonth,
    Missing,
    MonthDay,
    NamedMonth,
    Period,
    Piece,
)
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import FUNCTION_WORDS

Match = tuple[tuple[Piece, ...], int]

_MOST_DAYS = 31
_MOST_MONTHS = 12
_FEBRUARY = 2
_LEAP_YEAR = 2000  # any will do: it only tells how long a month may be
_CENTURY = 2000
_TWO_DIGITS = 100
_LAST_MINUTE = 59
_DIGITS = re.compile(r"\d+")
_PRONOUNS = frozenset("i we you they he she it that this who which".split())
_BEFORE_MONTH = frozenset("in by until till til before after since from during early mid late for due".split())
_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7), (50, 50), (9, 10), (10, 10)})
_BEFORE_PRICE = frozenset("is was at costs cost price total of for paid version".split())
_BEFORE_DAY = frozenset("on by due before until till til after from since the for at ring call visit check".split())


def iso(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 2026-11-24 and 2026-11-24T15:00, an offset at its end included."""
    if t[i].kind != "iso":
        return None
    year, month, day, *clock = map(int, _DIGITS.findall(t[i].text)[:5])
    pieces: tuple[Piece, ...] = (_date(day, month, year),)
    if clock:
        pieces = (*pieces, _clock(clock[0], clock[1], _offset(t[i].text)))
    return pieces, i + 1


def full(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24.11.2026 and 24/11/26."""
    if t[i].kind != "date":
        return None
    first, second, year = map(int, _DIGITS.findall(t[i].text))
    day, month = _order(first, second, day_first=conventions.day_first or "." in t[i].text)
    if year < _TWO_DIGITS and month > _MOST_MONTHS:
        return None
    return (_date(day, month, _century(year)),), i + 1


def pair(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24/11 and 24.11., where they can be no fraction, score or price."""
    found = any_pair(t, i, conventions)
    if found is None:
        return None
    announced = i > 0 and (t[i - 1].text in _BEFORE_DAY or t[i - 1].category == "weekday")
    if "/" in t[i].text:
        fraction = tuple(map(int, t[i].text.split("/"))) in _FRACTIONS
        return found if announced or (not fraction and _free(t, i + 1)) else None
    announced = announced and t[i - 1].text not in {"at", "for"}
    priced = t[max(i - 1, 0)].text in _BEFORE_PRICE
    dotted = t[i].text.endswith(".") and _clocklike(t[i + 1]) and not priced
    return found if announced or dotted or t[i + 1].kind == "clock" else None


def any_pair(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24/11 or 24.11 that stands alone as a date; a clock's figures are left to the clock."""
    if t[i].kind != "pair":
        return None
    day, month = map(int, _DIGITS.findall(t[i].text))
    if "/" in t[i].text:
        day, month = _order(day, month, day_first=conventions.day_first)
    possible = 1 <= day <= _MOST_DAYS and 1 <= month <= _MOST_MONTHS
    return ((_date(day, month, None),), i + 1) if possible else None


def any_ordinal(t: Sequence[Token], i: int) -> Match | None:
    """Read 17th that stands alone."""
    day = _day(t[i]) if t[i].kind == "ordinal" else None
    return ((DayOfMonth(day),), i + 1) if day and day <= _MOST_DAYS else None


def day_month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 24 Nov, the 24th of November 2026, 24-26 Nov and 24-nov-26."""
    start = i + 1 if t[i].text == "the" else i
    day = _day(t[start])
    if day is None:
        return None
    place, last = _range_of_days(t, start + 1)
    while t[place].text in {"of", "-", ".", "/"}:
        place += 1
    if t[place].category != "month":
        return None
    month = _number(t[place])
    year, end = _year(t, place + 1)
    return (_date(day, month, year, last),), end


def month_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read Nov 24, November 24th, 2026."""
    if t[i].category != "month" or t[i].kind != "word" or _is_verb(t, i):
        return None
    place = i + 1
    while t[place].text in {".", "the", "-", "/"}:
        place += 1
    day = _day(t[place])
    if day is None or _counts(t, place):
        return None
    after, last = _range_of_days(t, place + 1)
    year, end = _year(t, after)
    return (_date(day, _number(t[i]), year, last),), end


def month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a month that something announces: in July, by March 2027, next May."""
    start = i
    if t[i].text == "in" or t[i].category == "mark":
        start = i + 1
    if t[start].category != "month":
        return None
    year, end = year_behind(t, start + 1)
    announced = start > i or (i > 0 and t[i - 1].text in _BEFORE_MONTH) or year is not None
    if not announced or _is_verb(t, start):
        return None
    return (NamedMonth(_number(t[start]), year),), end


def ordinal(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the 17th, where it is not the 17th of something else."""
    start = i + 1 if t[i].text == "the" else i
    day = _day(t[start])
    if day is None or not 1 <= day <= _MOST_DAYS or not _free(t, start + 1):
        return None
    on_the = start > i > 0 and t[i - 1].text == "on"
    announced = start > i or (i > 0 and (t[i - 1].text in _BEFORE_DAY or t[i - 1].category))
    # "the second" and "the 3" are many things; "on the second" and "on the 3" are days.
    return ((DayOfMonth(day),), start + 1) if on_the or (announced and t[start].kind == "ordinal") else None


def of_month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 20 of next month, the 5th of the month."""
    start = i + 1 if t[i].text == "the" else i
    day = _day(t[start])
    if day is None or t[start + 1].text != "of" or not 1 <= day <= _MOST_DAYS:
        return None
    mark = start + 2
    if t[mark].text == "the":
        mark += 1
    step = 1 if t[mark].value == "next" else 0
    place = mark + 1 if t[mark].category == "mark" else mark
    if t[place].category != "unit" or t[place].value != "month" or place == start + 2:
        return None
    return (DayOfMonth(day), Period("month", step)) if step else (DayOfMonth(day),), place + 1


def _free(t: Sequence[Token], i: int) -> bool:
    """Tell that no noun follows, which the figure before would belong to."""
    return t[i].kind != "word" or t[i].category is not None or t[i].text in FUNCTION_WORDS


def _counts(t: Sequence[Token], i: int) -> bool:
    """Tell whether a figure counts what follows ("may 20 units")."""
    return t[i].kind == "number" and not _free(t, i + 1) and not t[i - 1].capital


def _clocklike(token: Token) -> bool:
    return token.kind in {"clock", "end"} or token.text in {"at", "um"}


def _is_verb(t: Sequence[Token], i: int) -> bool:
    return t[i].text in {"may", "march"} and i > 0 and t[i - 1].text in _PRONOUNS


def _day(token: Token) -> int | None:
    if token.kind == "ordinal":
        return int(token.text[:-2])
    if token.kind == "number" and len(token.text) <= 2:  # noqa: PLR2004 - a day has two figures
        return int(token.text)
    return _number(token) if token.category == "ordinal" else None


def _number(token: Token) -> int:
    return int(token.value)


def _range_of_days(t: Sequence[Token], i: int) -> tuple[int, int | None]:
    if t[i].text in {"-", "\u2013", "to", "until", "till"}:
        start = i + 2 if t[i + 1].text == "the" else i + 1
        last = _day(t[start])
        if last is not None and t[start + 1].kind not in {"ampm", "clock"}:
            return start + 1, last
    return i, None


def _year(t: Sequence[Token], i: int) -> tuple[int | None, int]:
    start = i + 1 if t[i].text in {",", ".", "-", "/", "in", "of"} else i
    token = t[start]
    if token.kind == "number" and len(token.text) == 2 and t[start - 1].text in {"-", "/"}:  # noqa: PLR2004
        return _century(int(token.text)), start + 1
    return year_behind(t, start, back=i)


def year_behind(t: Sequence[Token], i: int, back: int | None = None) -> tuple[int | None, int]:
    """Read four figures as a year, unless they must be a clock ("27 Aug 1440").

    Args: `back`: where to go on when they are none.
    """
    token = t[i]
    if token.kind == "number" and len(token.text) == 4:  # noqa: PLR2004 - the figures of a year
        year = int(token.text)
        # 1930 is half past seven in the evening, 1985 can only be a year.
        if _CENTURY <= year <= _CENTURY + 99 or (FIRST_YEAR <= year < _CENTURY and year % 100 > _LAST_MINUTE):
            return year, i + 1
    return None, i if back is None else back


def _century(year: int) -> int:
    return year + _CENTURY if year < _TWO_DIGITS else year


def _order(first: int, second: int, *, day_first: bool) -> tuple[int, int]:
    day, month = (first, second) if day_first else (second, first)
    # Only one order gives a date: then that one is meant, wherever the writer is.
    return (month, day) if month > _MOST_MONTHS >= day else (day, month)


def _date(day: int, month: int, year: int | None, last: int | None = None) -> Piece:
    """Give the day of a month, or word that there is none, with the days around it."""
    if not 1 <= month <= _MOST_MONTHS or (year and not FIRST_YEAR <= year <= LAST_YEAR):
        return Missing()
    length = calendar.monthrange(year or _LEAP_YEAR, month)[1]
    if 1 <= day <= length:
        return MonthDay(month, day, year, last if last and day < last <= length else None)
    if day > _MOST_DAYS or day < 1:
        return Missing()
    shortest = 28 if month == _FEBRUARY and year is None else length
    return Missing(((month, shortest), (month % _MOST_MONTHS + 1, 1)), year)


def _clock(hour: int, minute: int, zone: str | None) -> Piece:
    if hour > 23 or minute > 59:  # noqa: PLR2004 - what clocks show
        return Missing()
    return Clock(hour, minute, sure=True, zone=zone)


def _offset(text: str) -> str | None:
    found = re.search(r":\d\d.*?(z|[+-]\d\d:?\d\d)$", text)
    return found[1].upper() if found else None
