"""Lists in plain words: asked for by a question, by a name or a tag, of somebody, all of it given away."""

import re
from typing import TYPE_CHECKING

from crmbot.chat.command import Command, Match, Noun, Registry
from crmbot.chat.parse import PERSON
from crmbot.handlers.meaning import lookups, tables, timing
from crmbot.language import codes
from crmbot.language.fold import fold
from crmbot.language.plain_words import list_questions, list_questions_abroad, on_record, together

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

_ABOUT = ("company", "contact", "lead", "deal")
_MOST_OF_A_NAME = 7
"""Words; what is longer is told."""
_WHOSE = re.compile(r"\b(?:mine|me|everybody|all|of|by|for|owner:\S+|@\S+)\b", re.IGNORECASE)


def given_away(reader: "Interpreter", said: str) -> str:
    """Read `give all of jane's leads to ben`: what a list would show goes to somebody."""
    meant = together.given_away(said)
    if meant is None:
        return ""
    match = _list_said(reader, meant.what)
    if match is None:
        return ""
    is_whose = _WHOSE.search(match.rest) is not None
    which = match.rest if is_whose or not meant.all_of_it else f"everybody {match.rest}".strip()
    gives = reader.registry.match(f"give {match.found.name}")
    if not which or gives is None or gives.rest:
        return ""
    is_whom = meant.sure or lookups.is_name(reader, meant.whom, (PERSON,))
    return f'give {match.found.name} "{which}" to:"{meant.whom}"' if is_whom else ""


def put_off(reader: "Interpreter", said: str) -> str:
    """Read `move all my leads to friday`: what a list would show is put to another day."""
    meant = together.put_off(said)
    match = _list_said(reader, meant.what) if meant is not None else None
    if meant is None or match is None:
        return ""
    moves = reader.registry.match(f"{meant.verb} {match.found.name}")
    is_time = timing.is_time(meant.to, reader.reading) if meant.to else timing.put_off(meant.by) is not None
    if not is_time or moves is None or moves.rest or (meant.by and not _has(moves.found, "by")):
        return ""
    which = match.rest if _WHOSE.search(match.rest) else f"mine {match.rest}".strip()
    return f'{meant.verb} {match.found.name} "{which}" {meant.to or meant.by}'


def _has(found: Command | Noun, name: str) -> bool:
    return isinstance(found, Command) and any(spec.name == name for spec in found.fields)


def _list_said(reader: "Interpreter", what: str) -> Match | None:
    """Return the list that words ask for, and its filter: `jane's leads`, `my overdue tasks`."""
    line = what if lookups.is_list(reader.registry, what.split(maxsplit=1)[0]) else ""
    line = line or tables.line(reader, what) or listed(reader, what)
    match = reader.registry.match(line) if line else None
    return match if match is not None and isinstance(match.found, Command) else None


def listed(reader: "Interpreter", said: str) -> str:
    return list_questions.line(said, lambda word: lookups.is_list(reader.registry, word)) or ""


def in_view(reader: "Interpreter", said: str) -> str:
    """Return the list under a name it was saved under, or of a tag: `my hot deals`, `vip companies`."""
    name, noun = on_record.viewed(said) or ("", "")
    if not noun or not lookups.is_list(reader.registry, noun):
        return ""
    if reader.names("views", name):
        return f'{noun} "{name}"'
    return f'{noun} tag:"{name}"' if reader.names("tags", name) else ""


def abroad(reader: "Interpreter", said: str) -> str:
    """Return the line for a question in another language the person writes."""
    english = list_questions_abroad.in_english(said, reader.reading.conventions.languages)
    if english == said or not english:
        return ""
    told = tables.line(reader, english) or listed(reader, english) or tables.shown(reader, english)
    return told or (english if lookups.is_list(reader.registry, english.split(maxsplit=1)[0]) else "")


def behind_a_name(reader: "Interpreter", said: str) -> str:
    """Return the list of what is on a record, by the word behind its name: `acme deals`, `d5 history`."""
    *name, last = on_record.without_show(said).split()
    asked = _list_of(reader.registry, last) if 0 < len(name) < _MOST_OF_A_NAME else ""
    if not asked:
        return ""
    name[-1] = name[-1].removesuffix("'s").removesuffix("’s")
    is_code = len(name) == 1 and codes.parse_code(name[0]) is not None
    if not is_code and reader.head_length(name, _ABOUT) != len(name):
        name[-1] = name[-1].removesuffix("s")  # `acmes deals`
        if not name[-1] or reader.head_length(name, _ABOUT) != len(name):
            return ""
    return f"{asked} {name[0]}" if is_code else f'{asked} "{" ".join(name)}"'


def _list_of(registry: Registry, word: str) -> str:
    """Return what stands in front of a record's name to list what is on it; nothing for a word that is no list."""
    if fold(word) in on_record.LISTED_BY:
        return on_record.LISTED_BY[fold(word)]
    match = registry.match(word)
    found = match.found if match is not None else None
    lists = {noun.list for noun in registry.nouns() if noun.kind != "company"}
    return f"{found.name} everybody with" if isinstance(found, Command) and found.name in lists else ""
