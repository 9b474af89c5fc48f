"""Arabic letters in the shapes they have beside each other, for what draws letters one by one."""

import unicodedata
from collections.abc import Mapping
from functools import cache

_FIRST, _LAST = 0xFE70, 0xFEFC
_ISOLATED, _INITIAL, _MEDIAL, _FINAL = "<isolated>", "<initial>", "<medial>", "<final>"


@cache
def _shapes() -> Mapping[str, Mapping[str, str]]:
    """Return the shapes of letters, and of two that melt into one, as Unicode's own table has them."""
    found: dict[str, dict[str, str]] = {}
    for number in range(_FIRST, _LAST + 1):
        place, _, codes = unicodedata.decomposition(chr(number)).partition(" ")
        letters = "".join(chr(int(code, 16)) for code in codes.split())
        if place and " " not in letters:  # with a blank: a sign above nothing
            found.setdefault(letters, {})[place] = chr(number)
    return found


def joined(text: str) -> str:
    """Return a text whose Arabic letters are joined; any other text as it is."""
    if not any("\u0600" <= letter <= "\u06ff" for letter in text):
        return text
    units = list(_units(text))
    shaped = []
    for at, unit in enumerate(units):
        before = at > 0 and _goes_on(units[at - 1]) and _FINAL in _shapes().get(unit, {})
        after = _goes_on(unit) and at + 1 < len(units) and _FINAL in _shapes().get(units[at + 1], {})
        shaped.append(_shapes().get(unit, {}).get(_place(before=before, after=after), unit))
    return "".join(shaped)


def _units(text: str) -> list[str]:
    """Part a text into letters; those that melt into one stay together, and signs above letters are left out."""
    bare = "".join(letter for letter in text if not ("\u064b" <= letter <= "\u0652"))
    units, at = [], 0
    while at < len(bare):
        length = 2 if bare[at : at + 2] in _shapes() and len(bare[at : at + 2]) > 1 else 1
        units.append(bare[at : at + length])
        at += length
    return units


def _goes_on(unit: str) -> bool:
    """Tell whether a letter is joined to what follows it."""
    return _INITIAL in _shapes().get(unit, {})


def _place(*, before: bool, after: bool) -> str:
    if before:
        return _MEDIAL if after else _FINAL
    return _INITIAL if after else _ISOLATED
