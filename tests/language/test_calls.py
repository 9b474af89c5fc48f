"""The words of a note tell who rang whom, and what came of it."""

from datetime import UTC, datetime

import pytest

from crmbot.language.notes import NoteReading, minutes, read

WEDNESDAY = datetime(2025, 3, 12, 9, 0, tzinfo=UTC)


def _read(text: str) -> NoteReading:
    return read(text, now=WEDNESDAY, zone="Europe/Paris")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("called Jane 5 min, wants a quote", "out"),
        ("just called Jane", "out"),
        ("I rang Jane", "out"),
        ("yesterday evening called Jane", "out"),
        ("called Jane back", "out"),
        ("tried Jane, no answer", "out"),
        ("left a voicemail for Jane", "out"),
        ("had a call to Jane", "out"),
        ("she called", "in"),
        ("Jane called me today about the quote", "in"),
        ("Jane called back", "in"),
        ("call from Jane, wants parts", "in"),
        ("missed call from Jane", "in"),
        ("incoming call, angry", "in"),
        ("emailed Jane the offer", "out"),
        ("Jane emailed, wants a demo", "in"),
        ("mail from Jane", "in"),
        ("Ben called Jane", None),
        ("talked to Jane", None),
        ("call Jane tomorrow", None),
    ],
)
def test_way_when_a_call_is_told_of(text: str, way: str | None) -> None:
    """Whoever stands before the verb rang; an order to oneself tells nothing."""
    assert _read(text).way == way


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("called Jane, no answer", "no answer"),
        ("Jane didn't pick up", "no answer"),
        ("missed call from Jane", "no answer"),
        ("rang Jane, left a message", "voicemail"),
        ("vm for Samir", "voicemail"),
        ("rang Jane, line was busy", "busy"),
        ("called Jane, she is busy until Monday", ""),
        ("Jane: wrong number", "wrong number"),
        ("called Jane 5 min", "reached"),
        ("spoke to Jane", "reached"),
        ("called Jane, wants a quote", "reached"),
        ("called Jane", ""),
        ("got no answer to my mail from Jane", ""),
    ],
)
def test_result_when_a_call_is_told_of(text: str, result: str) -> None:
    """What came of it is one of a few words, or nothing where the words do not tell."""
    assert _read(text).result == result


@pytest.mark.parametrize("text", ["Jane: no answer", "missed call from Jane", "rang out", "wrong number"])
def test_kind_when_nobody_answered(text: str) -> None:
    """A call nobody took is a call."""
    assert _read(text).kind == "call"


@pytest.mark.parametrize(
    ("text", "length"),
    [("5m", 5), ("5 min", 5), ("90", 90), ("1h30", 90), ("1.5h", 90), ("half an hour", 30), ("2h", 120)],
)
def test_minutes_when_a_length_is_given(text: str, length: int) -> None:
    """A length of time can be said in the ways people say it."""
    assert minutes(text) == length


@pytest.mark.parametrize("text", ["soon", "", "0", "3 days", "99999999999999"])
def test_minutes_when_it_is_no_length(text: str) -> None:
    """What is no length of a call is none."""
    assert minutes(text) is None
