"""Words of several that open a time at one end: no later than Friday, starting Monday, 5pm at the earliest."""

from collections.abc import Sequence
from typing import NamedTuple

from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import Bound
from crmbot.language.when.words import FUNCTION_WORDS


class Lead(NamedTuple):
    """What makes of a time the end of a stretch, or its beginning; `text` is the one word that means the same."""

    text: str
    bound: Bound
    end: int


_AHEAD: dict[tuple[str, ...], tuple[str, Bound]] = {
    ("no", "later", "than"): ("by", "last"),
    ("not", "later", "than"): ("by", "last"),
    ("at", "the", "latest"): ("by", "last"),
    ("as", "late", "as"): ("by", "last"),
    ("earlier", "than"): ("before", "last"),
    ("prior", "to"): ("before", "last"),
    ("up", "to"): ("until", "last"),
    ("up", "until"): ("until", "last"),
    ("up", "till"): ("until", "last"),
    ("through",): ("until", "last"),
    ("thru",): ("until", "last"),
    ("no", "earlier", "than"): ("from", "first"),
    ("not", "before"): ("from", "first"),
    ("not", "until"): ("from", "first"),
    ("not", "till"): ("from", "first"),
    ("not", "til"): ("from", "first"),
    ("as", "early", "as"): ("from", "first"),
    ("as", "of"): ("from", "first"),
    ("as", "from"): ("from", "first"),
    ("starting",): ("from", "first"),
    ("starting", "on"): ("from", "first"),
    ("starting", "from"): ("from", "first"),
    ("starting", "at"): ("from", "first"),
    ("beginning",): ("from", "first"),
    ("beginning", "on"): ("from", "first"),
    ("beginning", "from"): ("from", "first"),
    ("effective",): ("from", "first"),
    ("later", "than"): ("after", "first"),
}
_MOST_WORDS = max(map(len, _AHEAD))
_FIRST_WORDS = frozenset(words[0] for words in _AHEAD)
# "As of now" and "up to now" are idioms, "up to 5" and "as early as 5" count anything.
_PLAIN = frozenset({"number", "decimal"})

_BEHIND: dict[tuple[str, ...], Bound] = {
    ("the", "latest"): "last",
    ("latest",): "last",
    ("or", "earlier"): "last",
    ("or", "before"): "last",
    ("or", "sooner"): "last",
    ("the", "earliest"): "first",
    ("earliest",): "first",
    ("or", "later"): "first",
    ("or", "after"): "first",
    ("and", "later"): "first",
    ("and", "after"): "first",
    ("onward",): "first",
    ("onwards",): "first",
    ("and", "onwards"): "first",
    ("and", "beyond"): "first",
}
_BEHIND_WORDS = frozenset(words[0] for words in _BEHIND)


def lead_at(t: Sequence[Token], i: int) -> Lead | None:
    """Read the words before a time that leave one of its ends open; None where none stand here."""
    if t[i].text not in _FIRST_WORDS:
        return None
    for length in range(_MOST_WORDS, 0, -1):
        found = _AHEAD.get(tuple(token.text for token in t[i : i + length]))
        if found is not None and t[i + length].kind not in _PLAIN and t[i + length].text != "now":
            return Lead(*found, i + length)
    return None


def bound_behind(t: Sequence[Token], i: int) -> tuple[Bound, int] | None:
    """Read the words behind a time that leave one of its ends open: at the latest, or later, onwards."""
    start = i + 1 if t[i].text == "at" else i
    if t[start].text not in _BEHIND_WORDS:
        return None
    for length in (2, 1):
        end = start + length
        bound = _BEHIND.get(tuple(token.text for token in t[start:end]))
        if bound is not None and _ends(t[end]):
            return bound, end
    return None


def on_behind(t: Sequence[Token], i: int) -> int | None:
    """Give the place behind the "on" of "from Monday on"."""
    return i + 1 if t[i].text == "on" and _ends(t[i + 1]) else None


def _ends(token: Token) -> bool:
    return token.kind in {"end", "punct"} or token.text in FUNCTION_WORDS
