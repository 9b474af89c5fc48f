"""Folding makes spellings that people hold for the same compare equal."""

import pytest

from crmbot.language import fold as fold_module
from crmbot.language.fold import fold, name_key, tokens, variants


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Lumière", "cafe lumiere"),
        ("  Brown &  Sons, Ltd. ", "brown sons ltd"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "lodz"),
        ("Søren Kjær", "soren kjaer"),
        ("Đorđe", "dorde"),
        ("İstanbul", "istanbul"),
        ("O'Brien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("snake_case", "snake case"),
        ("Жанна", "жанна"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_fold_when_text_is_decorated(text: str, folded: str) -> None:
    """Case, accents, punctuation and blanks do not count."""
    assert fold(text) == folded


def test_tokens_when_text_has_several_words() -> None:
    """Tokens are the folded words in their order."""
    assert tokens("Müller & Söhne") == ("muller", "sohne")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme Ltd.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme S.A.", "acme"),
        ("Acme L.L.C.", "acme"),
        ("Acme Valves, Inc.", "acme valves"),
        ("Co", "co"),
        ("Ltd", "ltd"),
    ],
)
def test_name_key_when_a_legal_form_ends_the_name(name: str, key: str) -> None:
    """The legal form goes, a name that is nothing else stays."""
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Mueller"), ("Müller", "Muller"), ("Söhne", "Soehne"), ("Jäger GmbH", "Jaeger")],
)
def test_variants_when_umlauts_are_spelt_out(one: str, other: str) -> None:
    """A name with umlauts and its spellings without them share a variant."""
    assert variants(one) & variants(other)


def test_variants_when_a_name_is_full_of_digraphs() -> None:
    """The number of variants stays small whatever the name."""
    assert len(variants("ae" * 200)) <= 16


def test_fold_when_texts_are_long() -> None:
    """What is long is not kept in mind: a few thousand messages would take gigabytes."""
    before = fold_module._kept.cache_info().currsize

    for number in range(5):
        fold(f"{number} " + "a message " * 100)

    assert fold_module._kept.cache_info().currsize == before
