"""What is said of a record so that it changes, how something is done, and where firms and people went."""

import pytest

from crmbot.language.plain_words import amounts, changes, house, moves
from crmbot.language.plain_words.changes import Fact
from crmbot.language.plain_words.moves import Move, Moved


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
    assert changes.fact(said) == fact


@pytest.mark.parametrize(
    ("behind", "amount"),
    [("is now 20k", "20k"), ("now €20,000", "€20,000"), ("is worth 20k", "20k"), ("20k", ""), ("now at the plant", "")],
)
def test_worth_when_words_stand_behind_a_code(behind: str, amount: str) -> None:
    """An amount alone may be anything; one that is said to be so now is the deal's."""
    assert amounts.worth(behind) == amount


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


@pytest.mark.parametrize(
    ("said", "what"),
    [("How do I log a call", "log a call"), ("how to merge companies", "merge companies"), ("how is Jane", "")],
)
def test_asked_how(said: str, what: str) -> None:
    """What somebody wants to know how to do is told from other questions."""
    assert house.asked_how(said) == what


@pytest.mark.parametrize(
    ("said", "minor", "before"),
    [
        ("renewal 14000", 1_400_000, "renewal"),
        ("expansion 40k", 4_000_000, "expansion"),
        ("12", None, ""),
        ("wants 10 pumps for 20k", None, ""),
    ],
)
def test_amount_when_it_ends_a_line(said: str, minor: int | None, before: str) -> None:
    """An amount behind a name may be a deal's; one in a sentence is left where it is."""
    value, left = amounts.at_the_end(said.split(), currency="EUR", locale="en-GB")

    assert (value.minor if value else None, left) == (minor, before)


@pytest.mark.parametrize(
    ("said", "added"),
    [
        ("add tom hardy to acme", ("tom hardy", "acme")),
        ("put Jane on the Globex pumps deal.", ("Jane", "Globex pumps")),
        ("add 5 pumps to the order", None),
        ("add tom", None),
    ],
)
def test_added_when_somebody_is_to_be(said: str, added: tuple[str, str] | None) -> None:
    """Who is to be added, and to what."""
    assert moves.added(said) == added
