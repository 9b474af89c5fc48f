"""What is on a record, asked for by its name with the word of a list behind it: `acme deals`, `d5 history`."""

from typing import TYPE_CHECKING

from crmbot.chat.command import Command, Registry
from crmbot.language import codes
from crmbot.language.fold import fold

if TYPE_CHECKING:
    from crmbot.handlers.intents import Intent
    from crmbot.handlers.meaning.intent import Interpreter

LONGEST = 7
"""Words; what is longer is told."""

_ABOUT = ("company", "contact", "lead", "deal")
_LISTED = "{} everybody with"
_LINES = {
    "history": "log",
    "log": "log",
    "timeline": "timeline",
    "people": _LISTED.format("contacts"),
    "files": _LISTED.format("docs"),
    "calls": _LISTED.format("notes type:call"),
    "meetings": _LISTED.format("notes type:meeting"),
    "visits": _LISTED.format("notes type:visit"),
    "mails": _LISTED.format("notes type:mail"),
    "emails": _LISTED.format("notes type:mail"),
    **dict.fromkeys(("summary", "overview", "status", "card", "details"), "open"),
}
"""What stands in front of a record's name for words that are no list's own."""


def read(reader: "Interpreter", line: str) -> "Intent | None":
    """Return the list of what is on a record; None for every other line, without a look-up for most."""
    *name, last = line.rstrip(" ?").split() or [""]
    asked = _line(reader.registry, last) if 0 < len(name) < LONGEST else ""
    if not asked:
        return None
    name[-1] = name[-1].removesuffix("'s").removesuffix("’s")
    is_code = len(name) == 1 and codes.parse_code(name[0]) is not None
    if not is_code and reader.head_length(name, _ABOUT) != len(name):
        return None
    named = name[0] if is_code else f'"{" ".join(name)}"'
    return reader.read(f"{asked} {named}")


def _line(registry: Registry, word: str) -> str:
    """Return what stands in front of a record's name to list what is on it; nothing for a word that is no list."""
    if fold(word) in _LINES:
        return _LINES[fold(word)]
    match = registry.match(word)
    found = match.found if match is not None else None
    lists = {noun.list for noun in registry.nouns() if noun.kind != "company"}
    return _LISTED.format(found.name) if isinstance(found, Command) and found.name in lists else ""
