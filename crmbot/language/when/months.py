"""Rules for days and months by name: 24 Nov, Nov 24th 2026, 2026-nov-24, in July, Dec/2018, 5th of next month."""

from collections.abc import Sequence

from crmbot.language.when import counting, years
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import MOST_DAYS, MOST_MONTHS, Match, date_piece, is_free
from crmbot.language.when.pieces import DayOfMonth, NamedMonth, Period
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import FUNCTION_WORDS, MONTH, YEAR

_PRONOUNS = frozenset("i we you they he she it that this who which".split())
_BEFORE_MONTH = frozenset(
    "in by until till til before after since from during early mid late for due of between through to".split()
)
_TO = frozenset({"-", "\u2013", "to", "until", "till", "til", "through", "thru"})
# Months that are nothing else: "call April", "met June" and "Jan" are people, "may" and "march" verbs.
_ONLY_MONTHS = frozenset("january february july september october november december".split())
_STEPS = {"next": 1, "coming": 1, "last": -1}
_SIGNS = frozenset({"-", ".", "/"})
_RANKS = frozenset("top best worst bottom".split())  # "the top 10 of the month" are no day


def day_month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 24 Nov, the 24th of November 2026, 24-26 Nov and 24-nov-26."""
    start = i + 1 if t[i].text == "the" else i
    if t[start].kind == "pair":
        return _either_day(t, start)
    first = _day(t, start)
    if first is None:
        return None
    day, place = first
    place, last = _range_of_days(t, place, between=i > 0 and t[i - 1].text == "between")
    place = place + 1 if t[place].text == "day" and t[place + 1].text == "of" else place
    while t[place].text in {"of", *_SIGNS}:
        place += 1
    if t[place].category != "month":
        return None
    year, end = years.year(t, place + 1)
    return (date_piece(day, _number(t[place]), year, last),), end


def _either_day(t: Sequence[Token], i: int) -> Match | None:
    """Read 5/6 June: the one or the other."""
    if "/" not in t[i].text or t[i + 1].category != "month":
        return None
    first, last = map(int, t[i].text.split("/"))
    year, end = years.year(t, i + 2)
    return ((date_piece(first, _number(t[i + 1]), year, last),), end) if last == first + 1 else None


def month_day(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read Nov 24, November 24th, 2026, june five 2016, September-2020-23."""
    if t[i].category != "month" or t[i].kind != "word" or _is_verb(t, i):
        return None
    place = i + 1
    while t[place].text in {"the", *_SIGNS} or (t[place].text == "," and t[place + 1].kind == "ordinal"):
        place += 1
    between_signs = years.plain(t[place])
    if between_signs is not None and t[place - 1].text in _SIGNS and t[place + 1].text in _SIGNS:
        return _day_behind(t, place + 2, _number(t[i]), between_signs)
    first = _day(t, place) or _day_in_words(t, place)
    if first is None or _counts(t, place, first[1]):
        return None
    place, last = _range_of_days(t, first[1], between=i > 0 and t[i - 1].text == "between")
    if last is not None and t[place].category == "month":
        place, last = first[1], None  # "August 10 - 12 September"
    year, end = years.year(t, place)
    return (date_piece(first[0], _number(t[i]), year, last),), end


def year_first(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 2020/Sep/23, 2019-sep-1, 2016, nov, 2016/11 and 11/2016."""
    year = years.plain(t[i])
    if year is None:
        return _figures_and_year(t, i)
    place = i + 1
    while t[place].text in {",", *_SIGNS}:
        place += 1
    if t[place].category == "month":
        named = _number(t[place])
        behind = place + 2 if t[place + 1].text in _SIGNS else place + 1
        return _day_behind(t, behind, named, year) or ((NamedMonth(named, year),), place + 1)
    figures = _month_figures(t[place])
    joined = t[i + 1].text == "/" or (_is_dashed_month(t, i) and t[i + 1].text == "-")
    fits = place == i + 2 and not _glued(t, i, place)
    return ((NamedMonth(figures, year),), place + 1) if figures and joined and fits else None


def month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a month that something announces: in July, by March 2027, next May, the month of May."""
    start = i
    if t[i].text in {"in", "past"} or t[i].category == "mark":
        start = i + 1
    if t[i].value == "this" and (t[start].value == "coming" or t[start].text == "past"):
        i, start = start, start + 1
    if t[start].category != "month":
        return None
    year, end = years.year(t, start + 1)
    after_next = t[start + 1].text == "after" and t[start + 2].value == "next"
    gone = t[i].value == "last" or t[i].text == "past"
    step = -1 if gone and year is None else int(after_next)
    announced = start > i or (i > 0 and _announces(t, i)) or year is not None or step or _stands_alone(t, start)
    if not announced or _is_verb(t, start):
        return None
    return (NamedMonth(_number(t[start]), year, step=step),), end + 2 if after_next else end


def of_month(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 20 of next month, the 5th of the month, the twenty-sixth day of the month."""
    found = _day(t, i + 1 if t[i].text == "the" else i)
    if found is None or not 1 <= found[0] <= MOST_DAYS or (i > 0 and t[i - 1].text in _RANKS):
        return None
    day, place = found
    place, last = _range_of_days(t, place, between=i > 0 and t[i - 1].text == "between")
    last = last if last is not None and day < last <= MOST_DAYS else None
    place = place + 1 if t[place].text == "day" else place
    directly = t[place - 1].kind == "ordinal" and t[place].category == "mark"  # "5th next month"
    if t[place].text not in {"of", "in"} and last is None and not directly:
        return None
    start = place + 1 if t[place].text in {"of", "in"} else place
    mark = start + 1 if t[start].text == "the" else start
    step = _STEPS.get(str(t[mark].value), 0) if t[mark].category == "mark" else 0
    if t[mark].value == MONTH and [token.text for token in t[mark + 1 : mark + 3]] == ["after", "next"]:
        return (DayOfMonth(day), Period("month", 2)), mark + 3
    place = mark + 1 if t[mark].category == "mark" else mark
    if t[place].category != "unit" or t[place].value != "month" or place == start:
        return None
    if last is not None:
        return (DayOfMonth(day, last), Period("month", step)), place + 1
    marked = t[mark].category == "mark"
    return (DayOfMonth(day), Period("month", step)) if marked else (DayOfMonth(day),), place + 1


def _day(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Read a day of a month: 24, 24th, twenty-fourth."""
    if t[i].kind == "number":
        return (int(t[i].text), i + 1) if len(t[i].text) <= 2 else None  # noqa: PLR2004 - a day has two figures
    return counting.ordinal(t, i)


def _day_in_words(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Read a plain number as a day, where no noun follows that it counts: june five 2016, May twenty one."""
    found = counting.number(t, i)
    if found is None or not 1 <= found[0] <= MOST_DAYS or t[i].text in {"a", "an"}:
        return None
    named = t[i - 1].capital or t[i - 1].text not in {"may", "march"}
    return found if years.plain(t[found[1]]) is not None or (named and is_free(t, found[1])) else None


def _day_behind(t: Sequence[Token], i: int, month: int, year: int) -> Match | None:
    found = _day(t, i)
    return ((date_piece(found[0], month, year),), found[1]) if found is not None else None


def _range_of_days(t: Sequence[Token], i: int, *, between: bool) -> tuple[int, int | None]:
    if t[i].text in _TO or (between and t[i].text == "and"):
        last = _day(t, i + 2 if t[i + 1].text == "the" else i + 1)
        if last is not None and t[last[1]].kind not in {"ampm", "clock"}:
            return last[1], last[0]
    return i, None


def _is_dashed_month(t: Sequence[Token], i: int) -> bool:
    """Tell that 2027-03 is a month: many codes look like it, so it stands alone or is announced."""
    alone = i == 0 and t[i + 3].kind == "end"
    tied = t[i].end == t[i + 1].start and t[i + 1].end == t[i + 2].start and len(t[i + 2].text) > 1
    return tied and (alone or (i > 0 and t[i - 1].text in _BEFORE_MONTH))


def _figures_and_year(t: Sequence[Token], i: int) -> Match | None:
    month, year = _month_figures(t[i]), years.plain(t[i + 2])
    if month is None or year is None or t[i + 1].text != "/" or _glued(t, i, i + 2):
        return None
    return (NamedMonth(month, year),), i + 3


def _glued(t: Sequence[Token], first: int, last: int) -> bool:
    """Tell that more figures hang on: 112/2108/3 is no month."""
    before, after = t[first - 1] if first else None, t[last + 1]
    hangs_before = before is not None and before.end == t[first].start and before.text in {"/", "-", ".", "#"}
    return hangs_before or (after.text in {"/", "-"} and after.start == t[last].end)


def _month_figures(token: Token) -> int | None:
    if token.kind != "number" or len(token.text) > 2:  # noqa: PLR2004 - a month has two figures
        return None
    return int(token.text) if 1 <= int(token.text) <= MOST_MONTHS else None


def _announces(t: Sequence[Token], i: int) -> bool:
    before = t[i - 1].text
    if before == "of":
        return i > 1 and t[i - 2].value == "month"
    if before == "s":  # "last year's March"
        return t[i - 2].text in years.APOSTROPHES and t[i - 3].value == YEAR
    return before in _BEFORE_MONTH


def _stands_alone(t: Sequence[Token], i: int) -> bool:
    """Tell that a month needs no word before it: the whole of a text, or a name that is nothing else."""
    if i == 0 and t[i + 1].kind == "end":
        return True
    after = t[i + 1]
    if after.text in _TO and t[i + 2].category == "month":
        return True
    mark = i + 2 if after.text == "of" else i + 1
    if t[mark].category == "mark" and t[mark + 1].value == YEAR:
        return True
    return t[i].text in _ONLY_MONTHS and (after.kind in {"end", "punct"} or after.text in FUNCTION_WORDS)


def _counts(t: Sequence[Token], i: int, end: int) -> bool:
    """Tell whether a figure counts what follows ("may 20 units")."""
    return t[i].kind == "number" and not is_free(t, end) and not t[i - 1].capital


def _is_verb(t: Sequence[Token], i: int) -> bool:
    return t[i].text in {"may", "march"} and i > 0 and t[i - 1].text in _PRONOUNS


def _number(token: Token) -> int:
    return int(token.value)
