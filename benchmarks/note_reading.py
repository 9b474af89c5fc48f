"""Notes of field reps read by the product's own rooms, in the form the scripts of the bench score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crmbot.language import notes
from crmbot.language.names_index import Candidate, Entry, Meant, NameIndex, Unlisted
from crmbot.language.notes import FollowUp, NoteReading
from crmbot.language.when import conventions_for

Label = dict[str, Any]
"""What the scripts score: one value, list or nothing for each slot."""

Directory = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The index of a directory, and what its numbers stand for there."""

    index: NameIndex
    ids: Sequence[str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, directory: Directory) -> "Desk":
        rows = [*directory["companies"], *directory["contacts"]]
        ids = ["", *(row["id"] for row in rows)]  # numbers of records begin with one
        numbers = {known: number for number, known in enumerate(ids)}
        return cls(NameIndex.build(_entry(row, numbers) for row in rows), ids, {row["id"]: row["name"] for row in rows})

    def told(self, one: Candidate | Unlisted) -> Label:
        """Return a record as the labels name it, with no id where there is none."""
        if isinstance(one, Unlisted):
            return {"id": None, "name": one.name}
        return {"id": self.ids[one.id], "name": self.names[self.ids[one.id]]}

    def meant(self, text: str) -> Meant:
        """Return whom a text means; where the product would ask, the likelier one is taken."""
        meant = self.index.who(text)
        asked = next((doubt.options[0].id for doubt in meant.doubts if doubt.kind == "company"), None)
        if asked is None:
            return meant
        return self.index.who(text, prefer=lambda number: float(number == asked))


def _entry(row: Mapping[str, Any], numbers: Mapping[str, int]) -> Entry:
    if "company" in row:
        return Entry(numbers[row["id"]], "contact", row["name"], numbers[row["company"]], (row["email"],))
    return Entry(numbers[row["id"]], "company", row["name"], 0, (row["domain"],))


_DESKS: dict[int, Desk] = {}


def prepare(directory: Directory) -> None:
    """Build the index of a directory, as the product does when it starts."""
    _DESKS[id(directory)] = Desk.of(directory)


def note(text: str, ref: datetime, tz: str, directory: Directory) -> Label:
    """Read a message sent at a wall time in a zone."""
    if id(directory) not in _DESKS:
        prepare(directory)
    desk = _DESKS[id(directory)]
    meant = desk.meant(text)
    return _of_words(read_words(text, ref, tz, meant)) | _of_names(desk, meant)


def read_words(text: str, ref: datetime, tz: str, meant: Meant) -> NoteReading:
    """Read all of a message that is no name."""
    return notes.read(
        text,
        now=ref.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC),
        zone=tz,
        conventions=conventions_for(tz),
        masked=meant.spans,
        companies=meant.company_spans,
    )


def _of_names(desk: Desk, meant: Meant) -> Label:
    firm = meant.company or next((one for one in meant.unlisted if one.kind == "company"), None)
    strangers = [one for one in meant.unlisted if one.kind == "contact"]
    people = [*map(desk.told, meant.contacts), *map(desk.told, strangers)]
    asked = [doubt.options[0] for doubt in meant.doubts if doubt.kind == "contact" and meant.company is not None]
    return {
        "company": desk.told(firm) if firm is not None else None,
        "contacts": [*people, *map(desk.told, asked)],
    }


def _of_words(read: NoteReading) -> Label:
    return {
        "activity_type": read.kind,
        "follow_up": _follow_up(read.follow_up),
        "amount": _amount(read),
        "stage": {"to": read.stage.to, "reason": read.stage.reason} if read.stage else None,
        "tags": list(read.tags),
        "mentions": list(read.mentions),
        "duration": read.duration_minutes,
    }


def _follow_up(said: FollowUp | None) -> Label | None:
    if said is None or said.expression.when is None:
        return None
    when = said.expression.when
    due = when.on.isoformat() if when.at is None else f"{when.on.isoformat()}T{_clock(when.at)}"
    return {"title": said.title, "due": due}


def _clock(at: time) -> str:
    return at.isoformat("minutes")


def _amount(read: NoteReading) -> Label | None:
    if read.amount is None:
        return None
    money = read.amount.money
    return {"value": float(money.amount), "currency": money.currency}
