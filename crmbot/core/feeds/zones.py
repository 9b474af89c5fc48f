"""Time zones as calendars are told of them: when the clocks change, for the years a calendar is about.

The icalendar library draws them as well, but puts the hour at which summer time begins one hour late.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

YEARS_BACK, YEARS_AHEAD = 1, 10
"""A calendar is fetched again and again: what a rule without an end has beyond these years is told in time."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What a zone's clocks show: how far from UTC, what that is called, and whether it is summer time."""

    offset: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=128)
def lines(name: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the lines of a zone's VTIMEZONE for some years, and some more on either side."""
    zone = ZoneInfo(name)
    start = datetime(first_year - YEARS_BACK, 1, 1, tzinfo=UTC)
    first = _clock(zone, start)
    changes: dict[tuple[_Clock, _Clock], list[datetime]] = defaultdict(list)
    for at in _changes(zone, start, datetime(last_year + YEARS_AHEAD, 1, 1, tzinfo=UTC)):
        changes[_clock(zone, at - _SECOND), _clock(zone, at)].append(at)
    drawn = [*_observance(first, first, [start])]
    for (before, after), times in changes.items():
        drawn += _observance(before, after, times)
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", *drawn, "END:VTIMEZONE")


def _clock(zone: ZoneInfo, at: datetime) -> _Clock:
    local = at.astimezone(zone)
    offset, summer = local.utcoffset(), local.dst()
    return _Clock(offset or timedelta(), local.tzname() or "", bool(summer and summer > timedelta()))


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the instants at which the clocks change, to the second."""
    day = start
    while day < end:
        if _clock(zone, day) != _clock(zone, day + _DAY):
            yield _first_with(zone, day, day + _DAY)
        day += _DAY


def _first_with(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second with the clock of the later instant."""
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if _clock(zone, middle) == _clock(zone, after):
            after = middle
        else:
            before = middle
    return after


def _observance(before: _Clock, after: _Clock, times: list[datetime]) -> list[str]:
    """Return the part for one sort of change; its times are those of the clocks before it."""
    sort = "DAYLIGHT" if after.is_summer else "STANDARD"
    local = [f"{at + before.offset:%Y%m%dT%H%M%S}" for at in times]
    return [
        f"BEGIN:{sort}",
        f"DTSTART:{local[0]}",
        *(f"RDATE:{at}" for at in local[1:]),
        f"TZOFFSETFROM:{_offset(before.offset)}",
        f"TZOFFSETTO:{_offset(after.offset)}",
        f"TZNAME:{after.name}",
        f"END:{sort}",
    ]


def _offset(offset: timedelta) -> str:
    """Return an offset as `+0530`, with seconds where it has any."""
    sign, whole = ("-", -offset) if offset < timedelta() else ("+", offset)
    minutes, seconds = divmod(int(whole.total_seconds()), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
