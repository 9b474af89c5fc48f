"""One thing that reached us survives storage, and is fit to store."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.address import Address
from crmbot.chat.inbound import (
    Event,
    FileShared,
    Identity,
    Inbound,
    PersonShared,
    PlaceShared,
    Pressed,
    Said,
    Submitted,
    Uploaded,
)

INBOUND = Inbound(
    "p:1",
    Identity("p", "w", "u", "Zoé", "z@x.example", "Europe/Paris", "fr", vouched=True),
    Address("p", "w", "c", "t"),
    datetime(2026, 11, 19, 10, tzinfo=UTC),
    Said("hello"),
    private=False,
)
EVENTS: list[Event] = [
    Said("hello", "m1", "p:w:c/7", edited=True, as_command=True, forwarded_from="Jane", link="https://x.example"),
    Pressed("done T-9 rev:3", "p:w:c/7"),
    Submitted("7", {"title": "Call", "due": ""}),
    Uploaded(
        (
            FileShared("f1", "a.jpg", "image/jpeg", 9, "photo", 3),
            PersonShared("Jane", "+44", "j@x.example", own=True),
            PlaceShared(51.5, -0.12, "Hall"),
        ),
        "caption",
        "m1",
        "p:w:c/7",
        "album",
    ),
]
DIRTY = "a\ud800b\x00c"


@pytest.mark.parametrize("event", EVENTS)
def test_inbound_when_stored(event: Event) -> None:
    """It reads back as it was, whatever it is."""
    inbound = replace(INBOUND, event=event)

    assert Inbound.from_json(inbound.to_json()) == inbound


@pytest.mark.parametrize(
    "event",
    [
        Said(DIRTY),
        Pressed(DIRTY),
        Submitted("1", {"title": DIRTY}),
        Uploaded((FileShared("f", DIRTY, "x/y"), PersonShared(DIRTY, "+44"), PlaceShared(0, 0, DIRTY)), DIRTY),
    ],
)
def test_inbound_when_it_holds_what_cannot_be_stored(event: Event) -> None:
    """All of a person's text is cleaned, and can be written then."""
    dirty = replace(INBOUND, who=replace(INBOUND.who, name=DIRTY), event=event)

    written = dirty.clean().to_json()

    assert "\\ud800" not in written
    assert "\\u0000" not in written


@given(st.text(max_size=80) | st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf"]), max_size=20))
def test_any_text_when_cleaned(text: str) -> None:
    """It can be written as UTF-8, and cleaning again changes nothing."""
    clean = replace(INBOUND, event=Said(text)).clean()

    assert (Inbound.from_json(clean.to_json()), clean.clean()) == (clean, clean)


def test_identity_when_written_as_one_string() -> None:
    """It says where and who."""
    assert INBOUND.who.sign == "p:w:u"
