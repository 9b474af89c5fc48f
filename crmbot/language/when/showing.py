"""Times and lengths of time as people see and type them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from crmbot.language.when.values import When, is_repeated

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Within these days a day and month cannot be taken for those of another year.
_PLAIN_DAYS = range(-31, 335)

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
    """Read a whole text as a length of time ("15m", "1h30", "2 days"), to the minute; None when it is none."""
    from crmbot.language import lengths  # which is made of the words of times

    found = lengths.read(text)
    length = timedelta(minutes=found.minutes) if found is not None else timedelta()
    return length if timedelta() < length <= _LONGEST else None


def _which_of_two(when: When) -> str:
    """Name the zone's offset where the wall time comes twice that day."""
    instant = when.instant()
    if when.at is None or instant is None or not is_repeated(when.on, when.at, when.zone):
        return ""
    return f" {instant.astimezone(ZoneInfo(when.zone)).tzname()}"
