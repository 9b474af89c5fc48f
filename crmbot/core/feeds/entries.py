"""What stands in a calendar that is handed out: plain values, with nothing in them that its reader may not see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from crmbot.store.models.activity import Answer, EventStatus, Visibility

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an event names by their address."""

    name: str
    email: str
    answer: Answer = Answer.NONE


@dataclass(frozen=True, slots=True)
class Face:
    """What an entry shows beside its time; those of a series that were never changed have the same one."""

    title: str
    words: str = ""
    place: str = ""
    category: str = ""
    status: EventStatus = EventStatus.PLANNED
    is_sure: bool = True
    is_free: bool = False
    visibility: Visibility = Visibility.PUBLIC
    organiser: Person | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when: instants, the wall time's zone, and for whole days the first and the last of them."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    first: date | None = None
    last: date | None = None

    @property
    def length(self) -> timedelta:
        """How long it lasts; whole days as so many days."""
        if self.first is not None and self.last is not None:
            return self.last - self.first + DAY
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Entry:
    """One event or task. `code` is empty for what is only busy; `occurrence_on` is the day its series gave it."""

    uid: str
    span: Span
    face: Face
    made_at: datetime
    changed_at: datetime
    version: int
    code: str = ""
    recurrence_id: int | None = None
    occurrence_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The rule of a series and how far its occurrences are there; `begun_at` is when the first of them was made."""

    id: int
    rule: str
    first_on: date
    at: time | None
    zone: str
    left_out: frozenset[date]
    made_until: date | None
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """The time a calendar covers: instants, and the days that are wholly in it in every zone."""

    since: datetime
    until: datetime

    @property
    def first_on(self) -> date:
        """The first day."""
        return self.since.date() + DAY

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.until.date() - DAY


@dataclass(frozen=True, slots=True)
class Sheet:
    """A calendar as it was read: drawn later, where no database is waiting."""

    name: str
    window: Window
    entries: tuple[Entry, ...]
    rhythms: Mapping[int, Rhythm] = field(default_factory=dict)
