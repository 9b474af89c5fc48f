"""Messages of field reps are read right as a whole, names and all, among companies that are easily mistaken."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

import pytest

from crmbot.language import when
from crmbot.language.names_index import Entry, Meant, NameIndex
from crmbot.language.notes import NoteReading, read
from tests.language.titles import is_like

MESSAGES = Path(__file__).parent / "messages"


class Told(TypedDict):
    """A message, when and where it was sent, and what it says; `new`: the names that no record knows."""

    text: str
    sent: str
    zone: str
    kind: str
    company: NotRequired[str]
    people: NotRequired[list[str]]
    new: NotRequired[list[str]]
    todo: NotRequired[str]
    due: NotRequired[str]
    amount: NotRequired[str]
    stage: NotRequired[str]
    tags: NotRequired[list[str]]
    mentions: NotRequired[list[str]]
    minutes: NotRequired[int]


def _told() -> list[Told]:
    lines = (MESSAGES / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _entries() -> Iterator[Entry]:
    number = 0
    for line in (MESSAGES / "directory.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        company, _, people = line.partition(": ")
        number += 1
        company_id = number
        yield Entry(number, "company", company)
        for person in filter(None, people.split(", ")):
            number += 1
            yield Entry(number, "contact", person, company_id)


@lru_cache(maxsize=1)
def _index() -> tuple[NameIndex, dict[int, str]]:
    entries = list(_entries())
    return NameIndex.build(entries), {entry.id: entry.name for entry in entries}


def _meant(text: str) -> Meant:
    """Return whom a text means; where the product would ask which company, the likelier one is taken."""
    index, _ = _index()
    meant = index.who(text)
    asked = next((doubt.options[0].id for doubt in meant.doubts if doubt.kind == "company"), None)
    return index.who(text, prefer=lambda number: float(number == asked)) if asked is not None else meant


def _read(told: Told, meant: Meant) -> NoteReading:
    return read(
        told["text"],
        now=datetime.fromisoformat(told["sent"]).replace(tzinfo=ZoneInfo(told["zone"])),
        zone=told["zone"],
        conventions=when.conventions_for(told["zone"]),
        masked=meant.spans,
        companies=meant.company_spans,
    )


def _names(meant: Meant) -> tuple[str | None, list[str], list[str]]:
    """Give the company, the people, and which of them are new."""
    called = _index()[1]
    firms = [new.name for new in meant.unlisted if new.kind == "company"]
    company = called[meant.company.id] if meant.company else next(iter(firms), None)
    people = [called[one.id] for one in meant.contacts]
    strangers = [new.name for new in meant.unlisted if new.kind == "contact"]
    return company, sorted(people + strangers), sorted(firms + strangers)


def _shown(reading: NoteReading) -> tuple[object, ...]:
    follow_up, amount, stage = reading.follow_up, reading.amount, reading.stage
    return (
        reading.kind,
        follow_up.expression.when.iso() if follow_up and follow_up.expression.when else None,
        f"{amount.money.amount.normalize():f} {amount.money.currency}" if amount else None,
        " ".join(filter(None, (stage.to, stage.reason))) if stage else None,
        list(reading.tags),
        list(reading.mentions),
        reading.duration_minutes,
    )


@pytest.mark.parametrize("told", _told(), ids=lambda told: told["text"][:40])
def test_message_when_names_are_looked_for(told: Told) -> None:
    """Who is meant, what was done, what is to do and when, amount, stage, tags and length are those of the file."""
    meant = _meant(told["text"])
    reading = _read(told, meant)

    assert _names(meant) == (told.get("company"), sorted(told.get("people", [])), sorted(told.get("new", [])))
    assert _shown(reading) == (
        told["kind"],
        told.get("due"),
        told.get("amount"),
        told.get("stage"),
        told.get("tags", []),
        told.get("mentions", []),
        told.get("minutes"),
    )
    assert "todo" not in told or (reading.follow_up is not None and is_like(reading.follow_up.title, told["todo"]))
