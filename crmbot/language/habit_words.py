"""Quiet hours and work days as people type them, and as they see them."""

import re
from datetime import time

_NOON, _HOURS, _MINUTES = 12, 24, 60
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = {
    "weekdays": "12345",
    "workdays": "12345",
    "work days": "12345",
    "weekend": "67",
    "weekends": "67",
    "every day": "1234567",
    "everyday": "1234567",
    "daily": "1234567",
    "all": "1234567",
}
_CLOCK = r"(?P<{0}_hour>\d{{1,2}})(?:[:.](?P<{0}_minute>[0-5]\d))?\s*(?P<{0}_half>am|pm)?"
_SPAN = re.compile(
    rf"(?:from\s+)?{_CLOCK.format('first')}\s*(?:-|\u2013|to|until|till)\s*{_CLOCK.format('last')}", re.IGNORECASE
)
OFF = frozenset({"off", "none", "no", "never", "-"})


def read_hours(text: str) -> tuple[time, time] | None:
    """Read "20-8" or "from 8pm to 7:30am" as two wall times; None when it is no such span."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    first, last = _clock(found, "first"), _clock(found, "last")
    return (first, last) if first is not None and last is not None and first != last else None


def show_hours(first: time | None, last: time | None) -> str:
    """Write quiet hours as they may be typed: `20:00–08:00`; `off` for none.

    With a plain hyphen, `:00-08:` would be the name of a sign where signs are written between colons.
    """
    return "off" if first is None or last is None else f"{first:%H:%M}–{last:%H:%M}"


def read_days(text: str) -> str | None:
    """Read "mon-fri", "mon, wed, sat" or "every day" as ISO numbers, Monday 1; None when it is none of these."""
    words = " ".join(text.lower().split())
    if words in _NAMED:
        return _NAMED[words]
    parts = [
        part for part in re.split(r" ?(?:,|;|\band\b| ) ?", re.sub(r" ?(?:-|\u2013|\bto\b) ?", "-", words)) if part
    ]
    chosen = [_days(part) for part in parts]
    found = [days for days in chosen if days is not None]
    if not parts or len(found) < len(chosen):
        return None
    return "".join(sorted({day for days in found for day in days}))


def show_days(days: str) -> str:
    """Write days of the week: `mon-fri`, `mon, wed`, `every day`."""
    numbers = sorted({int(day) for day in days})
    if len(numbers) == len(_DAYS):
        return "every day"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    first, last = _DAYS[run[0] - 1], _DAYS[run[-1] - 1]
    if len(run) == 1:
        return first
    return f"{first}, {last}" if len(run) == 2 else f"{first}-{last}"  # noqa: PLR2004  # two days are no span


def _days(part: str) -> list[str] | None:
    first, _, last = part.partition("-")
    begins, ends = _number(first), _number(last) if last else _number(first)
    if begins is None or ends is None:
        return None
    count = (ends - begins) % len(_DAYS) + 1
    return [str((begins + ahead) % len(_DAYS) + 1) for ahead in range(count)]


def _number(word: str) -> int | None:
    near = [at for at, day in enumerate(_DAYS) if len(word) >= len(day) and word.startswith(day)]
    return near[0] if near else None


def _clock(found: "re.Match[str]", side: str) -> time | None:
    hour, minute = int(found[f"{side}_hour"]), int(found[f"{side}_minute"] or 0)
    half = found[f"{side}_half"] or ""
    if hour == _HOURS and not minute and not half:  # the end of a day is the start of the next
        hour = 0
    return wall_time(hour, minute, half)


def wall_time(hour: int, minute: int, half: str) -> time | None:
    """Return the time that figures stand for, `half` being am, pm or empty; None for figures that are no time."""
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.lower() == "pm" else 0)
    return time(hour, minute) if hour < _HOURS and minute < _MINUTES else None
