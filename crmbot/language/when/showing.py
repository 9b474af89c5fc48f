"""Times and lengths of time as people see and type them."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from crmbot.language.when.values import When, is_repeated

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Within these days a day and month cannot be taken for those of another year.
_PLAIN_DAYS = range(-31, 335)

_UNITS = {
    "m": 1,
    "min": 1,
    "mins": 1,
    "minute": 1,
    "minutes": 1,
    "h": 60,
    "hr": 60,
    "hrs": 60,
    "hour": 60,
    "hours": 60,
    "d": 1440,
    "day": 1440,
    "days": 1440,
    "w": 10080,
    "wk": 10080,
    "wks": 10080,
    "week": 10080,
    "weeks": 10080,
}
_WORDS = {"a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "half an": "0.5", "half a": "0.5"}
_PART = re.compile(r"(?P<count>\d{1,6}(?:[.,]\d{1,3})?)\s*(?P<unit>[a-z]+)\s*(?:and\s+)?")
_HOURS_AND_MINUTES = re.compile(r"(?P<hours>\d{1,3})\s*(?:h|hrs?|hours?)\s*(?P<minutes>\d{1,2})")
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)")
_LONGEST = timedelta(days=3660)


def show(when: When, *, today: date | None = None) -> str:
    """Write a time as people see it, "Tue 24 Nov 15:00", with the year where it is not plain.

    Args: `today`: the reader's day; without it the year is left out.
    """
    day = f"{_DAYS[when.on.weekday()]} {when.on.day} {_MONTHS[when.on.month - 1]}"
    if today is not None and (when.on - today).days not in _PLAIN_DAYS:
        day = f"{day} {when.on.year}"
    if when.at is None:
        return f"{day} {when.part}" if when.part else day
    return f"{day} {when.at:%H:%M}{_which_of_two(when)}"


def zone_name(zone: str) -> str:
    """Give the name of a time zone that people know, its city."""
    return zone.rpartition("/")[2].replace("_", " ")


def duration(text: str) -> timedelta | None:
    """Read a whole text as a length of time ("15m", "1h30", "2 days"); None when it is none."""
    words = " ".join(text.lower().split())
    for word, number in _WORDS.items():
        words = re.sub(rf"^{word}\s", f"{number} ", words)
    minutes = _minutes(words)
    if minutes is None or minutes <= 0:
        return None
    length = timedelta(minutes=round(minutes))
    return length if length <= _LONGEST else None


def _minutes(words: str) -> float | None:
    if both := _HOURS_AND_MINUTES.fullmatch(words) or _CLOCK.fullmatch(words):
        return int(both["hours"]) * 60 + int(both["minutes"])
    total, at = 0.0, 0
    while at < len(words):
        part = _PART.match(words, at)
        if part is None or part["unit"] not in _UNITS:
            return None
        total += float(part["count"].replace(",", ".")) * _UNITS[part["unit"]]
        at = part.end()
    return total if at else None


def _which_of_two(when: When) -> str:
    """Name the zone's offset where the wall time comes twice that day."""
    instant = when.instant()
    if when.at is None or instant is None or not is_repeated(when.on, when.at, when.zone):
        return ""
    return f" {instant.astimezone(ZoneInfo(when.zone)).tzname()}"
