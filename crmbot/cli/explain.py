"""What the language rooms make of a text, for whoever wonders why something was understood so."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbot.language import money, notes, when
from crmbot.language.codes import parse_code
from crmbot.language.text import tidy
from crmbot.language.when import Expression

Row = tuple[str, str]


def readings(text: str, *, now: datetime, zone: str, currency: str) -> Iterator[Row]:
    """Yield every reading of a text with its name: said, code, amount, time, note, to do, names."""
    text = tidy(text)
    yield "said", f"{now.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}, {zone}"
    code = parse_code(text)
    if code is not None:
        yield "code", f"{code.kind or 'any record'}, number {code.number}"
    amount = money.read(text, currency=currency)
    if amount is not None:
        yield "amount", f"{money.show(amount)} ({amount})"
    conventions = when.conventions_for(zone)
    whole = when.read(text, now=now, zone=zone, conventions=conventions)
    yield "as a time", _time(whole) if whole else "no"
    for found in when.find(text, now=now, zone=zone, conventions=conventions):
        yield "time", f"“{found.text}” → {_time(found)}"
    yield from _note(notes.read(text, now=now, zone=zone, conventions=conventions))
    names = notes.candidates(text)
    yield "names", ", ".join(names) or "none"


def _time(found: Expression) -> str:
    parts = [f"{when.show(found.when)} ({found.when})"] if found.when else ["no time there is"]
    if found.until is not None:
        parts.append(f"until {when.show(found.until)}")
    if found.doubt is not None:
        options = " or ".join(when.show(option) for option in found.doubt.options)
        parts.append(f"doubt: {found.doubt.reason.replace('_', ' ')}" + (f" ({options})" if options else ""))
    return ", ".join(parts)


def _note(reading: notes.NoteReading) -> Iterator[Row]:
    yield "as a note", f"{reading.kind}{'' if reading.kind_certain else ' (perhaps)'}"
    if reading.follow_up is not None:
        certain = "a task" if reading.follow_up.certain else "a task is proposed"
        yield "to do", f"{certain}: “{reading.follow_up.title}”, {_time(reading.follow_up.expression)}"
    if reading.tags:
        yield "tags", " ".join(f"#{tag}" for tag in reading.tags)
    if reading.mentions:
        yield "people", " ".join(f"@{name}" for name in reading.mentions)
    if reading.duration_minutes is not None:
        yield "lasted", f"{reading.duration_minutes} min"
