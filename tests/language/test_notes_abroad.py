"""What was done is told in other languages too, whichever the writer has set."""

from datetime import UTC, datetime

import pytest

from crmbot.language import when
from crmbot.language.notes import NoteReading, read

THURSDAY = datetime(2026, 11, 19, 10, tzinfo=UTC)


def _read(text: str, languages: tuple[str, ...] = ("en",)) -> NoteReading:
    conventions = when.conventions_for("Europe/Berlin", languages=languages)
    return read(text, now=THURSDAY, zone="Europe/Berlin", conventions=conventions)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("heute getroffen, alles gut", "meeting"),
        ("angerufen, Angebot gewünscht", "call"),
        ("gestern beim Kunden vor ort gewesen", "visit"),
        ("Angebot per mail geschickt", "email"),
        ("appelé ce matin, il réfléchit", "call"),
        ("rencontré le directeur", "meeting"),
        ("visité l'usine", "visit"),
        ("llamé y no contestó", "call"),
        ("me reuní con el equipo", "meeting"),
        ("sentito al telefono, tutto bene", "call"),
        ("incontrato in fiera", "meeting"),
        ("gebeld, offerte akkoord", "call"),
        ("bezocht, rondleiding gehad", "visit"),
        ("liguei e ficou de pensar", "call"),
        ("visitei a fábrica", "visit"),
        ("nicht angerufen", "call"),
        ("allemand", "note"),
    ],
)
def test_kind_when_it_is_told_in_another_language(text: str, kind: str) -> None:
    """The catalogues' verbs tell a call, a mail, a meeting or a visit, accents typed or not."""
    assert _read(text).kind == kind


def test_follow_up_when_the_deed_is_told_in_another_language() -> None:
    """The day on which something was done is none on which it is due."""
    said = _read("am Montag angerufen, keine Antwort", ("de", "en"))

    assert (said.kind, said.follow_up) == ("call", None)


@pytest.mark.parametrize(
    "text",
    [
        "anrufen freitag 10 uhr",
        "freitag nochmal anrufen",
        "bitte bis montag das Angebot schicken",
        "rappeler vendredi 14h",
        "envoyer le devis lundi",
        "llamar el viernes 14h",
        "richiamare lunedì",
        "ligar amanhã",
        "bel maandag terug",
    ],
)
def test_follow_up_when_it_is_an_order_in_another_language(text: str) -> None:
    """An infinitive or an imperative at either end is what is to be done, and nobody needs to be asked."""
    follow_up = _read(text, ("de", "fr", "es", "it", "pt", "nl", "en")).follow_up

    assert follow_up is not None
    assert follow_up.certain


@pytest.mark.parametrize(
    "text", ["er will mich freitag anrufen", "il doit rappeler vendredi", "angerufen, er will freitag"]
)
def test_follow_up_when_others_do_it(text: str) -> None:
    """What somebody else is to do is no order."""
    follow_up = _read(text, ("de", "fr", "en")).follow_up

    assert follow_up is None or not follow_up.certain


def test_kind_when_the_noun_is_a_plan() -> None:
    """A meeting that is still to come was not held."""
    assert _read("Besprechung am Freitag", ("de", "en")).kind == "note"
