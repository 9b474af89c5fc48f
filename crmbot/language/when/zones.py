"""Rules for the zone behind an hour: EST, Singapore time, Eastern time, GMT+2, +0530."""

from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crmbot.language.when.lexer import Token
from crmbot.language.when.words import ZONES

Zone = tuple[str, int]
"""A zone, and the place behind it."""

_AREAS = ("Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic", "Indian")
_MOST_WORDS = 3
_WORLD = frozenset({"gmt", "utc"})
_SIGNS = frozenset({"+", "-"})
_OFFSET_FIGURES = 4
_FARTHEST = 14  # hours

# Towns and countries that the names of the zones leave out, and what people call whole zones.
_CALLED = {
    "Europe/London": "uk, british, greenwich, gmt, edinburgh, manchester",
    "Europe/Berlin": "cet, central european, german, germany, munich, frankfurt, hamburg",
    "Europe/Zurich": "swiss, geneva, basel",
    "Europe/Rome": "milan, italian",
    "Europe/Paris": "french, lyon",
    "Europe/Madrid": "barcelona, spanish",
    "Europe/Kyiv": "kiev, kyiv",
    "America/New_York": "eastern, us eastern, eastern standard, eastern daylight, et, est, boston, washington, miami,"
    " atlanta, philadelphia",
    "America/Chicago": "us central, central standard, central daylight, dallas, houston, austin",
    "America/Denver": "mountain, us mountain, mountain standard, mountain daylight",
    "America/Los_Angeles": "pacific, us pacific, pacific standard, pacific daylight, pt, pst, san francisco, seattle,"
    " san diego, california, la",
    "Asia/Shanghai": "beijing, china, chinese, shenzhen",
    "Asia/Kolkata": "india, indian, indian standard, mumbai, delhi, new delhi, bangalore, chennai, calcutta",
    "Asia/Tokyo": "japan, japanese, osaka",
    "Asia/Dubai": "gulf, abu dhabi",
    "Asia/Jerusalem": "israel, tel aviv",
    "Australia/Sydney": "canberra, aest",
}
_NAMES = {name.strip(): zone for zone, names in _CALLED.items() for name in names.split(",")}


def zone_at(t: Sequence[Token], i: int) -> Zone | None:
    """Read the zone that stands behind an hour; None where none does."""
    return _from_greenwich(t, i) or _named_time(t, i) or _abbreviated(t, i)


def _abbreviated(t: Sequence[Token], i: int) -> Zone | None:
    # "et" and "pt" in small letters are something else.
    named = t[i].capital or len(t[i].text) > 2  # noqa: PLR2004 - letters
    zone = ZONES.get(t[i].text.upper()) if named else None
    return (zone, i + 1) if zone is not None else None


def _named_time(t: Sequence[Token], i: int) -> Zone | None:
    """Read Singapore time, New York time, Eastern time; "lunch time" is in no zone."""
    words: list[str] = []
    for place in range(i, i + _MOST_WORDS + 1):
        if t[place].text == "time" and words:
            zone = _zone_of(" ".join(words))
            return (zone, place + 1) if zone is not None else None
        if t[place].kind != "word" or not t[place].text.isascii():
            return None
        words.append(t[place].text)
    return None


@lru_cache(maxsize=1024)
def _zone_of(name: str) -> str | None:
    if name in _NAMES:
        return _NAMES[name]
    town = "_".join(word.capitalize() for word in name.split())
    for key in (f"{area}/{town}" for area in _AREAS):
        try:
            return ZoneInfo(key).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _from_greenwich(t: Sequence[Token], i: int) -> Zone | None:
    """Read GMT+2 and UTC+05:30, and +0100 behind a clock."""
    start = i + 1 if t[i].text in _WORLD else i
    tied = t[start + 1].start == t[start].end
    if t[start].text not in _SIGNS or not tied or not _may_have_offset(t, start, named=start > i):
        return None
    hours, minutes = _figures(t[start + 1].text, named=start > i)
    if hours is None or hours > _FARTHEST or minutes > 59:  # noqa: PLR2004 - minutes
        return None
    return f"{t[start].text}{hours:02}:{minutes:02}", start + 2


def _may_have_offset(t: Sequence[Token], i: int, *, named: bool) -> bool:
    """Tell +0100 behind a clock from a range: a minus needs the seconds, or the letters, before it."""
    return named or (i > 0 and t[i - 1].kind == "clock" and (t[i].text == "+" or t[i - 1].text.count(":") > 1))


def _figures(text: str, *, named: bool) -> tuple[int | None, int]:
    hours, colon, minutes = text.partition(":")
    if colon and hours.isdecimal() and minutes.isdecimal():
        return int(hours), int(minutes)
    if text.isdecimal() and len(text) == _OFFSET_FIGURES:
        return int(text[:2]), int(text[2:])
    return (int(text), 0) if named and text.isdecimal() and len(text) <= 2 else (None, 0)  # noqa: PLR2004 - hours
