"""Who writes a day in another language writes that language."""

import pytest

from crmbot.language.catalogue.spotting import spotted


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("appel ben demain 10h", ("fr",)),
        ("morgen 10 uhr ben anrufen", ("de", "nl")),
        ("treffen am Dienstag", ("de",)),
        ("llamar a ben mañana", ("es",)),
        ("chiamare ben domani", ("it",)),
        ("ligar para ben amanhã", ("pt",)),
        ("met Mardi at Acme tomorrow", ()),
        ("called jane, all fine", ()),
        ("jane zurückrufen freitag", ("de",)),
        ("jane hat sonntag zeit", ("de",)),
        ("met robin Freitag at the fair", ()),
        ("mardi gras party at acme", ()),
    ],
)
def test_languages_when_a_day_is_named(text: str, languages: tuple[str, ...]) -> None:
    """A small letter tells; a capital may make a name of it."""
    assert spotted(text, ("en",)) == languages


def test_languages_when_known() -> None:
    """What is read anyhow is not told again."""
    assert spotted("demain", ("fr", "en")) == ()


def test_languages_when_a_word_is_another_one_in_theirs() -> None:
    """Here is no yesterday: "hier" is French only to those who write no German."""
    assert (spotted("hier", ("de", "en")), spotted("hier", ("en",))) == ((), ("fr",))
