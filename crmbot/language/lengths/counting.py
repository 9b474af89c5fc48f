"""How many of a unit are meant: 30, 1.5, one and a half, thirty two, a couple of, three quarters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crmbot.language.when.lexer import Token
from crmbot.language.when.words import COUPLE, FEW, QUARTER

_MOST_FIGURES = 6
_THOUSANDS = 3
_TEN, _DOZEN, _HUNDRED = 10, 12, 100
_DENOMINATORS = frozenset({2, 3, 4, 8})
_SIGNS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "⅛": Fraction(1, 8),
}
_ARTICLES = frozenset({"a", "an"})
_SEVERAL = 3
_HINTED = frozenset({"several", "some"})
_HALVES = frozenset({"half", "halves"})
_MOST_QUARTERS = (1, 2, 3)
_QUARTERS = frozenset({"quarter", "quarters"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number, the place behind it, and how it was said.

    `article`: by "a" or "an" alone. `figures`: in figures alone. `part`: as halves or quarters, which take "of an".
    """

    number: Fraction
    end: int
    article: bool = False
    figures: bool = False
    vague: bool = False
    part: bool = False


def count_at(t: Sequence[Token], i: int) -> Count | None:
    """Read the number that begins here; None where none does."""
    whole = _figures(t, i) or _quarters(t, i) or _half(t, i) or _hinted(t, i) or _in_words(t, i)
    return None if whole is None else _with_fraction(t, whole)


def fraction_behind(t: Sequence[Token], i: int) -> tuple[Fraction, int] | None:
    """Read "and a half", "and three quarters", "and half" behind a number or a unit."""
    if t[i].text not in {"and", "&"}:
        return None
    found = _quarters(t, i + 1) or _half(t, i + 1) or _ratio(t, i + 1)
    return (found.number, found.end) if found is not None and found.number < 1 else None


def _with_fraction(t: Sequence[Token], whole: Count) -> Count:
    if whole.part or whole.vague or whole.number.denominator > 1:
        return whole
    behind = _ratio(t, whole.end) if whole.figures else None
    if behind is not None:
        return replace(whole, number=whole.number + behind.number, end=behind.end)
    more = fraction_behind(t, whole.end)
    # "an hour and a half" has its unit first; "a and a half" is nothing.
    if more is None or whole.article:
        return whole
    return Count(whole.number + more[0], more[1], part=True)


def _figures(t: Sequence[Token], i: int) -> Count | None:
    token = t[i]
    if token.kind == "number":
        return Count(Fraction(token.text), i + 1, figures=True) if len(token.text) <= _MOST_FIGURES else None
    if token.kind in {"decimal", "pair"} and "/" not in token.text:
        return Count(_decimal(token.text.rstrip(".")), i + 1, figures=True)
    return _ratio(t, i)


def _decimal(text: str) -> Fraction:
    before, sign, behind = text.replace(".", " . ").replace(",", " , ").partition(" ")
    figures = behind.strip(" .,")
    if "," in sign + behind and len(figures) == _THOUSANDS and before != "0":
        return Fraction(before + figures)
    return Fraction(f"{before}.{figures}")


def _ratio(t: Sequence[Token], i: int) -> Count | None:
    """Read 1/2, 3/4, ½."""
    token = t[i]
    if token.text in _SIGNS:
        return Count(_SIGNS[token.text], i + 1, figures=True, part=True)
    if token.kind != "pair" or "/" not in token.text:
        return None
    above, below = map(int, token.text.split("/"))
    if below not in _DENOMINATORS or not 0 < above < below:
        return None
    return Count(Fraction(above, below), i + 1, figures=True, part=True)


def _half(t: Sequence[Token], i: int) -> Count | None:
    start = i + 1 if t[i].text in _ARTICLES | {"one"} else i
    if t[start].text not in _HALVES:
        return None
    return Count(Fraction(1, 2), start + 1, part=True)


def _quarters(t: Sequence[Token], i: int) -> Count | None:
    """Read a quarter of, three quarters of, two quarters; a quarter alone is three months."""
    number, start = 1, i
    if t[i].category == "number" and t[i].value in _MOST_QUARTERS:
        number, start = int(t[i].value), i + 1
    elif t[i].kind == "number" and t[i].text in {"1", "2", "3"}:
        number, start = int(t[i].text), i + 1
    start = start + 1 if t[start].text == "-" and start > i else start
    if t[start].text not in _QUARTERS or t[start].value != QUARTER:
        return None
    return Count(Fraction(number, 4), start + 1, part=True)


def _hinted(t: Sequence[Token], i: int) -> Count | None:
    """Read several, some, a couple of, a few."""
    start = i + 1 if t[i].text in _ARTICLES else i
    if t[start].text in _HINTED and start == i:
        return Count(Fraction(_SEVERAL), i + 1, vague=True)
    if t[start].value not in {COUPLE, FEW}:
        return None
    end = start + 2 if t[start + 1].text == "of" else start + 1
    few = t[start].value == FEW
    return Count(Fraction(_SEVERAL if few else 2), end, vague=few)


def _in_words(t: Sequence[Token], i: int) -> Count | None:
    """Read a, an, another, twelve, thirty-two, a hundred and twenty."""
    if t[i].text == "another":
        return Count(Fraction(1), i + 1)
    token = t[i]
    if token.category != "number" or not isinstance(token.value, int):
        return None
    if t[i + 1].text == "hundred":
        return _hundreds(t, i + 2, token.value)
    if t[i + 1].text == "dozen":
        return Count(Fraction(token.value * _DOZEN), i + 2)
    number, end = _below_hundred(t, i)
    return Count(Fraction(number), end, article=token.text in _ARTICLES)


def _hundreds(t: Sequence[Token], i: int, hundreds: int) -> Count:
    start = i + 1 if t[i].text == "and" else i
    token = t[start]
    if token.category != "number" or not isinstance(token.value, int) or token.text in _ARTICLES:
        return Count(Fraction(hundreds * _HUNDRED), i)
    rest, end = _below_hundred(t, start)
    return Count(Fraction(hundreds * _HUNDRED + rest), end)


def _below_hundred(t: Sequence[Token], i: int) -> tuple[int, int]:
    """Read twelve, thirty two, forty-five."""
    tens = int(t[i].value)
    place = i + 2 if t[i + 1].text == "-" else i + 1
    ones = t[place]
    if tens % _TEN or tens < 2 * _TEN or ones.category != "number" or ones.text in _ARTICLES:
        return tens, i + 1
    if not isinstance(ones.value, int) or not 1 <= ones.value < _TEN:
        return tens, i + 1
    return tens + ones.value, place + 1
