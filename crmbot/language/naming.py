"""Groups of words in a message that may be somebody's name, for the core to look up."""

import re

from crmbot.language.fold import fold
from crmbot.language.when.words import meaning

_WORD = re.compile(r"[^\W_](?:[\w'\u2019.&/+-]*\w)?")
_PARTICLES = frozenset("of and & van der den de la le di da von zu the y e 't".split())
_MOST_WORDS = 6
_AFTER_A_LEAD = 4
_LEADS = frozenset(
    "met with w w/ at @ called call rang ring phoned phone visited visit saw see emailed email from for"
    " about to spoke mailed named tell told ask asked contact dr mr mrs ms".split()
)
_NO_NAMES = frozenset(
    "a about after again all also am an and any are as asap at back be been before but by call called"
    " calls chase check contract could day demo did do does done email emailed followup follow for from"
    " good had has have he her him his i if in intro invoice is it its just last lunch coffee mail me"
    " meet meeting met mins min more my need needs new next no not note now of offer on ok or order our"
    " out over phone phoned pls please price pricing proposal quote rang re reminder remind ring said saw"
    " see send sent she should site so some speak spoke stage talk talked text thanks that the their"
    " them then they this to today too try up us visit visited vm voicemail want wants was we week were"
    " will with won lost would yes you your zoom teams video hours hour deal budget closed moved"
    " signed".split()
)
_BREAKS = re.compile(r"[.!?;,:()\n]|\s[-\u2013\u2014]\s")


def candidates(text: str) -> tuple[str, ...]:
    """Give the groups of words that may be names, in order, as they were typed.

    They are runs of capitalised words, what follows words like "met" and "with", and what stands
    first in the message; which of them are names, only the records can tell.
    """
    words = list(_WORD.finditer(text))
    found = [*_opening(text, words), *_capitalised(text, words), *_announced(text, words)]
    ordered = sorted(found, key=lambda place: (place[0], -place[1]))
    groups = dict.fromkeys(text[start:end] for start, end in ordered)
    return tuple(group for group in groups if not _is_weekday(group))


def _opening(text: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Give the words before the first break, where they are few: notes open with the customer."""
    cut = _BREAKS.search(text)
    until = cut.start() if cut else len(text)
    leading = [word for word in words if word.end() <= until][: _MOST_WORDS + 1]
    while leading and _is_no_name(leading[0]):
        leading = leading[1:]
    named: list[re.Match[str]] = []
    for word in leading[:_MOST_WORDS]:
        if _is_no_name(word) and word[0].lower() not in _PARTICLES:
            break
        named.append(word)
    return _span(named)


def _capitalised(text: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    runs: list[list[re.Match[str]]] = [[]]
    for word in words:
        run = runs[-1]
        joined = bool(run) and not _BREAKS.search(text, run[-1].end(), word.start() + 1)
        if run and (not joined or len(run) == _MOST_WORDS):
            runs.append([])
            run = runs[-1]
        if (word[0][0].isupper() and not _is_no_name(word)) or (run and word[0].lower() in _PARTICLES):
            run.append(word)
        elif run:
            runs.append([])
    return [place for run in runs for place in _span(run)]


def _announced(text: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place, word in enumerate(words):
        if word[0].lower().rstrip("/") in _LEADS or text[word.start() - 1 : word.start()] == "@":
            start = place if word[0].lower() not in _LEADS else place + 1
            found.extend(_span(_following(text, words[start : start + _AFTER_A_LEAD])))
    return found


def _following(text: str, words: list[re.Match[str]]) -> list[re.Match[str]]:
    named: list[re.Match[str]] = []
    for word in words:
        if named and _BREAKS.search(text, named[-1].end(), word.start() + 1):
            break
        if _is_no_name(word) and not (named and word[0].lower() in _PARTICLES):
            break
        named.append(word)
    return named


def _span(words: list[re.Match[str]]) -> list[tuple[int, int]]:
    while words and words[-1][0].lower() in _PARTICLES:
        words = words[:-1]
    return [(words[0].start(), words[-1].end())] if words else []


def _is_weekday(group: str) -> bool:
    known = meaning(group.lower())
    return known is not None and known[0] == "weekday"


def _is_no_name(word: re.Match[str]) -> bool:
    plain = fold(word[0])
    if plain in _NO_NAMES or not plain or plain.isdigit():
        return True
    known = meaning(plain)
    # Months and days are names as well ("May Chen"), but not in lower case.
    return known is not None and not (known[0] in {"month", "weekday"} and word[0][0].isupper())
