"""Days as they are listed in words: Tue and Thu, Mon to Fri, the 2nd and last Friday, the 20th and 30th of Aug."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from crmbot.language.recurring.rules import MOST_PLACES, WEEKEND, WORK_DAYS, Day, days_in
from crmbot.language.recurring.said import Match, Said
from crmbot.language.when.lexer import Token
from crmbot.language.when.words import DAY, DOUBTFUL_WEEKDAYS, MONTH, PLURAL_WEEKDAYS

_AND = frozenset({",", "and", "&", "/", "+", "or"})
_TO = frozenset({"-", "–", "to", "through", "thru", "till", "until"})
_WORK_DAYS = frozenset("weekday weekdays workday workdays".split())
_WEEKENDS = frozenset("weekend weekends".split())
_WORKING = frozenset("business working work".split())
_LAST_DAY = 31
_WEEK = 7
_DAY_FIGURES = 2
_MOST, _MOST_ANDS = 31, 2  # in a list, and between two of it: ", and"

Item = Callable[[Sequence[Token], int], tuple[int, int] | None]


def weekdays(t: Sequence[Token], i: int) -> tuple[tuple[Day, ...], int] | None:
    """Read Monday; Tue and Thu; Mon, Wed, Fri; Saturdays through Tuesdays; weekdays; weekends."""
    whole = _kinds_of_day(t, i)
    if whole is not None:
        return whole
    found: list[int] = []
    place, first = i, _weekday(t, i)
    while first is not None and len(found) <= _MOST:
        place = _past_dot(t, place + 1)
        last = _weekday(t, place + 1) if t[place].text in _TO else None
        found += _span(first, last) if last is not None else [first]
        place = place + 2 if last is not None else place
        behind = _past_and(t, place)
        first = _weekday(t, behind) if behind > place or _is_day_beside(t, place) else None
        place = behind if first is not None else place
    return (tuple((0, day) for day in sorted(set(found))), place) if found else None


def nths(t: Sequence[Token], i: int) -> tuple[tuple[int, ...], int] | None:
    """Read first; 2nd and last; first, second and third; 2nd to the last; 4th last."""
    return _listed(t, i, _nth)


def numbered(t: Sequence[Token], i: int) -> Match | None:
    """Read days by their number: the first Friday, the 2nd and last Fri, the 4th and 10th, the last day."""
    start = i + 1 if t[i].text == "the" else i
    found = nths(t, start) or _figure_behind_the(t, start, i)
    if found is None:
        return None
    numbers, place = found
    days = weekdays(t, place)
    if days is not None and _is_work_day(t, place):
        most = max(map(abs, numbers))
        return _of_month(t, days[1], Said(days=days[0], places=numbers)) if most <= MOST_PLACES else None
    if days is not None and not _is_kind_of_day(t, place):
        if any(abs(number) > 5 for number in numbers):  # noqa: PLR2004 - no month has more of them
            return None
        listed = tuple((number, day) for number in numbers for _, day in days[0])
        return _of_month(t, days[1], Said(days=listed))
    if t[place].value == DAY:
        place += 1
    return _of_month(t, place, Said(month_days=numbers))


def of_year(t: Sequence[Token], i: int) -> Match | None:
    """Read a day of a month by its name: december 25th, 1 sep, aug 20 and 30."""
    start = i + 1 if t[i].text == "the" else i
    if t[start].category == "month" and (found := _listed(t, start + 1, _figure)):
        return Said(months=(int(t[start].value),), month_days=found[0]), found[1]
    found = _listed(t, start, _figure)
    if found is None:
        return None
    place = found[1] + 1 if t[found[1]].text in {"of", "in"} else found[1]
    if t[place].category != "month":
        return None
    return Said(months=(int(t[place].value),), month_days=found[0]), place + 1


def months(t: Sequence[Token], i: int) -> tuple[tuple[int, ...], int] | None:
    """Read June; June, July and August."""
    return _listed(t, i, _month)


def exists(said: Said) -> bool:
    """Tell whether the months have such days: there is no 31 April."""
    return all(abs(day) <= max(map(days_in, said.months), default=_LAST_DAY) for day in said.month_days)


def _kinds_of_day(t: Sequence[Token], i: int) -> tuple[tuple[Day, ...], int] | None:
    if t[i].text in _WORK_DAYS:
        return WORK_DAYS, i + 1
    if t[i].text in _WEEKENDS:
        return WEEKEND, i + 1
    if t[i].text in _WORKING and t[i + 1].value == DAY:
        return WORK_DAYS, i + 2
    return None


def _is_kind_of_day(t: Sequence[Token], i: int) -> bool:
    return _kinds_of_day(t, i) is not None


def _is_work_day(t: Sequence[Token], i: int) -> bool:
    whole = _kinds_of_day(t, i)
    return whole is not None and whole[0] == WORK_DAYS


def _weekday(t: Sequence[Token], i: int) -> int | None:
    plural = PLURAL_WEEKDAYS.get(t[i].text)
    if plural is not None:
        return plural
    if t[i].text in DOUBTFUL_WEEKDAYS and i > 0 and t[i - 1].text == "the":
        return None  # "every day in the sun"
    return int(t[i].value) if t[i].category == "weekday" else None


def _is_day_beside(t: Sequence[Token], i: int) -> bool:
    """Tell that a day follows with nothing between, as in "mon wed fri"; "every day sat with Ben" has one day."""
    return t[i].text not in DOUBTFUL_WEEKDAYS or t[i + 1].kind in {"end", "punct"} or t[i + 1].text in _AND


def _span(first: int, last: int) -> list[int]:
    return [(first + step) % _WEEK for step in range((last - first) % _WEEK + 1)]


def _past_dot(t: Sequence[Token], i: int) -> int:
    """Step over the dot of "wed. and fri.", which ends no sentence."""
    return i + 1 if t[i].text == "." and t[i + 1].kind not in {"end", "punct"} and _continues(t, i + 1) else i


def _continues(t: Sequence[Token], i: int) -> bool:
    return t[i].text in _AND | _TO or _weekday(t, i) is not None


def _past_and(t: Sequence[Token], i: int) -> int:
    place = i
    while t[place].text in _AND and place < i + _MOST_ANDS:
        place += 1
    return place


def _listed(t: Sequence[Token], i: int, item: Item) -> tuple[tuple[int, ...], int] | None:
    found: list[int] = []
    place, one = i, item(t, i)
    while one is not None and len(found) < _MOST:
        found.append(one[0])
        place = one[1]
        behind = _past_and(t, place)
        start = behind + 1 if t[behind].text == "the" else behind
        one = item(t, start) if behind > place else None
    return (tuple(dict.fromkeys(found)), place) if found else None


def _nth(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    if t[i].text == "last":
        return -1, i + 1
    number = ordinal(t[i])
    if number is None:
        return None
    behind = [token.text for token in t[i + 1 : i + 4]]
    if behind[:1] == ["last"]:
        return -number, i + 2
    for words in (["to", "last"], ["to", "the", "last"]):
        if behind[: len(words)] == words:
            return -number, i + 1 + len(words)
    return number, i + 1


def _month(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    return (int(t[i].value), i + 1) if t[i].category == "month" else None


def ordinal(token: Token) -> int | None:
    """Give the number of 1st, second, 22nd; None for another word."""
    if token.kind == "ordinal":
        number = int(token.text[:-2])
        return number if 1 <= number <= _LAST_DAY else None
    return int(token.value) if token.category == "ordinal" else None


def _figure(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    number = ordinal(t[i])
    if number is not None:
        return number, i + 1
    if t[i].kind != "number" or len(t[i].text) > _DAY_FIGURES:
        return None
    day = int(t[i].text)
    return (day, i + 1) if 1 <= day <= _LAST_DAY else None


def _figure_behind_the(t: Sequence[Token], start: int, i: int) -> tuple[tuple[int, ...], int] | None:
    """Read "the 15" and "day 15", where nothing but a day of the month can be meant."""
    place = i + 1 if t[i].value == DAY else start
    announced = place > i
    return _listed(t, place, _figure) if announced else None


def _of_month(t: Sequence[Token], i: int, said: Said) -> Match:
    """Read what may follow: of the month, in November."""
    if t[i].text not in {"of", "in"}:
        return said, i
    place = i + 2 if t[i + 1].text in {"the", "a"} else i + 1
    if t[place].value == MONTH:
        return said, place + 1
    if t[place].category == "month":
        return replace(said, months=(int(t[place].value),)), place + 1
    return said, i
