"""In every zone and at both changes of the clocks, a reading is an instant that exists, or says that it is none."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, given
from hypothesis import strategies as st

from crmbot.language import expressions, when
from crmbot.language.when import Expression

ALL_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
YEAR = 2026
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Return the instants of a year at which the clocks of a zone are changed, to the minute."""
    place = ZoneInfo(zone)
    hours = [datetime(YEAR, 1, 2, tzinfo=UTC) + step * HOUR for step in range(360 * 24)]
    offsets = [hour.astimezone(place).utcoffset() for hour in hours]
    jumps = [step for step in range(1, len(hours)) if offsets[step] != offsets[step - 1]]
    return tuple(
        next(
            at
            for n in range(1, 61)
            if (at := hours[step - 1] + n * MINUTE).astimezone(place).utcoffset() == offsets[step]
        )
        for step in jumps
    )


CHANGING = [
    *("Europe/London", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Sydney"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "America/Santiago", "Africa/Cairo"),
    *(
        "America/Havana",
        "Asia/Beirut",
        "Atlantic/Azores",
        "America/Scoresbysund",
        "Antarctica/Troll",
        "Africa/Casablanca",
    ),
]
WALKS = st.integers(-180, 180)


def _count(on: date, at: time, zone: str) -> int:
    """Return how many instants of a zone have this wall time: none, one or two."""
    place = ZoneInfo(zone)
    wall = datetime.combine(on, at)
    folds = {wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sum(1 for instant in folds if instant.astimezone(place).replace(tzinfo=None) == wall)


def _reason(found: Expression) -> str:
    return found.doubt.reason if found.doubt is not None else ""


@given(st.sampled_from(CHANGING), st.integers(0, 3), WALKS)
def test_find_when_the_clocks_change(zone: str, number: int, minutes: int) -> None:
    """An hour that is skipped or comes twice is said to be, and its instant is there all the same."""
    jumps = changes(zone)
    assume(jumps)
    jump = jumps[number % len(jumps)]
    wall = (jump.astimezone(ZoneInfo(zone)) + minutes * MINUTE).replace(tzinfo=None)
    text = f"call Jane {wall.day} {wall:%B %Y} {wall:%H:%M}"

    (found,) = expressions.find(text, now=jump - timedelta(days=3), zone=zone)

    assert isinstance(found, Expression)
    assert found.when is not None
    assert _reason(found) == {0: "gap", 1: "", 2: "overlap"}[_count(wall.date(), wall.time(), zone)]
    assert _exists(found.when)


@given(st.sampled_from(CHANGING), st.integers(0, 3), WALKS, st.integers(1, 2000))
def test_find_when_minutes_are_counted_over_a_change(zone: str, number: int, before: int, minutes: int) -> None:
    """So many minutes from now are so many, whatever the clocks do, and need no doubt."""
    jumps = changes(zone)
    assume(jumps)
    now = jumps[number % len(jumps)] - before * MINUTE

    (found,) = expressions.find(f"in {minutes} minutes", now=now, zone=zone)

    assert isinstance(found, Expression)
    assert found.when is not None
    assert found.when.instant() == now + minutes * MINUTE


@given(st.sampled_from(ALL_ZONES), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 24 * 4 - 1))
def test_read_when_the_zone_is_any(zone: str, on: date, quarter: int) -> None:
    """Whatever zone somebody lives in, an hour is an instant that exists, or the reading says that it is none."""
    at = time(quarter // 4, quarter % 4 * 15)
    now = datetime.combine(on, time(12), UTC) - timedelta(days=9)

    found = when.read(f"{on.isoformat()} {at:%H:%M}", now=now, zone=zone)

    assert found is not None
    assert found.when is not None
    assert (found.when.on, found.when.at) == (on, at) or _reason(found) in {"gap", "overlap"}
    assert (_reason(found) == "gap") == (_count(on, at, zone) == 0)
    assert _exists(found.when)


def _exists(said: when.When) -> bool:
    """Tell whether the instant of a time is one of its zone, and the time itself where that exists."""
    instant = said.instant()
    assert instant is not None
    assert said.at is not None
    wall = instant.astimezone(ZoneInfo(said.zone)).replace(tzinfo=None, second=0)
    return wall == datetime.combine(said.on, said.at) or _count(said.on, said.at, said.zone) == 0
