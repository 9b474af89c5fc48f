"""One number with its unit, and several of them in a row: 2 hours, 1 day and an hour, 1h30, an hour and a half."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crmbot.language.lengths.counting import Count, count_at, fraction_behind
from crmbot.language.lengths.values import LengthGrain
from crmbot.language.when.lexer import Token
from crmbot.language.when.words import DAY, FORTNIGHT, FUNCTION_WORDS, HOUR, MINUTE, MONTH, QUARTER, WEEK, YEAR

_SECONDS: dict[LengthGrain, int] = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 30 * 86_400,
    "quarter": 91 * 86_400,
    "year": 365 * 86_400,
    "decade": 3650 * 86_400,
}
_UNITS: dict[str, tuple[LengthGrain, int]] = {
    MINUTE: ("minute", 1),
    HOUR: ("hour", 1),
    DAY: ("day", 1),
    WEEK: ("week", 1),
    FORTNIGHT: ("week", 2),
    MONTH: ("month", 1),
    QUARTER: ("quarter", 1),
    YEAR: ("year", 1),
    "second": ("second", 1),
    "decade": ("decade", 1),
}
_WORDS: dict[str, LengthGrain] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), "second"),
    **dict.fromkeys(("nights", "weekdays", "workdays"), "day"),
    **dict.fromkeys(("decade", "decades"), "decade"),
}
_LETTERS: dict[str, LengthGrain] = {
    "s": "second",
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "mo": "month",
    "mos": "month",
    "y": "year",
}
_BETWEEN = frozenset(
    "more less fewer additional extra full whole entire solid straight long short consecutive calendar business"
    " working good further uninterrupted net".split()
)
_JOINTS = frozenset({",", "and", "&", "+", "plus"})
_MOST_JOINTS, _MOST_BETWEEN, _MOST_TERMS = 2, 2, 6
_SIXTY = 60
_FREE = frozenset({"and", ",", ".", ";", "!", "?", ")", ":"})
_RANGE = frozenset({"-", "to", "or"})


@dataclass(frozen=True, slots=True)
class Term:
    """So much time from one token to another; `bare` and `lettered` say how little was said.

    `bare`: "an hour", "a month", without a number. `lettered`: the unit is a single letter.
    """

    start: int
    end: int
    seconds: Fraction
    grain: LengthGrain
    bare: bool = False
    lettered: bool = False
    vague: bool = False
    several: bool = False


def length_at(t: Sequence[Token], i: int) -> Term | None:
    """Read the whole length that begins here, its smaller units included."""
    count = count_at(t, i)
    first = _compact(t, i) or _whole(t, i) or _range(t, i, count) or _counted(t, i, count) or _uncounted(t, i)
    if first is None or first.several:
        return first
    total = _with_fraction(t, first)
    for _ in range(_MOST_TERMS):
        more = _smaller(t, total)
        if more is None:
            break
        total = Term(i, more.end, total.seconds + more.seconds, more.grain, vague=total.vague or more.vague)
    return _with_plain_rest(t, total)


def _smaller(t: Sequence[Token], before: Term) -> Term | None:
    """Read what is added to a length in a smaller unit."""
    place = before.end
    for _ in range(_MOST_JOINTS + 1):
        more = _counted(t, place, count_at(t, place))
        if more is not None and _SECONDS[more.grain] < _SECONDS[before.grain]:
            # "40 hours a week" says how often, "1 day and an hour" how long.
            rate = more.bare and place == before.end
            return None if rate else _with_fraction(t, more)
        if t[place].text not in _JOINTS:
            return None
        place += 1
    return None


def _counted(t: Sequence[Token], i: int, count: Count | None) -> Term | None:
    """Read a number and its unit: 2 hours, 30-min, two more weeks, three quarters of an hour."""
    if count is None:
        return None
    place = _past_between(t, count)
    unit = _unit(t, place, count)
    if unit is None:
        return _plain_quarter(t, i)
    grain, each, lettered = unit
    return Term(
        *(i, place + 1, count.number * each * _SECONDS[grain], grain),
        bare=count.article,
        lettered=lettered,
        vague=count.vague,
    )


def _uncounted(t: Sequence[Token], i: int) -> Term | None:
    """Read "day and a half", whose one day is left unsaid."""
    if t[i].category != "unit" or str(t[i].value) not in _UNITS or fraction_behind(t, i + 1) is None:
        return None
    grain, each = _UNITS[str(t[i].value)]
    return Term(i, i + 1, Fraction(each * _SECONDS[grain]), grain)


def _past_between(t: Sequence[Token], count: Count) -> int:
    """Step over what may stand between a number and its unit: two more weeks, a quarter of an hour, 30-min."""
    place = count.end
    if t[place].text == "-":
        place += 1
    if count.part:
        place += t[place].text == "of"
        place += t[place].text in {"a", "an"}
    for _ in range(_MOST_BETWEEN):
        place += t[place].text in _BETWEEN
    return place


def _unit(t: Sequence[Token], i: int, count: Count) -> tuple[LengthGrain, int, bool] | None:
    token = t[i]
    if token.category == "unit" and str(token.value) in _UNITS:
        return *_UNITS[str(token.value)], False
    if token.text == "second" and not (count.figures or count.article):
        return None  # "one second try" counts tries
    if token.text == "night":
        return ("day", 1, False) if count.number == 1 else None  # "three night markets"
    if token.text in _WORDS:
        return _WORDS[token.text], 1, False
    if count.figures and token.text in _LETTERS and not _is_code(t, i):
        return _LETTERS[token.text], 1, len(token.text) == 1
    return None


def _is_code(t: Sequence[Token], i: int) -> bool:
    """Tell the "2019 H2" of a half year from the "2h" of a length, and "3-D" from "3d"."""
    before, after = t[i - 1], t[i + 1]
    apart = before.end < t[i].start
    runs_on = after.kind in {"number", "decimal", "pair"} and after.start == t[i].end
    return before.text == "-" or (apart and runs_on)


def _plain_quarter(t: Sequence[Token], i: int) -> Term | None:
    """Read "2 quarters": where no unit is parted by them they are three months each."""
    token = t[i]
    if token.kind != "number" and token.category != "number":
        return None
    if t[i + 1].value != QUARTER or t[i + 1].category != "unit":
        return None
    number = Fraction(token.text if token.kind == "number" else int(token.value))
    return Term(i, i + 2, number * _SECONDS["quarter"], "quarter", bare=token.text in {"a", "an"})


def _compact(t: Sequence[Token], i: int) -> Term | None:
    """Read 1h30, 1h30m, 1:30 h."""
    token = t[i]
    if token.kind != "clock" or token.text.count(":") > 1:
        return None
    colon = ":" in token.text
    hours, minutes = map(int, token.text.split(":" if colon else "h"))
    unit = t[i + 1]
    lettered = unit.text == "h" or (unit.text == "m" and not colon)
    named = unit.value == (HOUR if colon else MINUTE) and unit.category == "unit"
    if minutes >= _SIXTY or (colon and not (named or unit.text == "h")):
        return None
    return Term(i, i + 2 if lettered or named else i + 1, Fraction((hours * 60 + minutes) * 60), "minute")


def _whole(t: Sequence[Token], i: int) -> Term | None:
    """Read all day, all week, the whole month; "for the day"."""
    if t[i].text in {"all", "whole", "entire", "full"}:
        place = i + 2 if t[i + 1].text == "-" else i + 1
    elif t[i].text == "the" and t[i + 1].text in {"whole", "entire", "full"}:
        place = i + 2
    elif t[i].text == "the" and i > 0 and t[i - 1].text == "for" and _is_free(t, i + 2):
        place = i + 1
    else:
        return None
    unit = str(t[place].value)
    if t[place].category != "unit" or unit not in {DAY, WEEK, MONTH, YEAR, QUARTER}:
        return None
    if t[place].text.endswith("s") and t[place].text != "s":
        return None  # "all days" are many
    grain, each = _UNITS[unit]
    return Term(i, place + 1, Fraction(each * _SECONDS[grain]), grain, several=True)


def _range(t: Sequence[Token], i: int, least: Count | None) -> Term | None:
    """Read 2-3 weeks, 30 to 40 minutes, two or three days: the longer of both."""
    if least is None or least.vague or least.article or t[least.end].text not in _RANGE:
        return None
    most = _counted(t, least.end + 1, count_at(t, least.end + 1))
    if most is None or most.bare or least.number * _SECONDS[most.grain] >= most.seconds:
        return None
    return replace(most, start=i, vague=True, several=True)


def _with_fraction(t: Sequence[Token], term: Term) -> Term:
    """Read "an hour and a half"; what it is a half of stands before it."""
    found = fraction_behind(t, term.end)
    if found is None or term.seconds % _SECONDS[term.grain]:
        return term
    part, end = found
    if t[end].text == "of" or t[end].category == "unit":
        return term  # "a day and half an hour" is a smaller unit
    return replace(term, end=end, seconds=term.seconds + part * _SECONDS[term.grain], bare=False)


def _with_plain_rest(t: Sequence[Token], term: Term) -> Term:
    """Read "1 hour thirty", "2 hours and 10", "1h 30": the minutes say nothing of themselves."""
    if term.grain != "hour":
        return term
    place = term.end + 1 if t[term.end].text == "and" else term.end
    rest = count_at(t, place)
    if rest is None or rest.article or rest.part or rest.vague or not _is_free(t, rest.end):
        return term
    if rest.number.denominator > 1 or not 1 <= rest.number < _SIXTY:
        return term
    return Term(term.start, rest.end, term.seconds + rest.number * 60, "minute", vague=term.vague)


def _is_free(t: Sequence[Token], i: int) -> bool:
    """Tell that nothing follows which the words before would belong to."""
    if t[i].kind == "end" or t[i].text in _FREE:
        return True
    stops = {"of", "after", "before", "from", "until", "to", "at", "a", "an", "per"}
    return t[i].text in FUNCTION_WORDS and t[i].text not in stops
