"""What gives something away in a text: amounts of money, phone numbers, e-mail addresses."""

import re
from enum import StrEnum
from functools import lru_cache

HIDDEN = "•••"
"""What stands where something was taken out."""


class Telltale(StrEnum):
    """What a piece of text gives away."""

    AMOUNT = "amount"
    PHONE = "phone"
    MAIL = "mail"


# A sign with its country's letter before it ("A$"), and the figure on either side of it.
_SIGN = r"(?:[A-Z]{0,2}[$]|[€£¥₹₽₺₪₩₴₦₫฿])"
# All lengths are bound: people send texts of any length, and each is gone through but once.
_FIGURE = r"-?\d[\d.,'\u00a0\u202f]{0,24}(?:\s?(?:k|m|mn|mio|bn))?"
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]{1,190}\.[^\W\d_]{2,24}")
_ABROAD = re.compile(r"(?<![\w+])\+\d(?:[\s ()./-]*\d){6,14}(?!\d)")
# A number as it is dialled at home: a leading zero, groups, nothing before it that makes it a date or a time.
_AT_HOME = re.compile(r"(?<![\w.,:/+-])\(?0\d(?:[\s()-]{0,2}\d){7,11}(?![\w/:-])")
_DIGIT = re.compile(r"\d")
_NOTHING: frozenset[Telltale] = frozenset()
_ISO_DAY = re.compile(r"\d{2}-\d{2}-\d{4}")


def found(text: str) -> frozenset[Telltale]:
    """Return what a text gives away; a figure without a currency is just a figure."""
    if "@" not in text and _DIGIT.search(text) is None:
        return _NOTHING  # most of what stands on a card
    has = {Telltale.MAIL: "@" in text}
    looked_for = [(kind, pattern) for kind, pattern in _patterns() if has.get(kind, _DIGIT.search(text))]
    return frozenset(kind for kind, pattern in looked_for if pattern.search(text) and _is_meant(kind, pattern, text))


def hidden(text: str, kinds: frozenset[Telltale]) -> str:
    """Return a text with everything of these kinds taken out."""
    for kind, pattern in _patterns():
        if kind in kinds:
            text = pattern.sub(lambda each: each[0] if _ISO_DAY.search(each[0]) else HIDDEN, text)
    return text


def _is_meant(kind: Telltale, pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether what looks like a number to dial is one: 01-02-2025 10 is a day."""
    if kind is not Telltale.PHONE:
        return True
    return any(not _ISO_DAY.search(each[0]) for each in pattern.finditer(text))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Telltale, re.Pattern[str]], ...]:
    """Build the patterns once; those of amounts need the codes of all currencies."""
    from babel.numbers import list_currencies

    unit = rf"(?:{_SIGN}|\b(?:{'|'.join(sorted(list_currencies()))}))"
    amount = re.compile(rf"-?{unit}\s?{_FIGURE}|(?<![\w.,]){_FIGURE}\s?{unit}(?!\w)")
    return (
        (Telltale.AMOUNT, amount),
        (Telltale.MAIL, _MAIL),
        (Telltale.PHONE, _ABROAD),
        (Telltale.PHONE, _AT_HOME),
    )
