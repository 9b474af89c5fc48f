"""By how much something is put off or brought forward: `by 2 days`, `an hour later`, `back 30 min`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from crmbot.language import lengths, when
from crmbot.language.offsets import show_length
from crmbot.language.plain_words.phrasing import ways
from crmbot.language.when import When
from crmbot.language.when.pieces import add_months

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shift:
    """How much later something is to be, less than nothing for earlier: months of the calendar, or a length of time."""

    length: timedelta = timedelta()
    months: int = 0

    @property
    def is_later(self) -> bool:
        """Tell whether it is put off, and not brought forward."""
        return self.length > timedelta() or self.months > 0

    def __neg__(self) -> "Shift":
        """Return as much the other way."""
        return Shift(-self.length, -self.months)


_CALENDAR = {"month": (timedelta(days=30), 1), "quarter": (timedelta(days=91), 3), "year": (timedelta(days=365), 12)}
"""What is counted in the calendar: as how many days a length of time takes it, and how many months it has."""
_YEAR = _CALENDAR["year"][0]
_LONGEST = timedelta(days=3660)

_MOST_WORDS = 6
"""Nobody says how much later in more words: `by one and a half hours`."""

_LATER = r"(?:later|back|longer)"
_EARLIER = r"(?:earlier|sooner|forward|ahead|before)"
_AWAY = re.compile(rf"(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))", re.IGNORECASE)
_LED = re.compile(rf"(?:(?P<way>{_LATER}|{_EARLIER})\s+(?:by\s+)?|by\s+)(?P<length>\S.*)", re.IGNORECASE)
_FOLLOWED = re.compile(rf"(?:by\s+)?(?P<length>\S.{{0,40}}?)\s+(?P<way>{_LATER}|{_EARLIER})", re.IGNORECASE)
CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|h|uhr|o'?clock)?"
_HOUR = re.compile(
    rf"(?:to\s+)?(?:at\s+)?(?:{CLOCK}(?:\s?(?:-|\u2013|to|until)\s?{CLOCK})?|noon|midday)", re.IGNORECASE
)
_ONLY = re.compile(
    r"(?:(?:an?|half\s+an?|one|two|three|four|five|six|\d{1,3}(?:[.,]\d)?)\s?"
    r"(?:m|mins?|minutes?|hrs?|hours?|d|days?|w|wks?|weeks?|months?)|[1-6]\s?h)",
    re.IGNORECASE,
)
_PUSHED = ways(
    r"(?:push|shift|delay|bring|pull|put|slide|hold)\s+(?:(?:back|off|out|up|forward|on|over)\s+)?(?P<rest>\S.*)"
)
_PUT_OFF = ways(r"(?P<verb>snooze|move|postpone|reschedule)\s+(?:it\s+)?(?P<rest>\S.{0,40})")
_PUSHED_IT = ways(
    r"(?:push|shift|delay|bring|pull|put|slide) (?:it|that|this)(?: (?:back|off|out|forward|on|over))?"
    r" (?P<rest>\S.{0,40})"
)
_MADE = ways(r"(?:make|change|set|put|switch|shift) (?:it|that|this)(?: (?:to|for|at|on))? (?P<rest>\S.{0,40})")
_BARE = re.compile(r"\d{1,2}")
_REMINDED = ways(
    r"(?P<line>\S.{3,200}?)(?:,| and|, and)? remind me (?P<count>\d{1,3}) ?"
    r"(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?) (?:before(?:hand)?|earlier|ahead|in advance)"
)
_WAY = re.compile(r"(?:back|off|out|forward|on|over|up)\s+(?=to\b|until\b|till\b|by\b)", re.IGNORECASE)
_SURE = re.compile(r"^(?:by|back|forward|later|earlier)\b|\b(?:later|earlier|sooner|back|forward)$", re.IGNORECASE)
_TO = re.compile(r"^(?:to|until|till)\s+", re.IGNORECASE)
SAME_TIME = r"(?:,? (?:at )?(?:the )?same (?:time|hour))?"
"""What is moved to another day keeps its hour."""
_SAME = re.compile(rf"{SAME_TIME}$", re.IGNORECASE)


def pushed(said: str) -> str:
    """Return what is pushed or brought forward, and to when, in words: `the demo 30 minutes`; nothing for all else."""
    found = _PUSHED.match(said)
    return found["rest"] if found is not None else ""


def put_off(said: str) -> tuple[str, str] | None:
    """Return the verb and how long, or to when, where nothing is named: `snooze 1h`, `move to friday`."""
    found, made = _PUSHED_IT.match(said), _MADE.match(said)
    if found is not None:
        return "move", found["rest"]
    found = _PUT_OFF.match(said)
    if made is not None:
        return "move", f"at {made['rest']}" if _BARE.fullmatch(made["rest"]) else made["rest"]
    return (found["verb"], found["rest"]) if found is not None else None


def reminded(said: str) -> tuple[str, str]:
    """Return a line and how long before it somebody wants to be reminded, as one word; nothing where they do not."""
    found = _REMINDED.match(said)
    return (found["line"], f"{found['count']}{found['unit'][0].lower()}") if found is not None else ("", "")


def without_way(behind: str) -> str:
    """Return a time without the way that stands before it: `to friday` of `back to friday`."""
    return _WAY.sub("", behind, count=1)


def is_sure(words: str) -> bool:
    """Tell whether words can only be meant as how much later something is to be: `by 2 days`, `an hour later`."""
    return _SURE.search(words) is not None and read(words) is not None


def without_to(words: str) -> str:
    """Return the time of words that may begin with "to" or "until", and end with "same time"."""
    return _SAME.sub("", _TO.sub("", words.strip(), count=1), count=1)


def read(words: str) -> Shift | None:
    """Read a whole phrase as how much later something is to be; None when it is none.

    Forward is earlier: what was to be on Friday is brought forward. `10h` alone is no length but an hour of the day.
    """
    said = " ".join(words.split()).strip(" .,;!")
    found = _LED.fullmatch(said) or _FOLLOWED.fullmatch(said)
    if found is None:
        return _shift(said) if _ONLY.fullmatch(said) else None
    shift, way = _shift(found["length"]), _AWAY.fullmatch(found["way"] or "later")
    assert way is not None
    return -shift if shift is not None and way["earlier"] else shift


def _shift(words: str) -> Shift | None:
    """Read a length of time: whole months and years are those of the calendar, where weeks are so many days."""
    found = lengths.read(words)
    if found is None or not found.minutes or found.length > _LONGEST:
        return None
    unit, each = _CALENDAR.get(found.grain, (timedelta(), 0))
    for years in (0, found.length // _YEAR) if each else ():
        months, rest = divmod((found.length - years * _YEAR) * each, unit)
        if not rest:
            return Shift(months=12 * years + months)
    return Shift(timedelta(minutes=found.minutes))


def find(text: str, is_time: Callable[[str], bool]) -> Span | None:
    """Find how much later something is to be at the end of a text: `the demo an hour later`; None where it is not said.

    Args: `is_time`: tells of words that they are a time: `in 2 days` and `monday 8 min` are no lengths.
    """
    begins = [found.start() for found in re.finditer(r"\S+", text)][-_MOST_WORDS:]
    start = next((place for place in begins if read(text[place:]) is not None), None)
    if start is None or any(is_time(text[place:]) for place in begins if place < start):
        return None
    return start, len(text)


def is_hour(words: str) -> bool:
    """Tell whether a time is an hour, or from one to another, and names no day: `4pm`, `to 13:00`, `2-3pm`."""
    return _HOUR.fullmatch(words.strip()) is not None


def show(shift: Shift) -> str:
    """Write how much later, or earlier: `2 days later`, `30 minutes earlier`."""
    months = abs(shift.months)
    words = f"{months} month{'s'[: months - 1]}" if months else show_length(abs(shift.length) // timedelta(minutes=1))
    return f"{words} {'later' if shift.is_later else 'earlier'}"


def moved(time: When, shift: Shift) -> When | None:
    """Return a time so much later; days keep the hour whatever the clocks do, the last of a month is the last of one.

    None for hours of what has none.
    """
    days, rest = divmod(abs(shift.length), timedelta(days=1))
    way = 1 if shift.is_later else -1
    shifted = replace(time, on=add_months(time.on, shift.months) + way * days * timedelta(days=1))
    if not rest:
        return shifted
    instant = shifted.instant()
    return when.at_instant(instant + way * rest, time.zone) if instant is not None and time.at is not None else None
