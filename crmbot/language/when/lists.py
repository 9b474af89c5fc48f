"""Days in a list: June 5, 6 and 7; the 5th and 6th of June; 24 or 25 December; Monday, Tuesday and Wednesday."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.language.when import counting, years
from crmbot.language.when.compose import Group, group_at
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import MOST_DAYS, date_piece, is_free
from crmbot.language.when.pieces import DayOfMonth, DayPiece, MonthDay, Piece, Shift, Weekday
from crmbot.language.when.values import Conventions

_JOINS = frozenset({"and", "or", "&"})
_AND = frozenset({"and", "&", "+"})
_MOST = 12
_FIGURES = 2

Numbered = tuple[int, int, int]
"""A day, and the places where it begins and ends."""


def before_month(t: Sequence[Token], i: int) -> list[Group]:
    """Read the 5th and 6th of June, 24, 25 and 26 December 2027: each with the month; else none."""
    lead = i
    while t[lead].text in {"on", "the"} and lead < i + 2:
        lead += 1
    if t[lead].kind not in {"number", "ordinal"} and t[lead].category not in {"ordinal", "number"}:
        return []
    if t[lead + 1].text not in {",", *_JOINS} and t[lead].kind != "word":
        return []
    found = _list(t, i)
    if len(found) < 2:  # noqa: PLR2004 - a list
        return []
    end = found[-1][2]
    place = end + 1 if t[end].text == "of" else end
    if t[place].category != "month":
        return []
    year, behind = years.year(t, place + 1)
    groups = [_group(date_piece(day, int(t[place].value), year), start, stop) for day, start, stop in found]
    groups[-1] = replace(groups[-1], end=behind)
    return groups


def behind(t: Sequence[Token], group: Group) -> list[Group]:
    """Read what stands behind June 5 or the 5th: "and 6", ", 6th and 7th"; of the same month."""
    day = group.days[0] if len(group.days) == 1 else None
    if group.clock or group.part or group.bound or not isinstance(day, (MonthDay, DayOfMonth)) or day.last:
        return []
    if t[group.end].text not in {",", *_JOINS}:
        return []
    found = _list(t, _past_join(t, group.end), joined=t[group.end].text in _JOINS)
    if not found or not _is_free(t, found[-1][2]):
        return []
    if isinstance(day, DayOfMonth) and not all(_is_ordinal(t, each) for each in found):
        return []
    return [_group(_same_month(day, number), start, end) for number, start, end in found]


def last_in_a_row(t: Sequence[Token], first: Group, conventions: Conventions) -> Group | None:
    """Read the last of "Monday and Tuesday", "today and tomorrow", "Mon, Tue & Wed": days that follow each other."""
    last, joined = first, False
    while _is_day(last) and not joined:
        joined = t[last.end].text in _AND
        place = last.end + 1 if joined or t[last.end].text == "," else last.end
        following = group_at(t, place, conventions, first.matches)
        if following is None or not _is_day(following) or not _is_next(last.days[0], following.days[0]):
            return None
        last = following
    return last if joined else None


def _is_day(group: Group) -> bool:
    """Tell that a group is one day by its name, and nothing else."""
    more = group.clock or group.part or group.bound or group.repeats or group.lead not in {"", "on"}
    return not more and len(group.days) == 1 and isinstance(group.days[0], (Weekday, Shift))


def _is_next(day: DayPiece, following: DayPiece) -> bool:
    match day, following:
        case Weekday(day=one, days=1, repeats=False), Weekday(day=other, mark="", days=1, repeats=False):
            return other == (one + 1) % 7
        case Shift(), Shift():
            return day == Shift(days=following.days - 1) and following == Shift(days=following.days)
        case _:
            return False


def _list(t: Sequence[Token], i: int, *, joined: bool = False) -> list[Numbered]:
    """Read days with commas between them and "and" before the last; without it all must be ordinals."""
    found: list[Numbered] = []
    place = i
    while len(found) < _MOST and (day := _day(t, place)) is not None:
        found.append(day)
        if t[day[2]].text not in {",", *_JOINS} or _day(t, _past_join(t, day[2])) is None:
            break
        place = _past_join(t, day[2])
        joined = joined or t[place - 1].text in _JOINS
    return found if joined or all(_is_ordinal(t, each) for each in found) else []


def _past_join(t: Sequence[Token], i: int) -> int:
    return i + 2 if t[i].text == "," and t[i + 1].text in _JOINS else i + 1


def _day(t: Sequence[Token], i: int) -> Numbered | None:
    start = i
    while t[start].text in {"on", "the"} and start < i + 2:
        start += 1
    if t[start].kind == "number":
        day = (int(t[start].text), start + 1) if len(t[start].text) <= _FIGURES else None
    else:
        day = counting.ordinal(t, start)
    return (day[0], i, day[1]) if day is not None and 1 <= day[0] <= MOST_DAYS else None


def _is_ordinal(t: Sequence[Token], day: Numbered) -> bool:
    return t[day[2] - 1].kind != "number"


def _is_free(t: Sequence[Token], i: int) -> bool:
    """Tell that the last figure is no hour, part of a number or count of something."""
    return is_free(t, i) and t[i].kind not in {"ampm", "clock", "number"} and t[i].category not in {"month", "unit"}


def _same_month(day: MonthDay | DayOfMonth, number: int) -> Piece:
    return DayOfMonth(number) if isinstance(day, DayOfMonth) else date_piece(number, day.month, day.year)


def _group(piece: Piece, start: int, end: int) -> Group:
    group = Group(start, end)
    group.add(piece)
    return group
