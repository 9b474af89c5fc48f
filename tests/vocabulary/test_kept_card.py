"""A card that is written down is the same when it is read back."""

from datetime import UTC, datetime

import pytest

from crmbot.chat.card import (
    Action,
    Attachment,
    Block,
    Card,
    Divider,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Link,
    Mail,
    Mention,
    Menu,
    Moment,
    Phone,
    Quote,
    RecordLink,
    bold,
    code,
    plain_card,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.chat.kept_card import read_card, write_card

DONE = Action("Done", Invocation("done", {"which": "T-9", "text": 'a "b" {c}'}, 3), "primary", "Sure?")
EVERY_SPAN = spans(
    "plain",
    bold("bold"),
    code("x"),
    RecordLink("D-12", "Ümläut"),
    Mention(3, "Ana"),
    Moment(datetime(2026, 11, 19, 10, tzinfo=UTC), "now"),
    Phone("+4420", "020"),
    Mail("a@x.example"),
    Link("https://x.example", "there"),
)
EVERY_BLOCK: tuple[Block, ...] = (
    Line(EVERY_SPAN),
    Fields((("Due", spans("today")), ("Who", EVERY_SPAN))),
    Quote("What <b>they</b> wrote"),
    Items((Item(spans("one"), DONE), Item(spans("two"))), 1),
    Divider(),
    Footer(spans("small print")),
)


@pytest.mark.parametrize(
    "card",
    [
        Card(()),
        Card(EVERY_SPAN, EVERY_BLOCK, (DONE, Menu("More", (DONE, DONE))), "✅", "T-9", whisper=True, choices=2),
    ],
)
def test_card_when_read_back(card: Card) -> None:
    """Every span, block and button is what it was."""
    assert read_card(write_card(card)) == card


def test_card_when_it_has_files() -> None:
    """Files are not written down, and the card says which are missing."""
    card = Card(spans("Here"), files=(Attachment("sales.csv", "text/csv", lambda: b""),))

    kept = read_card(write_card(card))

    assert kept is not None
    assert (kept.files, "sales.csv" in plain_card(kept)) == ((), True)


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"_":"Later","x":1}', '{"_":"Card","new":1}', '{"_":"Text"}'])
def test_card_when_another_release_wrote_it(text: str) -> None:
    """What cannot be read is nothing, and no failure."""
    assert read_card(text) is None
