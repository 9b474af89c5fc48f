"""Puts two times together that are the ends of one: "Oct 2 to Oct 22", "3pm for 30 minutes", "1/24 - tomorrow"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbot.language.when import counting, lists, years
from crmbot.language.when.compose import Group, Matches, group_at
from crmbot.language.when.lexer import Token
from crmbot.language.when.measures import Length, measured
from crmbot.language.when.pieces import DayOfMonth, NamedMonth, Offset, Shift, Weekday
from crmbot.language.when.values import Conventions

_MOST_TIMES = 100  # nobody tells more in one message
_TO = frozenset({"-", "\u2013", "\u2014", "to", "through", "thru", "until", "till", "til", "/"})
_UNTIL = frozenset({"until", "till", "til", "through", "thru"})
_LASTING = ("goes", "runs", "lasts", "ends", "finishes")
_STARTING = frozenset({"starting", "beginning", "from", "on", ","})
_MOVED = frozenset(
    "move moved moving change changed push pushed postpone postponed shift shifted reschedule rescheduled bring"
    " brought switch switched".split()
)
_WORDS_BEFORE = 5  # so far before a range a verb says that it is none: "moved the demo from Tue to Fri"
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Ends:
    """A time from one to another, with the places of its tokens."""

    first: Group
    last: Group
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """A time and how long it lasts."""

    group: Group
    length: Length
    start: int
    end: int


Time = Group | Ends | Lasting


def times(t: Sequence[Token], conventions: Conventions) -> list[Time]:
    """Give the times of a text, from left to right."""
    found: list[Time] = []
    matches: Matches = {}
    place = 0
    while t[place].kind != "end" and len(found) < _MOST_TIMES:
        several = _several_at(t, place, conventions, matches)
        found.extend(several)
        place = several[-1].end if several else place + 1
    return found


def _several_at(t: Sequence[Token], i: int, conventions: Conventions, matches: Matches) -> Sequence[Time]:
    """Give the time that begins here, with the days behind it that share its month, or that it runs on to."""
    listed = lists.before_month(t, i)
    if listed:
        return listed
    one = time_at(t, i, conventions, matches)
    if not isinstance(one, Group):
        return () if one is None else (one,)
    last = lists.last_in_a_row(t, one, conventions)
    return (Ends(one, last, one.start, last.end),) if last is not None else (one, *lists.behind(t, one))


def time_at(t: Sequence[Token], i: int, conventions: Conventions, matches: Matches | None = None) -> Time | None:
    """Give the time that begins here with its other end, or with its length; None when none does.

    Args: `matches`: what the rules have read in these tokens so far; it is added to.
    """
    matches = {} if matches is None else matches
    lasting = _length_first(t, i, conventions, matches)
    if lasting is not None:
        return lasting
    group = group_at(t, i, conventions, matches)
    if group is None or group.repeats or group.missing is not None:
        return group
    return _with_end(group, t, conventions) or _with_length(group, t) or group


def _with_end(group: Group, t: Sequence[Token], conventions: Conventions) -> Ends | None:
    place = _past_joint(group, t)
    if place is None or _is_range(group) or _was_moved(group, t):
        return None
    last = group_at(t, place, conventions, group.matches)
    if last is not None and (whole := _with_hours(group, last)) is not None:
        return whole
    if last is None or not _closes(last):
        last = _year_end(group, t, place) or _short_end(t, place)
    if last is None or _is_range(last) or last.repeats or last.missing is not None:
        return None
    return Ends(group, last, group.start, last.end)


def _with_hours(first: Group, last: Group) -> Ends | None:
    """Read "Mon-Fri 9-5": from the first hour of the first day to the last hour of the last."""
    hours = last.clock
    named = all(len(end.days) == 1 and isinstance(end.days[0], Weekday) for end in (first, last))
    if hours is None or hours.end is None or not named or first.clock or first.part:
        return None
    first, last = replace(first, clock=replace(hours, end=None)), replace(last, clock=hours.end)
    return Ends(first, last, first.start, last.end)


def _past_joint(group: Group, t: Sequence[Token]) -> int | None:
    """Give the place behind the word between two ends: to, a dash, until, "and" where "between" leads."""
    place = group.end + 1 if t[group.end].text == "," and t[group.end + 1].text in _TO else group.end
    if t[place].text == "and" and t[place + 1].text in _LASTING:
        return place + 3 if t[place + 2].text in {*_UNTIL, "at"} else None
    if group.bound == "first" and t[place].text in {"but", "and"} and t[place + 1].text in {"before", *_UNTIL}:
        return place + 1
    if t[place].text == "/":
        return place + 1 if t[place - 1].kind == t[place + 1].kind == "iso" else None
    between = any(token.text == "between" for token in t[group.start : group.start + 3])
    if t[place].text in _TO or (between and t[place].text == "and"):
        return place + 2 if t[place + 1].text == "on" else place + 1
    return None


def _closes(last: Group) -> bool:
    """Tell that a group can be the end of a range: a length from now is none, unless it is a day."""
    return last.offset is None or last.offset == Offset()


def _short_end(t: Sequence[Token], i: int) -> Group | None:
    """Read the end that only its start makes clear: the ninth, tom."""
    start = i + 1 if t[i].text == "the" else i
    day = counting.ordinal(t, start)
    if day is not None and 1 <= day[0] <= _MOST_DAYS:
        return _group(DayOfMonth(day[0]), start, day[1])
    return _group(Shift(days=1), start, start + 1) if t[start].text == "tom" else None


def _year_end(first: Group, t: Sequence[Token], i: int) -> Group | None:
    """Read the second year of "from 2019 to 2021"."""
    spans_year = len(first.days) == 1 and isinstance(first.days[0], NamedMonth) and first.days[0].grain == "year"
    year = years.plain(t[i]) if spans_year else None
    return _group(NamedMonth(1, year, count=12, grain="year"), i, i + 1) if year is not None else None


def _group(piece: DayOfMonth | Shift | NamedMonth, start: int, end: int) -> Group:
    group = Group(start, end)
    group.add(piece)
    return group


def _is_range(group: Group) -> bool:
    clock = group.clock is not None and group.clock.end is not None
    return clock or any(getattr(day, "last", None) is not None for day in group.days)


def _was_moved(group: Group, t: Sequence[Token]) -> bool:
    """Tell "moved the demo from Tuesday to Friday" from a range."""
    return any(token.text in _MOVED for token in t[max(group.start - _WORDS_BEFORE, 0) : group.start])


def _with_length(group: Group, t: Sequence[Token]) -> Lasting | None:
    """Read 4pm for 30 minutes, 18 Dec for 10 days."""
    start = group.end + 1 if t[group.end].text == "," else group.end
    if t[start].text != "for":
        return None
    found = measured(t, start + 1)
    if found is None or not _fits(group, found[0]):
        return None
    return Lasting(group, found[0], group.start, found[1])


def _length_first(t: Sequence[Token], i: int, conventions: Conventions, matches: Matches) -> Lasting | None:
    """Read for 3 days from next Monday, for 10 days starting 18 December."""
    found = measured(t, i + 1) if t[i].text == "for" else None
    if found is None:
        return None
    length, place = found
    start = place
    while t[place].text in _STARTING:
        place += 1
    linked = any(token.text in {"from", "starting", "beginning"} for token in t[start:place])
    group = group_at(t, place, conventions, matches) if linked else None
    if group is None or group.repeats or not _fits(group, length):
        return None
    return Lasting(group, length, i, group.end)


def _fits(group: Group, length: Length) -> bool:
    """Tell that a length goes with a time: hours with an hour, days with a day."""
    if group.offset is not None or group.missing is not None or _is_range(group):
        return False
    if group.clock is not None:
        return length.exact
    return bool(group.days) and group.part is None and not length.exact and len(group.days) == 1
