"""A note's words tell what happened, what is to follow, and who may be meant."""

from datetime import UTC, datetime

import pytest

from crmbot.language.notes import NoteReading, read

THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _read(text: str) -> NoteReading:
    return read(text, now=THURSDAY, zone="Europe/London")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("met Jane at Acme", "meeting"),
        ("called Jane, no answer", "call"),
        ("Jane rang", "call"),
        ("vm for Samir. try again tmrw 2:30pm", "call"),
        ("emailed the brochure", "email"),
        ("sent proposal via email", "email"),
        ("visited the farm", "visit"),
        ("popped in to see Sarah", "visit"),
        ("50 mins video call", "meeting"),
        ("coffee with Nadia", "meeting"),
        ("90 min demo", "meeting"),
        ("call him tomorrow", "note"),
        ("demo thursday", "note"),
        ("do not call again", "note"),
        ("prefers email", "note"),
        ("no-show, meeting cancelled", "note"),
        ("wants 3 machines", "note"),
    ],
)
def test_read_when_something_was_done_or_not(text: str, kind: str) -> None:
    """The first thing reported as done gives the kind; plans and wishes do not."""
    assert _read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "title", "due"),
    [
        ("Acme: met Jane, follow up Tuesday 3pm #q4", "follow up", "2026-11-24T15:00"),
        ("met Jane, call back in 2 weeks", "call back", "2026-12-03"),
        ("met Jane, call him tomorrow", "call him", "2026-11-20"),
        ("Acme: remind me Tuesday 9am to send the offer", "send the offer", "2026-11-24T09:00"),
        ("all good. f/u fri 14", "follow up", "2026-11-20T14:00"),
        ("Emailed Jane. Will follow up next week", "follow up", "2026-11-23"),
        ("met Jane and follow up with her on Friday", "follow up with her", "2026-11-20"),
        ("wants a quote by friday, ring her on monday", "ring her", "2026-11-23"),
    ],
)
def test_read_when_a_follow_up_is_asked_for(text: str, title: str, due: str) -> None:
    """An order to oneself with a time that has no doubt is a certain follow-up."""
    follow_up = _read(text).follow_up

    assert follow_up is not None
    assert (follow_up.title, str(follow_up.expression.when), follow_up.certain) == (title, due, True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("acme met Anna, wants quote by friday", "quote"),
        ("anna no answer, try tomorrow 10am", "try"),
        ("demo thursday 11am", "demo"),
        ("met Jane, follow up thu", "follow up"),
        ("call him 31 feb", "call him"),
        ("ring her tomorrow at 7", "ring her"),
    ],
)
def test_read_when_a_follow_up_is_less_certain(text: str, title: str) -> None:
    """What others want, and what has a doubtful time, is only proposed."""
    follow_up = _read(text).follow_up

    assert follow_up is not None
    assert (follow_up.title, follow_up.certain) == (title, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wants quote by 30 feb", "30 Feb"),
        ("call him 31 FEBRUARY", "31 February"),
        ("met Jane, follow up on the 30/2", "30/2"),
        ("met Jane, call back at 25", "at 25"),
        ("met Jane, call back tomorrow", ""),
        ("ring her tomorrow at 7", ""),
    ],
)
def test_no_such_when_a_time_names_none(text: str, words: str) -> None:
    """The words are given as people write them; of a time there is, none."""
    follow_up = _read(text).follow_up

    assert follow_up is not None
    assert follow_up.no_such == words


@pytest.mark.parametrize(
    "text",
    [
        "met Jane on Tuesday",
        "visited yesterday",
        "no follow up needed before friday",
        "do not call before Friday",
        "Iris is on vacation until Friday",
        "she'll write back",
        "07:45 visit, all good",
        "",
    ],
)
def test_read_when_nothing_is_to_follow(text: str) -> None:
    """Reports, refusals and bounds are no follow-ups."""
    assert _read(text).follow_up is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25 min call", 25),
        ("meeting 1h30", 90),
        ("visited, 1.5 hrs", 90),
        ("half an hour on the phone", 30),
        ("met Jane 09:00-10:30", 90),
        ("met Jane, call her in 2 hours", None),
        ("met Jane", None),
    ],
)
def test_read_when_a_length_is_reported(text: str, minutes: int | None) -> None:
    """The length of what was done is kept, that of a wait is not."""
    assert _read(text).duration_minutes == minutes


def test_read_when_an_order_is_known_to_be_a_report() -> None:
    """Behind the word `call` a length is that of the call; alone it may be one that is still to be made."""
    text = "call Jane 5 min, wants a quote"
    known = read(text, now=THURSDAY, zone="Europe/London", reported=True)

    assert (known.duration_minutes, _read(text).duration_minutes) == (5, None)


def test_read_when_there_are_tags_and_mentions() -> None:
    """Tags and mentions are kept in order."""
    reading = _read("met Jane #q4 #key cc @ops")

    assert (reading.tags, reading.mentions) == (("q4", "key"), ("ops",))
