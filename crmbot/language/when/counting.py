"""Numbers and ordinals in words and figures: 22nd, twenty-second, thirty two, two thousand and eighteen."""

from collections.abc import Sequence

from crmbot.language.when.lexer import Token

Counted = tuple[int, int]
"""A number, and the place behind it."""

_TEN = 10
_FIRST_TENS, _HUNDRED = 20, 100
_CENTURIES = range(19, 22)
_THOUSAND = 1000


def number(t: Sequence[Token], i: int) -> Counted | None:
    """Read a number in words, its ones included: twelve, thirty two, twenty-one."""
    tens = _word(t[i], "number")
    if tens is None:
        return None
    ones = _ones(t, i, tens, "number")
    return ones or (tens, i + 1)


def ordinal(t: Sequence[Token], i: int) -> Counted | None:
    """Read an ordinal: 22nd, third, twenty-second, thirty first."""
    if t[i].kind == "ordinal":
        return int(t[i].text[:-2]), i + 1  # "2 nd" too
    whole = _word(t[i], "ordinal")
    if whole is not None:
        return whole, i + 1
    tens = _word(t[i], "number")
    return _ones(t, i, tens, "ordinal") if tens is not None else None


def year_in_words(t: Sequence[Token], i: int) -> Counted | None:
    """Read two thousand and eighteen, twenty twenty-six, nineteen ninety."""
    first = _word(t[i], "number")
    if first is None:
        return None
    if first in {1, 2} and t[i + 1].text == "thousand":
        place = i + 3 if t[i + 2].text == "and" else i + 2
        rest = number(t, place)
        return (first * _THOUSAND + rest[0], rest[1]) if rest else (first * _THOUSAND, i + 2)
    rest = number(t, i + 1) if first in _CENTURIES else None
    if rest is None or not _TEN <= rest[0] < _HUNDRED:
        return None
    return first * _HUNDRED + rest[0], rest[1]


def _ones(t: Sequence[Token], i: int, tens: int, category: str) -> Counted | None:
    if tens < _FIRST_TENS or tens % _TEN:
        return None
    place = i + 2 if t[i + 1].text == "-" and t[i + 2].start == t[i + 1].end else i + 1
    ones = _word(t[place], category)
    return (tens + ones, place + 1) if ones is not None and 0 < ones < _TEN and t[place].text not in _ARTICLES else None


_ARTICLES = frozenset({"a", "an"})


def _word(token: Token, category: str) -> int | None:
    """Give what a word counts; figures are no words."""
    if token.kind != "word" or token.category != category or not isinstance(token.value, int):
        return None
    return token.value
