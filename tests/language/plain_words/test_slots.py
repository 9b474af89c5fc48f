"""What is on in a calendar is told from its time by the words for it."""

import pytest

from crmbot.language.plain_words import slots
from crmbot.language.plain_words.slots import Slot


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("tomorrow's meeting", Slot("tomorrow", noun="meeting")),
        ("Fridays 3pm call with Jane", Slot("friday", "3pm", "call", "Jane")),
        ("next monday’s demo", Slot("next monday", noun="demo")),
        ("my 3pm", Slot(hour="3pm")),
        ("the 10:30 with Anna on friday", Slot("friday", "10:30", who="Anna")),
        ("our 3 meeting", Slot(hour="3", noun="meeting")),
        ("the meeting on 8 dec", Slot("8 dec", noun="meeting")),
        ("the call with acme tomorrow at 4", Slot("tomorrow", "4", "call", "acme")),
        ("my appointment today", Slot("today")),
        ("my next visit", Slot(noun="visit", is_next=True)),
        ("the meeting with jane", Slot(noun="meeting", who="jane")),
    ],
)
def test_slot_when_a_time_names_it(words: str, slot: Slot) -> None:
    """The day, the hour, what it is and who is there are told apart."""
    assert slots.read(words) == slot


@pytest.mark.parametrize(
    "words", ["meeting", "tomorrow", "my 3", "the demo", "the meeting on friday went well and we agreed", "acme", ""]
)
def test_slot_when_there_is_none(words: str) -> None:
    """Names, bare times and whole sentences are none."""
    assert slots.read(words) is None
