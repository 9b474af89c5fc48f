"""Times in Spanish: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Madrid"

TIMES = {
    "el lunes": "2026-11-23",
    "el próximo lunes": "2026-11-23",
    "el lunes que viene": "2026-11-23",
    "próximo martes a las 9": "2026-11-24T09:00",
    "mañana": "2026-11-20",
    "mañana por la mañana": "2026-11-20 morning",
    "mañana a las 9": "2026-11-20T09:00",
    "pasado mañana": "2026-11-21",
    "hoy a las 5": "2026-11-19T17:00",
    "viernes 14h": "2026-11-20T14:00",
    "el viernes 14h30": "2026-11-20T14:30",
    "vie 9h": "2026-11-20T09:00",
    "mañana 14 hs": "2026-11-20T14:00",
    "el lunes 3 de la tarde": "2026-11-23T15:00",
    "esta tarde": "2026-11-19 afternoon",
    "esta noche": "2026-11-19 night",
    "la semana que viene": "2026-11-23",
    "la próxima semana": "2026-11-23",
    "el mes que viene": "2026-12-01",
    "3 de marzo": "2027-03-03",
    "el 3 de marzo de 2027": "2027-03-03",
    "el 15": "2026-12-15",
    "hasta el viernes": "2026-11-20",
    "antes del viernes": "2026-11-20",
    "fin de mes": "2026-11-30",
    "a finales de junio": "2027-06-30",
    "a principios de julio": "2027-07-01",
    "a mediados de marzo": "2027-03-15",
    "dentro de dos semanas": "2026-12-03",
    "en 2 semanas": "2026-12-03",
    "en una hora": "2026-11-19T11:00",
    "en media hora": "2026-11-19T10:30",
    "hace tres días": "2026-11-16",
    "hace una semana": "2026-11-12",
    "primer lunes de abril": "2027-04-05",
    "mañana de 9 a 11": "2026-11-20T09:00/2026-11-20T11:00",
    "de las 9 a las 11": "2026-11-20T09:00/2026-11-20T11:00",
    "entre las 9 y las 11 el lunes": "2026-11-23T09:00/2026-11-23T11:00",
    "del 3 al 5 de marzo": "2027-03-03/2027-03-05",
    "de lunes a viernes": "2026-11-23/2026-11-27",
    "a las 3 y media": "2026-11-19T15:30",
    "a las 3 menos cuarto": "2026-11-19T14:45",
    "a las nueve y cuarto": "2026-11-20T09:15",
    "a las 9 de la noche": "2026-11-19T21:00",
    "a las 3 de la tarde": "2026-11-19T15:00",
    "el lunes a las 10 de la mañana": "2026-11-23T10:00",
    "a mediodía": "2026-11-19T12:00",
    "lunes pasado": "2026-11-16",
    "ayer": "2026-11-18",
    "el viernes 27 de noviembre": "2026-11-27",
    "a las once": "2026-11-19T11:00",
    "dentro de treinta y dos días": "2026-12-21",
    "3 mar": "2027-03-03",
    "mar 3": "2027-03-03",
    "fin de semana": "2026-11-21",
    "el sábado por la mañana": "2026-11-21 morning",
    "miercoles a las 10": "2026-11-25T10:00",
    "viernes santo": "2027-03-26",
    "en tres semanas": "2026-12-10",
    "el martes 24 a las 9": "2026-11-24T09:00",
    "mar 24/11": "2026-11-24",
    "jue 26 nov": "2026-11-26",
    "desde el lunes": "2026-11-23",
    "a partir del lunes": "2026-11-23",
    "en mayo": "2027-05-01",
    "la semana pasada": "2026-11-09",
    "el viernes por la noche": "2026-11-20 evening",
    "el 24 de diciembre a las 18:30": "2026-12-24T18:30",
    "a las 17h": "2026-11-19T17:00",
    "hace 2 horas": "2026-11-19T08:00",
    "de 9:30 a 11": "2026-11-20T09:30/2026-11-20T11:00",
    "antes de las 5": "2026-11-19T17:00",
    "después de las 3": "2026-11-19T15:00",
    "navidad": "2026-12-25",
    "hoy": "2026-11-19",
    "pasado mañana a las 10": "2026-11-21T10:00",
    "en 3 minutos": "2026-11-19T10:03",
    "antes de fin de año": "2026-12-31",
    "a primera hora": "2026-11-20 morning",
    "el jueves que viene por la tarde": "2026-11-26 afternoon",
    "sobre las 9 y media": "2026-11-20T09:30",
    "El Domingo de Pascua": "2027-03-28",
}

REPEATS = {
    "cada lunes": "FREQ=WEEKLY;BYDAY=MO",
    "todos los lunes a las 9": "FREQ=WEEKLY;BYDAY=MO",
    "cada 2 semanas": "FREQ=WEEKLY;INTERVAL=2",
    "todos los días a las 8": "FREQ=DAILY",
    "cada dos lunes": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "los lunes y jueves": "FREQ=WEEKLY;BYDAY=MO,TH",
    "todos los viernes a las 17": "FREQ=WEEKLY;BYDAY=FR",
    "cada mes": "FREQ=MONTHLY",
    "el 2 de cada mes": "FREQ=MONTHLY;BYMONTHDAY=2",
    "una vez al mes": "FREQ=MONTHLY",
}

NO_TIME = (
    "Domingo llamó",
    "Santo Domingo",
    "tengo 3 clientes",
    "once clientes",
    "treinta y dos días",
    "llamar a 3 clientes",
    "el mar",
    "Sr. Domingo",
    "el sol",
    "la segunda reunión",
    "Julio pide oferta",
    "Abril García",
    "mi cliente",
    "La empresa tiene 3 sedes y 12 empleados",
    "Oferta de 12.500 euros enviada a García",
    "subimos un 2 por ciento",
    "de 20 a 30 unidades",
    "todos los clientes",
    "una hora antes",
    "entre 2 y 3 ofertas",
    "llamar a los 3",
    "la segunda oferta",
    "no sé",
    "ya está",
    "sol y mar",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_spanish(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "es", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_spanish(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "es", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_spanish_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "es", ZONE)
