"""Phrasings: what people say in plain words, and the line of a command it stands for.

A table holds what is said of one subject. A row is understood from its left edge: an example, the line that it stands
for; behind them the pattern with all its ways, and what a group of it must be, where that has to be looked up.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

LONGEST = 300
"""Letters; what is longer is told."""

Holds = Callable[[str, str], bool]
"""Tells whether words are what a group must be: one of `_FEW`, or kinds of records, `task event`."""

_FEW = frozenset({"time", "day", "date", "slot", "list", "stage", "view", "tag", "person"})
"""What is read from the words, or looked up among few; names of records are looked for among millions, so last."""

_Match = Callable[[str], re.Match[str] | None]

_POLITE = re.compile(
    r"^(?:(?:please|pls|plz|ok(?:ay)?|and|also|then|hey|hi|hello)(?: there| bot)?,? "
    r"|(?:can|could|would|will) (?:you|u) )+"
    r"| (?:please|pls|plz)$",
    re.IGNORECASE,
)

_HURRIED = {
    **{f"{word}s": f"{word}'s" for word in ("what", "who", "where", "when", "how", "today", "tomorrow", "yesterday")},
    "wat": "what",
    "wats": "what's",
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Patterns of the same wish, blind to case; they are compiled when the first line is held against them."""

    patterns: tuple[str, ...]

    def match(self, said: str) -> re.Match[str] | None:
        """Return the first match with all of what is said."""
        for pattern in _compiled(self.patterns):
            found = pattern.fullmatch(said)
            if found is not None:
                return found
        return None

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns; compiled once."""
        return _compiled(self.patterns)


@dataclass(frozen=True, slots=True, eq=False)
class Phrasing:
    """One row: an example, the line it stands for with the groups in it, the pattern, and what the groups must be."""

    example: str
    line: str
    ways: Ways
    must: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a subject, asked one after the other; by the name of a group, what stands for what is said there."""

    rows: tuple[Phrasing, ...]
    words: Mapping[str, Mapping[str, str]]

    def line(self, said: str, holds: Holds) -> str:
        """Return the line of the first row that bare words are the whole of; nothing where they are none."""
        for match, row in _matchers(self.rows) if len(said) <= LONGEST else ():
            found = match(said)
            if found is None:
                continue
            if all(holds(must, found[group]) for group, must in row.must.items() if found[group]):
                parts = {group: self._told(group, part) for group, part in found.groupdict(default="").items()}
                return " ".join(row.line.format(**parts).split())
        return ""

    def _told(self, group: str, part: str) -> str:
        written = self.words.get(group)
        return part if written is None else written.get(part.lower(), part)


def ways(*patterns: str) -> Ways:
    """Return patterns that are asked one after the other."""
    return Ways(patterns)


def says(example: str, line: str, pattern: str, **must: str) -> Phrasing:
    """Return a row of a table: `says("speak german", "language {what}", …)`; `{what}` is a group of the pattern."""
    return Phrasing(example, line, Ways((pattern,)), dict(sorted(must.items(), key=lambda one: one[1] not in _FEW)))


def table(*rows: Phrasing, **words: Mapping[str, str]) -> Table:
    """Return a table of rows, and what is written for what may be said in a group: `how={"win": "won"}`."""
    return Table(rows, words)


def bare(text: str) -> str:
    """Return words with single blanks, without what is only polite and without the sign at their end."""
    return with_apostrophe(_POLITE.sub("", " ".join(text.split()).rstrip(" .!?")))


def is_polite(text: str) -> bool:
    """Tell whether words stand around a text that are only polite."""
    return _POLITE.search(" ".join(text.split()).rstrip(" .!?")) is not None


def with_apostrophe(said: str) -> str:
    """Return a question as it is written by those who take their time: `whos`, `wats` are `who's`, `what's`."""
    first, blank, rest = said.partition(" ")
    return f"{_HURRIED.get(first.lower(), first) if rest else first}{blank}{rest}"


@cache
def _matchers(rows: tuple[Phrasing, ...]) -> tuple[tuple[_Match, Phrasing], ...]:
    """Return what holds a line against each row: most lines are of no row, and each is asked for every line."""
    return tuple((pattern.fullmatch, row) for row in rows for pattern in row.ways.compiled())


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
