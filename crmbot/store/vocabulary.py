"""The distinct words and numbers of the index, kept in the process: for slips, and for parts of phone numbers."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Pool, func, or_, select
from sqlalchemy.orm import Session

from crmbot.language.names import near_words
from crmbot.store.models.search import SearchToken

MOST_WORDS = 200_000
"""Bound of the memory; words beyond it are still found as they are written, or by their start."""

MOST_NUMBERS = 1_000_000
"""Likewise for numbers, of which each takes little more than its digits."""

SHORTEST_RUN = 4
"""Digits that are looked for inside numbers; fewer are in too many."""

LIKENESS = 70.0
NEAR = 8
_BAND = 12.0  # what is so much worse than the best is another word
_STRETCH = 500
_FIRST_DIGIT, _BEHIND_DIGITS = "0", ":"
_FIRST_LETTER = "a"  # digits stand before letters in byte order
_LAST_DIGITS = 3
_APART = "\n"


class _Tokens(ABC):
    """Some of the words of one database. A word that is no longer used stays; it only finds nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._newest = 0
        self._swept = 0

    def refresh(self, session: Session) -> None:
        """Read the words that are new, all of them the first time.

        Transactions commit in another order than they take ids, and one that is rolled back
        gives its ids back on SQLite. So the last stretch is always read again, and another one
        in turn, until all have been.
        """
        with self._lock:
            if not self._newest:
                self._newest = session.scalar(select(func.max(SearchToken.id))) or 0
                self._read(session, (SearchToken.id <= self._newest) & self._wanted())
                return
            # By their numbers alone: SQLite would rather go through all the words that are wanted.
            last = SearchToken.id > self._newest - _STRETCH
            self._read(session, or_(last, SearchToken.id.between(self._swept, self._swept + _STRETCH)))
            self._swept = self._swept + _STRETCH if self._swept < self._newest else 0

    def _read(self, session: Session, where: ColumnElement[bool]) -> None:
        wanted = select(SearchToken.id, SearchToken.token).where(where)
        with session.execute(wanted, execution_options={"yield_per": _STRETCH}) as rows:
            for row in rows:
                if self._is_full:
                    return  # the rest of a million words would be read for nothing
                self._newest = max(self._newest, row.id)
                self._add(row.token)

    @property
    @abstractmethod
    def _is_full(self) -> bool:
        """Tell that no more are taken in."""

    @abstractmethod
    def _wanted(self) -> ColumnElement[bool]:
        """Leave out, when all are read, most of what is not wanted."""

    @abstractmethod
    def _add(self, word: str) -> None:
        """Take a word in if it is wanted and new."""


class Vocabulary(_Tokens):
    """The words of letters alone, for finding those near a misspelt one."""

    def __init__(self) -> None:
        super().__init__()
        self._words: set[str] = set()
        self._by_length: dict[int, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._words)

    def _wanted(self) -> ColumnElement[bool]:
        return SearchToken.token >= _FIRST_LETTER

    @property
    def _is_full(self) -> bool:
        return len(self._words) >= MOST_WORDS

    def _add(self, word: str) -> None:
        # Numbers are not misspelt by a letter: a phone number near another one is another one.
        if word in self._words or not word.isalpha():
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


class Numbers(_Tokens):
    """The words of digits alone, for finding those that hold a run of digits.

    They are written one behind the other, in one text for all that end alike: so a million take
    the room of their digits, 14 MB, and the whole is searched as fast as memory is read. In the
    index of words, each would stand once for each of its digits, and a contact would take twice
    as long to store.
    """

    def __init__(self) -> None:
        super().__init__()
        self._by_end: dict[str, str] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def _is_full(self) -> bool:
        return self._count >= MOST_NUMBERS

    def _wanted(self) -> ColumnElement[bool]:
        return (SearchToken.token >= _FIRST_DIGIT) & (SearchToken.token < _BEHIND_DIGITS)

    def _add(self, word: str) -> None:
        # A number as short as the shortest run is found as a word.
        if len(word) <= SHORTEST_RUN or not word.isdecimal():
            return
        there = self._by_end.get(word[-_LAST_DIGITS:], _APART)
        if f"{_APART}{word}{_APART}" not in there:
            self._by_end[word[-_LAST_DIGITS:]] = f"{there}{word}{_APART}"
            self._count += 1

    def holding(self, run: str, most: int) -> tuple[str, ...]:
        """Return numbers that hold a run of digits, as many as there are but no more than `most`."""
        found: list[str] = []
        for text in list(self._by_end.values()):
            for number in _holding(run, text):
                if len(found) == most:
                    return tuple(found)
                found.append(number)
        return tuple(found)


def _holding(run: str, text: str) -> Iterator[str]:
    """Yield the lines of a text that hold a run of digits, each once."""
    at = text.find(run)
    while at >= 0:
        end = text.index(_APART, at)
        yield text[text.rindex(_APART, 0, at) + 1 : end]
        at = text.find(run, end)


_VOCABULARIES: WeakKeyDictionary[Pool, Vocabulary] = WeakKeyDictionary()
_NUMBERS: WeakKeyDictionary[Pool, Numbers] = WeakKeyDictionary()
T = TypeVar("T", bound=_Tokens)


def vocabulary(session: Session) -> Vocabulary:
    """Return the refreshed vocabulary of a session's database."""
    return _refreshed(_VOCABULARIES, session, Vocabulary())


def numbers(session: Session) -> Numbers:
    """Return the refreshed numbers of a session's database."""
    return _refreshed(_NUMBERS, session, Numbers())


def _refreshed(known: WeakKeyDictionary[Pool, T], session: Session, new: T) -> T:
    # The pool is the one object that all views of an engine share and no other engine has.
    tokens = known.setdefault(session.get_bind().engine.pool, new)
    tokens.refresh(session)
    return tokens
