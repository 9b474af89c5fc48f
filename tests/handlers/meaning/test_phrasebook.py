"""Plain words: every phrasing by its example, wishes said the other way round, and notes that only look alike."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crmbot.chat.reading import Reading
from crmbot.commands import build_registry
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning import phrasebook
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.handlers.meaning.tables import TABLES
from crmbot.language.plain_words import on_record, phrasing
from crmbot.language.plain_words.phrasing import Phrasing
from crmbot.language.when import conventions_for

KINDS = {
    "the demo": "event",
    "demo": "event",
    "delta call": "task",
    "tomorrow's meeting": "slot",
    "the meeting on friday": "slot",
    "my 3pm call": "task",
    "my next meeting": "event",
    "jane": "contact",
    "zoe": "person",
    "eva": "person",
    "next week": "time",
    "tomorrow": "time",
    "december": "time",
    "saturday": "day",
    "monday": "time",
    "friday 3pm": "time",
    "hooli": "lead",
    "nächste woche": "time",
    "acme": "company",
    "globex": "company",
    "globex pumps": "deal",
    "d5": "deal",
    "proposition": "stage",
    "negotiation": "stage",
    "end of january": "date",
    "next month": "date",
    "key account": "tag",
    "anna": "contact",
    "deals": "list",
    "leads": "list",
    "bob": "person",
}
READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)
ROWS = [row for table in (*TABLES, on_record.ANY_NAME) for row in table.rows]


def head_length(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Know a demo, a call of Delta's and Jane."""
    runs = (" ".join(words[:count]).lower() for count in range(len(words), 0, -1))
    return next((len(run.split()) for run in runs if KINDS.get(run) in kinds), 0)


def kinds_named(words: str) -> tuple[str, ...]:
    """Have a task in hand."""
    return ("task",) if words == "it" else ()


READER = Interpreter(build_registry(), READING, head_length, kinds_named=kinds_named)


def holds(must: str, words: str) -> bool:
    """Tell what is known from what is not."""
    kinds, _, others = must.removeprefix("slot ").replace("people", "contact person").partition(" not ")
    kind = next(iter(kinds_named(words)), KINDS.get(words.lower()))
    return kind in kinds.split() and kind not in others.split()


def line_of(said: str) -> str:
    """Return the line that the tables have for words, asked in their order."""
    lines = (table.line(phrasing.bare(said), holds) for table in (*TABLES, on_record.ANY_NAME))
    return next(filter(None, lines), "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.example)
def test_every_phrasing_when_its_example_is_said(row: Phrasing) -> None:
    """The example is read, and by no row that is asked before it."""
    words = next(table.words for table in (*TABLES, on_record.ANY_NAME) if row in table.rows)

    own = phrasing.table(row, **words).line(phrasing.bare(row.example), holds)

    assert own
    assert line_of(row.example) == own


def test_examples_when_compared() -> None:
    """Each is there once."""
    assert len({row.example.lower() for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("my settings", "settings"),
        ("show me my preferences", "settings"),
        ("Who am I?", "me"),
        ("set my time zone to Paris", "timezone Paris"),
        ("our time zone is Europe/Berlin", "organisation zone Europe/Berlin"),
        ("set our time zone to Berlin", "organisation zone Berlin"),
        ("speak german", "language german"),
        ("sprache deutsch", "language deutsch"),
        ("please turn off the daily digest", "digest off"),
        ("send me a digest at 7:30", "digest 7:30"),
        ("our currency is US dollars", "organisation currency US dollars"),
        ("the week starts on Mondays", "organisation week Monday"),
        ("add a lost reason too expensive", "lost reasons add too expensive"),
        ("rename stage proposal to offer", 'stages set "proposal" to:"offer"'),
        ("rename the source Web to Website", "sources rename Web to Website"),
        ("delete tag old", "tag delete old"),
        ("create a team called North", "team new North"),
        ("add Ana to the team North", "team North add Ana"),
        ("add a number field fleet size to companies", "field new fleet size kind:company type:number"),
        ("new field region for contacts", "field new region kind:contact"),
        ("who changed Acme?", "log Acme"),
        ("what changed on d5", "log d5"),
        ("#vip", "find #vip"),
        ("what was deleted?", "deleted"),
        ("mark Acme renewal as won", "won Acme renewal"),
        ("close d5 as lost too dear", "lost d5 too dear"),
        ("d5 is won!", "won d5"),
        ("We just lost d5 to Initech", "lost d5 to Initech"),
        ("close d5", "open d5"),
        ("lost this month", "deals everybody lost this month"),
        ("won last quarter", "deals everybody won last quarter"),
        ("board as a picture", "board as:picture"),
        ("our pipeline report", "board"),
        ("my views", "views"),
        ("are there any duplicates?", "duplicates"),
        ("find duplicates among contacts", "duplicates contacts"),
        ("pdf of lead l-7", "print lead l-7"),
        ("export my deals as excel", "export my deals as:xlsx"),
        ("download all companies to a csv file", "export all companies as:csv"),
        ("make d5 mine", "take d5"),
        ("give acme to zoe", 'give acme to:"zoe"'),
        ("quiet 20-8", 'set quiet:"20-8"'),
        ("quiet hours from 8pm to 7am", 'set quiet:"8pm-7am"'),
        ("invite Zoe zoe@firm.example", "invite zoe@firm.example Zoe"),
        ("invite Kim Lee kim@firm.example as manager", "invite kim@firm.example Kim Lee role:manager"),
        ("invite jane to the demo", 'invite event "the demo" jane'),
        ("mark delta call as done", "done delta call"),
        ("delta call is done", "done delta call"),
        ("not done", "reopen task it"),
        ("it's not done yet", "reopen task it"),
        ("done all", "done tasks all"),
        ("move all to friday", "move tasks all to friday"),
        ("drop the demo", "cancel event the demo"),
        ("jane's new mobile is 07700 900123", 'set jane mobile:"07700 900123"'),
        ("jane email jane@x.example", 'set jane email:"jane@x.example"'),
        ("am I free thursday afternoon?", "free thursday afternoon"),
        ("who is free friday 10am", "free team friday 10am"),
        ("what's next?", "week"),
        ("what did I do yesterday?", "activities me yesterday"),
    ],
)
def test_line_when_said_in_plain_words(said: str, line: str) -> None:
    """It is the line of the command that does what is meant."""
    assert line_of(said) == line


@pytest.mark.parametrize(
    "told",
    [
        "we speak tomorrow",
        "speak to Jane about the offer",
        "add Jane to the order",
        "rename the file",
        "new stage of talks with Acme begins",
        "what changed our mind was the price",
        "the team North is happy",
        "history of the firm was told at dinner and it was long",
        "send me a mail",
        "new team lunch tomorrow",
        "we won the tender",
        "close the window",
        "Jane is lost",
        "picture of the plant",
        "d5 is big",
        "give t6,t9 to zoe",
        "invite kim@firm.example",
        "met Jane",
        "jane phoned +44 20 7946 0000",
        "the demo went well",
        "invite jane to lunch",
        "call jane",
        "",
    ],
)
def test_line_when_something_is_told(told: str) -> None:
    """A sentence that only begins like a wish is left to be read as a note."""
    assert line_of(told) == ""


@pytest.mark.parametrize(
    ("said", "which", "to"),
    [
        ("push the demo 30 minutes", "the demo", "30 minutes"),
        ("put off the demo to friday", "the demo", "friday"),
        ("bring the demo forward an hour", "the demo", "forward an hour"),
        ("snooze 1h", "it", "1h"),
        ("move to friday", "it", "friday"),
    ],
)
def test_time_when_something_is_put_off(said: str, which: str, to: str) -> None:
    """What is named is moved, or what is in hand."""
    intent = phrasebook.read(READER, said)

    assert isinstance(intent, Invoke)
    assert intent.values["which"] == which
    assert to in {text.removeprefix("to ") for text in intent.values.values()}


@pytest.mark.parametrize(
    "told",
    ["push for a decision at acme by friday", "bring samples to acme", "move 1-3 monday", "snooze 1 1h", "x" * 9000],
)
def test_line_when_nothing_is_put_off(told: str) -> None:
    """A note stays a note, and rows of a list are read as such."""
    assert phrasebook.read(READER, told) is None
