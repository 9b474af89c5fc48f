"""Draws a calendar as iCalendar text (RFC 5545).

The icalendar library reads these in our tests; writing with it takes a millisecond for each event, and calendars
with thousands of them are fetched every few minutes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crmbot.core.feeds import zones
from crmbot.core.feeds.entries import DAY, Entry, Face, Person, Sheet, Span
from crmbot.core.feeds.folding import Series, Slot, fold
from crmbot.store.models.activity import Answer, EventStatus, Visibility

MIME = "text/calendar"

_PRODUCT = "-//crmbot//calendar//EN"
_LONGEST = 75
"""Octets of a line, its break aside (RFC 5545, section 3.1)."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ANSWERS = {Answer.YES: "ACCEPTED", Answer.NO: "DECLINED", Answer.MAYBE: "TENTATIVE", Answer.NONE: "NEEDS-ACTION"}
_OFTEN = "PT15M"
"""How often programs may ask again."""


def draw_feed(sheet: Sheet) -> bytes:
    """Draw a calendar that is followed by its address: people are named with their answers."""
    known_as = (
        *(f"{name}:{_text(sheet.name)}" for name in ("NAME", "X-WR-CALNAME")),
        f"REFRESH-INTERVAL;VALUE=DURATION:{_OFTEN}",
        f"X-PUBLISHED-TTL:{_OFTEN}",
    )
    return _calendar(sheet, known_as, with_people=True)


def draw_file(sheet: Sheet) -> bytes:
    """Draw a calendar that somebody puts into their own.

    It is published rather than an invitation, and names nobody but whoever holds the event: they answer here, and a
    program that has the others' addresses writes to them when its owner moves or removes the event.
    """
    return _calendar(sheet, ("METHOD:PUBLISH",), with_people=False)


def _calendar(sheet: Sheet, head: Sequence[str], *, with_people: bool) -> bytes:
    folded = fold(sheet)
    drawing = _Drawing(with_people=with_people)
    body = [line for entry in folded.alone for line in drawing.event(entry)]
    body += [line for series in folded.series for line in drawing.series(series)]
    years = [sheet.window.since.year, *(entry.span.starts_at.year for entry in sheet.entries)]
    told = [line for name in sorted(drawing.zones) for line in zones.lines(name, min(years), max(years))]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", *head, *told, *body]
    return ("\r\n".join(map(_folded, [*lines, "END:VCALENDAR"])) + "\r\n").encode()


class _Drawing:
    """Draws entries, and remembers the zones they are in."""

    def __init__(self, *, with_people: bool) -> None:
        self._with_people = with_people
        self.zones: set[str] = set()

    def event(self, entry: Entry) -> list[str]:
        """Draw one that stands alone."""
        return self._component(entry, entry.uid, self._times(entry.span), entry.code)

    def series(self, series: Series) -> Iterator[str]:
        """Draw a series, and each occurrence that is otherwise, under the same name."""
        usual = series.usual
        again = [f"RRULE:{series.rule}", *(self._at("EXDATE", slot) for slot in series.left_out)]
        note = f"A series from {usual.code} on" if usual.code else ""
        yield from self._component(usual, usual.uid, [*self._first_times(series), *again], note)
        for slot, entry in series.changed:
            times = [self._at("RECURRENCE-ID", slot), *self._times(entry.span)]
            yield from self._component(entry, usual.uid, times, entry.code)

    def _component(self, entry: Entry, uid: str, times: Sequence[str], note: str) -> list[str]:
        return [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTAMP:{_utc(entry.changed_at)}",
            f"CREATED:{_utc(entry.made_at)}",
            f"LAST-MODIFIED:{_utc(entry.changed_at)}",
            f"SEQUENCE:{entry.version}",
            *times,
            *_told(entry.face, note),
            *(self._people(entry.face)),
            "END:VEVENT",
        ]

    def _people(self, face: Face) -> Iterator[str]:
        if face.organiser is not None:
            yield f"ORGANIZER;{_who(face.organiser)}"
        for person in face.people if self._with_people else ():
            yield f"ATTENDEE;PARTSTAT={_ANSWERS[person.answer]};{_who(person)}"

    def _times(self, span: Span) -> list[str]:
        if span.first is not None and span.last is not None:
            return [self._at("DTSTART", span.first), self._at("DTEND", span.last + DAY)]
        start, end = (at.astimezone(ZoneInfo(span.zone)) for at in (span.starts_at, span.ends_at))
        if start.fold or end.fold:  # a wall time that comes twice means the first one
            return [self._at("DTSTART", span.starts_at), self._at("DTEND", span.ends_at)]
        return [self._at("DTSTART", start), self._at("DTEND", end)]

    def _first_times(self, series: Series) -> list[str]:
        """Return when a series begins and how long each of it lasts, whatever the clocks do meanwhile."""
        if not isinstance(series.first, datetime):
            return self._times(series.usual.span)
        return [self._at("DTSTART", series.first), f"DURATION:{_duration(series.usual.span.length)}"]

    def _at(self, name: str, at: Slot) -> str:
        if not isinstance(at, datetime):
            return f"{name};VALUE=DATE:{at:%Y%m%d}"
        zone = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else "UTC"
        if zone in {"UTC", "Etc/UTC"}:
            return f"{name}:{_utc(at)}"
        self.zones.add(zone)
        return f"{name};TZID={zone}:{_wall(at)}"


def _told(face: Face, note: str) -> Iterator[str]:
    yield f"SUMMARY:{_text(face.title)}"
    words = "\n\n".join(part for part in (face.words, note) if part)
    if words:
        yield f"DESCRIPTION:{_text(words)}"
    if face.place:
        yield f"LOCATION:{_text(face.place)}"
    if face.category:
        yield f"CATEGORIES:{_text(face.category)}"
    yield f"STATUS:{_status(face)}"
    yield f"TRANSP:{'TRANSPARENT' if face.is_free or face.status is EventStatus.CANCELLED else 'OPAQUE'}"
    if face.visibility is not Visibility.PUBLIC:
        yield f"CLASS:{face.visibility.value.upper()}"


def _status(face: Face) -> str:
    """Return how sure it is: calendars have no word for what took place."""
    if face.status is EventStatus.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if face.is_sure or face.status is EventStatus.HELD else "TENTATIVE"


def _who(person: Person) -> str:
    """Return a person as a parameter and an address; quotes cannot stand in a parameter."""
    name = _plain(person.name).replace('"', "’").replace("\n", " ").strip()
    address = "".join(_plain(person.email).split())
    return f'CN="{name or address}":mailto:{address}'


def _text(text: str) -> str:
    return _plain(text).translate(_ESCAPES)


def _plain(text: str) -> str:
    """Return text with one sort of line break and no control characters."""
    return _CONTROLS.sub("", "\n".join(text.splitlines()))


def _utc(at: datetime) -> str:
    return f"{_wall(at.astimezone(UTC))}Z"


def _wall(at: date) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def _duration(length: timedelta) -> str:
    return f"PT{round(length.total_seconds()) // 60}M"


def _folded(line: str) -> str:
    """Break a line that is too long; no letter is torn in two."""
    if line.isascii():
        return line if len(line) <= _LONGEST else "\r\n ".join(_slices(line))
    return line if len(line.encode()) <= _LONGEST else "\r\n ".join(_pieces(line))


def _slices(line: str) -> Iterator[str]:
    yield line[:_LONGEST]
    step = _LONGEST - 1  # the blank the next line begins with counts
    yield from (line[start : start + step] for start in range(_LONGEST, len(line), step))


def _pieces(line: str) -> Iterator[str]:
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = "", 1
        piece, size = piece + letter, size + octets
    yield piece
