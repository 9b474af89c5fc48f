"""Nothing is written unasked that is past, conditional, asked, denied, quoted, joked or somebody else's."""

from datetime import UTC, datetime

import pytest

from crmbot.language import when
from crmbot.language.notes import NoteReading, read

THURSDAY = datetime(2026, 11, 19, 10, tzinfo=UTC)
LONDON = "Europe/London"


def _read(text: str) -> NoteReading:
    return read(text, now=THURSDAY, zone=LONDON, conventions=when.conventions_for(LONDON))


def _written(text: str) -> list[str]:
    """Return what of a message would be written without a question."""
    said = _read(text)
    parts = {"follow-up": said.follow_up, "stage": said.stage, "amount": said.amount}
    return [name for name, part in parts.items() if part is not None and part.certain]


@pytest.mark.parametrize(
    "text",
    [
        # of the past
        'she said "send me an offer by Friday" last year',
        "was supposed to follow up yesterday",
        "we should have called him last Tuesday",
        "call Monday was good",
        "visit Friday fell through",
        "ring on Friday went unanswered",
        "email Friday's newsletter went to them too",
        "last quarter it was closed lost",
        # under a condition, or a question
        "send an offer by Friday if they confirm",
        "follow up on Monday unless a colleague does",
        "if nobody answers, call again on Friday",
        "maybe call him Friday?",
        "do we follow up on Monday?",
        "call Jane Monday or Tuesday",
        "call Jane Monday/Tuesday",
        "status won? not sure",
        "closed won would be nice",
        "could be closed lost soon",
        "would be 50k if they took all of it",
        # denied
        "don't call her on Monday",
        "no need to send the offer by Friday",
        "cancelled: call with Jane on Monday",
        "will never call them on a Monday again",
        "not qualified",
        "not won yet",
        # somebody else's, said aloud, or meant otherwise
        "call me on Friday, he said",
        "send offer by Friday, she joked",
        'Jane: "call me on Friday" she always says',
        "call Jane on Friday (a colleague does it)",
        "told him to call me on Friday",
        "book says meeting Friday, but I know nothing of it",
        "schedule for Friday is full",
        "great, another lost day, call it Monday",
        "proposal stage of their own project",
        "I wish we had won this one",
        "won the 2nd round",
        "won £50 at bingo with Jane",
        "lost £20 at golf",
        "lost on the way to the plant",
        "hold music for 20 minutes, on hold again",
        "new lead, call pending",
        # sums of others
        "their turnover is £4m a year",
        "they paid £1,200 for the other box",
        "saved them £5k last year",
        "the machine they have cost €42,000",
        "competitor quoted £42k",
    ],
)
def test_message_when_a_part_was_not_meant(text: str) -> None:
    """No follow-up, stage or amount of it is certain."""
    assert _written(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("call Jane on Friday", ["follow-up"]),
        ("please don't forget to send the deck by Monday", ["follow-up"]),
        ("won at £40k", ["stage", "amount"]),
        ("closed lost on price", ["stage"]),
        ("on hold until the new year", ["stage"]),
        ("moved to negotiation, £12k", ["stage", "amount"]),
        ("they offer £8,000 for it", ["amount"]),
        ("I'll send the deck by Monday", ["follow-up"]),
    ],
)
def test_message_when_a_part_was_meant(text: str, written: list[str]) -> None:
    """What is said outright is still written."""
    assert _written(text) == written


def test_follow_up_when_a_visit_of_today_is_told_of() -> None:
    """What is on today stands back behind a later day: the rest of the note tells of it."""
    text = "Site visit at Harwick today, they want 3 valves, demo on dec 3rd 2pm"
    told = _read(text)

    assert told.follow_up is not None
    assert (told.follow_up.title, told.follow_up.expression.text) == ("demo", "on dec 3rd 2pm")
