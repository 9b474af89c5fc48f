"""How long what a message reports took."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from crmbot.language.clauses import Clause, is_clock
from crmbot.language.lengths import Length, minutes
from crmbot.language.notes.covering import NAME
from crmbot.language.when import Expression

__all__ = ["duration_of", "minutes"]

_LONGEST_MINUTES = 24 * 60
_MOST = 40
"""Ranges of hours that are looked at: nobody tells of more in a message."""
_HALF_A_DAY = 12 * 60
_HOURS = re.compile(
    r"(?<![\w.,:/$\u20ac\u00a3-])(?P<from>[01]?\d|2[0-3])(?:[:.](?P<past>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)?\s?(?:-|\u2013|to|till?|until)\s?"
    r"(?P<to>[01]?\d|2[0-3])(?:[:.](?P<upto>[0-5]\d))?\s?(?P<other>[ap]\.?m\b\.?|(?<=\d)h\b)?(?![\w/:%-]|[.,]\d)",
    re.IGNORECASE,
)
_SHORT_UNITS = frozenset({"minute", "hour"})
# "Appel Ben demain 10h": nobody is on the phone for ten hours.
_HOUR_OF_DAY = re.compile(r"(?:[7-9]|1\d|2[0-3])\s?h(?:[0-5]\d)?", re.IGNORECASE)
_LASTED = re.compile(r"\b(?:for|took|lasted|spent|about|dur:?)\s*$", re.IGNORECASE)
_LETTER = re.compile(r"\d{1,3}\s?m", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:call|zoom|video|teams|mtg|meeting|met|chat|demo|lunch|coffee|breakfast|visit|spoke|talked|phone|ph|tel|rang)\b",
    re.IGNORECASE,
)
# "12m" may be millions and months too; right behind a talk it is how long that was.
_MINUTES_OF_TALK = re.compile(
    rf"{_TALK.pattern}(?:\s+(?:back|to|with|w/?|{NAME})){{0,3}}[\s,:-]{{1,3}}(?P<minutes>\d{{1,2}})\s?m(?!\w)",
    re.IGNORECASE,
)
# "Workshop 9-12": what stands before tells that these are hours.
_HELD = re.compile(
    r"\b(?:call|zoom|video|teams|mtg|meeting|demo|lunch|coffee|breakfast|visit|workshop|training|session)\s$",
    re.IGNORECASE,
)
# The length of something else: how late they were, how far it is, how long a job or a contract runs.
_BEFORE_OTHER = re.compile(
    r"\b(?:within|every|wait(?:ed|ing)?|down|out|broken|hold\s+for|lead\s+time(?:\s+(?:is|of))?|late\s+by|arrived|next|last|warranty|takes?|in|drove(?:\s+(?:out|up|down|over|there|for)){0,3}|drive\s+of)\s+$",
    re.IGNORECASE,
)
_BEHIND_OTHER = re.compile(
    r"\s*(?:late\b|early\b|away\b|drive\b|from\b|notice\b|warranty\b|turnaround\b|response\b|sla\b|deliver\w+|delay\b|outage\b"
    r"|downtime\b|lead\b|contract\b|deal\b|per\b|/(?=\S)|a\s+(?:day|week|month)\b|cable|pipe|hose|reach|tall|wide|long\b(?!\s+(?:call|meeting|mtg|chat|demo)))",
    re.IGNORECASE,
)


def duration_of(
    text: str, parts: Sequence[Clause], times: Sequence[Expression], lasting: Sequence[Length], *, reported: bool
) -> int | None:
    """Return the minutes the reported meeting or call took; None where none are said.

    Args: `text`: with names covered. `lasting`: the lengths in it. `reported`: known to be a report, as "call Jane
    5 min" behind the word `call`.
    """
    starts = [part.start for part in parts]
    found = [*_said(text, times, lasting), *_between(text, parts, starts), *_spoken(parts, times, starts)]
    for start, length in sorted(found):
        place = bisect_right(starts, start) - 1
        if place < 0 or not 0 < length <= _LONGEST_MINUTES or _is_planned(parts, place):
            continue
        if not parts[place].orders or (reported and place == 0):
            return length
    return None


def _is_planned(parts: Sequence[Clause], place: int) -> bool:
    """Tell whether a length alone is that of what is still to come: "meeting on Thursday, 1 hour"."""
    return place > 0 and parts[place].is_length and parts[place - 1].plans and not parts[place - 1].is_of_today


def _said(text: str, times: Sequence[Expression], lasting: Sequence[Length]) -> Iterator[tuple[int, int]]:
    ends = [time.span[1] for time in times]
    for length in lasting:
        at = bisect_right(ends, length.span[0])
        planned = at < len(times) and times[at].span[0] <= length.span[0]
        if length.grain in _SHORT_UNITS and not planned and _is_of_talk(length, text):
            yield length.span[0], length.minutes
    for letter in islice(_MINUTES_OF_TALK.finditer(text), _MOST):
        yield letter.start("minutes"), int(letter["minutes"])


def _is_of_talk(length: Length, text: str) -> bool:
    start, end = length.span
    if _HOUR_OF_DAY.fullmatch(length.text) and not _LASTED.search(text[max(start - 20, 0) : start]):
        return False
    if _BEHIND_OTHER.match(text, end) or _BEFORE_OTHER.search(text[max(start - 20, 0) : start]):
        return False
    if not _LETTER.fullmatch(length.text):
        return True
    around = text[max(start - 20, 0) : end + 12]
    return _TALK.search(around) is not None or text[end : end + 1] in {"", ".", ",", ";"}


def _between(text: str, parts: Sequence[Clause], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the time between two hours where no day is named: "14:00-14:45", "lunch 12-1:30"."""
    for match in islice(_HOURS.finditer(text), _MOST):
        place = bisect_right(starts, match.start()) - 1
        told = match["past"] or match["upto"] or match["half"] or match["other"] or _HELD.search(text, 0, match.start())
        if told and place >= 0 and not parts[place].names_day:
            yield match.start(), _minutes_between(match)


def _spoken(parts: Sequence[Clause], times: Sequence[Expression], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the time between two hours in words: "half 9 to half 10"."""
    for time in islice(times, _MOST):
        if time.when is None or time.until is None or not time.text[:1].isalpha() or not is_clock(time):
            continue
        first, last = time.when.at, time.until.at
        place = bisect_right(starts, time.span[0]) - 1
        if first and last and place >= 0 and not parts[place].names_day:
            yield time.span[0], (last.hour - first.hour) * 60 + last.minute - first.minute


def _minutes_between(match: re.Match[str]) -> int:
    first = int(match["from"]) * 60 + int(match["past"] or 0)
    last = int(match["to"]) * 60 + int(match["upto"] or 0)
    return last - first if last > first else (last - first) % _HALF_A_DAY
