"""Plain words on what is in hand, and on when it is to be: put off, pushed, reminded of, `delete that`."""

from typing import TYPE_CHECKING

from crmbot.chat.command import Command, Noun
from crmbot.chat.several import several
from crmbot.handlers.meaning import lookups, tables, timing
from crmbot.language.plain_words import asked_about, pointing, shifts

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

_DATED = ("task", "event")


def reminded(reader: "Interpreter", said: str) -> str:
    """Read `call with Ben friday 3pm and remind me 10 min before`: how long before goes along with what is planned."""
    line, before = shifts.reminded(said)
    meant = (tables.line(reader, line) or line) if before else ""
    match = reader.registry.match(meant) if meant else None
    if match is None or not timing.tells_time(match.rest, reader.reading):
        return ""
    makes = reader.registry[match.found.new] if isinstance(match.found, Noun) else match.found
    is_dated = makes.name in {noun.new for noun in reader.registry.nouns() if noun.kind in _DATED}
    return f"{meant} remind:{before}" if is_dated else ""


def put_off(reader: "Interpreter", said: str) -> str:
    """Read `snooze 1h`, `move to friday`: it is the task or the event in hand that is meant."""
    verb, rest = shifts.put_off(said) or ("", "")
    if not verb or rest.split()[0].isdecimal() or several(rest) is not None:
        return ""  # rows of a list: `move 1-3 monday`
    to = timing.moved_to(rest, reader.reading) or timing.put_off(rest)
    kind = next((kind for kind in _DATED if kind in reader.kinds_named("it")), None) if to else None
    return f"{verb} {'event ' if kind == 'event' else ''}it {to}" if kind is not None else ""


def pushed(reader: "Interpreter", said: str) -> str:
    """Read `push the demo 30 minutes`, `bring the call forward to monday`."""
    words = shifts.pushed(said).split()
    count = reader.name_length(words, _DATED) if words else 0
    behind = " ".join(words[count:])
    if not count or not behind:
        return ""
    is_length = shifts.read(behind) is not None
    to = behind if is_length else shifts.without_way(behind)
    is_moved = is_length or timing.moved_to(to, reader.reading) is not None
    return f"move {' '.join(words[:count])} {to}" if is_moved else ""


def pointed_at(reader: "Interpreter", said: str) -> str:
    """Read `and her email?`, `his number is …`, `delete that`: what is in hand is meant."""
    told = pointing.with_it(said)
    kinds = reader.kinds_named("it") if told else ()
    if not told or not kinds or (told.kinds and not set(told.kinds) & set(kinds)):
        return ""
    line = tables.line(reader, told.line)
    if line or told.tells:
        asked = asked_about.about(told.line)
        return line or ("open it" if asked is not None and asked.name == "it" else "")
    match = reader.registry.match(told.line)
    if match is not None and lookups.is_list(reader.registry, match.found.name):
        return told.line
    fields = match.found.fields if match is not None and isinstance(match.found, Command) else ()
    return told.line if any(spec.name == "which" for spec in fields) else ""
