"""Statements in plain words that change a record or a setting: `rename acme to …`, `d5 is now 20k`, `quiet 20-8`."""

from typing import TYPE_CHECKING

from crmbot.chat.command import Noun
from crmbot.chat.form import Ask, FieldSpec
from crmbot.chat.parse import PERSON
from crmbot.handlers.meaning import on_record
from crmbot.handlers.meaning.changing import Change
from crmbot.language import money
from crmbot.language.fold import fold
from crmbot.language.plain_words import housekeeping, rephrased, statements
from crmbot.language.plain_words.statements import Fact

if TYPE_CHECKING:
    from crmbot.handlers.intents import Intent, Invoke
    from crmbot.handlers.meaning.intent import Interpreter

LONGEST = 300
"""Letters; what is longer is told."""
_NAMES = frozenset({"name", "title"})
_AMOUNT = "amount"
_UNREAD = 2
"""So many words are a field and its value, and no sentence: `amount lots`."""


def read(reader: "Interpreter", line: str) -> "Intent | None":
    """Return what a statement changes; None for every other line."""
    if len(line) > LONGEST:
        return None
    said = " ".join(line.split())
    other = statements.as_line(said) or housekeeping.as_line(said) or rephrased.as_line(said)
    if other and other != said:
        return reader.read(other)
    on = on_record.read(reader, said)
    if on is not None:
        return on
    how = housekeeping.asked_how(said)
    if how:
        return _explained(reader, how)
    made = statements.role(said)
    if made is not None and (_is_order(said) or reader.head_length(made[0].split(), (PERSON,)) == len(made[0].split())):
        return reader.read(f'role "{made[0]}" {made[1]}')
    fact = statements.fact(said)
    return _changed(reader, fact, line) if fact is not None else None


def _is_order(said: str) -> bool:
    """Tell whether a line can only be meant as an order, so that a name nobody has is told: `make bob a manager`."""
    return fold(said.partition(" ")[0]) == "make"


_VAGUE = frozenset({"log", "add", "make", "new", "set", "change", "create", "do", "open", "show", "to", "write", "put"})
"""Verbs that say less of what is done than what they are done to."""


def _explained(reader: "Interpreter", how: str) -> "Intent | None":
    """Return the help of the word that says most of what is to be done: `log a call`, `merge two companies`."""
    words = [word for word in how.split() if reader.registry.match(word) is not None]
    telling = [word for word in words if fold(word) not in _VAGUE]
    first = how.split(maxsplit=1)[0]
    word = first if first in telling else next(reversed(telling or words), None)
    return reader.read(f"help {word}") if word is not None else None


def _changed(reader: "Interpreter", fact: Fact, line: str) -> "Invoke | None":
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


def worth(reader: "Interpreter", noun: Noun, which: str, behind: str, line: str) -> "Invoke | None":
    """Return the change of what a deal is worth: `d5 is now 20k`; of one that cannot be read, so that it is told."""
    alter = reader.registry[noun.change]
    spec = next((spec for spec in alter.fields if spec.name == _AMOUNT and spec.ask is Ask.MONEY), None)
    if spec is None:
        return None
    said = statements.worth(behind)
    first, _, more = behind.partition(" ")
    is_unread = fold(first) in map(fold, spec.keys) and len(behind.split()) == _UNREAD
    text = said if said and money.read(said, currency=reader.reading.currency) else more if is_unread else ""
    return reader.changed(Change(alter, noun.kind, which, {_AMOUNT: text}), line) if text else None
