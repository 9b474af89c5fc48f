"""Words that ask for lists in German, French and Spanish, put into English; names stay as they are."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

_GERMAN = """
zeig mir|zeige mir|zeig|zeige = show me
welche|welcher = which
wie viele = how many
wie viel ist|wieviel ist|was ist = how much is
wer ist bei|wer arbeitet bei|wen kennen wir bei = who works at
habe ich|haben wir|gibt es = -
meine|meinen = my
unsere|unseren = our
alle|allen = all
offene|offenen = open
gewonnene|gewonnenen = won
verlorene|verlorenen = lost
neue|neuen = new
überfällige|überfälligen = overdue
größte|größten|grösste|grössten = biggest
älteste|ältesten = oldest
neueste|neuesten = newest
kunden = customers
firmen|unternehmen = companies
kontakte|ansprechpartner = contacts
geschäfte|verkaufschancen|chancen = deals
aufgaben = tasks
lieferanten = suppliers
von|vom|für = of
bei = at
in der|im = in the
aus = from
über|mehr als = over
unter|weniger als = under
ohne nächsten schritt = without a next step
ohne = without
diese woche|dieser woche = this week
diesen monat|diesem monat = this month
letzte woche|letzter woche = last week
letzten monat|letztem monat = last month
hängen|stocken = are stuck
sind = are
"""
_FRENCH = """
montre moi|montre-moi|montrez-moi|affiche = show me
quelles|quels|quelle|quel = which
combien d'|combien de = how many
qui travaille chez|qui est chez|qui connaissons-nous chez = who works at
mes = my
nos = our
toutes les|tous les|toutes|tous = all
ouvertes|ouverts = open
gagnées|gagnés = won
perdues|perdus = lost
nouveaux|nouvelles = new
en retard = overdue
les plus grandes|les plus grosses|plus grandes = biggest
clients = customers
entreprises|sociétés = companies
contacts = contacts
affaires|opportunités = deals
tâches = tasks
fournisseurs = suppliers
de chez|chez = at
de la|du|de|d'|pour = of
dans le|dans la|dans|à|en = in
plus de = over
moins de = under
sans prochaine étape = without a next step
sans = without
cette semaine = this week
ce mois-ci|ce mois = this month
le mois dernier = last month
bloquées|bloqués = stuck
sont = are
"""
_SPANISH = """
muéstrame|muestrame|enséñame|ver = show me
qué|cuáles|cuales = which
cuántos|cuántas|cuantos|cuantas = how many
quién trabaja en|quien trabaja en|quién está en = who works at
tengo|tenemos|hay = -
mis = my
nuestros|nuestras = our
todos los|todas las|todos|todas = all
abiertos|abiertas = open
ganados|ganadas = won
perdidos|perdidas = lost
nuevos|nuevas = new
vencidos|vencidas|atrasados|atrasadas = overdue
más grandes = biggest
clientes = customers
empresas = companies
contactos = contacts
tratos|oportunidades|negocios = deals
tareas = tasks
proveedores = suppliers
del|de|para = of
en = in
más de|mas de = over
menos de = under
sin próximo paso|sin siguiente paso = without a next step
sin = without
esta semana = this week
este mes = this month
el mes pasado = last month
parados|paradas|bloqueados = stuck
están|son = are
"""
_WRITTEN: Mapping[str, str] = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}


@lru_cache(maxsize=8)
def _words(language: str) -> Mapping[str, str]:
    lines = (line.rpartition("=") for line in _WRITTEN.get(language, "").splitlines() if "=" in line)
    return {said.strip(): english.strip(" -") for every, _, english in lines for said in every.split("|")}


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    longest = sorted(_words(language), key=len, reverse=True)
    every = "|".join(re.escape(said) + ("" if said.endswith("'") else r"(?![\w-])") for said in longest)
    return re.compile(rf"(?<![\w'-])(?:{every})", re.IGNORECASE)


def in_english(text: str, languages: Sequence[str]) -> str:
    """Return a line with the words that ask for lists in English, of the language that has most of them.

    As it is where none of these languages has a word of it.
    """
    best, most = text, 0
    for language in languages:
        known = _words(language)
        said = sum(len(found) for found in _pattern(language).findall(text)) if known else 0
        if said > most:
            best, most = " ".join(_pattern(language).sub(partial(_put, known), text).split()), said
    return best


def _put(known: Mapping[str, str], found: re.Match[str]) -> str:
    return f"{known[found[0].lower()]} "
