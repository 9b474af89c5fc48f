"""Finds the lengths of time in a text, and reads a phrase that is nothing but one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from crmbot.language.catalogue import in_english
from crmbot.language.lengths.contexts import is_length
from crmbot.language.lengths.terms import Term, length_at
from crmbot.language.lengths.values import Length
from crmbot.language.when.lexer import Token, is_end, lex

LONGEST = timedelta(days=100 * 365)
"""Nobody speaks of longer ones."""

_LONGEST_PHRASE = 80
_MOST = 100  # nobody tells more in one message
_LONGEST_MINUTES = 24 * 60
_FIGURES = 6
_LEADS = frozenset(
    "for about around approx approximately roughly nearly almost over ~ lasting lasts took takes".split()
)
_MOST_LEADS = 3
_FIRST_WORDS = frozenset("half quarter all the whole entire another some several ½ ¼ ¾ ⅓ ⅔ ⅛".split())
_KINDS = frozenset({"decimal", "pair", "clock"})
_BEHIND_FIGURES = frozenset({"word", "pair", "ampm"})
_SIGNS = frozenset({"-", "&", "\u2013"})
_CLOCKS = re.compile(r"(?P<from>\d{1,2})[:.](?P<past>[0-5]\d)\s?[-\u2013]\s?(?P<to>\d{1,2})[:.](?P<upto>[0-5]\d)")
_HOURS = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)")


def find(
    text: str, *, languages: Sequence[str] = ("en",), masked: Sequence[tuple[int, int]] = ()
) -> tuple[Length, ...]:
    """Find every length of time in free text, in order; "in 30 minutes" and "2 days ago" are times and left alone.

    Args: `languages`: ISO codes; English is always understood. `masked`: places that are known to be something else,
    as names of records.
    """
    said = in_english(text, languages, masked)
    return said.as_typed(find_in(lex(said.text, masked=said.masked), said.text), text)


def find_in(tokens: Sequence[Token], text: str) -> tuple[Length, ...]:
    """Find every length of time in a text that has been cut into tokens already."""
    alone = _by_signs(tokens, 0) if ":" not in tokens[0].text else None
    if alone is not None and is_end(tokens, alone.end):
        length = _length(alone, tokens, text)
        return (length,) if length is not None else ()
    found: list[Length] = []
    place = 0
    while tokens[place].kind != "end" and len(found) < _MOST:
        term = length_at(tokens, place) if _may_begin(tokens, place) else None
        length = _length(term, tokens, text) if term is not None and is_length(tokens, term) else None
        if length is not None:
            found.append(length)
        place = term.end if term is not None else place + 1
    return tuple(found)


def read(text: str, *, languages: Sequence[str] = ("en",)) -> Length | None:
    """Read a whole phrase as a length of time, with or without "for" in front; None when it is none.

    Here 1:30 is an hour and a half, and 5' are minutes, 5" seconds.
    """
    phrase = text.strip()
    if not phrase or len(phrase) > _LONGEST_PHRASE:
        return None
    english = in_english(phrase, languages).text
    tokens = lex(english)
    start = 0
    while tokens[start].text in _LEADS and start < _MOST_LEADS:
        start += 1
    term = length_at(tokens, start) or _by_signs(tokens, start)
    length = _length(term, tokens, english) if term is not None and is_end(tokens, term.end) else None
    return replace(length, span=(0, len(text)), text=phrase) if length is not None else None


def minutes(text: str, *, languages: Sequence[str] = ("en",)) -> int | None:
    """Give a length of time in minutes, at most a day: `5m`, `1h30`, `90`, `9:00-10:30`; None for what is none."""
    plain = text.strip()
    clocks = _CLOCKS.fullmatch(plain)
    if plain.isascii() and plain.isdecimal():
        given = int(plain[:_FIGURES])
    elif clocks is not None:
        given = _between(clocks)
    else:
        length = read(plain, languages=languages)
        given = length.minutes if length is not None else 0
    return given if 0 < given <= _LONGEST_MINUTES else None


def _between(clocks: re.Match[str]) -> int:
    hours = int(clocks["to"]) - int(clocks["from"])
    return hours * 60 + int(clocks["upto"]) - int(clocks["past"])


def _may_begin(t: Sequence[Token], i: int) -> bool:
    token = t[i]
    if token.kind == "number":
        return t[i + 1].kind in _BEHIND_FIGURES or t[i + 1].text in _SIGNS
    return token.kind in _KINDS or token.category in {"number", "unit"} or token.text in _FIRST_WORDS


def _length(term: Term, t: Sequence[Token], text: str) -> Length | None:
    if not 0 < term.seconds <= LONGEST.total_seconds():
        return None
    span = t[term.start].start, t[term.end - 1].end
    length = timedelta(seconds=round(term.seconds))
    return Length(span, text[span[0] : span[1]], length, term.grain, vague=term.vague) if length else None


def _by_signs(t: Sequence[Token], i: int) -> Term | None:
    hours = _HOURS.fullmatch(t[i].text)
    if hours is not None:
        return Term(i, i + 1, Fraction(int(hours["hours"]) * 60 + int(hours["minutes"])) * 60, "minute")
    if t[i].kind != "number" or t[i + 1].text not in {"'", '"'} or len(t[i].text) > _FIGURES:
        return None
    number = Fraction(t[i].text)
    return Term(i, i + 2, number * 60, "minute") if t[i + 1].text == "'" else Term(i, i + 2, number, "second")
