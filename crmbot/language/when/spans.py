"""Rules for stretches that are counted or cut: the past 3 days, the rest of the week, the first half of May."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from crmbot.language.when import measures, years
from crmbot.language.when.lexer import Token
from crmbot.language.when.measures import measured
from crmbot.language.when.numeric import Match, is_free
from crmbot.language.when.pieces import FIRST_YEAR, Gone, Half, NamedMonth, Offset, Period, Rest, Unit
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import MONTH, QUARTER, WEEK, YEAR

GONE = frozenset("past last previous".split())
REST = frozenset("rest remainder remaining".split())
HALVES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "last": 2}
_UNITS = frozenset({WEEK, MONTH, QUARTER, YEAR})
_STEPS = {"this": 0, "next": 1, "coming": 1, "last": -1}
_DECADE = 120  # months
_CENTURY = 1900
_DURING = frozenset("in within over during for".split())
_IN_THE = frozenset("in the during since of from".split())
_THIS_CENTURY = 20  # "the 10s" may be many things
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
DECADE_WORDS = frozenset(_DECADES)


def gone(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the past 3 days, the last two weeks, previous 30 minutes: what lies behind, until now."""
    start = i + 1 if t[i].text in {"the", "these", "this"} else i
    if t[start].text not in GONE or t[start + 1].text in {"a", "an"} or t[start + 1].kind == "decimal":
        return None
    found = measured(t, start + 1) or _few(t, start + 1) or _last_one(t, i, start)
    if found is None or t[found[1]].text == "of":
        return None
    length, end = found
    if length.exact:
        piece = length.negative().piece()
        return ((replace(piece, ahead=True),), end) if isinstance(piece, Offset) else None
    return (Gone(length.days, length.months, length.working_days),), end


def rest(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the rest of the week, the remainder of this month, later this year: from today to its end."""
    start = i + 1 if t[i].text == "the" else i
    later = t[start].text == "later" and t[start + 1].value == "this"
    if not later and (t[start].text not in REST or t[start + 1].text != "of"):
        return None
    place = start + 3 if t[start + 2].text == "the" or t[start + 2].value == "this" else start + 2
    if t[place].category != "unit" or t[place].value not in _UNITS:
        return None
    return (Rest(cast("Unit", t[place].value)),), place + 1  # _UNITS are all units of a period


def half(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the first half of March, the second half of this year, the last half of next month."""
    start = i + 1 if t[i].text == "the" else i
    nth = HALVES.get(t[start].text)
    if nth is None or t[start + 1].text != "half" or t[start + 2].text not in {"of", "in"}:
        return None
    place = start + 4 if t[start + 3].text == "the" else start + 3
    if t[place].category == "month":
        year, end = years.year(t, place + 1)
        return (Half(nth, NamedMonth(int(t[place].value), year)),), end
    marked = t[place].category == "mark"
    unit = place + 1 if marked else place
    if t[unit].category != "unit" or t[unit].value not in _UNITS or unit == start + 3:
        return None
    step = _STEPS[str(t[place].value)] if marked else 0
    return (Half(nth, Period(cast("Unit", t[unit].value), step, whole=True)),), unit + 1


def decade(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the 1990s, the '90s, in the nineties."""
    if t[i].kind == "number" and t[i + 1].text != "s" and t[i + 1].text not in years.APOSTROPHES:
        return None
    start = i + 1 if t[i].text == "the" else i
    spoken = _DECADES.get(t[start].text)
    if spoken is not None:
        told = start > i > 0 and t[i - 1].text in _IN_THE
        return (_decade(_CENTURY + spoken), start + 1) if told else None
    short = start + 1 if t[start].text in years.APOSTROPHES else start
    behind = short + 2 if t[short + 1].text in years.APOSTROPHES else short + 1
    if t[short].kind != "number" or t[behind].text != "s" or t[behind].start != t[behind - 1].end:
        return None
    announced = start > i and (i == 0 or t[i - 1].text in _IN_THE)
    first = _first_year(t[short].text, told=short > start or announced)
    return (_decade(first), behind + 1) if first is not None else None


def _first_year(figures: str, *, told: bool) -> int | None:
    if not figures.endswith("0"):
        return None
    if len(figures) == 4:  # noqa: PLR2004 - figures of a year
        return int(figures) if FIRST_YEAR <= int(figures) < FIRST_YEAR + 2 * 100 else None
    if len(figures) != 2 or not told or int(figures) < _THIS_CENTURY:  # noqa: PLR2004
        return None
    return _CENTURY + int(figures)


def _decade(first: int) -> tuple[NamedMonth]:
    return (NamedMonth(1, first, count=_DECADE, grain="decade"),)


def ahead(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the next hour of "in the next hour": all of it."""
    if t[i].text != "the" or t[i + 1].value != "next" or t[max(i - 1, 0)].text not in _DURING:
        return None
    found = _one(t, i + 2)
    piece = found[0].piece() if found is not None else None
    return ((replace(piece, ahead=True),), found[1]) if found is not None and isinstance(piece, Offset) else None


def _last_one(t: Sequence[Token], i: int, start: int) -> tuple[measures.Length, int] | None:
    """Read the past week, which are its seven days, and in the last hour; the last week is one of the calendar."""
    found = _one(t, start + 1)
    if found is None or t[start].text == "past":
        return found
    return found if found[0].exact and start > i > 0 and t[i - 1].text in _DURING else None


def _one(t: Sequence[Token], i: int) -> tuple[measures.Length, int] | None:
    """Read a unit that stands for one of it; "past day rates" have none."""
    whole = t[i].category == "unit" and is_free(t, i + 1) and not t[i].text.endswith("s")
    return measures.with_unit((1.0, False, i), t) if whole else None


def _few(t: Sequence[Token], i: int) -> tuple[measures.Length, int] | None:
    """Read the several of "the last several weeks", which is a few."""
    unit = measures.unit(t[i + 1]) if t[i].text == "several" else None
    return measures.with_unit((3.0, True, i + 1), t) if unit is not None else None
