"""Days that a field takes: one that is over, or for an hour alone the day that something has already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crmbot.language import when
from crmbot.language.when import When


@dataclass(frozen=True, slots=True)
class AnyDay:
    """A day or time that is over is as good as one to come: when something was bought, or happened."""


@dataclass(frozen=True, slots=True)
class ByEnd:
    """Of a span of time its end is meant: what closes in January is to be closed when January is over."""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """An hour alone is one of the day that the record in `which` has already: `move T-6 to 8`."""


def hours(read: Sequence[str], on: date, *, now: datetime, zone: str) -> list[When]:
    """Return the hours of some times on a day, the earlier first; none that is over."""
    times = [found.when for each in read if (found := when.read(each, now=now, zone=zone)) is not None and found.when]
    there = [replace(each, on=on) for each in times if each.at is not None]
    return sorted((each for each in there if (each.instant() or now) > now), key=When.iso)
