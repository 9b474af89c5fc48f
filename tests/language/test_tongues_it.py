"""Times in Italian: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Rome"

TIMES = {
    "lunedì prossimo": "2026-11-23",
    "martedì prossimo alle 9": "2026-11-24T09:00",
    "prossimo lunedì": "2026-11-23",
    "la settimana prossima": "2026-11-23",
    "domani": "2026-11-20",
    "domani mattina": "2026-11-20 morning",
    "domattina alle 9": "2026-11-20T09:00",
    "dopodomani": "2026-11-21",
    "stasera": "2026-11-19 night",
    "oggi alle 17": "2026-11-19T17:00",
    "oggi pomeriggio": "2026-11-19 afternoon",
    "3 marzo": "2027-03-03",
    "il 3 marzo 2027": "2027-03-03",
    "il 15": "2026-12-15",
    "entro venerdì": "2026-11-20",
    "venerdì 15h": "2026-11-20T15:00",
    "alle 15h": "2026-11-19T15:00",
    "fino a venerdì": "2026-11-20",
    "prima di venerdì": "2026-11-20",
    "fine mese": "2026-11-30",
    "alla fine del mese": "2026-11-30",
    "inizio luglio": "2027-07-01",
    "metà marzo": "2027-03-15",
    "fra due giorni": "2026-11-21",
    "tra 2 settimane": "2026-12-03",
    "tra un'ora": "2026-11-19T11:00",
    "fra mezz'ora": "2026-11-19T10:30",
    "due giorni fa": "2026-11-17",
    "una settimana fa": "2026-11-12",
    "primo lunedì di aprile": "2027-04-05",
    "domani dalle 9 alle 11": "2026-11-20T09:00/2026-11-20T11:00",
    "tra le 9 e le 11 lunedì": "2026-11-23T09:00/2026-11-23T11:00",
    "dal 3 al 5 marzo": "2027-03-03/2027-03-05",
    "da lunedì a venerdì": "2026-11-23/2026-11-27",
    "alle 3 e mezza": "2026-11-19T15:30",
    "alle 3 meno un quarto": "2026-11-19T14:45",
    "alle nove e un quarto": "2026-11-20T09:15",
    "alle 9 di sera": "2026-11-19T21:00",
    "alle ore 15": "2026-11-19T15:00",
    "lunedì scorso": "2026-11-16",
    "ieri": "2026-11-18",
    "l'altro ieri": "2026-11-17",
    "venerdì 27 novembre": "2026-11-27",
    "fra ventidue giorni": "2026-12-11",
    "fine settimana": "2026-11-21",
    "sabato mattina": "2026-11-21 morning",
    "1° maggio": "2027-05-01",
    "primo maggio": "2027-05-01",
    "venerdi alle 10": "2026-11-20T10:00",
    "natale": "2026-12-25",
    "a mezzogiorno": "2026-11-19T12:00",
    "a marzo": "2027-03-01",
    "tra tre settimane": "2026-12-10",
    "mar 24/11": "2026-11-24",
    "gio 26 nov": "2026-11-26",
    "da lunedì": "2026-11-23",
    "la settimana scorsa": "2026-11-09",
    "venerdì sera": "2026-11-20 evening",
    "il 24 dicembre alle 18:30": "2026-12-24T18:30",
    "alle 17": "2026-11-19T17:00",
    "due ore fa": "2026-11-19T08:00",
    "prima delle 5": "2026-11-19T17:00",
    "dopo le 3": "2026-11-19T15:00",
    "capodanno": "2027-01-01",
    "il mese scorso": "2026-10-01",
    "entro fine mese": "2026-11-30",
    "entro 3 giorni": "2026-11-22",
    "martedì 24 alle 9": "2026-11-24T09:00",
    "tra 3 minuti": "2026-11-19T10:03",
    "entro la fine dell'anno": "2026-12-31",
    "martedì pomeriggio alle 3": "2026-11-24T15:00",
    "verso le 9 e mezza": "2026-11-20T09:30",
}

REPEATS = {
    "ogni lunedì": "FREQ=WEEKLY;BYDAY=MO",
    "tutti i lunedì alle 9": "FREQ=WEEKLY;BYDAY=MO",
    "ogni 2 settimane": "FREQ=WEEKLY;INTERVAL=2",
    "ogni giorno alle 8": "FREQ=DAILY",
    "tutti i venerdì alle 17": "FREQ=WEEKLY;BYDAY=FR",
    "ogni mese": "FREQ=MONTHLY",
    "ogni due settimane": "FREQ=WEEKLY;INTERVAL=2",
    "una volta al mese": "FREQ=MONTHLY",
}

NO_TIME = (
    "il sole",
    "sig. Domenica",
    "Domenico chiama",
    "undici clienti",
    "ventidue giorni",
    "Agosto Rossi",
    "la prima offerta",
    "il mio cliente",
    "L'azienda ha 3 sedi e 12 dipendenti",
    "Offerta di 12.500 euro inviata a Rossi",
    "da 20 a 30 unità",
    "tutti i clienti",
    "un'ora prima",
    "tra 2 e 3 offerte",
    "la seconda offerta",
    "prima di tutto",
    "dopo le ferie",
    "sul tardi",
    "il sole e il mare",
    "per ora va bene",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_italian(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "it", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_italian(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "it", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_italian_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "it", ZONE)
