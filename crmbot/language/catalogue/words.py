"""The words of a text as the catalogues see them, and what fills the slots of their forms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crmbot.language.catalogue.vocabulary import Phrases

_LAST_HOUR, _LAST_MINUTE = 24, 59
MOST = {"time": _LAST_HOUR, "hour": _LAST_HOUR, "minutes": _LAST_MINUTE, "date": 31}
"""What may stand in these slots as a figure or in words, up to a number."""

_CLOCKS = {"clock": 0, "daytime": 7}
"""The first hour of clocks with minutes that may stand in these: nobody is on the phone for 9h30."""

_SIGNS = {
    "number": re.compile(r"\d{1,4}(?:[.,]\d{1,2})?"),
    "figure": re.compile(r"\d{1,2}"),
    "numeric": re.compile(r"\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d\d))?"),
    "year": re.compile(r"(?:19|20)\d\d"),
}
IN_FIGURES = frozenset({*MOST, *_CLOCKS, *_SIGNS})
"""The slots that a figure may fill."""

_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:hu](?P<minute>\d\d)")


class Word(NamedTuple):
    """One word, figure or sign of a text; `text` is folded, and empty where nothing may be read."""

    text: str
    start: int
    end: int
    capital: bool = False
    shouted: bool = False
    new_line: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a slot: as it was written, and the key or figure it means."""

    text: str
    key: str


Filling = tuple[Filled, int]
"""What stands in a slot, and the place behind it."""


def fill(kind: str, words: Sequence[Word], i: int, phrases: Mapping[str, Phrases]) -> Filling | None:
    """Read a word, or several, as one of a kind: a weekday, a clock, a number up to an hour."""
    text = words[i].text
    if kind in MOST:
        return (_clock(text, i) if kind == "time" else None) or _figure(words, i, phrases["number"], most=MOST[kind])
    if kind in _CLOCKS:
        found = _clock(text, i)
        return found if found is not None and int(found[0].key.partition(":")[0]) >= _CLOCKS[kind] else None
    if kind in _SIGNS and _SIGNS[kind].fullmatch(text):
        return Filled(text, text), i + 1
    return _phrase(words, i, phrases.get(kind, {}))


def _phrase(words: Sequence[Word], i: int, phrases: Phrases) -> Filling | None:
    for parts, key in phrases.get(words[i].text, ()):
        end = i + len(parts)
        if end <= len(words) and all(word.text == part for word, part in zip(words[i:end], parts, strict=True)):
            return Filled("", key), end
    return None


def _clock(text: str, i: int) -> tuple[Filled, int] | None:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found["hour"]) > _LAST_HOUR or int(found["minute"]) > _LAST_MINUTE:
        return None
    return Filled(text, f"{found['hour']}:{found['minute']}"), i + 1


def _figure(words: Sequence[Word], i: int, numbers: Phrases, *, most: int) -> Filling | None:
    text = words[i].text
    if text.isdecimal():
        return (Filled(text, text), i + 1) if len(text) <= 2 and int(text) <= most else None  # noqa: PLR2004
    found = _phrase(words, i, numbers)
    if found is None or not found[0].key.isdecimal() or int(found[0].key) > most:
        return None
    return found
