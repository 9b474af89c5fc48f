"""Plain words: in which order it is asked what a line may say, and the look-ups that this needs.

What is said, and the line of a command it stands for, is written in the tables of `language/plain_words`.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from crmbot.chat.command import Command, Noun, Registry
from crmbot.chat.form import FieldSpec
from crmbot.chat.parse import PERSON
from crmbot.chat.several import several
from crmbot.handlers.intents import FreeText, Intent, Unknown
from crmbot.handlers.meaning import timing
from crmbot.handlers.meaning.changing import Change
from crmbot.language import codes
from crmbot.language.fold import fold
from crmbot.language.plain_words import (
    asked_about,
    changes,
    house,
    left_alone,
    list_questions,
    list_questions_abroad,
    my_day,
    on_record,
    phrasing,
    pipeline,
    pleasantries,
    pointing,
    shifts,
    slots,
    to_do,
    wishes_abroad,
    work,
)

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

TABLES = (
    my_day.TABLE,
    work.TABLE,
    on_record.TABLE,
    pipeline.TABLE,
    changes.TABLE,
    house.TABLE,
    left_alone.TABLE,
    to_do.TABLE,
    wishes_abroad.TABLE,
)
"""The tables in the order they are asked; what is asked behind them stands in `_ORDER`, at the end."""

_DATED = ("task", "event")
_ABOUT = ("company", "contact", "lead", "deal")
_LISTS = {"stage": "stages", "view": "views", "tag": "tags"}
"""What is asked of a list of the house or of one's own."""
_MOST_OF_A_NAME = 7
"""Words; what is longer is told."""
_NAMES = frozenset({"name", "title"})
_SLOT = "slot"
"""What is on in a calendar, named by its time; of these kinds alone, where they are named behind it."""
_WHOSE = re.compile(r"\b(?:mine|me|everybody|all|of|by|for|owner:\S+|@\S+)\b", re.IGNORECASE)
_VAGUE = frozenset({"log", "add", "make", "new", "set", "change", "create", "do", "open", "show", "to", "write", "put"})
"""Verbs that say less of what is done than what they are done to."""


def read(reader: "Interpreter", line: str) -> Intent | None:
    """Return what plain words mean; None for every other line."""
    said = phrasing.bare(line)
    if not said or len(said) > phrasing.LONGEST:
        return reader.read_plainly("help") if line.strip() == "?" else None
    if pleasantries.is_goodbye(line) or pleasantries.gives_up(line):
        return FreeText(line)  # whoever says "forget it" calls nothing off
    if line.endswith("?") and not said.isdecimal() and codes.parse_code(said) is not None:
        return reader.read_plainly(said)
    for ask in _ORDER:
        meant = ask(reader, said)
        intent = reader.read_plainly(meant) if meant and meant != said else None
        if intent is not None and not isinstance(intent, FreeText | Unknown):
            return intent
    if _asks_about_somebody(reader, said):
        return FreeText(line)
    fact = changes.fact(" ".join(line.split()))  # a name may end with a dot
    return _changed(reader, fact, line) if fact is not None else None


# Look-ups


def _holds(reader: "Interpreter", must: str, words: str) -> bool:
    """Tell whether words are what a group of a phrasing must be: a time, a day, a list, one of us, a record."""
    if must == "time":
        return timing.is_time(words, reader.reading)
    if must == "date":
        return timing.is_date(words, reader.reading)
    if must == "day":
        return timing.is_day(words, reader.reading)
    if must == "list":
        return _is_list(reader.registry, words)
    if must == "person":
        return _is_name(reader, words, (PERSON,))
    if must.startswith(_SLOT):
        return slots.read(words) is not None and _is_on(reader, must.removeprefix(_SLOT).split(), words)
    if must in _LISTS:
        return reader.names(_LISTS[must], words)
    kinds, _, others = must.partition(" not ")
    is_one = _is_name(reader, words, tuple(kinds.split()))
    return is_one and not (others and _is_name(reader, words, tuple(others.split())))


def _is_on(reader: "Interpreter", wanted: list[str], words: str) -> bool:
    """Tell whether something of the wanted kinds alone is on at the time that words tell; of none, it need not be."""
    kinds = reader.kinds_named(words) if wanted else ()
    return not wanted or (bool(kinds) and set(kinds) <= set(wanted))


def _is_name(reader: "Interpreter", words: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether words are nothing but a record of some kinds: its code, its name, or what it is called in short."""
    said = words.split()
    code = codes.parse_code(words) if not words.isdecimal() else None
    if code is not None:
        return (code.kind or reader.kind_of(code.number)) in kinds
    if fold(words) == "it" or slots.read(words) is not None:
        return bool(set(kinds) & set(reader.kinds_named("it")))
    return reader.name_length(said, kinds) == len(said)


def _is_list(registry: Registry, words: str) -> bool:
    match = registry.match(words)
    lists = {noun.list for noun in registry.nouns()}
    return match is not None and not match.rest and isinstance(match.found, Command) and match.found.name in lists


# What is asked


def _in_tables(reader: "Interpreter", said: str) -> str:
    lines = (table.line(said, lambda must, words: _holds(reader, must, words)) for table in TABLES)
    return next(filter(None, lines), "")


def _given_away(reader: "Interpreter", said: str) -> str:
    """Read `give all of jane's leads to ben`: what a list would show goes to somebody."""
    meant = changes.given_away(said)
    if meant is None:
        return ""
    line = meant.what if _is_list(reader.registry, meant.what.split(maxsplit=1)[0]) else ""
    line = line or _in_tables(reader, meant.what) or _listed(reader, meant.what)
    match = reader.registry.match(line) if line else None
    if match is None or not isinstance(match.found, Command):
        return ""
    is_whose = _WHOSE.search(match.rest) is not None
    which = match.rest if is_whose or not meant.all_of_it else f"everybody {match.rest}".strip()
    gives = reader.registry.match(f"give {match.found.name}")
    if not which or gives is None or gives.rest:
        return ""
    is_whom = meant.sure or _is_name(reader, meant.whom, (PERSON,))
    return f'give {match.found.name} "{which}" to:"{meant.whom}"' if is_whom else ""


def _reminded(reader: "Interpreter", said: str) -> str:
    """Read `call with Ben friday 3pm and remind me 10 min before`: how long before goes along with what is planned."""
    line, before = shifts.reminded(said)
    meant = (_in_tables(reader, line) or line) if before else ""
    match = reader.registry.match(meant) if meant else None
    if match is None or not timing.tells_time(match.rest, reader.reading):
        return ""
    makes = reader.registry[match.found.new] if isinstance(match.found, Noun) else match.found
    is_dated = makes.name in {noun.new for noun in reader.registry.nouns() if noun.kind in _DATED}
    return f"{meant} remind:{before}" if is_dated else ""


def _put_off(reader: "Interpreter", said: str) -> str:
    """Read `snooze 1h`, `move to friday`: it is the task or the event in hand that is meant."""
    verb, rest = shifts.put_off(said) or ("", "")
    if not verb or rest.split()[0].isdecimal() or several(rest) is not None:
        return ""  # rows of a list: `move 1-3 monday`
    to = timing.moved_to(rest, reader.reading) or timing.put_off(rest)
    kind = next((kind for kind in _DATED if kind in reader.kinds_named("it")), None) if to else None
    return f"{verb} {'event ' if kind == 'event' else ''}it {to}" if kind is not None else ""


def _pushed(reader: "Interpreter", said: str) -> str:
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


def _listed(reader: "Interpreter", said: str) -> str:
    return list_questions.line(said, lambda word: _is_list(reader.registry, word)) or ""


def _shown(reader: "Interpreter", said: str) -> str:
    if asked_about.about(said) is not None:
        return ""  # it is no name that ends so: `show me janes number`
    return on_record.ANY_NAME.line(said, lambda must, words: _holds(reader, must, words))


def _in_view(reader: "Interpreter", said: str) -> str:
    """Return the list under a name it was saved under, or of a tag: `my hot deals`, `vip companies`."""
    name, noun = on_record.viewed(said) or ("", "")
    if not noun or not _is_list(reader.registry, noun):
        return ""
    if reader.names("views", name):
        return f'{noun} "{name}"'
    return f'{noun} tag:"{name}"' if reader.names("tags", name) else ""


def _in_hand(reader: "Interpreter", said: str) -> str:
    """Read `and her email?`, `his number is …`, `delete that`: what is in hand is meant."""
    told = pointing.with_it(said)
    kinds = reader.kinds_named("it") if told else ()
    if not told or not kinds or (told.kind and told.kind not in kinds):
        return ""
    line = _in_tables(reader, told.line)
    if line or told.tells:
        asked = asked_about.about(told.line)
        return line or ("open it" if asked is not None and asked.name == "it" else "")
    match = reader.registry.match(told.line)
    fields = match.found.fields if match is not None and isinstance(match.found, Command) else ()
    return told.line if any(spec.name == "which" for spec in fields) else ""


def _own_field(reader: "Interpreter", said: str) -> str:
    """Return the change of a field of the organisation's own, said behind a bare name: `acme fleet size 30`.

    Which fields there are is not asked of a line that begins with the word of a command.
    """
    may_tell = reader.registry.match(said) is None and reader.changing.tells_own(said)
    for target in reader.changing.targets(said) if may_tell else ():
        if any(reader.changing.is_own(noun, target.behind) for noun in target.nouns if target.behind):
            return f'set "{target.which}" {target.behind}'
    return ""


def _abroad(reader: "Interpreter", said: str) -> str:
    """Return the line for a question in another language the person writes."""
    english = list_questions_abroad.in_english(said, reader.reading.conventions.languages)
    if english == said or not english:
        return ""
    told = _in_tables(reader, english) or _listed(reader, english) or _shown(reader, english)
    return told or (english if _is_list(reader.registry, english.split(maxsplit=1)[0]) else "")


def _behind_a_name(reader: "Interpreter", said: str) -> str:
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


def _explained(reader: "Interpreter", said: str) -> str:
    """Return the help of the word that says most of what is to be done: `log a call`, `merge two companies`."""
    how = house.asked_how(said)
    words = [word for word in how.split() if reader.registry.match(word) is not None]
    telling = [word for word in words if fold(word) not in _VAGUE]
    first = how.split(maxsplit=1)[0] if how else ""
    word = first if first in telling else next(reversed(telling or words), "")
    return f"help {word}" if word else ""


def _asks_about_somebody(reader: "Interpreter", said: str) -> bool:
    """Tell whether somebody's card is asked for, which answers it: `who is jane?`."""
    asked = asked_about.about(said)
    return asked is not None and asked.plain and not timing.tells_time(asked.name, reader.reading)


def _changed(reader: "Interpreter", fact: changes.Fact, line: str) -> Intent | None:
    """Return the change of a field of the record that is named, where the value can stand in it."""
    for target in reader.changing.targets(f'"{fact.who}"'):
        for noun in target.nouns if not target.behind else ():
            alter = reader.registry[noun.change]
            spec = next((spec for spec in alter.fields if _is_called(spec, fact.key)), None)
            if spec is not None and reader.reads(spec, fact.value):
                return reader.changed(Change(alter, noun.kind, target.which, {spec.name: fact.value}), line)
    return None


def _is_called(spec: FieldSpec, key: str) -> bool:
    names = _NAMES if key == "name" else {key}
    return not spec.hidden and spec.name != "which" and bool(names & {fold(each) for each in (spec.name, *spec.keys)})


_ORDER: tuple[Callable[["Interpreter", str], str], ...] = (
    _given_away,
    _reminded,
    _in_tables,
    _put_off,
    _pushed,
    _in_hand,
    _own_field,
    _in_view,
    _listed,
    _shown,
    _abroad,
    _behind_a_name,
    _explained,
)
"""The order in which it is asked which line words stand for, the surest first. Behind them: whose card is asked for,
and which field of a record is told, `acme's city is York`."""
