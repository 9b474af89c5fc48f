"""Rules for days written in figures: ISO, 24.11.2026, 24/11, the 17th."""

import calendar
import re
from collections.abc import Sequence

from crmbot.language.when import counting, years, zones
from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import (
    FIRST_YEAR,
    LAST_YEAR,
    Clock,
    DayOfMonth,
    Missing,
    MonthDay,
    Piece,
)
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import FUNCTION_WORDS, TO_DO

Match = tuple[tuple[Piece, ...], int]

MOST_DAYS = 31
MOST_MONTHS = 12
_FEBRUARY = 2
_LEAP_YEAR = 2000  # any will do: it only tells how long a month may be
_TWO_DIGITS = 100
_DAY_FIGURES, _COMPACT = 2, 8
_NOON = 12
_DIGITS = re.compile(r"\d+")
_COMPACT_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)?")
_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7), (50, 50), (9, 10), (10, 10)})
_BEFORE_PRICE = frozenset("is was at costs cost price total of for paid version".split())
_BEFORE_DAY = frozenset("on by due before until till til after from since the for at ring call visit check".split())


# An hour, or something to do: a figure before it counts nothing.
_NO_NOUNS = frozenset("noon midday midnight eod cob".split()) | TO_DO
# What a fraction measures, wherever it stands: "on 3/4 inch pipe".
_MEASURED = frozenset(
    "inch inches mile miles cup cups price pipe ton tons turn bore thread size full load way of".split()
)


def iso(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 2026-11-24 and 2026-11-24T15:00, an offset at its end included."""
    if t[i].kind != "iso":
        return None
    stamp = _spaced(t[i].text)
    year, month, day, *clock = map(int, _DIGITS.findall(stamp)[:6])
    if month > MOST_MONTHS >= day:
        day, month = month, day  # "2024-13-01": only this order is a date
    pieces: tuple[Piece, ...] = (date_piece(day, month, year),)
    if clock:
        second = clock[2] if stamp.count(":") > 1 else 0
        half = t[i + 1].text[0] if t[i + 1].kind == "ampm" and 0 < clock[0] <= _NOON else ""
        hour = clock[0] % _NOON + (_NOON if half == "p" else 0) if half else clock[0]
        end = i + 2 if half else i + 1
        offset = _offset(stamp)
        zone = zones.zone_at(t, end) if offset is None else None
        pieces = (*pieces, _clock(hour, clock[1], second, offset if zone is None else zone[0]))
        return pieces, end if zone is None else zone[1]
    return pieces, i + 1


def _spaced(stamp: str) -> str:
    """Write 20261124T150000 as 2026-11-24T15:00:00."""
    found = _COMPACT_STAMP.match(stamp)
    if found is None:
        return stamp
    year, month, day, hour, minute, second = found.groups("00")
    return f"{year}-{month}-{day}t{hour}:{minute}:{second}{stamp[found.end() :]}"


def compact(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 20261124, where it is the whole text or a word announces a day."""
    figures = t[i].text
    alone = i == 0 and t[i + 1].kind == "end"
    if t[i].kind != "number" or len(figures) != _COMPACT or not (alone or (i > 0 and t[i - 1].text in _BEFORE_DAY)):
        return None
    year, month, day = int(figures[:4]), int(figures[4:6]), int(figures[6:])
    piece = date_piece(day, month, year) if FIRST_YEAR <= year <= LAST_YEAR else Missing()
    return ((piece,), i + 1) if isinstance(piece, MonthDay) else None


def full(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24.11.2026 and 24/11/26."""
    if t[i].kind != "date":
        return None
    first, second, year = map(int, _DIGITS.findall(t[i].text))
    day, month = _order(first, second, day_first=conventions.day_first or "." in t[i].text)
    if year < _TWO_DIGITS and month > MOST_MONTHS:
        return None
    return (date_piece(day, month, years.century(year)),), i + 1


def pair(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24/11 and 24.11., where they can be no fraction, score or price."""
    found = any_pair(t, i, conventions)
    if found is None:
        return None
    if _is_hour_of_weekday(t, i):
        return None
    announced = i > 0 and (t[i - 1].text in _BEFORE_DAY or t[i - 1].category == "weekday")
    if "/" in t[i].text:
        fraction = tuple(map(int, t[i].text.split("/"))) in _FRACTIONS and not _is_moved_to(t, i)
        if fraction and t[i + 1].text in _MEASURED:
            return None
        return found if announced or (not fraction and (is_free(t, i + 1) or _is_before_hours(t, i + 1))) else None
    announced = announced and t[i - 1].text not in {"at", "for"}
    priced = t[max(i - 1, 0)].text in _BEFORE_PRICE
    behind = i + 3 if t[i + 1].text in {"in", "on"} and t[i + 2].text == "the" else i + 1
    followed = _clocklike(t[behind]) or _is_hour(t, behind) or _ends_a_range(t, i + 1)
    dotted = t[i].text.endswith(".") and followed and not priced
    alone = conventions.day_first and (_is_all_pairs(t) or _is_ended_by_pair(t, i))
    return found if announced or dotted or alone or t[i + 1].kind == "clock" else None


def _is_moved_to(t: Sequence[Token], i: int) -> bool:
    """Tell that a thing was moved to it, with an hour behind: "moved to 24/7 at 9"."""
    return i > 0 and t[i - 1].text == "to" and t[i + 1].text in {"at", "@"} and t[i + 2].kind in {"number", "clock"}


def _is_before_hours(t: Sequence[Token], i: int) -> bool:
    """Tell that hours follow: "20/7 between 9 and 11"."""
    return t[i].text == "between" and t[i + 1].kind in {"number", "clock"}


def _is_hour_of_weekday(t: Sequence[Token], i: int) -> bool:
    """Tell "weds 3.30" from "weds 3.12.": behind a dot no month is greater than twelve."""
    dotted = t[i].text.partition(".")[2].rstrip(".")
    return i > 0 and t[i - 1].category == "weekday" and dotted.isdigit() and int(dotted) > MOST_MONTHS


def dashed(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 15-2 that is a whole text, and "on 4-22": no hours are meant by it."""
    first, second = (_figure(t[place], place) for place in (i, i + 2))
    whole = i == 0 and t[3].kind == "end"
    announced = i > 0 and t[i - 1].text == "on" and is_free(t, i + 3)
    if t[i + 1].text not in {"-", "/"} or not (whole or announced) or first is None or second is None:
        return None
    # Where the day stands first, "9-17" alone are hours; 15 is no month, and with "on" neither is an hour.
    day, month = max(first[0], second[0]), min(first[0], second[0])
    hours = whole and day != first[0] and conventions.day_first and t[i + 1].text == "-"
    if hours or not 1 <= month <= MOST_MONTHS < day <= MOST_DAYS:
        return None
    return (date_piece(day, month, None),), i + 3


def pair_and_year(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 08/12,2027 and 12/24 2026."""
    found = any_pair(t, i, conventions) if "/" in t[i].text else None
    place = i + 2 if t[i + 1].text == "," else i + 1
    year = years.plain(t[place])
    day = found[0][0] if found is not None else None
    if year is None or not isinstance(day, MonthDay) or not is_free(t, place + 1):
        return None
    return (date_piece(day.day, day.month, year),), place + 1


def numbered(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the 15 of "on 15 at 8:00", where an hour follows."""
    day = _figure(t[i + 1], i + 1)
    place = i + 3 if t[i + 2].text in {"at", ",", "@"} else i + 2
    hour = t[place].kind == "clock" or t[place + 1].kind == "ampm"
    if day is None or not hour or not 1 <= day[0] <= MOST_DAYS:
        return None
    return (DayOfMonth(day[0]),), i + 2


def full_range(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 05-06.10.2026, 05.-06.10.26 and 05.-06.10.: days of one month."""
    first = _figure(t[i], i)
    dotted = t[i + 1].text == "."
    place = i + 2 if dotted else i + 1
    last = full(t, place + 1, conventions) if t[place].text in {"-", "\u2013"} else None
    if dotted and last is None and t[place].text in {"-", "\u2013"} and t[place + 1].text.endswith("."):
        last = any_pair(t, place + 1, conventions)
    day = last[0][0] if last is not None else None
    if first is None or last is None or not isinstance(day, MonthDay) or not 1 <= first[0] < day.day:
        return None
    return (MonthDay(day.month, first[0], day.year, day.day),), last[1]


def _is_ended_by_pair(t: Sequence[Token], i: int) -> bool:
    """Tell that 3.11. and 7.11. with a word between them are days; "from 3.30 to 7.30." are hours."""
    ends = t[i].text.endswith(".") and t[i + 1].text in {"-", "\u2013", "to", "until", "till"}
    return ends and t[i + 2].kind == "pair" and t[i + 2].text.endswith(".")


def are_days(t: Sequence[Token], i: int) -> bool:
    """Tell that two pairs are days and no hours: 3.11. to 7.11., where both dots have a month before them."""
    if not _is_ended_by_pair(t, i):
        return False
    months = (int(_DIGITS.findall(t[place].text)[1]) for place in (i, i + 2) if t[place].kind == "pair")
    return all(1 <= month <= MOST_MONTHS for month in months)


def is_day(t: Sequence[Token], i: int, conventions: Conventions) -> bool:
    """Tell that 15.10. is a day where days are written so: an afternoon hour would stand without the last dot."""
    if t[i].kind != "pair" or not t[i].text.endswith(".") or not conventions.day_first:
        return False
    day, month = map(int, _DIGITS.findall(t[i].text))
    return _NOON < day <= MOST_DAYS and 1 <= month <= MOST_MONTHS


def _is_all_pairs(t: Sequence[Token]) -> bool:
    """Tell that a text is nothing but 19.10, or 15.10 - 16.10: no price stands so alone."""
    both = t[1].text in {"-", "\u2013"} and t[2].kind == "pair" and t[3].kind == "end"
    return t[0].kind == "pair" and (both or t[1].kind == "end")


def any_pair(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 24/11 or 24.11 that stands alone as a date; a clock's figures are left to the clock."""
    if t[i].kind != "pair":
        return None
    day, month = map(int, _DIGITS.findall(t[i].text))
    # A dot sets the day before the month, unless there is no such month: 4.22 in America.
    day, month = _order(day, month, day_first=conventions.day_first or "." in t[i].text)
    possible = 1 <= day <= MOST_DAYS and 1 <= month <= MOST_MONTHS
    return ((date_piece(day, month, None),), i + 1) if possible else None


def any_ordinal(t: Sequence[Token], i: int) -> Match | None:
    """Read 17th that stands alone."""
    found = counting.ordinal(t, i) if t[i].kind == "ordinal" else None
    return ((DayOfMonth(found[0]),), found[1]) if found and found[0] <= MOST_DAYS else None


def ordinal(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the 17th, where it is not the 17th of something else."""
    start = i + 1 if t[i].text == "the" else i
    found = _figure(t[start], start) or counting.ordinal(t, start)
    if found is None or not 1 <= found[0] <= MOST_DAYS or not is_free(t, found[1]):
        return None
    day, end = found
    before = t[i - 2] if i > 1 and t[i - 1].text == "." else t[max(i - 1, 0)]  # "Weds. 20th"
    on_the = start > i > 0 and (t[i - 1].text == "on" or before.category == "weekday")
    announced = start > i or (i > 0 and (t[i - 1].text in _BEFORE_DAY or before.category))
    # "the second" and "the 3" are many things; "on the second", "on the 3" and "the thirty-first" are days.
    sure = t[start].kind == "ordinal" or end > start + 1
    return ((DayOfMonth(day),), end) if on_the or (announced and sure) else None


def _figure(token: Token, i: int) -> tuple[int, int] | None:
    return (int(token.text), i + 1) if token.kind == "number" and len(token.text) <= _DAY_FIGURES else None


def is_free(t: Sequence[Token], i: int) -> bool:
    """Tell that no noun follows, which the figure before would belong to."""
    return t[i].kind != "word" or t[i].category is not None or t[i].text in FUNCTION_WORDS or t[i].text in _NO_NOUNS


def _clocklike(token: Token) -> bool:
    of_day = token.category == "part" or token.text in {"at", "um"}
    return token.kind in {"clock", "end"} or of_day


def _is_hour(t: Sequence[Token], i: int) -> bool:
    """Tell that an hour follows as it is written on the continent: 14h, 15 Uhr."""
    return t[i].kind == "number" and t[i + 1].text in {"h", "uhr", "hrs"}


def _ends_a_range(t: Sequence[Token], i: int) -> bool:
    """Tell that a date follows behind a dash: 27.11.-29.11.2017."""
    return t[i].text in {"-", "\u2013", "to"} and (t[i + 1].kind == "date" or t[i + 1].text.endswith("."))


def _order(first: int, second: int, *, day_first: bool) -> tuple[int, int]:
    day, month = (first, second) if day_first else (second, first)
    # Only one order gives a date: then that one is meant, wherever the writer is.
    return (month, day) if month > MOST_MONTHS >= day else (day, month)


def date_piece(day: int, month: int, year: int | None, last: int | None = None) -> Piece:
    """Give the day of a month, or word that there is none, with the days around it."""
    if not 1 <= month <= MOST_MONTHS or (year and not FIRST_YEAR <= year <= LAST_YEAR):
        return Missing()
    length = calendar.monthrange(year or _LEAP_YEAR, month)[1]
    if 1 <= day <= length:
        if last and last > length:
            return Missing()
        return MonthDay(month, day, year, last if last and day < last else None)
    if day > MOST_DAYS or day < 1:
        return Missing()
    shortest = 28 if month == _FEBRUARY and year is None else length
    return Missing(((month, shortest), (month % MOST_MONTHS + 1, 1)), year)


def _clock(hour: int, minute: int, second: int, zone: str | None) -> Piece:
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - what clocks show
        return Missing()
    return Clock(hour, minute, sure=True, zone=zone, second=second)


def _offset(text: str) -> str | None:
    found = re.search(r"(?:z|[+-]\d\d:?\d\d)$", text)
    return found[0].upper() if found is not None and ":" in text[: found.start()] else None
