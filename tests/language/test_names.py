"""Names are recognised in spite of order, accents and slips."""

import random
import string
from time import process_time

import pytest

from crmbot.language.names import near_words, score


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("akme", "Acme"),
        ("jhon smiht", "John Smith"),
        ("smith john", "John Smith"),
        ("acme", "Acme Valves Ltd"),
        ("muller", "Müller GmbH"),
        ("mueller", "Müller"),
        ("stonebridge", "Stone Bridge"),
        ("cafe lumiere", "Café Lumière"),
    ],
)
def test_score_when_the_name_is_meant(query: str, name: str) -> None:
    """A name that is meant scores high."""
    assert score(query, name) >= 80


@pytest.mark.parametrize(
    ("query", "name"), [("john", "Jane"), ("anna", "Hannah"), ("globex", "Acme"), ("", "Acme"), ("acme", "!")]
)
def test_score_when_another_name_is_meant(query: str, name: str) -> None:
    """Another name scores low."""
    assert score(query, name) < 70


def test_score_when_the_name_is_exact() -> None:
    """Nothing is better than the name itself."""
    assert score("acme", "ACME Ltd") == 100 > score("acme", "Acme Valves")


def test_near_words_when_letters_are_swapped() -> None:
    """The word that was meant comes first, the far ones not at all."""
    assert near_words("smiht", ["smith", "smythe", "jones"])[0] == ("smith", 80.0)


def test_near_words_when_the_vocabulary_is_large() -> None:
    """A hundred thousand words take a few milliseconds."""
    chance = random.Random(1)  # noqa: S311 - the same words in every run
    words = ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(3, 11))) for _ in range(100_000)]
    near_words("smiht", words)

    started = process_time()
    near_words("smiht", words)

    assert process_time() - started < 0.2
