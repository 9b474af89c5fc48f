"""Plain words: in which order it is asked what a line may say.

What is said, and the line of a command it stands for, is written in the tables of `language/plain_words`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from crmbot.chat.form import FieldSpec
from crmbot.handlers.intents import FreeText, Intent, Invoke, Unknown
from crmbot.handlers.meaning import about_lists, in_hand, tables, timing
from crmbot.handlers.meaning.changing import Change
from crmbot.language import codes
from crmbot.language.fold import fold
from crmbot.language.plain_words import asked_about, changes, house, phrasing, pleasantries

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

_NAMES = frozenset({"name", "title"})
_VAGUE = frozenset({"log", "add", "make", "new", "set", "change", "create", "do", "open", "show", "to", "write", "put"})
"""Verbs that say less of what is done than what they are done to."""


def read(reader: "Interpreter", line: str) -> Intent | None:
    """Return what plain words mean; None for every other line."""
    said = phrasing.bare(line)
    if not said or len(said) > phrasing.LONGEST:
        return reader.read_plainly("help") if line.strip() == "?" else None
    if pleasantries.is_goodbye(line) or pleasantries.gives_up(line) or pleasantries.is_slip(line):
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
    return _changed(reader, fact, line) if fact is not None else _without_politeness(reader, said, line)


def _without_politeness(reader: "Interpreter", said: str, line: str) -> Intent | None:
    """Read `and remind me the day before`, `T-6 to eva please`: a wish, with words around it that are only polite."""
    if not phrasing.is_polite(line) or reader.registry.match(line) is not None:
        return None
    intent = reader.read_plainly(said)
    return intent if isinstance(intent, Invoke) and intent.command.name != "note" else None


def _own_field(reader: "Interpreter", said: str) -> str:
    """Return the change of a field of the organisation's own, said behind a bare name: `acme fleet size 30`.

    Which fields there are is not asked of a line that begins with the word of a command.
    """
    may_tell = reader.registry.match(said) is None and reader.changing.tells_own(said)
    for target in reader.changing.targets(said) if may_tell else ():
        if any(reader.changing.is_own(noun, target.behind) for noun in target.nouns if target.behind):
            return f'set "{target.which}" {target.behind}'
    return ""


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
    about_lists.given_away,
    about_lists.put_off,
    in_hand.reminded,
    tables.line,
    in_hand.put_off,
    in_hand.pushed,
    in_hand.pointed_at,
    _own_field,
    about_lists.in_view,
    about_lists.listed,
    tables.shown,
    about_lists.abroad,
    about_lists.behind_a_name,
    _explained,
)
"""The order in which it is asked which line words stand for, the surest first. Behind them: whose card is asked for,
and which field of a record is told, `acme's city is York`."""
