"""What may stand around the head of a repetition: the hour, the days, the end, the start."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from crmbot.language.recurring import lists
from crmbot.language.recurring.said import Match, Said
from crmbot.language.when import clocks, offsets, parts, periods
from crmbot.language.when.compose import Group, group_at
from crmbot.language.when.lexer import SENTINELS, Token
from crmbot.language.when.pieces import Clock, Offset, Part, Period, Shift
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import DAY

Rule = Callable[[Sequence[Token], int, Conventions], Match | None]

_UNTIL = frozenset("until till til through thru ending ends end".split())
_STARTING = frozenset("from starting beginning start starts begin begins commencing since".split())
_TO = frozenset({"to", "-", "\u2013"})
_TIMES = frozenset("times time x occurrences occurrence repetitions instances".split())
_WORDS_FOR_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_BUT = frozenset("but except excluding besides".split())
_AT = frozenset("at @ from between around".split())
_HOUR_WORDS = 8  # "between half past 9 and 10"
_HEADS = frozenset("every each everyday daily nightly weekly fortnightly monthly quarterly yearly annually".split())
_WEEK = 7
_FIGURES = 6
_MOST = 10**_FIGURES


def clock(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the hour: 9am, at 9, 9-10:30, half past 3."""
    for rule in (clocks.exact, clocks.spoken, clocks.at_hour):
        found = rule(t, i, conventions)
        if found is not None and isinstance(found[0][0], Clock):
            return Said(clock=found[0][0]), found[1]
    return None


def _clock_before(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read "at 9" and "between 9 and 10" before the head, whose words no figure counts."""
    if t[i].text not in _AT:
        return clock(t, i, conventions)
    head = next((place for place in range(i, i + _HOUR_WORDS) if t[place].text in _HEADS), None)
    cut = [*t[:head], *t[-SENTINELS:]] if head is not None else t
    return clock(cut, i, conventions) or clock(cut, i + 1, conventions)


def _months(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read in May, in June and July: their first days, where nothing else is said."""
    found = lists.months(t, i + 1) if t[i].text == "in" else None
    return (Said(months=found[0], month_days=(1,)), found[1]) if found is not None else None


def _bare_clock(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read an hour in plain figures right behind a day: every Monday 9."""
    if i == 0 or not _is_day(t[i - 1]):
        return None
    found = clocks.bare(t, i, conventions)
    return (Said(clock=found[0][0]), found[1]) if found and isinstance(found[0][0], Clock) else None


def _is_day(token: Token) -> bool:
    return token.category in {"weekday", "unit", "part"} or token.text.endswith(("day", "days", "daily"))


def _part(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    found = parts.part(t, i, conventions) or parts.bare_part(t, i, conventions)
    piece = found[0][0] if found is not None else None
    return (Said(part=piece.name), found[1]) if found is not None and isinstance(piece, Part) else None


def _weekdays(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    found = lists.weekdays(t, i)
    return (Said(days=found[0]), found[1]) if found else None


def _dates(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    return lists.of_year(t, i) or lists.numbered(t, i)


def _day_of_week(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the 4th day, of a week that begins as the organisation's does."""
    start = i + 1 if t[i].text == "the" else i
    number = lists.ordinal(t[start])
    if number is None or number > _WEEK or t[start + 1].value != DAY or t[start + 2].text in {"of", "in"}:
        return None
    return Said(days=((0, (conventions.week_start + number - 1) % _WEEK),)), start + 2


def _count(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read 10 times, for 3x, up to 7 times, twice."""
    start = i
    if t[i].text == "for":
        start = i + 1
    elif [t[i].text, t[i + 1].text] == ["up", "to"]:
        start = i + 2
    if t[start].text in _WORDS_FOR_TIMES and t[start].text != "once":
        return Said(count=_WORDS_FOR_TIMES[t[start].text]), start + 1
    number = _number(t[start])
    if number is None or t[start + 1].text not in _TIMES:
        return None
    return Said(count=number), start + 2


def _number(token: Token) -> int | None:
    if token.kind == "number":
        return int(token.text) if len(token.text) <= _FIGURES else _MOST
    return token.value if token.category == "number" and isinstance(token.value, int) else None


def _length(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read for 6 weeks, for the next 3 months; for 1h is how long each one lasts."""
    if t[i].text != "for":
        return None
    start = i + 1
    while t[start].text in {"the", "next"}:
        start += 1
    found = offsets.length(t, start)
    piece = found[0][0] if found is not None else None
    if found is not None and isinstance(piece, Offset):
        return Said(minutes=piece.minutes), found[1]
    return (Said(length=piece), found[1]) if found is not None and isinstance(piece, Shift) else None


def _until(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read until 30 June, through Friday, ending 1 May, up to the end of June."""
    start = i + 1
    if [t[i].text, t[i + 1].text] == ["up", "to"]:
        start = i + 2
    elif t[i].text not in _UNTIL:
        return None
    if t[start].text in {"on", "at", "by", "and"}:
        start += 1
    group = _day_group(t, start, conventions)
    return (Said(until=group), group.end) if group is not None else None


def _start(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read from 1 April, starting next Monday, as of May, from 1 April to 30 June."""
    start = i + 1
    if [t[i].text, t[i + 1].text] == ["as", "of"]:
        start = i + 2
    elif t[i].text not in _STARTING:
        return None
    if t[start].text in {"on", "from", "in"}:
        start += 1
    group = _day_group(t, start, conventions)
    if group is None:
        return None
    last = _day_group(t, group.end + 1, conventions) if t[group.end].text in _TO else None
    return (Said(start=group, until=last), last.end) if last is not None else (Said(start=group), group.end)


def _at_its_end(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read from 3 April 10am, until 1 December 10am: the hour behind a day is that of each, if no other was said."""
    found = _until(t, i, conventions) or _start(t, i, conventions)
    if found is None:
        return None
    said, end = found
    for group in (said.until, said.start):
        if group is not None and (group.clock is not None or group.part is not None):
            part = group.part.name if group.part is not None else None
            return replace(said, clock=group.clock, part=part), end
    return None


def _within(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read in December, this week, next month: all of it lies there."""
    start = i + 1 if t[i].text in {"in", "during", "all"} else i
    found = periods.period(t, start, conventions)
    if found is not None and isinstance(found[0][0], Period):
        group = Group(start, found[1])
        group.add(found[0][0])
        return Said(within=group), found[1]
    month = _day_group(t, start, conventions) if start > i and t[start].category == "month" else None
    return (Said(within=month), month.end) if month is not None else None


def _but(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read except Friday, but not on weekends, but Sunday."""
    start = i + 1
    if [t[i].text, t[i + 1].text] in (["but", "not"], ["except", "for"], ["other", "than"]):
        start = i + 2
    elif t[i].text not in _BUT:
        return None
    start = start + 1 if t[start].text in {"on", "for"} else start
    found = lists.weekdays(t, start)
    return (Said(but=found[0]), found[1]) if found else None


def _day_group(t: Sequence[Token], i: int, conventions: Conventions) -> Group | None:
    """Read a day; an hour alone, or "every", is none."""
    group = group_at(t, i, conventions)
    if group is None or group.repeats or not (group.days or group.missing):
        return None
    return group


MODIFIERS: tuple[Rule, ...] = (
    *(
        _count,
        _length,
        _at_its_end,
        _until,
        _start,
        _but,
        clock,
        _dates,
        _day_of_week,
        _weekdays,
        _bare_clock,
        _part,
        _within,
    ),
)
"""The first that reads something and fits what was said has it."""

LEADING: tuple[Rule, ...] = (_clock_before, _at_its_end, _start, _part, _dates, _weekdays, _months)
"""What may stand before the head: "at 9am every Sunday", "from May every Sunday", "on the 15th every month"."""
