"""Days and hours that notes write with nothing beside them: "send samples 28th", "0830 visit tuesday"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from crmbot.language.clauses import Clause, is_clock
from crmbot.language.when import Expression

_DAY = re.compile(
    r"(?<![\w/.:#-])(?<!\bthe )(?<!\bour )(?<!\bhis )(?<!\bher )(?:[12]?\d|3[01])(?:st|nd|rd|th)"
    r"(?=\s*(?:$|[.,;!?)]|(?:at|@|by|around|noon)\b|@|\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]m\b|$)))",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:demo|meeting|mtg|call|visit|lunch|coffee|zoom|review|workshop|training|install\w*|delivery|due|kick-?off)\b",
    re.IGNORECASE,
)
_FOUR = re.compile(
    r"(?<![\w/.:,#$\u20ac\u00a3-])(?!20[2-4]\d)(?P<hour>0[5-9]|1\d|2[0-2])(?P<minute>[0-5]\d)(?![\w/:%-]|[.,]\d|\s?\d)"
)
_DOTTED = re.compile(r"(?<=[a-z] )(?P<hour>1?\d)\.(?P<minute>1[3-9]|[2-5]\d)(?=\s*(?:$|[,;]))", re.IGNORECASE)
# "12.30 lunch tues": behind a dot no month is greater than twelve, and no price stands before a lunch.
_DOTTED_DEED = re.compile(
    r"(?<![\w.,:/#$\u20ac\u00a3-])(?P<hour>1?\d|2[0-3])\.(?P<minute>1[3-9]|[2-5]\d)(?=\s+(?:site\s+)?(?:call|callback|demo|lunch|coffee"
    r"|breakfast|dinner|meeting|mtg|visit|zoom|teams|review|training|workshop|kick-?off|golf|install|delivery)\b)",
    re.IGNORECASE,
)
_ARTICLE = "the "
_MOST = 20
"""Clauses in which such a day is looked for."""

Finder = Callable[[str], Sequence[Expression]]


def bare_days(parts: Sequence[Clause], find: Finder) -> list[Expression]:
    """Return the days of clauses that name no other, where something is to be done on them.

    Args: `find`: returns the times of a text.
    """
    return [time for part in parts[:_MOST] if not part.names_day for time in _of_clause(part, find)]


def bare_hours(parts: Sequence[Clause], find: Finder) -> list[Expression]:
    """Return the hours of four digits in clauses that name a day and no hour.

    Args: `find`: returns the times of a text.
    """
    dated = (part for part in parts[:_MOST] if part.names_day and not any(is_clock(time) for time in part.times))
    return [time for part in dated for time in _hour_of(part, find)]


def _hour_of(part: Clause, find: Finder) -> Iterator[Expression]:
    starts = {time.span[0] - part.start for time in part.times}
    for four in _FOUR.finditer(part.text):
        beside = four.end() + 1 in starts
        if (four["hour"][0] != "0" and not beside) or any(time.when and time.when.at for time in part.times):
            continue
        span = part.start + four.start(), part.start + four.end()
        yield from (replace(time, span=span, text=four[0]) for time in find(f"at {four['hour']}:{four['minute']}")[:1])
        return


def dotted_hours(parts: Sequence[Clause], find: Finder) -> list[Expression]:
    """Return the hours that are written as 5.15 in what is asked to be done, where they can be no day.

    Args: `find`: returns the times of a text.
    """
    found = []
    for part in parts[:_MOST]:
        hour = None if any(time.when and time.when.at for time in part.times) else _dotted(part)
        if hour is not None:
            span = part.start + hour.start(), part.start + hour.end()
            read = find(f"at {hour['hour']}:{hour['minute']}")[:1]
            found += [replace(time, span=span, text=hour[0]) for time in read]
    return found


def _dotted(part: Clause) -> re.Match[str] | None:
    if part.names_day:
        return None if part.reports else _DOTTED_DEED.search(part.text)
    return _DOTTED.search(part.text) if part.orders else None


def with_bare(times: Sequence[Expression], more: Sequence[Expression]) -> tuple[Expression, ...]:
    """Return times with such days among them, in order; an hour that belongs to one of them stands no more alone."""
    kept = [time for time in times if not any(_overlap(time, other) for other in more)]
    return tuple(sorted((*kept, *more), key=lambda time: time.span))


def _overlap(one: Expression, other: Expression) -> bool:
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _of_clause(part: Clause, find: Finder) -> Iterator[Expression]:
    day = _DAY.search(part.text)
    if day is None or part.reports or not (part.orders or _EVENT.search(part.text[: day.start()])):
        return
    for time in find(_ARTICLE + part.text[day.start() :])[:1]:
        if time.span[0] == 0:
            start = part.start + day.start()
            end = start + time.span[1] - len(_ARTICLE)
            yield replace(time, span=(start, end), text=part.text[day.start() : end - part.start])
