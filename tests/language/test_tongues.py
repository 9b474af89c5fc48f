"""Other languages beside English: what a text is in English, and that nothing else changes by it."""

import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language import when
from crmbot.language.catalogue import LANGUAGES, catalogue, command_words, in_english
from crmbot.language.catalogue.patterns import Pattern
from crmbot.language.catalogue.vocabulary import Node, vocabulary
from crmbot.language.when import conventions_for
from tests.language import tongues

OTHERS = tuple(code for code in LANGUAGES if code != "en")
KINDS = ("weekday", "month", "unit", "day", "part")
PHRASES = {
    "de": ("Jane am Dienstag um 15 Uhr anrufen", "am Dienstag um 15 Uhr"),
    "fr": ("Rappeler Marie mardi à 15h pour le devis", "mardi à 15h"),
    "es": ("Llamar a Ana el martes a las 15 y enviar la oferta", "el martes a las 15"),
    "it": ("Richiamare Anna martedì alle 15 per il preventivo", "martedì alle 15"),
    "pt": ("Ligar para Ana na terça às 15h sobre a proposta", "na terça às 15h"),
    "nl": ("Anna dinsdag om 15 uur bellen over de offerte", "dinsdag om 15 uur"),
}


@pytest.mark.parametrize("language", OTHERS)
def test_place_of_a_time_when_it_stands_in_a_sentence(language: str) -> None:
    """The words are those of the text as it was typed, whatever they are in English."""
    text, words = PHRASES[language]

    assert tongues.time_in(text, language, "Europe/Paris") == (words, "2026-11-24T15:00")


@pytest.mark.parametrize("language", OTHERS)
def test_time_when_its_words_are_shouted_or_without_accents(language: str) -> None:
    """Capitals and accents say nothing."""
    text, words = PHRASES[language]
    plain = unicodedata.normalize("NFKD", text.upper()).encode("ascii", "ignore").decode()

    found, said = tongues.time_in(plain, language, "Europe/Paris")

    assert said == "2026-11-24T15:00"
    assert len(found) == len(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call Anna next Dienstag at 3pm", "next Dienstag at 3pm"),
        ("follow up nächsten Dienstag 3pm please", "nächsten Dienstag 3pm"),
        ("in a week", "in a week"),
        ("met her on Monday, send it by mon 3pm", "by mon 3pm"),
    ],
)
def test_english_when_another_language_is_spoken_too(text: str, words: str) -> None:
    """English is understood besides, also within one phrase."""
    for language in ("de", "fr"):
        now = datetime(2026, 11, 19, 9, tzinfo=UTC)
        conventions = conventions_for("Europe/Berlin", languages=("de", language, "en"))

        found = when.find(text, now=now, zone="Europe/Berlin", conventions=conventions)

        assert found[-1].text == words


def test_words_of_two_languages_when_somebody_writes_both() -> None:
    """A person may write several languages; each is read by its own words."""
    now = datetime(2026, 11, 19, 9, tzinfo=UTC)
    conventions = conventions_for("Europe/Berlin", languages=("fr", "de", "en"))

    found = when.find("demain matin oder übermorgen", now=now, zone="Europe/Berlin", conventions=conventions)

    assert [each.text for each in found] == ["demain matin", "übermorgen"]


def test_text_when_only_english_is_spoken() -> None:
    """Nothing is put into anything: the very text comes back."""
    text = "a las 9, nächsten Monat, le mois prochain"

    assert in_english(text, ("en",)).text is text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", ["2025-03-17T09:00+01:00", "2025-03-17", "2025-03-17 morning", "a.demain@x.example"])
def test_canonical_text_when_another_language_is_spoken(language: str, text: str) -> None:
    """What we write for ourselves, and addresses, are the same in every language."""
    assert in_english(text, (language,)).text == text


def test_name_of_a_record_when_it_holds_a_word_of_a_time() -> None:
    """Masked places keep their words, and are in the English where they were."""
    text = "Montag Kaffee besucht, nächster Besuch am Dienstag"

    said = in_english(text, ("de",), masked=[(0, 13)])

    assert said.text.startswith("Montag Kaffee")
    assert [said.text[start:end] for start, end in said.masked] == ["Montag Kaffee"]


@pytest.mark.parametrize(("word", "expected"), [("Donnerstsg", "thursday"), ("mittwcoh", "wednesday")])
def test_day_when_one_letter_slipped(word: str, expected: str) -> None:
    """One slip in a long name of a day is forgiven, as in English."""
    assert in_english(word, ("de",)).text == expected


def test_catalogues_when_files_are_counted() -> None:
    """Every file is a language, and every language has its file."""
    files = resources.files("crmbot.language.catalogue").iterdir()

    assert sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")) == list(LANGUAGES)


@pytest.mark.parametrize(("language", "kind"), list(product(OTHERS, KINDS)))
def test_catalogue_when_compared_with_the_english_one(language: str, kind: str) -> None:
    """Every day and month has a word in every language, and no word means what the grammar does not know."""
    english, own = catalogue("en")[kind], catalogue(language)[kind]
    short = catalogue(language).get(f"{kind}_short", {})

    assert own.keys() <= english.keys()
    if kind in {"weekday", "month", "day"}:
        assert {*own, *short} == set(english)


def _patterns(node: Node) -> Iterator[Pattern]:
    """Yield every form of a tree that has an English."""
    yield from (each for each in node.patterns if each.english is not None)
    for below in (*node.words.values(), *node.slots.values()):
        yield from _patterns(below)


@pytest.mark.parametrize("language", OTHERS)
def test_forms_when_their_english_has_slots(language: str) -> None:
    """Whatever the English of a form asks for, the form gives."""
    known = vocabulary(language)
    assert known is not None

    for pattern in _patterns(known.root):
        given_ = {element.text for element in pattern.elements if element.is_slot}
        given_ |= {"time" for name in given_ if name in {"clock", "daytime"}}
        given_ |= {"weekday" for name in given_ if name == "weekdays"}
        assert {part.text for part in pattern.english or () if part.is_slot} <= given_, pattern


def test_word_of_a_command_when_two_languages_share_it() -> None:
    """The first language of a person has the last word, and umlauts may be spelled out."""
    words = command_words(("de", "nl"))

    assert words["gewonnen"].english == "won"
    assert words["aendern"].english == "edit"


@given(st.text(max_size=200), st.sampled_from(OTHERS))
def test_any_text_when_put_into_english(text: str, language: str) -> None:
    """No text of any kind is refused, and every place leads back into the text."""
    said = in_english(text, (language,))

    for start in range(len(said.text)):
        first, last = said.span((start, len(said.text)))
        assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("piece", ["de ", "a las ", "10 ", "x", "lundi ", "\U0001f600", "le 3 ", "3.", "'", "am 3. "])
def test_long_text_when_it_repeats_itself(language: str, piece: str) -> None:
    """Time grows with the length of a text only."""
    text = (piece * 10_000)[:10_000]
    in_english("warm", (language,))

    soon = (_seconds(text, language) < 0.15 for _ in range(3))  # seconds of our own; a quarter of it is usual

    assert any(soon)  # the machine may have something else to do


def _seconds(text: str, language: str) -> float:
    started = time.process_time()
    in_english(text, (language,))
    return time.process_time() - started
