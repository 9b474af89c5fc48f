"""Rules for days in words: today, next Tuesday, Tuesday week, the weekend, first Monday of April, end of day."""

from collections.abc import Sequence

from crmbot.language.when import counting, measures, years
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import After, Every, Mark, NamedMonth, NthWeekday, Part, Period, Shift, Unit, Weekday
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import (
    DOUBTFUL_WEEKDAYS,
    FORTNIGHT,
    FUNCTION_WORDS,
    MONTH,
    PLURAL_WEEKDAYS,
    QUARTER,
    WEEK,
    YEAR,
)

SATURDAY = 5
_BEFORE_WEEKDAY = frozenset("on by this next last due until till til before after from since".split())
END_OF_DAY = frozenset({"eod", "cob", "eob"})
_MARKS: dict[str, Mark] = {"this": "this", "next": "next", "last": "last", "coming": "this"}
_STEPS = {"this": 0, "next": 1, "coming": 1, "last": -1}
LAST = frozenset({"last", "final", "penultimate", "next"})
WEEKENDS = frozenset({"weekend", "wkend"})
_BEFORE_WEEKEND = frozenset({"the", "at", "over", "on", "by", "before"})
_TOMORROWS = frozenset({"tom", "tomorrow"})
_CALENDAR: dict[str, Unit] = {MONTH: "month", QUARTER: "quarter", YEAR: "year"}
_WEEKS = frozenset({WEEK, FORTNIGHT})
_NOT_AHEAD = frozenset("last past previous the for this".split())
_ALONE = {
    WEEK: (measures.Length(days=7, weeks_said=True), 0),
    FORTNIGHT: (measures.Length(days=14, weeks_said=True), 0),
}
_MOST_COUNT = 5  # "a couple of weeks on Monday"
_SITES = frozenset({"com", "org", "net", "io"})
# Black Friday is no coming Friday.
_FEASTS = frozenset("black bowl good cyber easter ash palm whit holy maundy shrove pentecost ascension pancake".split())


def day_word(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read today, tomorrow, tonight, the day after tomorrow."""
    start = i + 1 if t[i].text == "the" else i
    if [token.text for token in t[start : start + 2]] == ["day", "after"]:
        after = t[start + 2]
        following = after.value in {"1", "next"} or after.text in _TOMORROWS
        return ((Shift(days=2),), start + 3) if following else None
    if t[i].category != "day":
        return _fortnight_on(t, i)
    if t[i].value == "tonight":
        return (Shift(), Part("night")), i + 1
    days = int(t[i].value)
    if days >= 0 and t[i + 1].text in {"week", "wk"} and t[i + 2].kind in {"end", "punct"}:
        return (Shift(days=days + 7),), i + 2
    return (Shift(days=days),), i + 1


def _fortnight_on(t: Sequence[Token], i: int) -> Match | None:
    """Read fortnight today, fortnight tomorrow; "the last fortnight today" is none."""
    day = t[i + 1]
    ahead = day.category == "day" and day.value in {"0", "1"} and (i == 0 or t[i - 1].text not in _NOT_AHEAD)
    return ((Shift(days=14 + int(day.value)),), i + 2) if ahead and t[i].value == FORTNIGHT else None


def weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read Tuesday, next Tuesday, this coming Tuesday, Tuesday week."""
    start, mark = _mark(t, i)
    if (plural := PLURAL_WEEKDAYS.get(t[start].text)) is not None:
        return (Weekday(plural, repeats=True),), start + 1
    token = t[start]
    if token.category != "weekday" or _is_feast(t, start) or (not mark and _is_other_word(t, start)):
        return None
    end = start + 1
    if t[end].text == "'" and t[end + 1].text == "s":
        end += 2
    day = int(token.value)
    if not mark and [after.text for after in t[end : end + 2]] == ["after", "next"]:
        return (Weekday(day, "after"),), end + 2
    if t[end].value == WEEK and not mark and t[end].text in {"week", "wk"}:
        return (Weekday(day, "after"),), end + 1
    if t[end].text == "fortnight" and not mark:
        return (After(Shift(days=14), Weekday(day)),), end + 1
    return (Weekday(day, mark),), end


def week_on_weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a week on Tuesday, two weeks on Monday, a week last Friday."""
    if not any(token.value in _WEEKS for token in t[i : i + _MOST_COUNT]):
        return None
    found = measures.measured(t, i) or (_ALONE.get(str(t[i].value)) if t[i].category == "unit" else None)
    if found is None or not found[0].weeks_said:
        return None
    length, end = found[0], found[1] or i + 1
    day = t[end + 1]
    if t[end].value == "last" and day.category == "weekday":
        return (After(Shift(days=-length.days), Weekday(int(day.value), "last")),), end + 2
    if t[end].text != "on" or day.category != "weekday":
        return None
    return (After(Shift(days=length.days), Weekday(int(day.value))),), end + 2


def past_weekend(t: Sequence[Token], i: int) -> int | None:
    """Give the place behind weekend, week-end, wkend."""
    if t[i].text in WEEKENDS:
        return i + 1
    return i + 3 if [token.text for token in t[i : i + 3]] == ["week", "-", "end"] else None


def weekend(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the weekend, next weekend: its Saturday."""
    start, mark = _mark(t, i)
    start = start + 1 if t[start].text == "the" else start
    end = past_weekend(t, start)
    if end is None:
        return None
    if not mark and [token.text for token in t[end : end + 2]] == ["after", "next"]:
        return (Weekday(SATURDAY, "after", days=2),), end + 2
    after = t[end]
    noun = after.kind == "word" and after.category is None and after.text not in FUNCTION_WORDS
    announced = bool(mark) or (start == 0 and not noun) or t[start - 1].text in _BEFORE_WEEKEND
    return ((Weekday(SATURDAY, mark or "this", vague=mark == "next", days=2),), end) if announced else None


def counted_weekday(token: Token) -> int | None:
    """Give the day that a word counts in "three Fridays", "2 weekends"."""
    if token.category == "weekday":
        return int(token.value)
    if token.text.removesuffix("s") in WEEKENDS:
        return SATURDAY
    return PLURAL_WEEKDAYS.get(token.text)


def end_of_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read eod, cob, end of day, close of business: a part of the day."""
    if t[i].text in END_OF_DAY:
        return (Part("end of day"),), i + 1
    words = [token.text for token in t[i : i + 5]]
    for phrase in (
        ["close", "of", "business"],
        ["close", "of", "play"],
        ["end", "of", "play"],
        ["end", "of", "the", "day"],
        ["end", "of", "day"],
    ):
        if words[: len(phrase)] == phrase:
            return (Part("end of day"),), i + len(phrase)
    return None


def nth_weekday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the first Monday of April, the last Friday of next month."""
    start = i + 1 if t[i].text == "the" else i
    counted = from_the_end(t, start) or counting.ordinal(t, start)
    if counted is None:
        return None
    nth, place = counted
    weekend_ends = past_weekend(t, place)
    if t[place].category != "weekday" and weekend_ends is None:
        return None
    day, place = (int(t[place].value), place + 1) if weekend_ends is None else (SATURDAY, weekend_ends)
    length = 1 if weekend_ends is None else 2
    linked = t[place].text in {"of", "in"}
    place = place + 1 if linked else place
    step, behind = _step(t, place)
    if t[behind].value == MONTH and t[behind].category == "unit" and (linked or step is not None):
        return (NthWeekday(nth, day, step=step or 0, days=length),), behind + 1
    if t[behind].category != "month" or not (linked or step is not None):
        return None
    year, end = years.year(t, behind + 1)
    return (NthWeekday(nth, day, int(t[behind].value), year=year, days=length),), end


def from_the_end(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Read last, second to last, third last as -1, -2 and -3, with the place behind."""
    if t[i].text in {"last", "final"}:
        return -1, i + 1
    if t[i].text == "penultimate":
        return -2, i + 1
    counted = (2, i + 1) if t[i].text == "next" else counting.ordinal(t, i)
    if counted is None:
        return None
    nth, place = counted
    if t[place].text == "to" or t[place].text == "-" == t[place + 2].text:
        place += 2 if t[place].text == "-" else 1
        place += t[place].text in {"the", "-"}
    elif t[i].text == "next":
        return None
    return (-nth, place + 1) if t[place].text == "last" and nth > 1 else None


def day_from_the_end(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the second to last day of May, the third last day of next month."""
    counted = from_the_end(t, i + 1 if t[i].text == "the" else i)
    if counted is None or counted[0] == -1 or t[counted[1]].text != "day":
        return None
    place = counted[1] + 1
    step, behind = _step(t, place + 1)
    if t[place].text not in {"of", "in"}:
        return None
    back = Shift(days=counted[0] + 1)
    if t[behind].value == MONTH and t[behind].category == "unit" and behind > place + 1:
        return (After(back, Period("month", step or 0, "end")),), behind + 1
    if t[behind].category != "month" or step is not None:
        return None
    year, end = years.year(t, behind + 1)
    return (After(back, NamedMonth(int(t[behind].value), year, "end", grain="day")),), end


def working_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the last working day of the month, the first business day of April, the 3rd workday of next quarter."""
    start = i + 1 if t[i].text == "the" else i
    last = t[start].text in {"last", "final"}
    counted = (1, start + 1) if last else counting.ordinal(t, start)
    place = _past_working_day(t, counted[1]) if counted is not None else None
    if counted is None or place is None or t[place].text not in {"of", "in"}:
        return None
    step, behind = _step(t, place + 1)
    if t[behind].category == "month" and step is None:
        year, end = years.year(t, behind + 1)
        named = NamedMonth(int(t[behind].value), year, "end" if last else "start", grain="day")
        return (_working_day(counted[0], named, last=last),), end
    behind = behind + 1 if step is None and t[behind].text == "the" else behind
    unit = str(t[behind].value)
    if t[behind].category != "unit" or unit not in _CALENDAR:
        return None
    period = Period(_CALENDAR[unit], step or 0, "end" if last else "start")
    return (_working_day(counted[0], period, last=last),), behind + 1


def _past_working_day(t: Sequence[Token], i: int) -> int | None:
    if t[i].text in {"workday", "weekday"}:
        return i + 1
    return i + 2 if t[i].text in {"working", "business", "work", "week"} and t[i + 1].text == "day" else None


def _working_day(nth: int, edge: NamedMonth | Period, *, last: bool) -> After:
    """Count from the day before a stretch on, or one step beyond its last day and back."""
    if last:
        return After(Shift(working_days=-1), After(Shift(working_days=1), edge))
    return After(Shift(working_days=nth), After(Shift(days=-1), edge))


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
    found = measures.measured(t, start)
    return ((Every(),), found[1]) if found else None


def _is_feast(t: Sequence[Token], i: int) -> bool:
    """Tell "Black Friday" and "monday.com" from days."""
    site = t[i + 1].text == "." and t[i + 1].start == t[i].end and t[i + 2].text in _SITES
    return site or (i > 0 and t[i - 1].text in _FEASTS)


def _mark(t: Sequence[Token], i: int) -> tuple[int, Mark]:
    past = i + 1 if t[i].value == "this" and t[i + 1].text == "past" else i
    if t[past].text == "past" and (t[past + 1].category == "weekday" or past_weekend(t, past + 1) is not None):
        return past + 1, "last"
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
    if after.text in {"and", "or"} and t[i + 2].category == "weekday":
        return False  # "sat and sun"
    plain = after.kind == "word" and after.category is None
    return plain and (after.text not in FUNCTION_WORDS or after.text in {"with", "w", "in", "and"})


def _step(t: Sequence[Token], i: int) -> tuple[int | None, int]:
    place = i + 1 if t[i].text == "the" else i
    return (_STEPS[str(t[place].value)], place + 1) if t[place].category == "mark" else (None, place)
