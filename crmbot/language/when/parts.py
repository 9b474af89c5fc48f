"""Rules for parts of the day: in the morning, late this afternoon, last night, the evening of the 12th."""

from collections.abc import Sequence
from datetime import time

from crmbot.language.when import holidays
from crmbot.language.when.hours import is_free, tells_hour
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import Edge, Part, Shift
from crmbot.language.when.values import Conventions

HOURS = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(16)),
    "evening": (time(16), time(20)),
    "night": (time(20), time(23, 59)),
}
"""What a part of the day covers; early and late are its first and second two hours."""

_HALF = 2  # hours
_HALVES = {"a": "morning", "p": "afternoon"}
EDGES: dict[str, Edge] = {"early": "start", "late": "end", "later": "end", "mid": "mid"}
FIRST_WORDS = frozenset({*EDGES, *"first in during the that at".split()})
_NO_MORNING = frozenset("i we you he she it they that is was of".split())  # "the first thing I saw"
_AGAIN = frozenset({"every", "each"})
_DATED = frozenset({"weekday", "month", "day", "mark", "ordinal"})
_FIGURES = frozenset({"number", "ordinal", "iso", "date", "pair"})
_YESTERDAY, _TOMORROW = Shift(days=-1), Shift(days=1)


def hours_of(part: Part) -> tuple[time, time] | None:
    """Give the first and the last hour of a part of the day; None for the end of it."""
    hours = HOURS.get(part.name)
    if hours is None or part.edge in {None, "mid"}:
        return hours
    first, last = hours
    if part.edge == "start":
        return first, time(first.hour + _HALF)
    return time(first.hour + _HALF), last


def part(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read in the morning, this afternoon, late this evening, last night, first thing."""
    if [token.text for token in t[i : i + 2]] == ["first", "thing"]:
        named = t[i + 2].text in _AGAIN or (t[i + 2].text not in _NO_MORNING and is_free(t, i + 2))
        return ((Part("morning", coming=True),), i + 2) if named else None
    edge, start = _edge(t, i)
    words = [token.text for token in t[start : start + 2]]
    if words == ["in", "the"] and t[start + 2].kind == "ampm" and start > 0 and tells_hour(t[start - 1]):
        return (Part(_HALVES[t[start + 2].text[0]], coming=True),), start + 3
    if words in (["in", "the"], ["the", "next"], ["during", "the"]):
        return _named(t, start + 2, edge, coming=True)
    if words[:1] == ["at"] and t[start + 1].value == "night" and start > 0 and tells_hour(t[start - 1]):
        return (Part("night"),), start + 2
    if t[start].value in {"this", "that"}:
        return _named(t, start + 1, edge, coming=False)
    return _beside_today(t, i)


def bare_part(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read morning, late evening or pm beside a day that has been said."""
    if t[i].kind == "ampm":
        return (Part(_HALVES[t[i].text[0]]),), i + 1
    return _named(t, i, None, coming=False)


def part_of_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the evening of Friday, mid-afternoon Tuesday, the morning of the 12th; an "evening of fun" is none."""
    found = _named(t, i + 1 if t[i].text == "the" else i, None, coming=False)
    if found is not None and t[i].text in EDGES and t[found[1]].category in {"weekday", "day"}:
        return found
    if found is None or t[found[1]].text not in {"of", "on"}:
        return None
    place = found[1] + 2 if t[found[1] + 1].text == "the" else found[1] + 1
    dated = t[place].category in _DATED or t[place].kind in _FIGURES or t[place].text in holidays.FIRST_WORDS
    return found if dated else None


def _beside_today(t: Sequence[Token], i: int) -> Match | None:
    """Read last night and next evening; the "last morning" of something is none."""
    day = {"last": _YESTERDAY, "next": _TOMORROW}.get(str(t[i].value)) if t[i].category == "mark" else None
    found = _named(t, i + 1, None, coming=False) if day is not None else None
    if day is None or found is None or not is_free(t, found[1]) or (i > 0 and t[i - 1].text == "the"):
        return None
    return (day, *found[0]), found[1]


def _named(t: Sequence[Token], i: int, edge: Edge | None, *, coming: bool) -> Match | None:
    later, place = _edge(t, i)
    if t[place].category != "part":
        return None
    return (Part(str(t[place].value), coming, edge or later),), place + 1


def _edge(t: Sequence[Token], i: int) -> tuple[Edge | None, int]:
    """Read early, late and mid, with the hyphen behind them."""
    edge = EDGES.get(t[i].text)
    if edge is None:
        return None, i
    return edge, i + 2 if t[i + 1].text == "-" else i + 1
