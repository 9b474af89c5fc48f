"""When reminders leave: the wall time of what they are about, and so many minutes before it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crmbot.language.offsets import DAY
from crmbot.language.when import When, at_instant
from crmbot.store.models.activity import Activity, Event, EventStatus, Task

AT_TIME = "at_time"
SNOOZE = "snooze"
NAG = "nag"
ESCALATE = "escalate"

DAY_STARTS = time(9)
"""When the reminder of something that has a day, not a time, leaves."""


@dataclass(frozen=True, slots=True)
class Said:
    """The time of a task or an event as it was said: `wall` as ISO text; without a zone it is a day anywhere."""

    wall: str
    zone: str | None

    @property
    def is_day(self) -> bool:
        """Whether only the day was said."""
        return self.zone is None


@dataclass(frozen=True, slots=True)
class Leaves:
    """When a reminder leaves, and what that was computed from; `zone` is None for the person's own."""

    at: datetime
    wall: str
    zone: str | None
    minutes: int = 0


def kind_of(minutes: int) -> str:
    """Return the kind of a reminder that leaves so many minutes before."""
    return AT_TIME if minutes == 0 else f"before:{minutes}"


def leaves(said: Said, minutes: int, zone: str) -> Leaves:
    """Return when a reminder leaves, for a person in a zone; what has only a day counts whole days before it."""
    counted = minutes if not said.is_day or minutes < 0 else minutes // DAY * DAY
    return Leaves(instant(said.wall, said.zone or zone, counted), said.wall, said.zone, counted)


def instant(wall: str, zone: str, minutes: int) -> datetime:
    """Return the instant so many minutes before a wall time; whole days keep the hour, whatever the clocks do.

    Args: `wall`: a day, which begins at nine, or a day and a time. `minutes`: negative for after it.
    """
    said = read(wall, zone)
    if minutes % DAY == 0:
        return When(said.on - timedelta(days=minutes // DAY), said.at, zone).instant_or(DAY_STARTS)
    return said.instant_or(DAY_STARTS) - timedelta(minutes=minutes)


def read(wall: str, zone: str) -> When:
    """Return a wall time that was kept as text; of an hour that comes twice the one with an offset is the second."""
    if "T" not in wall:
        return When(date.fromisoformat(wall), None, zone)
    stored = datetime.fromisoformat(wall)
    fold = 0 if stored.tzinfo is None else 1
    return When(stored.date(), stored.time().replace(fold=fold), zone)


def said_of(subject: Activity) -> Said | None:
    """Return the time of a task or an event; None for a task without one."""
    match subject:
        case Task():
            return _said(subject.due_on, subject.due_time, subject.due_zone, subject.due_at)
        case Event(all_day=True):
            return _said(subject.starts_on, None, subject.zone, None)
        case Event():
            return _said(subject.starts_on, subject.starts_time, subject.zone, subject.starts_at)
        case _:
            return None


def _said(on: date | None, at: time | None, zone: str | None, instant_: datetime | None) -> Said | None:
    if on is None:
        return Said(at_instant(instant_, "UTC").iso(), "UTC") if instant_ is not None else None
    if at is None:
        return Said(on.isoformat(), None)
    first = When(on, at.replace(fold=0), zone or "UTC")
    # Columns keep no fold: the instant tells which of two equal hours was meant.
    second = instant_ is not None and first.instant() != instant_
    said = When(on, at.replace(fold=1), first.zone) if second else first
    return Said(_exact(said), said.zone)


def _exact(said: When) -> str:
    """Return a time as text to the second: nobody says seconds, yet one that has them must not leave before them."""
    seconds = said.at is not None and (said.at.second or said.at.microsecond)
    return datetime.combine(said.on, said.at).isoformat() if said.at is not None and seconds else said.iso()


def is_live(subject: Activity) -> bool:
    """Tell whether there is still something to be reminded of."""
    if subject.deleted_at is not None:
        return False
    if isinstance(subject, Event):
        return subject.event_status is EventStatus.PLANNED
    return isinstance(subject, Task) and subject.is_open
