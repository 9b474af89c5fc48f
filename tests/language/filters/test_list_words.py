"""What else a list is told in plain words: states, orders, prepositions, how it goes on."""

import pytest

from crmbot.language import filters
from crmbot.language.filters import whose
from crmbot.language.plain_words import going_on
from crmbot.language.plain_words.going_on import GoneOn, Turn

_KEYS = (
    "amount",
    "close",
    "created",
    "new",
    "quiet",
    "phone",
    "email",
    "prob",
    "sort",
    "per",
    "city",
    "owner",
    "is:idle",
    "is:unplanned",
)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("stuck", "is:idle"),
        ("that have gone quiet", "is:idle"),
        ("without a next step over 10k", "is:unplanned amount>10k"),
        ("not contacted for 30 days", 'quiet>="30 days"'),
        ("biggest", "sort:-amount"),
        ("oldest first", "sort:created"),
        ("sorted by close date", "sort:close"),
        ("sort by amount", "sort:-amount"),
        ("by name", "sort:name"),
        ("by city", "per:city"),
        ("grouped by rep", "per:owner"),
        ("without a phone", "phone:-"),
        ("no close date", "close:-"),
        ("with an email", "email!:-"),
        ("new", "new<14d"),
        ("with acme", "with acme"),
        ("without anna", "without anna"),
    ],
)
def test_read_when_states_are_said_in_words(said: str, read: str) -> None:
    """They are terms like those with signs; what is none stays words."""
    assert str(filters.read(said, _KEYS)) == read


def test_parted_when_prepositions_stand_between() -> None:
    """Each has the words behind it; nothing is lost but articles."""
    said = whose.parted(("pump", "of", "the", "acme", "in", '"New York"', "at"))

    assert [str(part) for part in said] == ["pump", "of acme", 'in "New York" at']


@pytest.mark.parametrize(
    ("said", "turn"),
    [
        ("more", GoneOn(Turn.NEXT)),
        ("next page", GoneOn(Turn.NEXT)),
        ("only mine", GoneOn(Turn.MINE)),
        ("everybody’s", GoneOn(Turn.EVERYBODYS)),
        ("sort by amount", GoneOn(Turn.NARROWER, "sort by amount")),
        ("biggest first", GoneOn(Turn.NARROWER, "biggest first")),
        ("as csv", GoneOn(Turn.NARROWER, "as:csv")),
        ("send it as excel please", None),
        ("only in Berlin", GoneOn(Turn.NARROWER, "in Berlin")),
        ("over 20k", GoneOn(Turn.NARROWER, "over 20k")),
        ("and delta?", GoneOn(Turn.OF, "delta")),
        ("same for delta", GoneOn(Turn.OF, "delta")),
        ("met Jane", None),
        ("", None),
    ],
)
def test_read_when_a_list_is_gone_on_with(said: str, turn: GoneOn | None) -> None:
    """A word or two turn it, narrow it, or ask for the same of somebody else."""
    assert going_on.read(said) == turn
