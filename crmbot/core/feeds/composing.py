"""Makes entries of a calendar from what was read: whose they are, what is told of them, what is only busy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256

from crmbot.core.feeds.entries import Entry, Face, Person, Span
from crmbot.core.feeds.reading import AnyRow, Found
from crmbot.core.people import FORGOTTEN
from crmbot.language import codes
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Availability, EventKind, EventStatus, LinkRole, Visibility

SHOWN_TASK = timedelta(minutes=30)
"""A task with a time has no length, and calendars hardly show what has none."""

BUSY, AVAILABLE = "Busy", "Available"

_WORDS = 500
_SECRET = 32


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is, and who reads it; `names` stand before what is theirs where there are several."""

    reader: int
    people: Sequence[int]
    names: Mapping[int, str] = field(default_factory=dict)


def uid(kind: str, number: int, made_at: datetime) -> str:
    """Return what a calendar knows something by: the same for life, and nobody else's, since no two were made then."""
    return f"{kind}-{number}-{made_at:%Y%m%d%H%M%S%f}@crmbot"


def hidden_uid(open_one: str) -> str:
    """Return what a calendar knows something by of which it may not know the number."""
    return f"busy-{sha256(open_one.encode()).hexdigest()[:_SECRET]}@crmbot"


def task(row: AnyRow, whose: Whose) -> Entry:
    """Make the entry of a task: calendars that follow an address take no notice of anything but events."""
    zone = row.due_zone or "UTC"
    starts_at = row.due_at or When(row.due_on, None, zone).instant_or(time())
    whole = row.due_on if row.due_at is None else None
    return Entry(
        uid=uid("task", row.number, row.created_at),
        span=Span(starts_at, starts_at + SHOWN_TASK, zone, whole, whole),
        face=Face(
            title=_named(whose, (row.assignee_id,), f"Task: {row.title}"),
            words=_short(row.body),
            category="Task",
            is_free=True,
        ),
        made_at=row.created_at,
        changed_at=row.updated_at,
        version=row.version,
        code=codes.show("task", row.number),
    )


def _named(whose: Whose, people: Sequence[int], title: str) -> str:
    names = ", ".join(whose.names[number] for number in people if number in whose.names)
    return f"{names}: {title}" if names else title


def _short(text: str | None) -> str:
    words = (text or "").strip()
    return words if len(words) <= _WORDS else f"{words[:_WORDS].rstrip()} …"


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes the entries of events that were found."""

    whose: Whose
    found: Found

    def entries(self) -> list[Entry]:
        """Make all of them; what was called off and may not be seen is nothing."""
        made = (self._entry(row) for row in self.found.times)
        return [entry for entry in made if entry is not None]

    def _entry(self, row: AnyRow) -> Entry | None:
        number = row.number
        words = self.found.words.get(number)
        if words is None and row.event_status is EventStatus.CANCELLED:
            return None
        open_uid = uid("event", number, row.created_at)
        return Entry(
            uid=hidden_uid(open_uid) if words is None else open_uid,
            span=_span(row),
            face=self._busy(row) if words is None else self._face(row, words),
            made_at=row.created_at,
            changed_at=row.updated_at,
            version=row.version,
            code=codes.show("event", number) if words is not None else "",
            recurrence_id=row.recurrence_id,
            occurrence_on=row.occurrence_on,
        )

    def _busy(self, row: AnyRow) -> Face:
        is_free = row.availability is Availability.FREE
        title = _named(self.whose, self._theirs(row), AVAILABLE if is_free else BUSY)
        return Face(title, is_free=is_free, visibility=Visibility.PRIVATE)

    def _face(self, row: AnyRow, words: AnyRow) -> Face:
        return Face(
            title=_named(self.whose, self._theirs(row), words.title),
            words=self._told(row, words),
            place=words.location or "",
            category=(words.event_kind or EventKind.EVENT).value.title(),
            status=row.event_status,
            is_sure=self._is_sure(row),
            is_free=row.availability is Availability.FREE,
            visibility=row.visibility or Visibility.PUBLIC,
            organiser=self._user(row.owner_id),
            people=tuple(self._people(row)),
        )

    def _theirs(self, row: AnyRow) -> list[int]:
        """Return those of the calendar's people whose event it is: who holds it first."""
        asked = self.found.asked.get(row.number, ())
        going = [one.user_id for one in asked if one.answer is not Answer.NO]
        return [number for number in dict.fromkeys((row.owner_id, *going)) if number in self.whose.people]

    def _is_sure(self, row: AnyRow) -> bool:
        """Tell whether an event of one's own calendar is one they hold, or have said yes to."""
        if self.whose.names or row.owner_id == self.whose.reader:
            return True
        asked = self.found.asked.get(row.number, ())
        return all(one.answer is Answer.YES for one in asked if one.user_id == self.whose.reader)

    def _user(self, number: int | None, answer: Answer = Answer.NONE) -> Person | None:
        user = self.found.users.get(number) if number is not None else None
        if user is None or user.email.endswith(FORGOTTEN):
            return None
        return Person(user.name, user.email, answer)

    def _people(self, row: AnyRow) -> list[Person]:
        """Return who is asked and has an address; others stand among the words."""
        asked = self.found.asked.get(row.number, ())
        ours = [
            self._user(one.user_id, one.answer) if one.user_id else Person(one.name or "", one.email, one.answer)
            for one in asked
        ]
        contacts = [
            Person(one.title, one.email, Answer(one.answer or "none")) for one in self._contacts(row) if one.email
        ]
        return [one for one in (*ours, *contacts) if one is not None]

    def _contacts(self, row: AnyRow) -> list[AnyRow]:
        return [one for one in self.found.linked.get(row.number, ()) if one.role is LinkRole.ATTENDEE]

    def _told(self, row: AnyRow, words: AnyRow) -> str:
        """Return what stands below an event: what was written, what came of it, with whom, about what."""
        about = [
            f"{one.title} ({codes.show(one.kind, one.id)})"
            for one in self.found.linked.get(row.number, ())
            if one.role is not LinkRole.ATTENDEE
        ]
        lines = [
            _short(words.body),
            f"Held. {_short(words.outcome)}".strip() if row.event_status is EventStatus.HELD else "",
            _line("With", [one.title for one in self._contacts(row) if not one.email]),
            _line("About", about),
        ]
        return "\n".join(line for line in lines if line)


def _line(label: str, names: Sequence[str]) -> str:
    return f"{label}: {', '.join(names)}" if names else ""


def _span(row: AnyRow) -> Span:
    zone = row.zone or "UTC"
    if not row.all_day:
        return Span(row.starts_at, row.ends_at, zone)
    return Span(row.starts_at, row.ends_at, zone, row.starts_on, row.ends_on or row.starts_on)
