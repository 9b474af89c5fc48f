"""Languages as people name them and as platforms say them."""

import pytest

from crmbot.language import languages


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("German", ("de",)),
        ("deutsch", ("de",)),
        ("Französisch", ("fr",)),
        ("español y inglés", ("es", "en")),
        ("de, fr", ("de", "fr")),
        ("French and Dutch", ("fr", "nl")),
        ("pt", ("pt",)),
        ("Hungarian", ("hu",)),
        ("Klingon", ()),
        ("German and Klingon", ()),
        ("", ()),
    ],
)
def test_codes_when_languages_are_named(said: str, codes: tuple[str, ...]) -> None:
    """Names count in English, in the language itself and in ours; one word nobody knows refuses the whole."""
    assert languages.named(said) == codes


@pytest.mark.parametrize(
    ("kept", "codes"),
    [("de,fr", ("de", "fr")), ("pt-BR", ("pt",)), ("en_US", ("en",)), ("tlh", ()), ("", ())],
)
def test_codes_when_a_platform_says_a_locale(kept: str, codes: tuple[str, ...]) -> None:
    """The region is left away, and what nobody reads is left out."""
    assert languages.codes(kept) == codes


def test_near_names_when_a_letter_is_wrong() -> None:
    """The likeliest names are offered."""
    assert languages.near("Germn")[0] == "German"


def test_languages_when_dates_are_read_in_them() -> None:
    """Every language that can be chosen is one whose dates are known."""
    from dateparser.data.languages_info import language_order

    assert set(languages.names()) <= set(language_order)
