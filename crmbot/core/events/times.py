"""When an event takes place: wall time as it was said, instants for what is compared, days that stay days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crmbot.core.errors import InvalidInput
from crmbot.language.when import When, at_instant
from crmbot.store.models.activity import Event, EventKind

MIDNIGHT = time()
DAY = timedelta(days=1)

LONGEST = timedelta(days=7)
"""An event with times lasts no longer: the agenda looks so far back for what may still be going on."""

LONGEST_DAYS = 366
"""One of whole days lasts so many at most."""

USUAL = timedelta(hours=1)
USUAL_CALL = timedelta(minutes=5)

BEFORE_START = "end is before start"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when: instants, and whole days where it has no times."""

    starts: When
    starts_at: datetime
    ends_at: datetime
    last_on: date | None = None

    @property
    def is_all_day(self) -> bool:
        """Whether it takes whole days."""
        return self.last_on is not None


def usual_length(kind: EventKind) -> timedelta:
    """Return how long an event lasts when nobody says."""
    return USUAL_CALL if kind is EventKind.CALL else USUAL


def stretch(starts: When, *, ends: When | None = None, length: timedelta | None = None, usual: timedelta) -> Stretch:
    """Return from when to when an event goes; `usual` is its length when neither end nor length is known.

    Raises `InvalidInput` for an end before the start, and for what is too long.
    """
    if starts.at is None and (length is None or length % DAY == timedelta()):
        return _days(starts, ends, length)
    starts_at = starts.instant()
    if starts_at is None:
        raise InvalidInput("when", str(starts), "that has a length but no time")
    if ends is not None and ends.at is None:
        raise InvalidInput("when", str(ends), "the start has a time, so the end needs one, too")
    ends_at = (ends.instant() if ends is not None else None) or starts_at + (length or usual)
    if ends_at <= starts_at:
        raise InvalidInput("when", f"{starts} – {ends}", BEFORE_START)
    if ends_at - starts_at > LONGEST:
        raise InvalidInput("when", f"{starts} – {ends}", "that is more than a week; give days without times for it")
    return Stretch(starts, starts_at, ends_at)


def _days(starts: When, ends: When | None, length: timedelta | None) -> Stretch:
    last = ends.on if ends is not None else starts.on + (length or DAY) - DAY
    if last < starts.on:
        raise InvalidInput("when", f"{starts} – {ends}", BEFORE_START)
    if (last - starts.on).days >= LONGEST_DAYS:
        raise InvalidInput("when", f"{starts} – {last}", f"that is more than {LONGEST_DAYS} days")
    return Stretch(starts, _midnight(starts.on, starts.zone), _midnight(last + DAY, starts.zone), last)


def _midnight(day: date, zone: str) -> datetime:
    return When(day, None, zone).instant_or(MIDNIGHT)


def put(event: Event, to: Stretch) -> None:
    """Set the columns of an event to a time."""
    event.starts_on, event.zone = to.starts.on, to.starts.zone
    event.starts_time = None if to.is_all_day else to.starts.at
    event.starts_at, event.ends_at = to.starts_at, to.ends_at
    event.all_day, event.ends_on = to.is_all_day, to.last_on


def starts_of(event: Event) -> When:
    """Return the start as it was said: a day, or a wall time with its zone."""
    zone = event.zone or "UTC"
    if event.all_day or event.starts_at is None:
        return When(event.starts_on or date.min, None, zone)
    if event.starts_on is None or event.starts_time is None:
        return at_instant(event.starts_at, zone)
    said = When(event.starts_on, event.starts_time, zone)
    # An hour that comes twice is kept without which of the two it was: the instant knows.
    return said if said.instant() == event.starts_at else at_instant(event.starts_at, zone)


def length_of(event: Event) -> timedelta:
    """Return how long an event lasts; one of whole days so many times 24 hours, whatever the clocks do."""
    if event.all_day and event.starts_on is not None and event.ends_on is not None:
        return event.ends_on - event.starts_on + DAY
    if event.starts_at is None or event.ends_at is None:
        return USUAL
    return event.ends_at - event.starts_at


def moved(event: Event, to: When, *, ends: When | None = None, length: timedelta | None = None) -> Stretch:
    """Return where an event goes that is moved: its length stays unless an end is said, its hour unless one is said.

    Raises as `stretch`.
    """
    known = starts_of(event)
    if to.at is None and known.at is not None and ends is None and to.part is None:
        to = When(to.on, known.at, known.zone)
    stays = length_of(event) if (to.at is None) == event.all_day else None
    usual = usual_length(event.event_kind or EventKind.EVENT)
    return stretch(to, ends=ends, length=length or (stays if ends is None else None), usual=usual)


def local_days(event: Event, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last day an event touches in a zone; whole days are the same days everywhere."""
    if event.all_day and event.starts_on is not None:
        return event.starts_on, event.ends_on or event.starts_on
    return span_of(event.starts_at or datetime.min.replace(tzinfo=UTC), event.ends_at, zone)


def span_of(starts_at: datetime, ends_at: datetime | None, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last day that a time touches in a zone; midnight is the end of the day before."""
    first = starts_at.astimezone(zone).date()
    last = (ends_at - timedelta(microseconds=1)).astimezone(zone).date() if ends_at is not None else first
    return first, max(first, last)
