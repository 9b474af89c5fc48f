"""Names in a note are never read as words, and follow-ups are told in the words of the message."""

from datetime import UTC, datetime

import pytest

from crmbot.language.notes import NoteReading, read

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def _read(text: str, *names: str, companies: tuple[str, ...] = ()) -> NoteReading:
    spans = tuple((text.index(name), text.index(name) + len(name)) for name in (*names, *companies))
    return read(text, now=WEDNESDAY, zone="Europe/London", masked=spans, companies=spans[len(names) :])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Monday Coffee Co wants beans", "Monday Coffee Co"),
        ("March Architects: all fine", "March Architects"),
        ("24/7 Fitness happy", "24/7 Fitness"),
        ("Call Centre Ltd happy", "Call Centre Ltd"),
        ("Golf World happy", "Golf World"),
        ("Won Kim happy", "Won Kim"),
        ("Lead Paint Inc happy", "Lead Paint Inc"),
        ("May Chen happy", "May Chen"),
    ],
)
def test_read_when_a_name_holds_other_words(text: str, name: str) -> None:
    """Nothing is read out of a name."""
    reading = _read(text, companies=(name,))

    assert (reading.kind, reading.follow_up, reading.amount, reading.stage) == ("note", None, None, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Doug at Vesta ring him friday", "ring him"),
        ("Vesta: Doug wants a quote by friday", "quote"),
        ("Doug asked to move the demo to friday", "demo"),
        ("demo with Doug moved from monday to friday", "demo with Doug"),
        ("Doug to sign by friday", "sign"),
        ("need to call Doug friday", "call Doug"),
        ("visit Vesta friday", "visit"),
        ("friday: send Doug the drawings", "send Doug the drawings"),
        ("contract next. friday", "contract"),
        ("mtg with Doug friday", "meeting with Doug"),
    ],
)
def test_title_when_people_and_companies_are_named(text: str, title: str) -> None:
    """Who it is about, the company and the time go; who it is done with stays."""
    names = [name for name in ("Doug",) if name in text]
    follow_up = _read(text, *names, companies=tuple(name for name in ("Vesta",) if name in text)).follow_up

    assert follow_up is not None
    assert follow_up.title == title


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("tomorrow call Doug at 2pm", "2026-03-05T14:00"),
        ("send monday's figures on thursday", "2026-03-05"),
        ("teams with Doug pushed from 10am to 1pm tomorrow", "2026-03-05T13:00"),
        ("send Doug xmas hours next week", "2026-03-09"),
        ("call Doug after 4 today", "2026-03-04T16:00"),
        ("Doug back monday, call tuesday", "2026-03-10"),
        ("she'll send it monday. call her tuesday", "2026-03-10"),
        ("sign off by month end", "2026-03-31"),
        ("call Doug thurs 2ish", "2026-03-05T14:00"),
        ("call Doug a week today", "2026-03-11"),
        ("ring Doug weds 3.30", "2026-03-11T15:30"),
    ],
)
def test_due_when_several_times_are_said(text: str, due: str) -> None:
    """The time of the deed is taken, not of a thing it is done with; a day and an hour apart belong together."""
    follow_up = _read(text, *(["Doug"] if "Doug" in text else [])).follow_up

    assert follow_up is not None
    assert follow_up.expression.when is not None
    assert follow_up.expression.when.iso() == due


@pytest.mark.parametrize(
    "text",
    [
        "Doug on holiday next week",
        "contract ends in june",
        "no budget this year",
        "Doug can't make tuesday",
        "sent him xmas hours",
        "all good for now",
        "maybe next year",
        "meeting re q2, all good",
    ],
)
def test_follow_up_when_a_time_is_of_no_deed(text: str) -> None:
    """What is so for a time is nothing to do."""
    assert _read(text, *(["Doug"] if "Doug" in text else [])).follow_up is None


@pytest.mark.parametrize(
    "text",
    ["order arrives friday", "invoice due friday", "check in the mail by friday", "contact details by friday"],
)
def test_follow_up_when_a_thing_is_called_as_a_deed(text: str) -> None:
    """What only looks like an order to oneself is not certain."""
    follow_up = _read(text).follow_up

    assert follow_up is None or not follow_up.certain
