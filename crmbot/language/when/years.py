"""Rules for the year behind a day or a month: 2026, '26, 24-nov-26, two thousand and eighteen."""

from collections.abc import Sequence

from crmbot.language.when import counting
from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import FIRST_YEAR

CENTURY = 2000
_HUNDRED = 100
_LAST_MINUTE = 59
_LAST_HOUR = 23
_YEAR_FIGURES, _SHORT_FIGURES = 4, 2
_BETWEEN = frozenset({",", ".", "-", "/", "in", "of"})
APOSTROPHES = frozenset({"'", "\u2019"})

Year = tuple[int | None, int]
"""A year, or None, and the place behind it."""


def year(t: Sequence[Token], i: int) -> Year:
    """Read the year behind a day and its month, where one stands there."""
    start = i + 1 if t[i].text in _BETWEEN else i
    start = start + 1 if t[start].text in {",", *APOSTROPHES} else start
    token = t[start]
    if _is_short(token) and _is_tied(t, start):
        return century(int(token.text)), start + 1
    spelled = counting.year_in_words(t, start)
    return spelled or year_behind(t, start, back=i)


def year_behind(t: Sequence[Token], i: int, back: int) -> Year:
    """Read four figures as a year, unless they must be a clock ("27 Aug 1440").

    Args: `back`: where to go on when they are none.
    """
    found = plain(t[i])
    # 1930 is half past seven in the evening, 1985 can only be a year.
    if found is not None and (found >= CENTURY or found % 100 > _LAST_MINUTE):
        return found, i + 1
    return None, back


def plain(token: Token) -> int | None:
    """Give the year that four figures are, from 1900 to 2099."""
    if token.kind != "number" or len(token.text) != _YEAR_FIGURES:
        return None
    found = int(token.text)
    return found if FIRST_YEAR <= found < CENTURY + _HUNDRED else None


def century(found: int) -> int:
    """Give the year of this century that two figures are short for."""
    return found + CENTURY if found < _HUNDRED else found


def _is_short(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == _SHORT_FIGURES


def _is_tied(t: Sequence[Token], i: int) -> bool:
    """Tell that two figures can be no hour: 24-nov-26, 24 Nov '26, 24 Nov 26."""
    if t[i - 1].text in {"-", "/"}:
        return t[i - 1].end == t[i].start and t[i - 2].end == t[i - 1].start
    if t[i - 1].text in APOSTROPHES:
        return True
    apart = t[i - 1].text not in {",", ".", "in", "of"}
    return apart and int(t[i].text) > _LAST_HOUR and t[i + 1].kind in {"end", "punct"}
