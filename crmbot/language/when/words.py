"""The words times are made of: what the English catalogue says, and the slips of thumbs."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from crmbot.language.catalogue import catalogue, spellings

Category = Literal["weekday", "month", "unit", "number", "ordinal", "part", "day", "mark"]
Meaning = tuple[Category, int | str]

SECOND, MINUTE, HOUR, DAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR = (
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "fortnight",
    "month",
    "quarter",
    "year",
)
COUPLE, FEW = "couple", "few"

_ENGLISH = catalogue("en")
_KINDS = {kind: frozenset(spellings(words)) for kind, words in _ENGLISH["kinds"].items()}

DOUBTFUL_WEEKDAYS = _KINDS["doubtful"]
PLURAL_WEEKDAYS = {f"{name}s": number for number, name in enumerate(_ENGLISH["weekday"])}
ZONES = _ENGLISH["zones"]
FUNCTION_WORDS = _KINDS["function"]
LEGAL_WORDS = _KINDS["legal"]
TO_DO = _KINDS["to_do"]

_SLIP_FROM = 6  # letters: "wendesday" can only be one word, "mach" could be several
_SLIPPED_FIRST = frozenset("mtwfsjondy")
_NO_SLIPS = _KINDS["no_slips"]
_LONGEST_SLIP = len("wednesday") + 1


def _spread(category: Category) -> dict[str, Meaning]:
    return {
        spelling: (category, key if category in _BY_NAME else _value(key))
        for key, words in _ENGLISH[category].items()
        for spelling in spellings(words)
    }


def _in_order(category: Category, first: int) -> dict[str, Meaning]:
    return _numbered(category, enumerate(_ENGLISH[category].values(), first))


def _numbered(category: Category, words: Iterable[tuple[int, str]]) -> dict[str, Meaning]:
    return {spelling: (category, number) for number, spelled in words for spelling in spellings(spelled)}


def _value(key: str) -> int | str:
    return int(key) if key.isdigit() else key


_BY_NAME = frozenset({"unit", "part", "day", "mark"})
_WORDS: dict[str, Meaning] = {
    **_in_order("weekday", 0),
    **_in_order("month", 1),
    **_spread("unit"),
    **_spread("number"),
    **_spread("ordinal"),
    **_spread("part"),
    **_spread("day"),
    **_spread("mark"),
}
_LONG_NAMES = tuple(
    word
    for word, (category, _) in _WORDS.items()
    if category in {"weekday", "month", "day"} and len(word) >= _SLIP_FROM and word.isalpha()
)


@lru_cache(maxsize=8192)
def meaning(word: str) -> Meaning | None:
    """Give what a lower-case word means in a time, one slip in a long day or month name forgiven."""
    known = _WORDS.get(word)
    if known or len(word) < _SLIP_FROM or word[0] not in _SLIPPED_FIRST:
        return known
    if word in _NO_SLIPS or word in PLURAL_WEEKDAYS or len(word) > _LONGEST_SLIP:
        return None
    near = [name for name in _LONG_NAMES if name[0] == word[0] and OSA.distance(word, name, score_cutoff=1) <= 1]
    return _WORDS[near[0]] if len(near) == 1 else None
