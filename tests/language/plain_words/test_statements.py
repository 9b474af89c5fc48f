"""Statements that change a record or a setting, and where firms and people went."""

import pytest

from crmbot.language.plain_words import moves, statements
from crmbot.language.plain_words.moves import Move, Moved
from crmbot.language.plain_words.statements import Fact


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("rename acme to Acme Holding", Fact("acme", "name", "Acme Holding")),
        ("acme is now called Acme Group", Fact("acme", "name", "Acme Group")),
        ("jane's new number is 020 7946 0999", Fact("jane", "phone", "020 7946 0999")),
        ("new mobile for Jane: 0699 1", Fact("Jane", "mobile", "0699 1")),
        ("acme's website is acme.example", Fact("acme", "website", "acme.example")),
        ("jane has a new number: 020 7946 0999", Fact("jane", "phone", "020 7946 0999")),
        ("met jane, her number is on the card", None),
        ("call jane", None),
    ],
)
def test_fact_when_a_field_is_said(said: str, fact: Fact | None) -> None:
    """Whose field it is, which, and what it is from now on."""
    assert statements.fact(said) == fact


@pytest.mark.parametrize(
    ("behind", "amount"),
    [("is now 20k", "20k"), ("now €20,000", "€20,000"), ("is worth 20k", "20k"), ("20k", ""), ("now at the plant", "")],
)
def test_worth_when_words_stand_behind_a_code(behind: str, amount: str) -> None:
    """An amount alone may be anything; one that is said to be so now is the deal's."""
    assert statements.worth(behind) == amount


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("make d5 mine", "take d5"),
        ("give acme to zoe", 'give acme to:"zoe"'),
        ("give t6,t9 to zoe", ""),
        ("quiet 20-8", 'set quiet:"20-8"'),
        ("quiet hours from 8pm to 7am", 'set quiet:"8pm-7am"'),
        ("invite Zoe zoe@firm.example", "invite zoe@firm.example Zoe"),
        ("invite Kim Lee kim@firm.example as manager", "invite kim@firm.example Kim Lee role:manager"),
        ("invite kim@firm.example", ""),
        ("met Jane", ""),
    ],
)
def test_as_line_when_a_command_is_said_otherwise(said: str, line: str) -> None:
    """It is the command in the words it has, and nothing for all else."""
    assert statements.as_line(said) == line


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        ("acme moved to berlin", Moved("acme", Move.TOWN, "berlin")),
        ("jane left acme", Moved("jane", Move.AWAY, "acme")),
        ("jane doesn't work at Acme any more", Moved("jane", Move.AWAY, "Acme")),
        ("jane is now at delta", Moved("jane", Move.FIRM, "delta")),
        ("met jane at acme", None),
    ],
)
def test_moved_when_people_and_firms_go(said: str, moved: Moved | None) -> None:
    """Who went, and where to or from."""
    assert moves.read(said) == moved
