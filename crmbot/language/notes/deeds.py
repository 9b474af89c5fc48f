"""A deed before a bare name: `call jane`, `visit acme`. Whether it was done, or is to do, the words do not tell."""

import re
from collections.abc import Sequence

from crmbot.language.fold import tokens

LOGGED = {"call": "call", "met": "meeting", "visit": "visit", "mail": "mail"}
"""What a deed is called once it was done, by the command that writes it down."""

_DEEDS = {"phone": "call", "ring": "call", "meet": "met", "email": "mail", "e-mail": "mail"}
_VERB = re.compile(
    r"(?P<verb>call|phone|ring|meet|visit|mail|e-?mail)\s+(?!(?:with|from|of|for|numbers?|address(?:es)?)\b)",
    re.IGNORECASE,
)
_BETWEEN = frozenset({"and", "at", "from", "of", "the", "in", "up", "please", "pls", "him", "her", "them"})


def of(text: str) -> str:
    """Return the command that writes down the deed a text begins with; nothing where it begins with none."""
    found = _VERB.match(text)
    verb = found["verb"].lower() if found is not None else ""
    return _DEEDS.get(verb, verb)


def words_left(text: str, names: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the words behind a deed that are no names and do not only join them, folded.

    Args: `names`: the places where names stand in the text.
    """
    found = _VERB.match(text)
    letters = list(text)
    for first, last in (*names, (0, found.end() if found is not None else 0)):
        letters[first:last] = " " * (last - first)
    return tuple(word for word in tokens("".join(letters)) if word not in _BETWEEN)
