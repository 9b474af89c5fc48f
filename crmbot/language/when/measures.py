"""Lengths of time as they are said, read into units: 2 h, 1h30, half an hour, 2 weeks 3 days, a couple of months."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbot.language.when import counting
from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import Offset, Shift
from crmbot.language.when.words import COUPLE, DAY, FEW, FORTNIGHT, HOUR, MINUTE, MONTH, QUARTER, SECOND, WEEK, YEAR

_LONGEST_COUNT = 4  # figures; what is longer is no length of time
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_SECONDS_IN = {SECOND: 1, MINUTE: _MINUTE_S, HOUR: _HOUR_S}
_DAYS_IN = {DAY: 1, WEEK: 7, FORTNIGHT: 14}
_MONTHS_IN = {MONTH: 1, QUARTER: 3, YEAR: 12}
_SHORT_UNITS = {
    **dict.fromkeys(("s", "second"), SECOND),
    **dict.fromkeys(("mo", "mos"), MONTH),
    "m": MINUTE,
    "h": HOUR,
    "d": DAY,
    "w": WEEK,
    "y": YEAR,
}
_SIZES = (YEAR, QUARTER, MONTH, FORTNIGHT, WEEK, DAY, HOUR, MINUTE, SECOND)
_HOURS = _SIZES.index(HOUR)
_MOST_PARTS = 6
_QUARTERS_IN_HOUR = 4
_HALF_MONTH = 15  # days
_QUARTERS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75}
_ARTICLES = frozenset({"a", "an"})
_MINUTE_FIGURES = 2

Count = tuple[float, bool, int]
"""How many, whether that is vague, and the place behind it."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in the units it was said in; `size`: the place of the smallest of them, years first."""

    seconds: int = 0
    days: int = 0
    months: int = 0
    working_days: int = 0
    weeks_said: bool = False
    vague: bool = False
    size: int = 0

    @property
    def exact(self) -> bool:
        """Tell that hours, minutes or seconds were said."""
        return self.size >= _HOURS

    def joined(self, other: "Length") -> "Length":
        """Give both together."""
        both = self.seconds + other.seconds, self.days + other.days, self.months + other.months
        return Length(*both, vague=self.vague or other.vague, size=other.size)

    def negative(self) -> "Length":
        """Give the same length back in time."""
        return replace(
            self, seconds=-self.seconds, days=-self.days, months=-self.months, working_days=-self.working_days
        )

    def shift(self) -> Shift:
        """Give the step in whole days."""
        return Shift(self.days, self.months, self.working_days, weeks_said=self.weeks_said, vague=self.vague)

    def piece(self) -> Shift | Offset:
        """Give the step from now of this length."""
        if not self.exact:
            return self.shift()
        minutes, seconds = divmod(abs(self.seconds), _MINUTE_S)
        sign = -1 if self.seconds < 0 else 1
        return Offset(sign * minutes, sign * seconds, self.days, self.months)


def measured(t: Sequence[Token], i: int) -> tuple[Length, int] | None:
    """Read a length with all its parts, the larger units first; None when none begins here."""
    first = _one(t, i)
    if first is None:
        return None
    whole, end = first
    for _ in range(_MOST_PARTS):
        following = _one(t, end + 1 if t[end].text in {"and", ","} else end)
        if following is None or following[0].size <= whole.size or whole.working_days or following[0].working_days:
            break
        whole, end = whole.joined(following[0]), following[1]
    return whole, end


def count(t: Sequence[Token], i: int) -> Count | None:
    """Read how many: 3, 1.5, half a, a couple of, thirty two, 2 and a half."""
    found = _count(t, i)
    if found is not None and t[found[2]].text == "more" and unit(t[found[2] + 1]) is not None:
        return found[0], found[1], found[2] + 1  # "in 2 more minutes"
    if found is None or [token.text for token in t[found[2] : found[2] + 1]] != ["and"]:
        return found
    value, vague, end = found
    halves = end + 2 if t[end + 1].text in _ARTICLES else end + 1
    if t[halves].text == "half" and t[halves + 1].category == "unit":
        return value + 0.5, vague, halves + 1
    return found


def unit(token: Token) -> str | None:
    """Give the unit a word or a letter stands for."""
    if token.category == "unit":
        return str(token.value)
    return _SHORT_UNITS.get(token.text)


def _quarter_hours(t: Sequence[Token], i: int) -> tuple[Length, int] | None:
    """Read a quarter of an hour, three-quarters of an hour."""
    counted = counting.number(t, i)
    quarters, place = counted or (1, i)
    place = place + 1 if t[place].text == "-" else place
    if t[place].value != QUARTER or t[place].category != "unit" or quarters > _QUARTERS_IN_HOUR:
        return None
    if [token.text for token in t[place + 1 : place + 3]] != ["of", "an"] or unit(t[place + 3]) != HOUR:
        return None
    return Length(quarters * _HOUR_S // _QUARTERS_IN_HOUR, size=_SIZES.index(MINUTE)), place + 4


def _one(t: Sequence[Token], i: int) -> tuple[Length, int] | None:
    quarters = _quarter_hours(t, i)
    if quarters is not None:
        return quarters
    counted = count(t, i)
    return _hours_and_minutes(t, i) if counted is None else with_unit(counted, t)


def with_unit(counted: Count, t: Sequence[Token]) -> tuple[Length, int] | None:
    """Read the unit that stands where a count ends."""
    value, _, place = counted
    if t[place].text in {"business", "working"} and t[place + 1].value == DAY:
        return Length(working_days=int(value), size=_SIZES.index(DAY)), place + 2
    if t[place].text in {"weekdays", "workdays"}:
        return Length(working_days=int(value), size=_SIZES.index(DAY)), place + 1
    named = unit(t[place])
    if named is None:
        return None
    if named in _SECONDS_IN:
        return _hours(t, place + 1, value * _SECONDS_IN[named], named)
    return _days(named, t, counted)


def _count(t: Sequence[Token], i: int) -> Count | None:
    token = t[i]
    if token.kind == "number":
        return _figure(t, i)
    if token.text in _QUARTERS:
        end = i + 3 if [t[i + 1].text, t[i + 2].text] == ["of", "an"] else i + 1
        return _QUARTERS[token.text], False, end
    if token.kind in {"decimal", "pair"} and "/" not in token.text:
        return float(token.text.rstrip(".").replace(",", ".")), False, i + 1
    if token.text == "half":
        return 0.5, False, i + 2 if t[i + 1].text in _ARTICLES else i + 1
    return _count_in_words(t, i) if token.category == "number" else None


def _figure(t: Sequence[Token], i: int) -> Count | None:
    """Read 3, and 2 1/2 or 2½ with the fraction behind."""
    if len(t[i].text) > _LONGEST_COUNT:
        return None
    part = _QUARTERS.get(t[i + 1].text) if t[i + 1].category is None else None
    if part is None or unit(t[i + 2]) is None:
        return float(t[i].text), False, i + 1
    return float(t[i].text) + part, False, i + 2


def _count_in_words(t: Sequence[Token], i: int) -> Count | None:
    if t[i].text in _ARTICLES and t[i + 1].value in {COUPLE, FEW}:
        i += 1
    value = t[i].value
    if value in {COUPLE, FEW}:
        end = i + 2 if t[i + 1].text == "of" else i + 1
        return (2.0, False, end) if value == COUPLE else (3.0, True, end)
    found = counting.number(t, i)
    return (float(found[0]), False, found[1]) if found else None


def _hours_and_minutes(t: Sequence[Token], i: int) -> tuple[Length, int] | None:
    if t[i].kind != "clock" or "h" not in t[i].text:
        return None
    hours, minutes = map(int, t[i].text.split("h"))
    return Length(hours * _HOUR_S + minutes * _MINUTE_S, size=_SIZES.index(MINUTE)), i + 1


def _hours(t: Sequence[Token], i: int, seconds: float, named: str) -> tuple[Length, int]:
    """Read what may follow the hours: "and a half", "30"."""
    whole = Length(round(seconds), size=_SIZES.index(named))
    if [token.text for token in t[i : i + 3]] == ["and", "a", "half"]:
        return replace(whole, seconds=whole.seconds + _SECONDS_IN[named] // 2), i + 3
    start = i + 1 if t[i].text == "and" else i
    more = t[start].kind == "number" and len(t[start].text) <= _MINUTE_FIGURES and unit(t[start + 1]) == MINUTE
    if named == HOUR and more:
        minutes = int(t[start].text) * _MINUTE_S
        return Length(whole.seconds + minutes, size=_SIZES.index(MINUTE)), start + 2
    return whole, i


def _days(named: str, t: Sequence[Token], counted: Count) -> tuple[Length, int] | None:
    value, vague, place = counted
    end = place + 1
    if [token.text for token in t[end : end + 3]] == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    size = _SIZES.index(named)
    if named in _MONTHS_IN:
        months, part = divmod(value * _MONTHS_IN[named], 1)
        half_month = _HALF_MONTH if part == 0.5 else 0  # noqa: PLR2004 - the half itself
        whole = not part or half_month
        return (Length(days=half_month, months=int(months), vague=vague, size=size), end) if whole else None
    days = value * _DAYS_IN[named]
    if days < 1:
        return Length(round(days * _DAY_S), size=_HOURS), end
    return Length(days=round(days), weeks_said=named != DAY, vague=vague, size=size), end
