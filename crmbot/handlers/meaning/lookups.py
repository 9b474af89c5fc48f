"""What words must be for a phrasing to hold: a time, a list, one of us, a record of some kind."""

import re
from typing import TYPE_CHECKING

from crmbot.chat.command import Command, Registry
from crmbot.chat.parse import PERSON
from crmbot.handlers.meaning import timing
from crmbot.language import codes
from crmbot.language.fold import fold
from crmbot.language.plain_words import slots

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

_LISTS = {"stage": "stages", "view": "views", "tag": "tags"}
"""What is asked of a list of the house or of one's own."""
_TIMES = {"time": timing.is_time, "date": timing.is_date, "day": timing.is_day}
_OUTSIDE = ("contact", "lead")
_SELF = frozenset({"me", "myself", "i", "us"})
_AND = re.compile(r" ?(?:,|&|\band\b) ?")
_SLOT = "slot"
"""What is on in a calendar, named by its time; of these kinds alone, where they are named behind it."""


def holds(reader: "Interpreter", must: str, words: str) -> bool:
    """Tell whether words are what a group of a phrasing must be: a time, a day, a list, one of us, a record."""
    if must in _TIMES:
        return _TIMES[must](words, reader.reading)
    if must == "list":
        return is_list(reader.registry, words)
    if must == "person":
        return is_name(reader, words, (PERSON,))
    if must == "people":
        return all(_is_somebody(reader, part) for part in _AND.split(words))
    if must.startswith(_SLOT):
        return slots.read(words) is not None and _is_on(reader, must.removeprefix(_SLOT).split(), words)
    if must in _LISTS:
        return reader.names(_LISTS[must], words)
    kinds, _, others = must.partition(" not ")
    is_one = is_name(reader, words, tuple(kinds.split()))
    return is_one and not (others and is_name(reader, words, tuple(others.split())))


def _is_somebody(reader: "Interpreter", name: str) -> bool:
    """Tell whether a name is one's own, a colleague's or that of somebody outside."""
    return fold(name) in _SELF or any(is_name(reader, name, kinds) for kinds in ((PERSON,), _OUTSIDE))


def _is_on(reader: "Interpreter", wanted: list[str], words: str) -> bool:
    """Tell whether something of the wanted kinds alone is on at the time that words tell; of none, it need not be."""
    kinds = reader.kinds_named(words) if wanted else ()
    return not wanted or (bool(kinds) and set(kinds) <= set(wanted))


def is_name(reader: "Interpreter", words: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether words are nothing but a record of some kinds: its code, its name, or what it is called in short."""
    said = words.split()
    code = codes.parse_code(words) if not words.isdecimal() else None
    if code is not None:
        return (code.kind or reader.kind_of(code.number)) in kinds
    if fold(words) == "it" or slots.read(words) is not None:
        return bool(set(kinds) & set(reader.kinds_named("it")))
    return reader.name_length(said, kinds) == len(said)


def is_list(registry: Registry, words: str) -> bool:
    match = registry.match(words)
    lists = {noun.list for noun in registry.nouns()}
    return match is not None and not match.rest and isinstance(match.found, Command) and match.found.name in lists
