"""Plain numbers as people type them: 25, 2.5, 2,5, 1,250, 12k."""

import re
from decimal import Decimal

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\u2019": "'", "\u2212": "-"})
_SHAPE = re.compile(r"(?P<sign>[+-]?)\s*(?P<digits>\d[\d ,.']*)(?P<scale>[km])?\s*%?", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:(?P<group>[ ,'])\d{3})(?:(?P=group)\d{3})*(?:\.\d+)?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_SCALES = {"k": 1_000, "m": 1_000_000}
_LONGEST = 40


def read(text: str) -> Decimal | None:
    """Read a whole text as one number; None when it is none. A comma before three digits sets thousands apart."""
    found = _SHAPE.fullmatch(text.translate(_BLANKS).strip()) if len(text) <= _LONGEST else None
    value = _value(found["digits"].strip()) if found is not None else None
    if found is None or value is None:
        return None
    scaled = value * _SCALES.get((found["scale"] or "").lower(), 1)
    return -scaled if found["sign"] == "-" else scaled


def show(value: Decimal) -> str:
    """Write a number with commas between its thousands, and no more decimals than it has."""
    return f"{value.normalize():,f}"


def _value(digits: str) -> Decimal | None:
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[ ,']", "", digits))
    if _DOTTED.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    return Decimal(digits.replace(",", ".")) if _PLAIN.fullmatch(digits) else None
