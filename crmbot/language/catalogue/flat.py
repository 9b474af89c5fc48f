"""Folds case and accents away without moving a letter."""

import unicodedata
from functools import lru_cache

_FRACTION_BAR = "\u2044"


def flatten(text: str) -> str:
    """Fold case and accents away, letter for letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(map(_flat, text))


@lru_cache(maxsize=2048)
def _flat(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)
    if _FRACTION_BAR in plain:
        return letter  # the 1 of a half is no hour
    return plain[:1].lower()[:1] or " "
