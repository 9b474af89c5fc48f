"""Rules for days named by one they are near: the Friday before Christmas, the second Monday after Easter."""

from collections.abc import Sequence

from crmbot.language.when import counting, days, holidays, months, numeric
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import Beside, DayOfMonth, Holiday, MonthDay, Side
from crmbot.language.when.values import Conventions

_BASES = (
    holidays.holiday,
    months.day_month,
    months.month_day,
    numeric.iso,
    numeric.full,
    numeric.any_pair,
    numeric.ordinal,
)
_SIDES: dict[str, Side] = {"before": "before", "preceding": "before", "after": "after", "following": "after"}
_MOST = 9
CLOSEST = frozenset({"closest", "nearest"})


def weekday_beside(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the Friday before Christmas, the first Monday after Easter, the second closest Monday to 5 October.

    "Friday after Monday" says two things, and is left alone.
    """
    start = i + 1 if t[i].text == "the" else i
    nth, place = _nth(t, start)
    near = t[place].text in CLOSEST
    place += near
    weekend = days.past_weekend(t, place)
    day = days.SATURDAY if weekend is not None else _weekday(t[place])
    if day is None:
        return None
    side, base = _side(t, weekend or place + 1, near=near)
    if side is None or not 1 <= nth <= _MOST:
        return None
    found = max((match for rule in _BASES if (match := rule(t, base, conventions))), key=_reach, default=None)
    if found is None or not isinstance(found[0][0], (Holiday, MonthDay, DayOfMonth)) or len(found[0]) > 1:
        return None
    return (Beside(day, found[0][0], side, nth, 1 if weekend is None else 2),), found[1]


def _nth(t: Sequence[Token], i: int) -> tuple[int, int]:
    counted = counting.ordinal(t, i)
    if counted is None:
        return 1, i + 1 if t[i].text == "last" else i
    return counted


def _weekday(token: Token) -> int | None:
    return int(token.value) if token.category == "weekday" else None


def _side(t: Sequence[Token], i: int, *, near: bool) -> tuple[Side | None, int]:
    if near:
        return ("near" if t[i].text == "to" else None), i + 1
    if t[i].text in CLOSEST and t[i + 1].text == "to":
        return "near", i + 2
    return _SIDES.get(t[i].text), i + 1


def _reach(match: Match) -> int:
    return match[1]
