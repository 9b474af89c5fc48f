"""Tells whose a word is that two languages have: `in`, `a`, `on`, `may` are English beside English words."""

from collections.abc import Sequence
from functools import cached_property

from crmbot.language.catalogue.vocabulary import Vocabulary, english_words
from crmbot.language.catalogue.words import Word

_FAR = 2
"""So many figures and signs may stand between a word and the one that tells."""


class Whose:
    """Tells English words of a text from those of another language; `first`: where nothing tells, they are its own."""

    def __init__(self, words: Sequence[Word], known: Vocabulary, *, first: bool) -> None:
        """Look at the words of a text."""
        self.words = words
        self.known = known
        self.first = first

    def is_english(self, start: int, end: int) -> bool:
        """Tell that all words between two places are words of English too, and are meant as such."""
        said = [word.text for word in self.words[start:end] if word.text.isalpha()]
        if not said or not english_words().issuperset(said):
            return False
        beside = self._telling(range(start - 1, start - 2 - _FAR, -1)) + self._telling(range(end, end + 1 + _FAR))
        return (beside or self._in_all or (1 if self.first else -1)) < 0

    def _telling(self, places: range) -> int:
        """Return 1 for a word of the other language, -1 for an English one, 0 where neither comes first."""
        for place in places:
            if not 0 <= place < len(self.words):
                return 0
            if self.words[place].text.isalpha():
                return self._sign(self.words[place].text)
        return 0

    @cached_property
    def _in_all(self) -> int:
        return sum(self._sign(word.text) for word in self.words)

    def _sign(self, word: str) -> int:
        return (word in self.known.words) - (word in english_words())
