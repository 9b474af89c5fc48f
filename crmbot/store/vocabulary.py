"""The distinct words of the index, kept in the process for finding those near a misspelt one."""

from collections import defaultdict
from collections.abc import Sequence
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from crmbot.language.names import near_words
from crmbot.store.models.search import SearchToken

MOST_WORDS = 200_000
"""Bound of the memory; words beyond it are still found as they are written, or by their start."""

LIKENESS = 70.0
NEAR = 8
_BAND = 12.0  # what is so much worse than the best is another word
_STRETCH = 500
_FIRST_LETTER = "a"  # digits stand before letters in byte order


class Vocabulary:
    """Words of one database. A word that is no longer used stays; it only finds nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._words: set[str] = set()
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._newest = 0
        self._swept = 0

    def __len__(self) -> int:
        return len(self._words)

    def refresh(self, session: Session) -> None:
        """Read the words that are new, all of them the first time.

        Transactions commit in another order than they take ids, and one that is rolled back
        gives its ids back on SQLite. So the last stretch is always read again, and another one
        in turn, until all have been.
        """
        with self._lock:
            if not self._newest:
                self._newest = session.scalar(select(func.max(SearchToken.id))) or 0
                self._read(session, SearchToken.id <= self._newest)
                return
            last = SearchToken.id > self._newest - _STRETCH
            self._read(session, or_(last, SearchToken.id.between(self._swept, self._swept + _STRETCH)))
            self._swept = self._swept + _STRETCH if self._swept < self._newest else 0

    def _read(self, session: Session, where: ColumnElement[bool]) -> None:
        for row in session.execute(
            select(SearchToken.id, SearchToken.token).where(where, SearchToken.token >= _FIRST_LETTER)
        ):
            self._newest = max(self._newest, row.id)
            self._add(row.token)

    def _add(self, word: str) -> None:
        # Numbers are not misspelt by a letter: a phone number near another one is another one.
        if word in self._words or not word.isalpha() or len(self._words) >= MOST_WORDS:
            return
        self._words.add(word)
        self._by_length[len(word)].append(word)

    def near(self, word: str) -> Sequence[tuple[str, float]]:
        """Return the words nearest to a folded one with their likeness, 0-100, the best first."""
        if not word.isalpha():
            return []
        share = LIKENESS / 100
        shortest, longest = int(len(word) * share), int(len(word) / share) + 1
        candidates: list[str] = []
        for length in range(shortest, longest + 1):
            candidates += self._by_length.get(length, [])
        found = near_words(word, candidates, limit=NEAR, cutoff=LIKENESS)
        return [(near, likeness) for near, likeness in found if likeness > found[0][1] - _BAND]


_VOCABULARIES: WeakKeyDictionary[Dialect, Vocabulary] = WeakKeyDictionary()


def vocabulary(session: Session) -> Vocabulary:
    """Return the refreshed vocabulary of a session's database."""
    # The dialect is the one object that all views of an engine share and no other engine has.
    known = _VOCABULARIES.setdefault(session.get_bind().dialect, Vocabulary())
    known.refresh(session)
    return known
