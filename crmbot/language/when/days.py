"""Rules for days in words: today, next Tuesday, end of month, in two weeks, first Monday of April."""

from collections.abc import Sequence
from typing import cast

from crmbot.language.when import numeric
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import (
    After,
    Edge,
    Every,
    Mark,
    MonthDay,
    NamedMonth,
    NthWeekday,
    Offset,
    Part,
    Period,
    Shift,
    Unit,
    Weekday,
)
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import (
    COUPLE,
    DAY,
    DOUBTFUL_WEEKDAYS,
    FEW,
    FORTNIGHT,
    FUNCTION_WORDS,
    HOUR,
    MINUTE,
    MONTH,
    PLURAL_WEEKDAYS,
    QUARTER,
    WEEK,
    YEAR,
)

_SATURDAY = 5
_LONGEST_COUNT = 4  # figures; what is longer is no length of time
_HOUR = 60
_STEPS = {"this": 0, "next": 1, "coming": 1, "last": -1, "following": 1}
_EDGES: dict[str, Edge] = {
    "end": "end",
    "late": "end",
    "beginning": "start",
    "start": "start",
    "early": "start",
    "mid": "mid",
    "middle": "mid",
}
_SHORT_EDGES: dict[str, Unit] = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_BEFORE_WEEKDAY = frozenset("on by this next last due until till til before after from since".split())
_SPANS = frozenset({WEEK, MONTH, QUARTER, YEAR})
_END_OF_DAY = frozenset({"eod", "cob", "eob"})
_MARKS: dict[str, Mark] = {"this": "this", "next": "next", "last": "last", "coming": "this"}
_SHORT_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK, "mo": MONTH, "y": YEAR}
_DAYS_IN = {DAY: 1, WEEK: 7, FORTNIGHT: 14}
_MONTHS_IN = {MONTH: 1, QUARTER: 3, YEAR: 12}


def day_word(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read today, tomorrow, tonight, the day after tomorrow."""
    start = i + 1 if t[i].text == "the" else i
    if [token.text for token in t[start : start + 2]] == ["day", "after"]:
        after = t[start + 2]
        return ((Shift(days=2),), start + 3) if after.value == "1" else None
    if t[i].category != "day":
        return None
    if t[i].value == "tonight":
        return (Shift(), Part("night")), i + 1
    return (Shift(days=int(t[i].value)),), i + 1


def weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read Tuesday, next Tuesday, this coming Tuesday, Tuesday week."""
    start, mark = _mark(t, i)
    if (plural := PLURAL_WEEKDAYS.get(t[start].text)) is not None:
        return (Weekday(plural, repeats=True),), start + 1
    token = t[start]
    if token.category != "weekday" or (not mark and _is_other_word(t, start)):
        return None
    end = start + 1
    if t[end].text == "'" and t[end + 1].text == "s":
        end += 2
    day = int(token.value)
    if t[end].value == WEEK and not mark and t[end].text in {"week", "wk"}:
        return (Weekday(day, "after"),), end + 1
    return (Weekday(day, mark),), end


def week_on_weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a week on Tuesday."""
    start = i + 1 if t[i].text in {"a", "one", "1"} else i
    if t[start].value != WEEK or t[start + 1].text != "on":
        return None
    day = t[start + 2]
    return ((Weekday(int(day.value), "after"),), start + 3) if day.category == "weekday" else None


def weekend(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the weekend, next weekend: its Saturday."""
    start, mark = _mark(t, i)
    start = start + 1 if t[start].text == "the" else start
    if t[start].text != "weekend":
        return None
    announced = bool(mark) or start == 0 or t[start - 1].text in {"the", "at", "over", "on", "by"}
    return ((Weekday(_SATURDAY, mark or "this", vague=mark == "next"),), start + 1) if announced else None


def period(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read next week, this month, mid next week, end of the month, early next quarter."""
    edge, start = _edge(t, i)
    step, place = _step(t, start)
    unit = t[place].value
    if unit in _SPANS and t[place].category == "unit" and (step is not None or edge):
        named = cast("Unit", unit)  # _SPANS holds just the units of a period
        vague = step == 0 and edge is None
        shown: Edge = "end" if vague else edge or "start"
        return (Period(named, step or 0, shown, vague=vague),), place + 1
    if edge and t[place].category == "month":
        return (NamedMonth(int(t[place].value), None, edge),), place + 1
    return _named_quarter(t, place, edge) if edge else None


def _named_quarter(t: Sequence[Token], i: int, edge: Edge) -> Match | None:
    """Read q1 to q4 behind "end of" as the month in which that is."""
    if t[i].text != "q" or t[i + 1].text not in {"1", "2", "3", "4"}:
        return None
    last = 3 * int(t[i + 1].text)
    month = {"start": last - 2, "mid": last - 1, "end": last}[edge]
    return (NamedMonth(month, None, edge),), i + 2


def short_edge(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read eow, eom, eoq, eoy."""
    unit = _SHORT_EDGES.get(t[i].text)
    if unit is None:
        return None
    step = 1 if t[i + 1].value == "next" and t[i + 2].value == unit else 0
    return (Period(unit, step, "end"),), i + 1 + 2 * step


def end_of_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read eod, cob, end of day, close of business: a part of the day."""
    if t[i].text in _END_OF_DAY:
        return (Part("end of day"),), i + 1
    words = [token.text for token in t[i : i + 5]]
    for phrase in (["close", "of", "business"], ["end", "of", "the", "day"], ["end", "of", "day"]):
        if words[: len(phrase)] == phrase:
            return (Part("end of day"),), i + len(phrase)
    return None


def nth_weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the first Monday of April, the last Friday of next month."""
    start = i + 1 if t[i].text == "the" else i
    if t[start].category == "ordinal":
        nth = int(t[start].value)
    elif t[start].text == "last":
        nth = -1
    else:
        return None
    if t[start + 1].category != "weekday" or t[start + 2].text not in {"of", "in"}:
        return None
    day, place = int(t[start + 1].value), start + 3
    if t[place].category == "month":
        year, end = numeric.year_behind(t, place + 1)
        return (NthWeekday(nth, day, int(t[place].value), year=year),), end
    step, place = _step(t, place)
    return ((NthWeekday(nth, day, step=step or 0),), place + 1) if t[place].value == MONTH else None


def offset(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read in two weeks, within 3 days, 2 hours from now, 3 days ago."""
    announced = t[i].text in {"in", "within"}
    found = length(t, i + 1 if announced else i)
    if found is None:
        return None
    (piece,), end = found
    end = _in_a_weeks_time(t, end)
    if t[end].text == "ago":
        return (_negative(cast("Shift | Offset", piece)),), end + 1
    if [token.text for token in t[end : end + 2]] in (["from", "now"], ["from", "today"]):
        return (piece,), end + 2
    if isinstance(piece, Shift) and t[end].text in {"from", "after"}:
        return _after(piece, t, end + 1, conventions)
    return ((piece,), end) if announced else None


def length(t: Sequence[Token], i: int) -> Match | None:
    """Read a length of time as a step from now: 2 h, 1h30, half an hour, a couple of days."""
    counted = _count(t, i)
    if counted is None:
        return _hours_and_minutes(t, i)
    count, vague, place = counted
    if t[place].text in {"business", "working"} and t[place + 1].value == DAY:
        return (Shift(working_days=int(count)),), place + 2
    if t[place].text in {"weekdays", "workdays"}:
        return (Shift(working_days=int(count)),), place + 1
    unit = str(t[place].value) if t[place].category == "unit" else _SHORT_UNITS.get(t[place].text)
    if unit is None:
        return None
    if unit in {HOUR, MINUTE}:
        return _minutes(t, place + 1, count * (_HOUR if unit == HOUR else 1))
    return _days(unit, count, place + 1, vague=vague)


def every(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read every and each, before a day, a part of the day or a length of time."""
    if t[i].text not in {"every", "each"}:
        return None
    if t[i + 1].category in {"weekday", "part"} or t[i + 1].text in {"weekday", "workday"}:
        return (Every(),), i + (2 if t[i + 1].category is None else 1)
    start = i + 2 if t[i + 1].text == "other" else i + 1
    if t[start].category == "unit":
        return (Every(),), start + 1
    if start > i + 1 and t[start].category == "weekday":
        return (Every(),), start
    found = length(t, start)
    return ((Every(),), found[1]) if found else None


def _after(shift: Shift, t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    for rule in (day_word, weekday, numeric.day_month, numeric.month_day):
        found = rule(t, i, conventions)
        if found and isinstance(found[0][0], (Shift, Weekday, MonthDay)):
            return (After(shift, found[0][0]), *found[0][1:]), found[1]
    return None


def _mark(t: Sequence[Token], i: int) -> tuple[int, Mark]:
    if t[i].category != "mark":
        return i, ""
    coming = t[i].value == "this" and t[i + 1].value == "coming"
    return (i + 2 if coming else i + 1), _MARKS[str(t[i].value)]


def _is_other_word(t: Sequence[Token], i: int) -> bool:
    """Tell "sat with Ben" and "in the sun" from Saturday and Sunday."""
    if t[i].text not in DOUBTFUL_WEEKDAYS or (i > 0 and t[i - 1].text in _BEFORE_WEEKDAY):
        return False
    after = t[i + 1]
    if i > 0 and t[i - 1].text == "the":
        return True
    plain = after.kind == "word" and after.category is None
    return plain and (after.text not in FUNCTION_WORDS or after.text in {"with", "w", "in", "and"})


def _edge(t: Sequence[Token], i: int) -> tuple[Edge | None, int]:
    start = i + 1 if t[i].text == "the" else i
    edge = _EDGES.get(t[start].text)
    if edge is None:
        return None, i
    place = start + 1
    while t[place].text in {"of", "in", "-"}:
        place += 1
    return edge, place


def _step(t: Sequence[Token], i: int) -> tuple[int | None, int]:
    if t[i].category == "mark" or t[i].text == "following":
        return _STEPS[str(t[i].value or t[i].text)], i + 1
    if t[i].text == "the" and t[i + 1].category == "mark":
        return _STEPS[str(t[i + 1].value)], i + 2
    return None, i + 1 if t[i].text == "the" else i


def _count(t: Sequence[Token], i: int) -> tuple[float, bool, int] | None:
    token = t[i]
    if token.kind == "number":
        return (float(token.text), False, i + 1) if len(token.text) <= _LONGEST_COUNT else None
    if token.kind in {"decimal", "pair"} and "/" not in token.text:
        return float(token.text.rstrip(".").replace(",", ".")), False, i + 1
    if token.text == "half":
        return 0.5, False, i + 2 if t[i + 1].text in {"a", "an"} else i + 1
    if token.category != "number":
        return None
    if token.text in {"a", "an"} and t[i + 1].value in {COUPLE, FEW}:
        return _count(t, i + 1)
    if token.value in {COUPLE, FEW}:
        end = i + 2 if t[i + 1].text == "of" else i + 1
        return (2.0, False, end) if token.value == COUPLE else (3.0, True, end)
    return float(token.value), False, i + 1


def _hours_and_minutes(t: Sequence[Token], i: int) -> Match | None:
    if t[i].kind != "clock" or "h" not in t[i].text:
        return None
    hours, minutes = t[i].text.split("h")
    return (Offset(int(hours) * _HOUR + int(minutes)),), i + 1


def _minutes(t: Sequence[Token], i: int, minutes: float) -> Match:
    """Read what may follow the hours: "and a half", "30 min"."""
    if [token.text for token in t[i : i + 3]] == ["and", "a", "half"]:
        return (Offset(round(minutes + _HOUR / 2)),), i + 3
    start = i + 1 if t[i].text == "and" else i
    more = t[start + 1].value == MINUTE or t[start + 1].text == "m"
    if minutes >= _HOUR and t[start].kind == "number" and len(t[start].text) <= 2 and more:  # noqa: PLR2004
        return (Offset(round(minutes) + int(t[start].text)),), start + 2
    return (Offset(round(minutes)),), i


def _days(unit: str, count: float, end: int, *, vague: bool) -> Match | None:
    if unit in _MONTHS_IN:
        months = count * _MONTHS_IN[unit]
        return ((Shift(months=int(months), vague=vague),), end) if months == int(months) else None
    days = round(count * _DAYS_IN[unit])
    return (Shift(days=days, weeks_said=unit != DAY, vague=vague),), end


def _in_a_weeks_time(t: Sequence[Token], i: int) -> int:
    start = i
    if t[start].text == "'":
        start += 2 if t[start + 1].text == "s" else 1
    return start + 1 if t[start].text == "time" else i


def _negative(piece: Shift | Offset) -> Shift | Offset:
    if isinstance(piece, Offset):
        return Offset(-piece.minutes)
    return Shift(-piece.days, -piece.months, -piece.working_days, vague=piece.vague)
