"""Words of a time that can be of one other language only: who writes one writes that language, settings or not."""

import re
from collections.abc import Sequence

_TELLING = {
    "fr": "demain hier lundi mardi mercredi jeudi vendredi samedi dimanche aujourd apres-demain",
    "de": "morgen heute gestern uebermorgen montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "es": "ma\u00f1ana ayer hoy lunes martes mi\u00e9rcoles miercoles jueves viernes s\u00e1bado",
    "it": "domani dopodomani ieri oggi lunedi martedi mercoledi giovedi venerdi"
    " luned\u00ec marted\u00ec mercoled\u00ec gioved\u00ec venerd\u00ec",
    "nl": "gisteren vandaag overmorgen maandag dinsdag woensdag donderdag vrijdag zaterdag",
    "pt": "amanh\u00e3 amanha ontem hoje",
}
# German and Dutch both say "morgen": both are tried.
_ALSO = {"morgen": ("de", "nl"), "\u00fcbermorgen": ("de",)}
_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = {word: (language,) for language, words in _TELLING.items() for word in words.split()} | _ALSO
# "Hier" is "here" to those who write German or Dutch, and nobody means a Tuesday by carnival.
_ELSEWHERE = {"hier": frozenset({"de", "nl"})}
_NOWHERE: frozenset[str] = frozenset()
_NO_DAYS = re.compile(r"\bmardi\s+gras\b", re.IGNORECASE)
_CAPITALS = frozenset("montag dienstag mittwoch donnerstag samstag".split())


def spotted(text: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages besides some that a text is written in, told by the days it names.

    A capital may make a name of it, but in German, where no family is called Dienstag.
    """
    found: dict[str, None] = {}
    for word in _WORD.findall(_NO_DAYS.sub("", text) if "gras" in text else text):
        told = _LANGUAGES.get(word if word.islower() else word.lower() if word.lower() in _CAPITALS else "")
        if told and not _ELSEWHERE.get(word, _NOWHERE) & set(languages):
            found |= dict.fromkeys(told)
    return tuple(language for language in found if language not in languages)
