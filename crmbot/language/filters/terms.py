"""The terms of a filter as they are written with signs: `stage:proposal,nego`, `amount>10k`, `#key`, `@ben`."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from crmbot.language.codes import parse_code
from crmbot.language.fold import fold


class Op(StrEnum):
    """How a term compares; the sign is what people type."""

    IS = ":"
    NOT = "!:"
    LESS = "<"
    MORE = ">"
    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must hold: any of `values` for `:`, none of them for `!:`. `text` is what was typed."""

    key: str
    op: Op
    values: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        """Write it the canonical way, which `read` reads back."""
        values = ",".join(f'"{value}"' if _NEEDS_QUOTES.search(value) else value for value in self.values)
        return f"{self.key}{self.op.value}{values}"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at one place of a line, and where it ends."""

    terms: tuple[Term, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """The keys a kind of record has, folded: `fleet size` is one."""

    keys: frozenset[str]

    @classmethod
    def of(cls, keys: Collection[str]) -> "Known":
        """Take keys and labels as they are shown."""
        return cls(frozenset(folded_key(key) for key in keys))

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    def first(self, *keys: str) -> str:
        """Return the first of some keys that is known; empty when none is."""
        return next((key for key in keys if key in self.keys), "")


@lru_cache(maxsize=2048)  # each line that is read asks for all the keys there are
def folded_key(key: str) -> str:
    """Fold a key; the colon of a state, `is:open`, stays."""
    head, sep, tail = key.partition(":")
    return f"{fold(head)}{sep}{fold(tail)}"


_NEEDS_QUOTES = re.compile(r'[\s,#@"]|^$')
_SIGNS = {"!=": Op.NOT, "=": Op.IS, "≠": Op.NOT, "≤": Op.AT_MOST, "≥": Op.AT_LEAST, "=<": Op.AT_MOST, "=>": Op.AT_LEAST}
_COMPARED = re.compile(r"\s*(?P<sign><=|>=|=<|=>|[<>≤≥≠]|!=)\s*(?=\S)")
_GIVEN = re.compile(r"(?P<sign>!?:|=(?![<>]))(?=\S)(?!//)")
_KEY_WORDS = 4
_KEYS = tuple(re.compile(rf"[^\W\d][\w'-]*(?:[ ]+[\w'-]+){{{more}}}") for more in range(_KEY_WORDS - 1, -1, -1))

DAY = (
    r"(?:(?:this|last|next|past|current|previous)\s+(?:\d+\s+)?"
    r"(?:week|month|quarter|year|day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
    r"|(?:today|tomorrow|yesterday)"
    r"|\d{4}-\d{1,2}(?:-\d{1,2})?"
    r"|\d{1,2}[./]\d{1,2}\.?(?:[./]?\d{2,4})?"
    r"|(?:\d{1,2}(?:st|nd|rd|th|\.)?\s*)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?(?!\d))?(?:,?\s+\d{4})?"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?"
    r"|q[1-4](?:\s+\d{4})?)(?![\w-])"
)
"""A day or a span of days as people write it without a preposition."""

MEASURE = (
    r"(?:[€£$¥]\s?|(?-i:[A-Z]{3})\s?)?\d(?:[\d.,']*\d)?(?:\s\d{3}(?!\d))*"
    r"(?:\s?(?:k|mn|m|bn|thousand|million|days?|d|weeks?|w|months?|years?|y|hours?|h|%))?"
    r"(?:\s?(?:(?-i:[A-Z]{3})(?!\w)|(?:eur|usd|gbp|chf)(?!\w)|[€£$¥]))?(?![\w-])"
)
"""A number, an amount or a length of time."""

_QUOTED = r'"[^"]*"'
_LIST = re.compile(rf'(?:{_QUOTED}|[^\s",]+)(?:,(?:{_QUOTED}|[^\s",]+))*')
_ITEM = re.compile(rf'{_QUOTED}|[^\s",]+')
_LONG = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (DAY, MEASURE))
_WHOLE = re.compile(rf"{_QUOTED}|\S+")
_TAG = re.compile(r"(?P<minus>-)?#(?P<word>[^\W\d_][\w-]*)")
_PERSON = re.compile(r"@(?P<name>[^\W\d_][\w.-]*)")


def compared(line: str, at: int, known: Known) -> Piece | None:
    """Read `key:value`, `key>value`: the longest key that is known, else any word with a sign close behind it."""
    for words in _keys_at(line, at):
        key = folded_key(words)
        sign = _COMPARED.match(line, at + len(words)) or _GIVEN.match(line, at + len(words))
        is_close = sign is not None and not sign[0][:1].isspace()
        if sign is not None and (key in known or (" " not in words and is_close)):
            return _term(line, at, key, sign)
    return None


def without(line: str, at: int, known: Known) -> Piece | None:
    """Read `-stage:new`: what is none of it."""
    piece = compared(line, at + 1, known) if line[at] == "-" else None
    if piece is None or piece.terms[0].op is not Op.IS:
        return None
    (term,) = piece.terms
    return Piece((replace(term, op=Op.NOT, text=f"-{term.text}"),), piece.end)


def _keys_at(line: str, at: int) -> Iterator[str]:
    found = (pattern.match(line, at) for pattern in _KEYS)
    return (match[0] for match in found if match is not None)


def _term(line: str, at: int, key: str, sign: re.Match[str]) -> Piece | None:
    op = _SIGNS.get(sign["sign"]) or Op(sign["sign"])
    values, end = several(line, sign.end()) if op in (Op.IS, Op.NOT) else one(line, sign.end())
    return Piece((Term(key, op, values, line[at:end]),), end) if values else None


def one(line: str, at: int) -> tuple[tuple[str, ...], int]:
    """Read what something is compared with: one value, an amount or a day with its blanks."""
    end = _long_end(line, at)
    whole = _WHOLE.match(line, at)
    if whole is not None and whole.end() > end:
        return (whole[0].rstrip(",;").strip('"'),), whole.end()
    return ((line[at:end],), end) if end > at else ((), at)


def several(line: str, at: int) -> tuple[tuple[str, ...], int]:
    """Read values with commas between them; `this month` counts as one."""
    end = _long_end(line, at)
    found = _LIST.match(line, at)
    if found is None or end > found.end():
        return ((line[at:end],), end) if end > at else ((), at)
    return tuple(item[0].strip('"') for item in _ITEM.finditer(found[0])), found.end()


def _long_end(line: str, at: int) -> int:
    """Return where a day or an amount that begins here ends; `at` when there is none."""
    return max((found.end() for pattern in _LONG if (found := pattern.match(line, at))), default=at)


def tagged(line: str, at: int, known: Known) -> Piece | None:
    """Read `#key` and `-#key`; the code of a record is no tag."""
    found = _TAG.match(line, at)
    if found is None or "tag" not in known or parse_code(found["word"]) is not None:
        return None
    op = Op.NOT if found["minus"] else Op.IS
    return Piece((Term("tag", op, (found["word"].lower(),), found[0]),), found.end())


def addressed(line: str, at: int, known: Known) -> Piece | None:
    """Read `@ben`."""
    found = _PERSON.match(line, at)
    if found is None or "owner" not in known:
        return None
    return Piece((Term("owner", Op.IS, (found["name"],), found[0]),), found.end())
