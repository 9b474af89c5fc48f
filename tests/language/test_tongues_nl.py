"""Times in Dutch: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Amsterdam"

TIMES = {
    "volgende maandag": "2026-11-23",
    "komende dinsdag om 9 uur": "2026-11-24T09:00",
    "aanstaande vrijdag": "2026-11-20",
    "volgende week": "2026-11-23",
    "morgen": "2026-11-20",
    "morgenochtend": "2026-11-20 morning",
    "morgen om 9:30": "2026-11-20T09:30",
    "overmorgen": "2026-11-21",
    "vanavond": "2026-11-19 night",
    "vanmiddag": "2026-11-19 afternoon",
    "vandaag om 17u": "2026-11-19T17:00",
    "3 maart": "2027-03-03",
    "3 maart 2027": "2027-03-03",
    "op de 15e": "2026-12-15",
    "tot vrijdag": "2026-11-20",
    "voor vrijdag": "2026-11-20",
    "eind van de maand": "2026-11-30",
    "eind maart": "2027-03-31",
    "begin juli": "2027-07-01",
    "half maart": "2027-03-15",
    "over 2 weken": "2026-12-03",
    "binnen 3 dagen": "2026-11-22",
    "over een uur": "2026-11-19T11:00",
    "over een half uur": "2026-11-19T10:30",
    "3 dagen geleden": "2026-11-16",
    "een week geleden": "2026-11-12",
    "eerste maandag van april": "2027-04-05",
    "morgen van 9 tot 11": "2026-11-20T09:00",
    "tussen 9 en 11 uur maandag": "2026-11-23T09:00/2026-11-23T11:00",
    "van 3 tot 5 maart": "2027-03-03/2027-03-05",
    "van maandag tot vrijdag": "2026-11-23/2026-11-27",
    "half 3": "2026-11-19T14:30",
    "om half 3 morgen": "2026-11-20T14:30",
    "kwart voor 3": "2026-11-19T14:45",
    "kwart over negen": "2026-11-20T09:15",
    "5 voor half 9": "2026-11-20T08:25",
    "tien over 4": "2026-11-19T16:10",
    "om 9 uur 's avonds": "2026-11-19T21:00",
    "3 uur 's middags": "2026-11-19T15:00",
    "vorige maandag": "2026-11-16",
    "gisteren": "2026-11-18",
    "vrijdag 27 november": "2026-11-27",
    "over tweeëntwintig dagen": "2026-12-11",
    "weekend": "2026-11-21",
    "zaterdag ochtend": "2026-11-21 morning",
    "zaterdagochtend": "2026-11-21 morning",
    "1 mei": "2027-05-01",
    "wo 10 uur": "2026-11-25T10:00",
    "kerst": "2026-12-25",
    "om 12 uur": "2026-11-19T12:00",
    "9u30": "2026-11-20T09:30",
    "volgende week dinsdag": "2026-11-24",
    "in mei": "2027-05-01",
    "half past 3": "2026-11-19T15:30",
    "over drie weken": "2026-12-10",
    "di 24/11": "2026-11-24",
    "do 26 nov": "2026-11-26",
    "vanaf maandag": "2026-11-23",
    "vorige week": "2026-11-09",
    "vrijdagavond": "2026-11-20 evening",
    "24 december om 18:30": "2026-12-24T18:30",
    "om 17 uur": "2026-11-19T17:00",
    "2 uur geleden": "2026-11-19T08:00",
    "voor 5 uur": "2026-11-19T17:00",
    "na 3 uur": "2026-11-19T15:00",
    "pasen": "2027-03-28",
    "vorige maand": "2026-10-01",
    "voor het einde van de maand": "2026-11-30",
    "vandaag": "2026-11-19",
    "om tien uur": "2026-11-20T10:00",
    "dinsdag over een week": "2026-12-01",
    "tot en met vrijdag": "2026-11-20",
    "over 3 minuten": "2026-11-19T10:03",
    "voor het einde van het jaar": "2026-12-31",
    "donderdagmiddag om 3 uur": "2026-11-26T15:00",
    "rond half 10": "2026-11-20T09:30",
}

REPEATS = {
    "elke maandag": "FREQ=WEEKLY;BYDAY=MO",
    "elke maandag om 9 uur": "FREQ=WEEKLY;BYDAY=MO",
    "iedere 2 weken": "FREQ=WEEKLY;INTERVAL=2",
    "elke dag om 8 uur": "FREQ=DAILY",
    "om de week": "FREQ=WEEKLY;INTERVAL=2",
    "elke vrijdag om 17 uur": "FREQ=WEEKLY;BYDAY=FR",
    "elke maand": "FREQ=MONTHLY",
    "een keer per maand": "FREQ=MONTHLY",
}

NO_TIME = (
    "Jan de Vries",
    "mei Tran",
    "elf klanten",
    "dhr. Zondag",
    "do maar",
    "Augustus Bakker",
    "mijn klant",
    "Het bedrijf heeft 3 vestigingen en 12 mensen",
    "Offerte van 12.500 euro gestuurd",
    "van 20 tot 30 stuks",
    "alle klanten",
    "een uur eerder",
    "tussen 2 en 3 offertes",
    "de tweede offerte",
    "de eerste keer",
    "zon en zee",
    "zo snel mogelijk",
    "do we need this",
    "over 3 klanten gesproken",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_dutch(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "nl", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_dutch(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "nl", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_dutch_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "nl", ZONE)
