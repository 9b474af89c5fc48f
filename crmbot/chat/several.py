"""Several records named at once in front of a line: `1-3`, `T-9,T-11`, `is:overdue`."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from crmbot.language.codes import is_sign
from crmbot.language.fold import fold

_SIGN = r"#?[A-Za-z]?-?\d+"
_RANGE = r"\d+\s?-\s?\d+"
_ONE = rf"(?:{_RANGE}|{_SIGN})"
_AND = r"\s*(?:,|&|\band\b)\s*"
_SIGNS = re.compile(rf"(?:{_ONE}(?:{_AND}{_ONE})+|{_RANGE})(?=\s|$)", re.IGNORECASE)
_FIRST = re.compile(_SIGN)
_TERM = re.compile(r'(?:(?P<key>[^\W\d]\w*)(?:!?:|[<>]=?)(?:"[^"]*"|[^\s"]+)|-?#[^\W\d]\S*)(?=\s|$)')
_STATES = {"overdue": "is:overdue"}


@dataclass(frozen=True, slots=True)
class Several:
    """What is named, as it was typed, the first sign of it if it is by codes and numbers, and the words behind."""

    which: str
    first: str
    behind: str


def several(text: str, keys: Collection[str] = ()) -> Several | None:
    """Return what names several records in front of a text; None where it names one, or none.

    Args: `keys`: options that belong to the command, not to a filter, folded.
    """
    found = _SIGNS.match(text)
    if found is not None:
        first = _FIRST.match(found[0])
        sign = first[0] if first is not None else ""
        if is_sign(sign):
            return Several(found[0], sign, text[found.end() :].strip())
    return _filtered(text, keys)


def _filtered(text: str, keys: Collection[str]) -> Several | None:
    terms: list[str] = []
    rest = text.strip()
    while rest:
        word = rest.split(maxsplit=1)[0]
        found = _TERM.match(rest)
        if fold(word) in _STATES and not terms:
            terms.append(_STATES[fold(word)])
            rest = rest[len(word) :].strip()
        elif found is not None and fold(found["key"] or "") not in keys:
            terms.append(found[0])
            rest = rest[found.end() :].strip()
        else:
            break
    return Several(" ".join(terms), "", rest) if terms else None
