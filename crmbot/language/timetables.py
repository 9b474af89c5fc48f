"""An hour and the days it is meant for, as people say them: `08:00 weekdays`, `mon, wed at 8.30`, `7pm daily`."""

import re
from dataclasses import dataclass
from datetime import time

from crmbot.language import habit_words

WEEKDAYS = "12345"

_SHORTEST = 3
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    **dict.fromkeys(("weekday", "weekdays"), WEEKDAYS),
    **dict.fromkeys(("day", "days", "daily", "everyday"), habit_words.read_days("daily")),
    **dict.fromkeys(("weekend", "weekends"), habit_words.read_days("weekend")),
}
_FILLING = frozenset({"on", "at", "every", "each", "and", "from", "o'clock", "oclock", "the", "in", "morning"})
_OWN = re.compile(r"\b(?:(?:my|our|own)\s+)?work(?:ing)?[ -]?days?\b", re.IGNORECASE)
_RANGE = re.compile(r"(?:(?<!\s)\s+)?(?:-|\u2013|\bto\b|\bthrough\b|\bthru\b)\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?(?:\s?(?P<half>am|pm))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timetable:
    """What a text says of a time: the hour, the days as ISO numbers, that one's own work days are meant, the rest."""

    at: time | None = None
    days: str | None = None
    work_days: bool = False
    rest: str = ""


def read(text: str) -> Timetable:
    """Return the hour and the days a text names, in any order; what is neither is left in `rest`, word by word."""
    own = _OWN.search(text) is not None
    at: time | None = None
    days: set[str] = set()
    rest: list[str] = []
    for word in _words(_OWN.sub(" ", text)):
        found, hour = _days(word), clock(word)
        if found is not None:
            days |= set(found)
        elif hour is not None and at is None:
            at = hour
        elif word.lower() not in _FILLING:
            rest.append(word)
    return Timetable(at, "".join(sorted(days)) or None, own, " ".join(rest))


def _words(text: str) -> list[str]:
    joined = _RANGE.sub("-", re.sub(r"(?<=\d)\s+(?=(?:am|pm)\b)", "", text, flags=re.IGNORECASE))
    return [word for word in re.split(r"[\s,;+&]+", joined) if word]


def _days(word: str) -> str | None:
    """Return the days of one word; a word that only begins like a day, such as `sunset`, is none."""
    low = word.lower()
    if low in _GROUPS:
        return _GROUPS[low]
    return habit_words.read_days(low) if all(map(_is_day, low.split("-"))) else None


def _is_day(part: str) -> bool:
    bare = part.removesuffix("s") if part not in _FULL else part
    return len(bare) >= _SHORTEST and any(name.startswith(bare) for name in _FULL)


def clock(word: str) -> time | None:
    """Return the hour of a word, `8`, `08:00`, `7.45`, `8pm`, `8h30`; None for any other, and for no hour of a day."""
    found = _CLOCK.fullmatch(word.strip())
    if found is None:
        return None
    return habit_words.wall_time(int(found["hour"]), int(found["minute"] or 0), found["half"] or "")
