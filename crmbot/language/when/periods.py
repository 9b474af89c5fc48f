"""Rules for weeks, months, quarters, seasons and years: next week, end of q1, week of 2 Jan, third quarter, 2027."""

from collections.abc import Sequence
from typing import cast

from crmbot.language.when import counting, days, holidays, months, numeric, years
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match, is_free
from crmbot.language.when.pieces import (
    DayOfMonth,
    Edge,
    Holiday,
    MonthDay,
    NamedMonth,
    NthWeek,
    Period,
    Shift,
    Unit,
    Weekday,
    WeekOf,
)
from crmbot.language.when.values import Conventions, Grain
from crmbot.language.when.words import FUNCTION_WORDS, MONTH, QUARTER, WEEK, YEAR

STEPS = {"this": 0, "next": 1, "coming": 1, "last": -1, "following": 1}
EDGES: dict[str, Edge] = {
    "end": "end",
    "late": "end",
    "beginning": "start",
    "start": "start",
    "early": "start",
    "mid": "mid",
    "middle": "mid",
}
# "The last day of October" is its end.
_OUTER_DAYS: dict[str, Edge] = {"first": "start", "1st": "start", "last": "end"}
MIDWEEK = "midweek"
SHORT_EDGES: dict[str, Unit] = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_BEYOND = {("after", "next"): 2, ("before", "last"): -2}
_SPANS = frozenset({WEEK, MONTH, QUARTER, YEAR})
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_QUARTERS = frozenset({"1", "2", "3", "4"})
_HALVES = frozenset({"1", "2"})
_BEGINNING = frozenset("of beginning starting commencing from".split())
_BEFORE_YEAR = frozenset("in during since until till til before after by through of from for year between".split())
_BEFORE_QUARTER = frozenset("in during by until till before after since from for".split())
_MOST_WEEKS = 53
CALENDAR_WEEKS = frozenset({"cw", "kw"})
_DAYS_OF_WEEK = frozenset("1234567")
_QUARTER, _HALF = 3, 6  # months
_PLANNED = 5  # minutes: the hours that people plan end in them
_WEEK_BASES = (
    days.day_word,
    days.weekday,
    numeric.iso,
    numeric.full,
    numeric.pair,
    months.day_month,
    months.month_day,
    numeric.ordinal,
)


def period(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read next week, this month, mid next week, end of the month, early next quarter, the year after next."""
    edge, start = _edge(t, i)
    step, place = _step(t, start)
    unit = t[place].value
    if unit in _SPANS and t[place].category == "unit":
        beyond = _beyond(t, place + 1) if step is None else 0
        if beyond or step is not None or edge:
            named = cast("Unit", unit)  # _SPANS holds just the units of a period
            end = place + (3 if beyond else 1)
            return (_period(named, beyond or step or 0, edge),), _past_possessive(t, end)
    if edge and t[place].category == "month":
        year, end = years.year(t, place + 1)
        return (NamedMonth(int(t[place].value), year, edge, grain="day"),), end
    return None


def _beyond(t: Sequence[Token], i: int) -> int:
    """Read the "after next" and "before last" behind a week, month or year."""
    return _BEYOND.get((t[i].text, str(t[i + 1].value)), 0)


def _past_possessive(t: Sequence[Token], i: int) -> int:
    """Give the place behind the 's of "last week's Friday"."""
    named = t[i + 2].category in {"weekday", "month"} or t[i + 2].text in holidays.FIRST_WORDS
    return i + 2 if t[i].text in years.APOSTROPHES and t[i + 1].text == "s" and named else i


def short_edge(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read eow, eom, eoq, eoy, month end, year-end."""
    start = i + 1 if t[i].text == "the" else i
    unit = SHORT_EDGES.get(t[start].text)
    if unit is None:
        return _end_behind(t, start)
    named = _named_end(t, start + 1, unit)
    if named is not None:
        return named
    step = 1 if t[start + 1].value == "next" and t[start + 2].value == unit else 0
    return (Period(unit, step, "end"),), start + 1 + 2 * step


def midweek(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read midweek, midweek next week: the Wednesday."""
    if t[i].text != MIDWEEK:
        return None
    step = 1 if t[i + 1].value == "next" and t[i + 2].value == WEEK else 0
    return (Period("week", step, "mid"),), i + 1 + 2 * step


def _named_end(t: Sequence[Token], i: int, unit: Unit) -> Match | None:
    """Read the 2027 of "eoy 2027" and the March of "eom March"."""
    if unit == YEAR and (found := years.plain(t[i])) is not None:
        return (NamedMonth(1, found, "end", 12, "day"),), i + 1
    if unit == MONTH and t[i].category == "month":
        year, end = years.year(t, i + 1)
        return (NamedMonth(int(t[i].value), year, "end", grain="day"),), end
    return None


def _end_behind(t: Sequence[Token], i: int) -> Match | None:
    """Read month end, quarter-end and year end, where no noun follows: the "month end report" is a report."""
    unit = t[i].value
    place = i + 2 if t[i + 1].text == "-" else i + 1
    named = unit in {MONTH, QUARTER, YEAR} and t[i].text == unit and t[place].text == "end"
    if not named or not (t[place + 1].kind in {"end", "punct"} or t[place + 1].text in FUNCTION_WORDS):
        return None
    return (Period(cast("Unit", unit), 0, "end"),), place + 1  # just the units that are named


def quarter(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read q3, Q4 2026, third quarter of 2020, end of q1, h2 2019, the second half of 2019."""
    edge, start = _edge(t, i)
    if (told := _figures_around_q(t, start)) is not None:
        nth, of_year, end = told
        return (NamedMonth(nth * _QUARTER - 2, of_year, edge or "start", _QUARTER, "day" if edge else "quarter"),), end
    year_before, start = _year_before(t, start)
    found = _short_quarter(t, start) or _spoken_quarter(t, start)
    if found is None:
        return None
    nth, count, place = found
    year, end = _of_business(t, place) if t[place].text == "fy" else years.year(t, place)
    if year is None and t[place].text == "of":
        # "of the year" says no more than the quarter does.
        end = place + 3 if [t[place + 1].text, t[place + 2].value] == ["the", YEAR] else place
    noun = t[end + 1].kind == "word" and t[end + 1].text not in {"q", "h"}
    tied = t[end].text == "-" and t[end].start == t[end - 1].end and noun
    if tied and t[end + 1].start == t[end].end:
        return None  # "second quarter-final"
    if count != _QUARTER and not (year or year_before):
        return None  # "h2" and "the second half" alone are many things
    said = edge or year or year_before or is_free(t, end) or (i > 0 and t[i - 1].text in _BEFORE_QUARTER)
    if not said:
        return None
    grain: Grain = "day" if edge else "quarter"
    named = NamedMonth((nth - 1) * count + 1, year or year_before, edge or "start", count, grain)
    return (named,), end


def season(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read this winter, last summer, in spring, autumn 2016; "the fall" alone is none."""
    marked = t[i].category == "mark"
    start = i + 1 if marked or t[i].text in {"in", "during"} else i
    start = start + 1 if t[start].text == "the" and start > i else start
    first = SEASONS.get(t[start].text)
    if first is None:
        return None
    year, end = years.year(t, start + 1)
    mark = end + 1 if t[end].text == "of" else end
    of_year = t[mark].category == "mark" and t[mark + 1].value == YEAR
    if (start == i and year is None and not of_year) or not is_free(t, end):
        return None
    step = -1 if marked and t[i].value == "last" and year is None else 0
    return (NamedMonth(first, year, "start", 3, "season", step),), end


def week_of(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the week of 2 January, week beginning next Monday, w/c Feb 4."""
    start = i + 1 if t[i].text == "the" else i
    weekend = days.past_weekend(t, start)
    place = _week_of(t, start, weekend)
    if place is None:
        return None
    found = max((m for rule in _WEEK_BASES if (m := rule(t, place, conventions))), key=lambda m: m[1], default=None)
    found = found or holidays.holiday(t, place, conventions)
    if found is None or not isinstance(found[0][0], (Shift, Weekday, MonthDay, DayOfMonth, Holiday)):
        return None
    return (WeekOf(found[0][0], 7 if weekend is None else 2),), found[1]


def holiday_weekend(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read Thanksgiving weekend, the Labor Day weekend 2027."""
    found = holidays.named(t, i + 1 if t[i].text == "the" else i)
    end = days.past_weekend(t, found[1]) if found is not None else None
    if found is None or end is None:
        return None
    year, end = years.year(t, end)
    return (WeekOf(Holiday(found[0], year), 2),), end


def nth_week(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read week 31, calendar week 31, cw31, 2027-W31, week 3 of 2027, the first week of 2021, 3rd week of Jan."""
    start = i + 1 if t[i].text == "the" else i
    if t[start].text == "last" and t[start + 1].value == WEEK and t[start + 2].text in {"of", "in"}:
        return _last_week(t, start + 3)
    if (found := _iso_week(t, i)) is not None:
        return found
    start = start + 1 if t[start].text == "calendar" else start
    if _is_week_number(t, start):
        nth, place, numbered = int(t[start + 1].text), start + 2, True
    else:
        counted = counting.ordinal(t, start)
        if counted is None or t[counted[1]].value != WEEK or t[counted[1] + 1].text not in {"of", "in"}:
            return None
        nth, place, numbered = counted[0], counted[1] + 1, False
    if not 1 <= nth <= _MOST_WEEKS:
        return None
    behind = place + 1 if t[place].text in {"of", "in"} else place
    step, unit = _step(t, behind)
    if not numbered and t[unit].value == MONTH and t[unit].category == "unit":
        return (NthWeek(nth, step=step or 0),), unit + 1
    if t[behind].category == "month" and not numbered:
        year, end = years.year(t, behind + 1)
        return (NthWeek(nth, int(t[behind].value), year),), end
    year, end = years.year(t, place)
    return ((NthWeek(nth, None, year),), end) if numbered or year is not None else None


def _is_week_number(t: Sequence[Token], i: int) -> bool:
    """Tell that a week has its number behind it; "12 kW 3" is a power."""
    of_power = i > 0 and t[i - 1].kind in {"number", "decimal", "pair"}
    named = t[i].value == WEEK or (t[i].text in CALENDAR_WEEKS and not of_power)
    return named and t[i + 1].kind == "number" and len(t[i + 1].text) <= 2  # noqa: PLR2004 - figures of a week


def _last_week(t: Sequence[Token], i: int) -> Match | None:
    """Read the month behind "the last week of": July, July 2027, next month."""
    if t[i].category == "month":
        year, end = years.year(t, i + 1)
        return (NthWeek(-1, int(t[i].value), year),), end
    step, unit = _step(t, i)
    named = t[unit].value == MONTH and t[unit].category == "unit" and unit > i
    return ((NthWeek(-1, step=step or 0),), unit + 1) if named else None


def _iso_week(t: Sequence[Token], i: int) -> Match | None:
    """Read 2027-W31 and 2027W31."""
    found = years.plain(t[i])
    letter = i + 2 if t[i + 1].text == "-" else i + 1
    nth = t[letter + 1]
    tied = t[letter].start == t[letter - 1].end and nth.start == t[letter].end
    if found is None or t[letter].text != "w" or not tied or nth.kind != "number" or len(nth.text) > 2:  # noqa: PLR2004
        return None
    if not 1 <= int(nth.text) <= _MOST_WEEKS:
        return None
    week, end = NthWeek(int(nth.text), None, found), letter + 2
    day = t[end + 1] if t[end].text == "-" and t[end].start == nth.end == t[end + 1].start - 1 else nth
    if day is nth or day.text not in _DAYS_OF_WEEK:
        return (week,), end
    return (Weekday(int(day.text) - 1), week), end + 2


def year(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read in 2027, since 2019, the year 2026."""
    edge, start = _edge(t, i)
    start = start + 1 if start == i and t[i].text in {"in", "during"} else start
    found = years.plain(t[start])
    announced = start > i or (i > 0 and t[i - 1].text in _BEFORE_YEAR) or _is_year_alone(t, i)
    if found is None or not announced or not is_free(t, start + 1) or t[start + 1].text in {"-", "/", ".", ":"}:
        return None
    return (NamedMonth(1, found, edge or "start", 12, "day" if edge else "year"),), start + 1


def business_year(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read FY27, FY 2027, end of FY'27: the year of that number, as nobody has said when it begins."""
    edge, start = _edge(t, i)
    start = start + 1 if start == i and t[i].text in {"in", "during"} else start
    found, end = _of_business(t, start)
    if found is None or not is_free(t, end):
        return None
    return (NamedMonth(1, found, edge or "start", 12, "day" if edge else "year"),), end


def _of_business(t: Sequence[Token], i: int) -> years.Year:
    """Give the year of FY27, FY 2027 and FY'27, and the place behind it."""
    if t[i].text != "fy":
        return None, i
    place = i + 2 if t[i + 1].text in years.APOSTROPHES else i + 1
    tied = t[place].start == t[place - 1].end
    short = t[place].kind == "number" and len(t[place].text) == 2 and tied  # noqa: PLR2004 - figures of a short year
    found = years.century(int(t[place].text)) if short else years.plain(t[place])
    return (found, place + 1) if found is not None else (None, i)


def _is_year_alone(t: Sequence[Token], i: int) -> bool:
    """Tell that a whole text is a year: 2013, where 2015 may be a quarter past eight."""
    return i == 0 and t[1].kind == "end" and t[0].kind == "number" and int(t[0].text[-2:]) % _PLANNED != 0


def _period(unit: Unit, step: int, edge: Edge | None) -> Period:
    vague = step == 0 and edge is None
    shown: Edge = "end" if vague else edge or "start"
    return Period(unit, step, shown, vague=vague, whole=edge is None)


def _short_quarter(t: Sequence[Token], i: int) -> tuple[int, int, int] | None:
    """Read q3 and h1: which, of how many months, and the place behind."""
    digit = t[i + 1]
    if digit.start != t[i].end:
        return None
    if t[i].text == "q" and digit.text in _QUARTERS:
        return int(digit.text), _QUARTER, i + 2
    return (int(digit.text), _HALF, i + 2) if t[i].text == "h" and digit.text in _HALVES else None


def _figures_around_q(t: Sequence[Token], i: int) -> tuple[int, int, int] | None:
    """Read 2Q26 and 4Q2027: which quarter, of which year, and the place behind."""
    tied = t[i].end == t[i + 1].start and t[i + 1].end == t[i + 2].start
    if t[i].text not in _QUARTERS or t[i + 1].text != "q" or not tied or t[i + 2].kind != "number":
        return None
    short = years.century(int(t[i + 2].text)) if len(t[i + 2].text) == 2 else None  # noqa: PLR2004 - a short year
    year = years.plain(t[i + 2]) or short
    return (int(t[i].text), year, i + 3) if year is not None else None


def _spoken_quarter(t: Sequence[Token], i: int) -> tuple[int, int, int] | None:
    start = i + 1 if t[i].text == "the" else i
    counted = counting.ordinal(t, start) or _last_of_year(t, start)
    if counted is not None and t[counted[1]].text == "half" and t[counted[1] + 1].text == "of" and counted[0] in {1, 2}:
        return counted[0], _HALF, counted[1] + 1
    if counted is None or t[counted[1]].value != QUARTER or not 1 <= counted[0] <= 4:  # noqa: PLR2004 - quarters of a year
        return None
    return counted[0], _QUARTER, counted[1] + 1


def _last_of_year(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Read the last of "the last quarter of 2027" as the fourth."""
    of_year = t[i + 2].text == "of" and years.plain(t[i + 3]) is not None
    return (4, i + 1) if t[i].text in {"last", "final"} and of_year else None


def _year_before(t: Sequence[Token], i: int) -> tuple[int | None, int]:
    """Read the year of "2019 q3" and "2019-H2"."""
    found = years.plain(t[i])
    place = i + 2 if t[i + 1].text == "-" else i + 1
    if found is None and t[i].kind == "number" and len(t[i].text) == 2 and t[i].end == t[i + 1].start:  # noqa: PLR2004
        found = years.century(int(t[i].text))  # "18q4"
    return (found, place) if found is not None and t[place].text in {"q", "h"} else (None, i)


def _week_of(t: Sequence[Token], i: int, weekend: int | None) -> int | None:
    """Give the place behind "week of", "week beginning on", "w/c", "weekend of"."""
    if weekend is not None:
        return weekend + 1 if t[weekend].text == "of" else None
    if [token.text for token in t[i : i + 3]] == ["w", "/", "c"]:
        return i + 3
    if t[i].value != WEEK or t[i].category != "unit":
        return None
    if t[i + 1].text not in _BEGINNING:
        return None
    return i + 3 if t[i + 2].text == "on" else i + 2


def _edge(t: Sequence[Token], i: int) -> tuple[Edge | None, int]:
    start = i + 1 if t[i].text == "the" else i
    edge = EDGES.get(t[start].text)
    place = start + 1
    if t[start + 1].text == "day" and t[start + 2].text in {"of", "in"}:
        edge, place = _OUTER_DAYS.get(t[start].text, edge), start + 2
    if edge is None:
        return None, i
    while t[place].text in {"of", "in", "-", "around"}:
        place += 1
    return edge, place


def _step(t: Sequence[Token], i: int) -> tuple[int | None, int]:
    place = i + 1 if t[i].text == "the" else i
    if t[place].category == "mark" or t[place].text == "following":
        return STEPS[str(t[place].value or t[place].text)], place + 1
    return None, place
