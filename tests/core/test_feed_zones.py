"""Time zones as calendars are told of them, read back by the icalendar library."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from crmbot.core.feeds import zones

ZONES = [
    "Europe/Paris",
    "Europe/London",
    "Europe/Dublin",  # its winter time is the odd one
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # the clocks go back for Ramadan
    "Asia/Kolkata",
    "Pacific/Apia",
]


@pytest.mark.parametrize("name", ZONES)
def test_zone_when_read_by_a_calendar(name: str) -> None:
    """A calendar that knows no zones works out the same offset for each hour, those of a change included."""
    text = "\r\n".join(zones.lines(name, 2025, 2025)) + "\r\n"
    read = Timezone.from_ical(text)
    assert isinstance(read, Timezone)
    theirs, ours = read.to_tz(lookup_tzid=False), ZoneInfo(name)

    hours = (datetime(2025, 1, 1) + timedelta(minutes=30 * number) for number in range(2 * 24 * 365))  # noqa: DTZ001
    wrong = [at for at in hours if _exists(at, ours) and at.replace(tzinfo=theirs).utcoffset() != _offset(at, ours)]

    assert wrong == []


def _exists(at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the clocks show a time once: what comes twice or never means what a program makes of it."""
    return at.replace(tzinfo=zone).utcoffset() == at.replace(tzinfo=zone, fold=1).utcoffset()


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.replace(tzinfo=zone).utcoffset()
