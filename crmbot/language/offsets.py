"""How long before its time somebody wants to hear of a thing: read from words, and shown."""

import re

from crmbot.language import lengths

AT_TIME = 0
DAY = 24 * 60
WEEK = 7 * DAY
LONGEST = 8 * WEEK
"""Nobody means a reminder that leaves longer before."""

_MOST = 5
_AT_TIME = frozenset({"0", "at time", "at the time", "at its time", "on time", "then", "when due", "when it is due"})
_BEFORE = re.compile(r"(?<!\s)\s+(?:(?:before|ahead|earlier)(?:\s+(?:it|the \w+|that))?|early)$")
_NONE = frozenset({"none", "never", "no", "off", "nothing"})
_UNITS = ((WEEK, "week"), (DAY, "day"), (60, "hour"), (1, "minute"))


def read_offset(text: str) -> int | None:
    """Read "1 hour before", "1d", "the day before", "at the time" as minutes; None when it is none of these."""
    words = " ".join(text.lower().split()).strip(" .,;")
    if words in _AT_TIME:
        return AT_TIME
    bare = _BEFORE.sub("", words)
    minutes = _minutes(re.sub(r"^(?:the|one)\s+", "1 ", bare))
    return minutes if minutes is not None and minutes <= LONGEST else None


def read_offsets(text: str) -> tuple[int, ...] | None:
    """Read a list of them, "15m, 1d" or "none", the longest first; None when a part of it is none."""
    if " ".join(text.lower().split()) in _NONE:
        return ()
    parts = [part for part in re.split(r" ?(?:,|;|\band\b|\+) ?", " ".join(text.split())) if part]
    read = [read_offset(part) for part in parts]
    found = [minutes for minutes in read if minutes is not None]
    if not parts or len(found) < len(read) or len(set(found)) > _MOST:
        return None
    return tuple(sorted(set(found), reverse=True))


def show_offset(minutes: int) -> str:
    """Write one as people say it: `1 hour before`, `at the time`; what is negative lies behind it."""
    if minutes == AT_TIME:
        return "at the time"
    return f"{show_length(abs(minutes))} {'before' if minutes > 0 else 'after'}"


def show_offsets(offsets: tuple[int, ...]) -> str:
    """Write several: `1 day before, 15 minutes before`; `none` for no one."""
    return ", ".join(show_offset(minutes) for minutes in offsets) or "none"


def show_length(minutes: int) -> str:
    """Write a length of time in the largest unit that tells it whole: `2 hours`, `90 minutes`, `1 week`."""
    size, unit = next((size, unit) for size, unit in _UNITS if minutes % size == 0 and minutes >= size)
    count = minutes // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _minutes(words: str) -> int | None:
    length = lengths.read(words)
    return length.minutes if length is not None else None
