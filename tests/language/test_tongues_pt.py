"""Times in Portuguese: put into the one grammar, read to the minute, or left alone."""

import pytest

from tests.language import tongues

ZONE = "Europe/Lisbon"

TIMES = {
    "segunda-feira": "2026-11-23",
    "próxima segunda": "2026-11-23",
    "na próxima terça às 9": "2026-11-24T09:00",
    "segunda que vem": "2026-11-23",
    "semana que vem": "2026-11-23",
    "na próxima semana": "2026-11-23",
    "mês que vem": "2026-12-01",
    "amanhã": "2026-11-20",
    "amanhã de manhã": "2026-11-20 morning",
    "amanhã às 9h30": "2026-11-20T09:30",
    "depois de amanhã": "2026-11-21",
    "hoje à noite": "2026-11-19 night",
    "hoje às 17h": "2026-11-19T17:00",
    "3 de março": "2027-03-03",
    "3 de março de 2027": "2027-03-03",
    "dia 15": "2026-12-15",
    "até sexta": "2026-11-20",
    "até sexta-feira": "2026-11-20",
    "antes de sexta": "2026-11-20",
    "fim do mês": "2026-11-30",
    "no final do mês": "2026-11-30",
    "início de julho": "2027-07-01",
    "meados de março": "2027-03-15",
    "daqui a 2 semanas": "2026-12-03",
    "em duas semanas": "2026-12-03",
    "em uma hora": "2026-11-19T11:00",
    "daqui a meia hora": "2026-11-19T10:30",
    "há 3 dias": "2026-11-16",
    "3 dias atrás": "2026-11-16",
    "primeira segunda de abril": "2027-04-05",
    "amanhã das 9 às 11": "2026-11-20T09:00/2026-11-20T11:00",
    "entre as 9 e as 11 na segunda": "2026-11-23T09:00/2026-11-23T11:00",
    "de 3 a 5 de março": "2027-03-03/2027-03-05",
    "de segunda a sexta": "2026-11-23/2026-11-27",
    "às 3 e meia": "2026-11-19T15:30",
    "às 15 para as 3": "2026-11-19T14:45",
    "às 9 da noite": "2026-11-19T21:00",
    "às 3 da tarde": "2026-11-19T15:00",
    "segunda passada": "2026-11-16",
    "ontem": "2026-11-18",
    "sexta 27 de novembro": "2026-11-27",
    "em vinte e dois dias": "2026-12-11",
    "fim de semana": "2026-11-21",
    "sábado de manhã": "2026-11-21 morning",
    "1º de maio": "2027-05-01",
    "sexta às 10": "2026-11-20T10:00",
    "natal": "2026-12-25",
    "ao meio-dia": "2026-11-19T12:00",
    "em março": "2027-03-01",
    "em três semanas": "2026-12-10",
    "ter 24/11": "2026-11-24",
    "qui 26 nov": "2026-11-26",
    "a partir de segunda": "2026-11-23",
    "semana passada": "2026-11-09",
    "sexta à noite": "2026-11-20 night",
    "24 de dezembro às 18h30": "2026-12-24T18:30",
    "às 17h": "2026-11-19T17:00",
    "há 2 horas": "2026-11-19T08:00",
    "antes das 5": "2026-11-19T17:00",
    "depois das 3": "2026-11-19T15:00",
    "páscoa": "2027-03-28",
    "mês passado": "2026-10-01",
    "até o fim do mês": "2026-11-30",
    "dentro de 3 dias": "2026-11-22",
    "sexta-feira às 10h": "2026-11-20T10:00",
    "amanhã às dez": "2026-11-20T10:00",
    "hoje": "2026-11-19",
    "em 3 minutos": "2026-11-19T10:03",
    "antes do fim do ano": "2026-12-31",
    "quinta-feira à tarde": "2026-11-26 afternoon",
    "lá pelas 9 e meia": "2026-11-20T09:30",
}

REPEATS = {
    "toda segunda": "FREQ=WEEKLY;BYDAY=MO",
    "toda segunda às 9": "FREQ=WEEKLY;BYDAY=MO",
    "todas as segundas": "FREQ=WEEKLY;BYDAY=MO",
    "a cada 2 semanas": "FREQ=WEEKLY;INTERVAL=2",
    "todos os dias às 8h": "FREQ=DAILY",
    "toda sexta às 17h": "FREQ=WEEKLY;BYDAY=FR",
    "todo mês": "FREQ=MONTHLY",
    "uma vez por mês": "FREQ=MONTHLY",
}

NO_TIME = (
    "segunda reunião",
    "Quinta da Boa Vista",
    "dezesseis clientes",
    "vinte e dois dias",
    "mais tarde",
    "a 3 clientes",
    "Augusto Lima",
    "meu cliente",
    "quarta parte",
    "A empresa tem 3 sedes e 12 funcionários",
    "Proposta de 12.500 euros enviada",
    "de 20 a 30 unidades",
    "todos os clientes",
    "uma hora antes",
    "entre 2 e 3 propostas",
    "a segunda proposta",
    "pela primeira vez",
    "sol e mar",
    "tem que ligar",
    "a sexta maior empresa",
)


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_when_said_in_portuguese(text: str, expected: str) -> None:
    """The whole phrase is the time, and nothing of it is left over."""
    assert tongues.time_in(text, "pt", ZONE) == (text, expected)


@pytest.mark.parametrize(("text", "expected"), REPEATS.items())
def test_repetition_when_said_in_portuguese(text: str, expected: str) -> None:
    """The whole phrase is a repetition, as a rule of RFC 5545."""
    assert tongues.repetition_in(text, "pt", ZONE) == (text, expected)


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_when_portuguese_words_only_look_like_one(text: str) -> None:
    """Names, possessives and counted things stay what they are."""
    assert tongues.nothing_in(text, "pt", ZONE)
