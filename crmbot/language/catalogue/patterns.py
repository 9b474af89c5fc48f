"""Forms of words as catalogues write them: `il y a {number} {unit}`, `fin [de] (mai|août)`, `mar > a las {time}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crmbot.language.catalogue.flat import flatten

_CHOICE = re.compile(r"\[([^][()]*)\]|\(([^][()]*)\)")
_ELEMENT = re.compile(r"\{(?P<slot>\w+)\}|(?P<word>\d+|[^\W\d_]+|[^\w\s])")
_OUTPUT = re.compile(r"\{(?P<slot>\w+)(?: (?P<change>[^{}]+))?\}|(?P<text>[^{}]+)")


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a form, or a slot for one of a kind; `tight` when it touches what stands before it."""

    text: str
    is_slot: bool
    tight: bool


@dataclass(frozen=True, slots=True)
class Output:
    """A stretch of the English for a form, or what fills a slot, written in another way where `change` says so."""

    text: str
    is_slot: bool
    change: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands in a text, what must stand behind it, and the English for it; `None` leaves the text as it is.

    `literal`: how many of its elements are words; `order`: its place in the catalogue.
    """

    elements: tuple[Element, ...]
    ahead: tuple[Element, ...]
    english: tuple[Output, ...] | None
    literal: int
    order: int


def forms(written: str) -> Iterator[str]:
    """Yield every form that an entry with options `[x]` or `[x|y]` and choices `(x|y)` stands for."""
    choice = _CHOICE.search(written)
    if choice is None:
        yield " ".join(written.split())
        return
    options = ["", *choice[1].split("|")] if choice[1] is not None else choice[2].split("|")
    for option in options:
        yield from forms(written[: choice.start()] + option + written[choice.end() :])


def pattern(form: str, said: str | None, order: int) -> Pattern:
    """Make a form of its text; what stands behind `>` must follow and is left where it is."""
    before, _, ahead = form.partition(">")
    found = elements(before)
    literal = sum(not element.is_slot for element in found)
    return Pattern(found, elements(ahead), None if said is None else english(said), literal, order)


def elements(form: str) -> tuple[Element, ...]:
    """Cut a form into its words and slots."""
    found = list(_ELEMENT.finditer(flatten(form)))
    return tuple(
        Element(match["slot"] or match["word"], match["slot"] is not None, place > 0 and match.start() == before)
        for place, (match, before) in enumerate(zip(found, [0, *(match.end() for match in found)], strict=False))
    )


@lru_cache(maxsize=1024)
def english(written: str) -> tuple[Output, ...]:
    """Cut the English of an entry into its stretches and slots: `{hour -1}:45`."""
    return tuple(
        Output(match["slot"] or match["text"], match["slot"] is not None, match["change"] or "")
        for match in _OUTPUT.finditer(written)
    )
