"""Whole messages of field reps are read right in every part, with their names known."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crmbot.language import when
from crmbot.language.notes import NoteReading, read
from tests.language.titles import is_like

SENT = {
    "york": ("2026-03-04T14:20", "America/New_York"),
    "london": ("2026-03-04T09:30", "Europe/London"),
    "sydney": ("2026-03-04T10:00", "Australia/Sydney"),
    "berlin": ("2026-09-14T10:40", "Europe/Berlin"),
    "angeles": ("2026-07-30T17:05", "America/Los_Angeles"),
    "chicago": ("2026-01-12T08:15", "America/Chicago"),
    "june": ("2026-06-19T16:45", "Europe/London"),
    "october": ("2026-10-28T11:10", "Europe/London"),
    "may": ("2026-05-26T15:30", "Australia/Sydney"),
}
LINES = [
    line
    for line in (Path(__file__).parent / "field_messages.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@dataclass(frozen=True)
class Message:
    """A message with the places of its names."""

    text: str
    people: tuple[tuple[int, int], ...]
    companies: tuple[tuple[int, int], ...]


def _message(marked: str) -> Message:
    """Take the marks of names out: `[Jane] at {Acme}`."""
    text, start = "", 0
    places: dict[str, list[tuple[int, int]]] = {"]": [], "}": []}
    for letter in marked:
        if letter in "[{":
            start = len(text)
        elif letter in places:
            places[letter].append((start, len(text)))
        else:
            text += letter
    return Message(text, tuple(places["]"]), tuple(places["}"]))


def _read(sent: str, marked: str) -> NoteReading:
    message = _message(marked)
    wall, zone = SENT[sent]
    return read(
        message.text,
        now=datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)),
        zone=zone,
        conventions=when.conventions_for(zone),
        masked=(*message.people, *message.companies),
        companies=message.companies,
    )


def _shown(reading: NoteReading) -> list[str]:
    """Give kind, due, amount, stage and minutes as the lines of the file say them."""
    follow_up, amount, stage = reading.follow_up, reading.amount, reading.stage
    return [
        reading.kind,
        str(follow_up.expression.when.iso() if follow_up.expression.when else None) if follow_up else "-",
        f"{amount.money.amount.normalize():f} {amount.money.currency}" if amount else "-",
        " ".join(filter(None, (stage.to, stage.reason))) if stage else "-",
        str(reading.duration_minutes or "-"),
    ]


@pytest.mark.parametrize("line", LINES)
def test_read_when_a_rep_sent_it(line: str) -> None:
    """Kind, follow-up, amount, stage and length are those that the file tells."""
    sent, _, rest = line.partition(": ")
    marked, kind, to_do, *others = rest.split(" | ")
    title, _, due = to_do.rpartition(" @")

    reading = _read(sent, marked)

    assert _shown(reading) == [kind, due, *others]
    assert not title or (reading.follow_up is not None and is_like(reading.follow_up.title, title))
