"""Times in German: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Berlin"

TIMES = {
    "halb 3 am Freitag": "2026-11-20T14:30",
    "übermorgen 9 Uhr 30": "2026-11-21T09:30",
    "bis Ende Juni": "2027-06-30",
    "vom 3. bis 5. März": "2027-03-03/2027-03-05",
    "am 3. März 2027": "2027-03-03",
    "in zwei Wochen": "2026-12-03",
    "naechsten Mittwoch, 15:30 Uhr": "2026-11-25T15:30",
    "10 vor drei": "2026-11-19T14:50",
    "Mo 9 Uhr": "2026-11-23T09:00",
    "Freitagvormittag": "2026-11-20 morning",
    "Ende nächster Woche": "2026-11-27",
    "um 9 Uhr morgens": "2026-11-20T09:00",
    "morgen früh": "2026-11-20 morning",
    "im Mai": "2027-05-01",
    "vor 3 Tagen": "2026-11-16",
    "von 9 bis 11 Uhr": "2026-11-20T09:00/2026-11-20T11:00",
    "morgen um 9": "2026-11-20T09:00",
    "heute Abend um 8": "2026-11-19T20:00",
    "Montag bis Mittwoch": "2026-11-23/2026-11-25",
    "am 3.": "2026-12-03",
    "am 3.12.": "2026-12-03",
    "am 3.12. um 15 Uhr": "2026-12-03T15:00",
    "Ende des Monats": "2026-11-30",
    "Anfang März": "2027-03-01",
    "Mitte nächsten Monats": "2026-12-15",
    "in 14 Tagen": "2026-12-03",
    "Dienstag in einer Woche": "2026-12-01",
    "nächste Woche Dienstag": "2026-11-24",
    "in einer Stunde": "2026-11-19T11:00",
    "in einer halben Stunde": "2026-11-19T10:30",
    "gestern": "2026-11-18",
    "letzten Freitag": "2026-11-13",
    "heute Nachmittag": "2026-11-19 afternoon",
    "bis Freitag": "2026-11-20",
    "bis zum 15.": "2026-12-15",
    "von Montag bis Freitag": "2026-11-23/2026-11-27",
    "zwischen 9 und 11 Uhr": "2026-11-20T09:00/2026-11-20T11:00",
    "Donerstag 15 Uhr": "2026-11-26T15:00",
    "1. Dezember": "2026-12-01",
    "Weihnachten": "2026-12-25",
    "am Wochenende": "2026-11-21",
    "nächstes Quartal": "2027-01-01",
    "um halb neun": "2026-11-20T08:30",
    "viertel nach 4": "2026-11-19T16:15",
    "in einer Woche": "2026-11-26",
    "in drei Tagen": "2026-11-22",
    "am Montag um 9:30": "2026-11-23T09:30",
    "Montag, 14 Uhr": "2026-11-23T14:00",
    "Di 24.11.": "2026-11-24",
    "Mi., 10:00": "2026-11-25T10:00",
    "kommenden Freitag": "2026-11-20",
    "Freitag in 14 Tagen": "2026-12-04",
    "in 2 Stunden": "2026-11-19T12:00",
    "in einer Viertelstunde": "2026-11-19T10:15",
    "15. Juni 2027": "2027-06-15",
    "seit Montag": "2026-11-16",
    "gegen 15 Uhr": "2026-11-19T15:00",
    "5 vor halb 9": "2026-11-20T08:25",
    "dreiviertel 4": "2026-11-19T15:45",
    "um 20 Uhr": "2026-11-19T20:00",
    "Ende März": "2027-03-31",
    "zum Monatsende": "2026-11-30",
    "Mitte Juni": "2027-06-15",
    "letzte Woche": "2026-11-09",
    "nächsten Monat": "2026-12-01",
    "nächste Woche": "2026-11-23",
    "heute um 17 Uhr": "2026-11-19T17:00",
    "am 1. Dezember um 10 Uhr": "2026-12-01T10:00",
    "31. Dezember": "2026-12-31",
    "der dritte Mai": "2027-05-03",
    "einundzwanzigster Mai": "2027-05-21",
    "am Donnerstag Nachmittag": "2026-11-26 afternoon",
    "Anfang nächster Woche": "2026-11-23",
    "spätestens Freitag": "2026-11-20",
    "bis spätestens Mittwoch": "2026-11-25",
    "ab 9 Uhr": "2026-11-20T09:00",
    "am Di um 10": "2026-11-24T10:00",
    "Do 15 Uhr": "2026-11-26T15:00",
    "Mi. nachmittag": "2026-11-25 afternoon",
}

REPEATS = {
    "jeden Montag um 9": "FREQ=WEEKLY;BYDAY=MO",
    "alle 2 Wochen": "FREQ=WEEKLY;INTERVAL=2",
    "jeden zweiten Dienstag": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "montags und donnerstags um 10": "FREQ=WEEKLY;BYDAY=MO,TH",
    "werktags um 8": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "jeden ersten Montag im Monat": "FREQ=MONTHLY;BYDAY=1MO",
    "täglich um 7": "FREQ=DAILY",
    "alle zwei Wochen montags": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "jeden Tag um 8 Uhr": "FREQ=DAILY",
    "am 2. jeden Monats": "FREQ=MONTHLY;BYMONTHDAY=2",
}

NO_TIME = (
    "Frau Sonntag anrufen",
    "Die Firma Montag GmbH",
    "Mai Tran",
    "Montage bei Siemens",
    "Guten Morgen Anna",
    "so 3 Kisten",
    "Die Firma hat 3 Standorte und 12 Mitarbeiter",
    "Angebot über 12.500 Euro an Müller geschickt",
    "Er meldet sich wieder",
    "Wir haben um 2 Prozent erhöht",
    "Um 20 Einheiten reduziert",
    "morgens immer erreichbar",
    "alle Kunden anrufen",
    "Ein Kunde wollte eine Stunde früher",
    "zwischen 2 und 3 Angeboten",
    "Das ist ein Muss",
    "Preis bis 5 Euro",
    "am besten anrufen",
    "An die Sonntag AG schicken",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_german(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "de", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_german(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "de", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_german_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "de", ZONE)
