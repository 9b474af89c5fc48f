"""How alike two names are, and which words of a vocabulary are near a typed one."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from crmbot.language.fold import fold, name_key, variants

_SHORT_WORD = 5  # letters; up to here one slip is a typo and two are another word
_SHORT_START = 2  # letters that are too few to be the start of a word
_OF_THE_QUERY, _OF_THE_NAME = 0.85, 0.15
_NEAR = 70.0
_MORE = 4  # times the limit are drawn, for equals to be put in order


_ARTICLE = re.compile(r"(?:the|our|my)\s+(?=\S)", re.IGNORECASE)


def without_article(words: str) -> str:
    """Return the words of a name without what only points at it: `the Acme renewal` is the Acme renewal."""
    found = _ARTICLE.match(words)
    return words[found.end() :] if found else words


def score(query: str, name: str) -> float:
    """Tell how well typed words fit a name, 0 to 100, whatever their order, accents and typos.

    What was typed counts most: "acme" fits "Acme Valves Ltd" well, and "Acme" itself still better.
    """
    if not name_key(query) or not name_key(name):
        return 0.0
    pairs = ((asked, known) for asked in variants(query) for known in variants(name))
    return max(_fit(asked, known) for asked, known in pairs)


def near_words(
    word: str, vocabulary: Sequence[str], *, limit: int = 8, cutoff: float = _NEAR
) -> list[tuple[str, float]]:
    """Give the words nearest to a folded one with their likeness, 0 to 100, the best first.

    Args: `vocabulary`: words folded already; `cutoff`: likeness below which a word is left out.
    """
    found = process.extract(
        word,
        vocabulary,
        scorer=OSA.normalized_similarity,
        processor=None,
        limit=limit * _MORE,
        score_cutoff=cutoff / 100,
    )
    # Among equally near words the one that begins alike is the likelier: people type starts right.
    ordered = sorted(found, key=lambda near: (-near[1], -JaroWinkler.similarity(word, near[0])))
    return [(near, round(likeness * 100, 1)) for near, likeness, _ in ordered[:limit]]


_NAMES_SHOWN = 5
_LIKE = 60


def near_names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return up to five names that come close to what was typed, the likeliest first."""
    called = {name: fold(name) for name in names}
    found = process.extract(fold(text), called, limit=_NAMES_SHOWN, score_cutoff=_LIKE)
    return tuple(name for _, _, name in found)


@lru_cache(maxsize=8192)
def _fit(query: str, name: str) -> float:
    if query == name:
        return 100.0
    apart = _fit_words(tuple(query.split()), tuple(name.split()))
    # "stonebridge" and "stone bridge" are one name; a blank that moved costs a little.
    together = _likeness(query.replace(" ", ""), name.replace(" ", "")) - 1
    return max(apart, together, 0.0)


def _fit_words(asked: tuple[str, ...], known: tuple[str, ...]) -> float:
    left = list(known)
    fitting = covered = 0.0
    for word in sorted(asked, key=len, reverse=True):
        best = max(left, key=partial(_likeness, word), default=None)
        if best is None:
            break
        likeness = _likeness(word, best)
        fitting += likeness * len(word)
        if likeness >= _NEAR:
            covered += len(best)
            left.remove(best)
    of_query = fitting / sum(map(len, asked))
    return of_query * (_OF_THE_QUERY + _OF_THE_NAME * covered / sum(map(len, known)))


@lru_cache(maxsize=65536)
def _likeness(word: str, other: str) -> float:
    """Compare two words: the start of a word is near it, and so is one with a slip or two."""
    if word == other:
        return 100.0
    if other.startswith(word) and len(word) > _SHORT_START:
        return 90.0 + 10.0 * len(word) / len(other)
    slips = 1 if min(len(word), len(other)) <= _SHORT_WORD else 2
    if OSA.distance(word, other, score_cutoff=slips) > slips:
        return 100.0 * OSA.normalized_similarity(word, other)
    return 100.0 * max(JaroWinkler.similarity(word, other), OSA.normalized_similarity(word, other))
