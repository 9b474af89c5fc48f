"""What the tests of other languages ask: the one time, or repetition, that stands in a text, or that there is none."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crmbot.language import recurring, when
from crmbot.language.when import Conventions, conventions_for

THURSDAY = datetime(2026, 11, 19, 10)  # noqa: DTZ001  # a wall time: each test says in which zone
"""The morning on which everything here is said, on the clock of the speaker."""


def time_in(text: str, language: str, zone: str) -> tuple[str, str]:
    """Return the words of the one time in a text, and what they mean: `2026-11-24T15:00`, a range with a slash."""
    (found,) = when.find(text, now=_now(zone), zone=zone, conventions=_conventions(language, zone))
    return found.text, f"{found.when}/{found.until}" if found.until else str(found.when)


def repetition_in(text: str, language: str, zone: str) -> tuple[str, str]:
    """Return the words of the one repetition in a text, and its rule."""
    (found,) = recurring.find(text, now=_now(zone), zone=zone, conventions=_conventions(language, zone))
    return found.text, found.repeat.rule if found.repeat else ""


def nothing_in(text: str, language: str, zone: str) -> bool:
    """Tell that a text holds neither a time nor a repetition."""
    conventions = _conventions(language, zone)
    times = when.find(text, now=_now(zone), zone=zone, conventions=conventions)
    return not times and not recurring.find(text, now=_now(zone), zone=zone, conventions=conventions)


def _now(zone: str) -> datetime:
    return THURSDAY.replace(tzinfo=ZoneInfo(zone))


def _conventions(language: str, zone: str) -> Conventions:
    return conventions_for(zone, languages=(language, "en"))
