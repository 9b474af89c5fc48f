"""Whose and where a list's records are, said with a preposition: `of bob`, `at acme`, `in london`, `from the fair`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.language.fold import fold

OWNED = frozenset({"of", "by", "for", "belonging", "assigned"})
"""Stand before somebody of ours, or before whom a record is about."""
ABOUT = frozenset({"at", "with", "about", "on", "regarding"})
"""Stand before whom a record is about, or who works there."""
PLACED = frozenset({"in", "near", "around"})
"""Stand before a place, or how far something is."""
COMING = frozenset({"from", "via", "through"})
"""Stand before where something came from."""

_ALL = OWNED | ABOUT | PLACED | COMING
_ARTICLES = frozenset({"the", "a", "an", "our", "my"})
_LEADING = frozenset(
    {"to", "based", "located", "living", "working", "who", "that", "are", "is", "and", "work", "works"}
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A preposition, folded, and the words behind it; no preposition for words in front of the first."""

    by: str
    words: str

    def __str__(self) -> str:
        """Give the words as they were typed, but for an article."""
        return f"{self.by} {self.words}".strip()


def parted(words: Sequence[str]) -> tuple[Placed, ...]:
    """Part the words of a filter at their prepositions; what stands in quotes is one word. Nothing of them is lost."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for place, word in enumerate(words):
        if fold(word) in _ALL and place + 1 < len(words):
            parts.append((fold(word), []))
        else:
            parts[-1][1].append(word)
    told = [Placed(by, " ".join(_bare(by, said))) for by, said in parts if said]
    return tuple(part for part in told if part.words)


def _bare(by: str, said: Sequence[str]) -> Sequence[str]:
    """Return words without what only leads to them: `to bob`, `the website`, and `based` before `in London`."""
    left = list(said)
    while by and len(left) > 1 and fold(left[0]) in _ARTICLES | {"to"}:
        del left[0]
    while left and fold(left[-1]) in _LEADING:
        del left[-1]
    return left


_POSSESSIVE = re.compile(r"['’]s?$")


def owner_of(word: str) -> str:
    """Return whose something is by `bob's`; nothing for a word that says no such thing."""
    return _POSSESSIVE.sub("", word) if _POSSESSIVE.search(word) and len(word) > len("x's") - 1 else ""
