"""A word one slip away from a command's."""

from rapidfuzz.distance import DamerauLevenshtein

from crmbot.chat.command import Registry
from crmbot.language.fold import fold

SHORTEST = 4
"""Shorter words are too near to too many."""

_DONE = frozenset({"sent", "gave", "told", "made", "held", "sold", "lent", "left", "took", "said", "paid", "spent"})
"""What was done is told in a note, however near to a command it is written; so is what ends in -ed."""
_ASKED = frozenset({"whats", "what's", "thats", "that's", "when", "where", "don't", "dont", "don\u2019t"})


_VOWELS = frozenset("aeiouy")
_CONSONANTS = 3


def without_vowel(registry: Registry, word: str) -> tuple[str, ...]:
    """Return the command words that three letters are without their one vowel: `tsk`, `cll`; no word is written so."""
    folded = fold(word)
    if len(folded) != _CONSONANTS or not folded.isalpha() or not _VOWELS.isdisjoint(folded):
        return ()
    return tuple(known for known in registry.words() if "".join(one for one in known if one not in _VOWELS) == folded)


def near(registry: Registry, word: str) -> tuple[str, ...]:
    """Return the command words one slip away from a word of four letters or more, the likelier first."""
    folded = fold(word)
    if len(folded) < SHORTEST or folded in _DONE | _ASKED or folded.endswith("ed"):
        return ()
    words = [known for known in registry.words() if " " not in known and len(known) >= SHORTEST - 1]
    there = [known for known in words if DamerauLevenshtein.distance(folded, known, score_cutoff=1) <= 1]
    # Letters that changed places are the likelier slip: `taks` is task before it is tags.
    return tuple(sorted(there, key=lambda known: (sorted(known) != sorted(folded), abs(len(known) - len(folded)))))
