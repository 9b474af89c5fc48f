"""Times in French: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Paris"

TIMES = {
    "lundi prochain": "2026-11-23",
    "mardi prochain à 9h": "2026-11-24T09:00",
    "la semaine prochaine": "2026-11-23",
    "le mois prochain": "2026-12-01",
    "demain matin": "2026-11-20 morning",
    "demain à 9h30": "2026-11-20T09:30",
    "après-demain": "2026-11-21",
    "apres demain à 14h": "2026-11-21T14:00",
    "ce soir": "2026-11-19 night",
    "ce matin": "2026-11-19 morning",
    "cet après-midi": "2026-11-19 afternoon",
    "lundi matin à 9h": "2026-11-23T09:00",
    "vendredi": "2026-11-20",
    "le vendredi 27 novembre": "2026-11-27",
    "le 3 mars": "2027-03-03",
    "3 mars 2027": "2027-03-03",
    "1er mars": "2027-03-01",
    "le 1er": "2026-12-01",
    "le 15": "2026-12-15",
    "jusqu'à vendredi": "2026-11-20",
    "avant vendredi": "2026-11-20",
    "d'ici lundi": "2026-11-23",
    "fin du mois": "2026-11-30",
    "fin de la semaine prochaine": "2026-11-27",
    "fin juin": "2027-06-30",
    "début juillet": "2027-07-01",
    "mi-mars": "2027-03-15",
    "dans 2 semaines": "2026-12-03",
    "dans deux jours": "2026-11-21",
    "dans quinze jours": "2026-12-03",
    "dans une heure": "2026-11-19T11:00",
    "dans 2h": "2026-11-19T12:00",
    "dans une demi-heure": "2026-11-19T10:30",
    "il y a 3 jours": "2026-11-16",
    "il y a 2 heures": "2026-11-19T08:00",
    "premier lundi d'avril": "2027-04-05",
    "de 9h à 11h demain": "2026-11-20T09:00/2026-11-20T11:00",
    "demain de 9h à 11h": "2026-11-20T09:00/2026-11-20T11:00",
    "entre 14h et 16h lundi": "2026-11-23T14:00/2026-11-23T16:00",
    "du 3 au 5 mars": "2027-03-03/2027-03-05",
    "du lundi au vendredi": "2026-11-23/2026-11-27",
    "lundi à 9 heures et demie": "2026-11-23T09:30",
    "à 9h et quart": "2026-11-20T09:15",
    "à 3h moins le quart demain": "2026-11-20T14:45",
    "lundi 14h": "2026-11-23T14:00",
    "à midi": "2026-11-19T12:00",
    "demain à midi": "2026-11-20T12:00",
    "vers 15h": "2026-11-19T15:00",
    "lundi en huit": "2026-11-30",
    "à sept heures du soir": "2026-11-19T19:00",
    "vingt-deux mars": "2027-03-22",
    "dans vingt et un jours": "2026-12-10",
    "mercredy prochain": "2026-11-25",
    "vendredi dernier": "2026-11-13",
    "hier": "2026-11-18",
    "le 3/12": "2026-12-03",
    "le lundi de Pâques": "2027-03-29",
    "week-end": "2026-11-21",
    "ce week-end": "2026-11-21",
    "30 jours après le 1er mars": "2027-03-31",
    "noël": "2026-12-25",
    "mar. 24/11 à 9h": "2026-11-24T09:00",
    "jeu 26 nov": "2026-11-26",
    "le 24 décembre à 18h30": "2026-12-24T18:30",
    "dans trois semaines": "2026-12-10",
    "la semaine dernière": "2026-11-09",
    "vendredi soir": "2026-11-20 evening",
    "samedi 28 novembre à 10h": "2026-11-28T10:00",
    "à partir de lundi": "2026-11-23",
    "depuis lundi": "2026-11-16",
    "en mai": "2027-05-01",
    "le mois dernier": "2026-10-01",
    "fin d'année": "2026-12-31",
    "dans les 3 jours": "2026-11-22",
    "sous 48 heures": "2026-11-21T10:00",
    "mardi à quinze heures": "2026-11-24T15:00",
    "Février 2027": "2027-02-01",
    "dans une semaine": "2026-11-26",
    "après le 15": "2026-12-15",
    "mardi 24 à 9h": "2026-11-24T09:00",
    "lundi 14h30": "2026-11-23T14:30",
    "dans 3 minutes": "2026-11-19T10:03",
    "avant la fin de l'année": "2026-12-31",
    "vendredi 13h-14h": "2026-11-20T13:00/2026-11-20T14:00",
    "le 5 à 10h": "2026-12-05T10:00",
    "vers la mi-mai": "2027-05-15",
}

REPEATS = {
    "tous les lundis": "FREQ=WEEKLY;BYDAY=MO",
    "tous les lundis à 9h": "FREQ=WEEKLY;BYDAY=MO",
    "chaque mardi": "FREQ=WEEKLY;BYDAY=TU",
    "toutes les 2 semaines": "FREQ=WEEKLY;INTERVAL=2",
    "tous les jours à 8h": "FREQ=DAILY",
    "un lundi sur deux": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "tous les vendredis à 17h": "FREQ=WEEKLY;BYDAY=FR",
    "chaque mois": "FREQ=MONTHLY",
    "le 2 de chaque mois": "FREQ=MONTHLY;BYMONTHDAY=2",
}

NO_TIME = (
    "M. Lundi a rappelé",
    "Mai Tran",
    "mon client",
    "il a 3 sites",
    "sept clients",
    "Mme Mercredi",
    "la mer est belle",
    "appel de 1h30",
    "Société Mardi Conseil",
    "M. Mardi",
    "La société a 3 sites et 12 employés",
    "Devis de 12 500 euros envoyé à Martin",
    "On a augmenté de 2 pour cent",
    "de 20 à 30 unités",
    "le matin toujours joignable",
    "tous les clients",
    "un client voulait une heure plus tôt",
    "entre 2 et 3 devis",
    "prix jusqu'à 5 euros",
    "à rappeler",
    "à 3 clients",
    "Le Mans",
    "Jean Mars a appelé",
    "la mer",
    "après avoir vu le produit",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_french(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "fr", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_french(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "fr", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_french_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "fr", ZONE)
