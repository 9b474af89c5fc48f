"""What on a card is not for everybody, known by what it is and not by who drew it."""

import pytest

from crmbot.chat import sensitive
from crmbot.chat.card import (
    Action,
    Attachment,
    Card,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Mail,
    Menu,
    Phone,
    Quote,
    RecordLink,
    Text,
    plain_card,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.chat.sensitive import Trait

PHONE, MAIL = Phone("+441134960000", "0113 496 0000"), Mail("jane@acme.example")
OPEN = Invocation("open", {"which": "D-1"})


@pytest.mark.parametrize(
    ("card", "traits"),
    [
        (Card(spans("Saved on Acme")), set()),
        (Card(spans("Pumps €500")), {Trait.AMOUNT}),
        (Card(spans("Pumps €", "500")), {Trait.AMOUNT}),
        (Card(spans("Jane"), (Line((PHONE,)),)), {Trait.REACH}),
        (Card(spans("Jane"), (Fields((("Mail", (MAIL,)),)),)), {Trait.REACH}),
        (Card(spans("Note"), (Quote("call 0113 496 0000"),)), {Trait.REACH}),
        (Card(spans("List"), (Items((Item(spans("Pumps · €500")),)),)), {Trait.AMOUNT}),
        (Card(spans("List"), (Items((Item((RecordLink("P-3", "Jane"),)),)),)), {Trait.PERSON}),
        (Card(spans("Jane"), (Fields((("Job", spans("CEO")),)),), about="P-3"), {Trait.PERSON}),
        (Card(spans("Saved on ", RecordLink("P-3", "Jane")), about="N-4"), set()),
        (Card(spans("Which?"), actions=(Action("Pumps €500", OPEN),)), {Trait.AMOUNT}),
        (Card(spans("Which?"), actions=(Menu("More", (Action("a@b.example", OPEN),)),)), {Trait.REACH}),
        (Card(spans("File"), files=(Attachment("a.pdf", "application/pdf", bytes),)), {Trait.FILE}),
        (Card(spans("Hint"), (Footer(spans("deals amount>10k")),)), set()),
    ],
)
def test_card_when_it_is_looked_at(card: Card, traits: set[Trait]) -> None:
    """Its traits are those of what stands on it, wherever that is."""
    assert sensitive.traits(card) == traits


def test_card_when_it_is_masked() -> None:
    """Nothing is left of what was sensitive in words, on buttons or as a file; the rest stays."""
    lines = (Line((Text("Call "), PHONE)), Quote("or jane@acme.example"), Items((Item(spans("€500 of Acme")),)))
    files = (Attachment("a.pdf", "application/pdf", bytes),)
    card = sensitive.masked(Card(spans("Pumps €500"), lines, (Action("Take €500", OPEN),), files=files))

    assert plain_card(card) == "Pumps •••\nCall •••\n> or •••\n• ••• of Acme"
    assert ([action.label for action in card.buttons()], card.files) == (["Take •••"], ())
    assert sensitive.traits(card) == set()


def test_card_when_it_asks() -> None:
    """A question of a form is known by its buttons."""
    skip = Action("Skip", Invocation("skip", {"key": "7"}))

    assert sensitive.is_question(Card(spans("When?"), actions=(skip,)))
    assert not sensitive.is_question(Card(spans("Acme"), actions=(Action("Open", OPEN),)))
