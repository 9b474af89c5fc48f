"""When something happened that is told of in the past: yesterday, on Monday, an hour ago."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crmbot.language.clauses import Clause
from crmbot.language.when import Expression, When

_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_NOT_SHIFTED = re.compile(r"\b(?:next|this|coming|in|week|month|year|quarter)\b|\b\d{4}\b", re.IGNORECASE)
_TOO_WIDE = re.compile(r"\b(?:week|month|year|quarter|weekend)s?\b(?!\s+ago)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:at|@|around|by)?[\d:.\s]+(?:[ap]\.?m\.?)?", re.IGNORECASE)
_AGO = re.compile(r"\bago\b", re.IGNORECASE)
# Behind these words a time is that of what is spoken of: "met Jane about the demo on Friday".
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:about|re|regarding|concerning|for|of|that|which|who|wants?|needs?|asked|discussed?|until|till|by|before"
    r"|since|because|if|as|so|promised|will|would|should|can|could|to\s+(?!\w+\W*$))\b|[,;:]",
    re.IGNORECASE,
)
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_FAR = timedelta(days=90)
"""A day without a year that is further ahead than this is of the year before; a nearer one may be a slip."""


@dataclass(frozen=True, slots=True)
class Past:
    """When something happened as the words tell it: `when`, or None where that time is still to come.

    `text` are the words, `instead` what may have been meant by a time to come.
    """

    text: str
    when: When | None
    instead: tuple[When, ...] = ()


def past_of(
    parts: Sequence[Clause], times: Sequence[Expression], *, now: datetime, zone: str, reported: bool
) -> Past | None:
    """Return when what clauses report happened; None where they tell no time, or today's.

    `reported`: other words say already that something was done.
    """
    for part in parts:
        if part.orders or not (part.reports or (reported and part is parts[0])):
            continue
        for time in times:
            if part.start <= time.span[0] and time.span[1] <= part.end and _is_of_the_deed(part, time):
                return _read(time, now, zone)
    return None


def past_or_asked(when: When, shown: str, *, now: datetime) -> Past:
    """Return a time that was given for what happened; one to come is that of the year or the week before, or is asked.

    `shown`: the time as people read it.
    """
    today = now.astimezone(ZoneInfo(when.zone)).date()
    ahead = when.on - today
    if ahead > _FAR:
        when = _year_before(when)
    if _is_over(when, now, today):
        return Past(shown, when)
    return Past(shown, None, (_on(when, when.on - (_WEEK if ahead > _DAY else max(ahead, _DAY))),))


def _is_of_the_deed(part: Clause, time: Expression) -> bool:
    if time.when is None or _TOO_WIDE.search(time.text):
        return False
    before = part.text[: time.span[0] - part.start]
    return not _OF_SOMETHING_ELSE.search(before)


def _read(time: Expression, now: datetime, zone: str) -> Past | None:
    options = time.doubt.options if time.doubt is not None else ()
    given = [when for when in (time.when, *options) if when is not None]
    today = now.astimezone(ZoneInfo(zone)).date()
    near = [when for one in given for when in _nearer(one, time.text, today)]
    over = [when for when in near if _is_over(when, now, today)]
    if over:
        last = max(over, key=_start)
        return None if last.at is None and last.on == today else Past(time.text, last)
    return Past(time.text, None, tuple(_instead(given, time.text)))


def _nearer(when: When, text: str, today: date) -> list[When]:
    """Return a time and those it may stand for in the past: the Monday before, this morning at that hour."""
    moved = [when]
    if _AGO.search(text) or when.on <= today:
        return moved
    if _CLOCK.fullmatch(text.strip()):
        moved.append(_on(when, today))
    elif not _NOT_SHIFTED.search(text):
        moved += [_on(when, when.on - _WEEK)] if _WEEKDAY.search(text) else []
        moved += [_year_before(when)] if when.on - today > _FAR else []
    return moved


def _year_before(when: When) -> When:
    """Return the same day a year earlier, which is the nearer one: in March, "on 20 December"."""
    year, month = when.on.year - 1, when.on.month
    return _on(when, date(year, month, min(when.on.day, monthrange(year, month)[1])))


def _is_over(when: When, now: datetime, today: date) -> bool:
    instant = when.instant()
    return instant <= now if instant is not None else when.on <= today


def _start(when: When) -> tuple[date, str]:
    return when.on, when.at.isoformat() if when.at is not None else ""


def _instead(given: Sequence[When], text: str) -> list[When]:
    """Return the day before for an hour of today that is still to come."""
    return [_on(when, when.on - _DAY) for when in given[:1]] if _CLOCK.fullmatch(text.strip()) else []


def _on(when: When, day: date) -> When:
    return When(day, when.at, when.zone, when.part)
