"""The filter language: which records are meant, by keys and signs or in plain words (`over 50k this month`)."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from crmbot.language.filters import phrases
from crmbot.language.filters.terms import Known, Op, Piece, Term, addressed, compared, tagged, without
from crmbot.language.text import tidy

__all__ = ["Filter", "Op", "Term", "read", "words_of"]

_WORD = re.compile(r'"[^"]*"|\S+')
_BLANK = re.compile(r"[\s,;]*")
_WHICH = re.compile(
    r"(?:that|which|who)\s+(?:(?:is|are|was|were|have|has|had)\s+(?:been\s+)?"
    r"|(?:works?|lives?|sits?|came|comes?)\s+(?=(?:at|in|from|for|with)\b))?(?=\S)",
    re.IGNORECASE,
)
"""What only leads to what is asked: `deals that close next month`, `contacts who work at Acme`."""

_RULES = (compared, without, tagged, addressed)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a line asks for: every term must hold; `words` is what is no term, quotes and all."""

    terms: tuple[Term, ...] = ()
    words: str = ""

    def __str__(self) -> str:
        """Write it the canonical way, which `read` reads back."""
        return " ".join([*map(str, self.terms), *([self.words] if self.words else [])])


def read(text: str, keys: Collection[str]) -> Filter:
    """Read a line as a filter; nothing of it is lost.

    Args: `keys`: the keys and labels a term may begin with, of several words too; `is:open` among
    them tells that `open` is a state. A word that is no key but has a sign close behind it makes a
    term as well: whoever asks can say that there is no such field.
    """
    line = tidy(text).strip()
    which = _WHICH.match(line)
    line = line[which.end() :] if which is not None else line
    known = Known.of(keys)
    terms: list[Term] = []
    words: list[str] = []
    at = _skip(line, 0)
    while at < len(line):
        piece = _piece(line, at, known)
        if piece is None:
            word = _WORD.match(line, at)
            assert word is not None
            words.append(word[0])
            at = _skip(line, word.end())
        else:
            terms += piece.terms
            at = _skip(line, piece.end)
    return Filter(tuple(terms), " ".join(words))


def _skip(line: str, at: int) -> int:
    found = _BLANK.match(line, at)
    return found.end() if found is not None else at


def _piece(line: str, at: int, known: Known) -> Piece | None:
    for rule in (*_RULES, *phrases.RULES):
        piece = rule(line, at, known)
        if piece is not None:
            return piece
    return None


def words_of(words: str) -> tuple[str, ...]:
    """Return words one by one; what stands in quotes is one, quotes and all."""
    return tuple(found[0] for found in _WORD.finditer(words))
