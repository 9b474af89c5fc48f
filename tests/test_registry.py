"""Every declaration is whole: its words, help, examples, questions, rights and buttons."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from crmbot.chat.command import Command, Noun, Registry
from crmbot.chat.fill import Filled, fill
from crmbot.chat.form import FieldSpec, RecordRef, UserRef, question_fields
from crmbot.chat.invocation import Invocation, read_token, write_token
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Option
from crmbot.commands import build_registry
from crmbot.commands.help import spoken
from crmbot.core import permissions
from crmbot.core.context import Actor, Level
from crmbot.core.rights import names as right_names
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.language.codes import LETTERS
from crmbot.language.fold import fold

REGISTRY = build_registry()
COMMANDS = [pytest.param(command, id=command.name.replace(" ", "_")) for command in REGISTRY]
NOUNS = [pytest.param(noun, id=noun.name.replace(" ", "_")) for noun in REGISTRY.nouns()]

READING = Reading(datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB")
QUESTION_WORDS = 12
OWNER = Actor(1, "Ana", "UTC", rights=dict(permissions.DEFAULT_GRANTS[permissions.OWNER]))


@dataclass(frozen=True, slots=True)
class Obliging:
    """Finds whatever is asked for: what a line says is what counts here, not what is in a database."""

    def record(self, text: str, spec: FieldSpec) -> RecordRef:
        """Find a record of the first kind that fits."""
        kind = (spec.kinds or ("deal",))[0]
        return RecordRef(1, kind, "D-1", text, 1)

    def person(self, text: str) -> UserRef:
        """Find a person."""
        return UserRef(1, text)

    def options(self, spec: FieldSpec) -> tuple[Option, ...]:
        """Offer the members of an enumeration, or for a list of the organisation what the examples name."""
        named = ("rep", "pricing", "other", "north", "approver")
        return spec.members or tuple(Option(name, name.title()) for name in named)

    def day_of(self, words: str) -> None:
        """Know of nothing that is to come."""
        del words

    def told(self, source: str, text: str) -> str | None:
        """Hear nothing out of words."""
        del source, text
        return None


def interpreter() -> Interpreter:
    """Read lines as for somebody to whom a single capitalised first word is a record's name."""
    return Interpreter(REGISTRY, READING, lambda words, _kinds: int(bool(words) and words[0][:1].isupper()))


def is_obeyed(command: Command, example: str) -> bool:
    """Tell whether an example, said behind the command's word, is that command with a whole form."""
    read = interpreter().read(f"{command.name} {example}".strip())
    if not isinstance(read, Invoke) or read.command is not command or read.form:
        return False
    return isinstance(fill(command, read.values, READING, Obliging()), Filled)


def says_what_it_does(command: Command) -> bool:
    """Every command says in one sentence what it does."""
    return command.help.endswith((".", "?")) and command.help[0].isupper()


def has_an_example_that_is_read(command: Command) -> bool:
    """At least one example of each command that is shown is read into its form with nothing missing."""
    return not command.visible or any(is_obeyed(command, example) for example in command.examples)


def asks_in_few_words(command: Command) -> bool:
    """Every field a person fills in has a question, short enough to stand above an input."""
    labels = [spec.label for spec in question_fields(command.form)]
    return all(label.strip() and len(label.split()) <= QUESTION_WORDS for label in labels)


def names_each_field_otherwise(command: Command) -> bool:
    """No two fields of a form go by the same name."""
    keys = [fold(key) for spec in command.fields for key in spec.keys]
    return len(keys) == len(set(keys))


def asks_for_a_right_there_is(command: Command) -> bool:
    """Every right a command asks for can be given by its name, and the owner has it."""
    right = command.permission
    return not right or (right in right_names.known() and OWNER.level(right) is Level.ALL)


def asks_for_a_right_when_it_changes(command: Command) -> bool:
    """What changes records of one kind asks for a right; for any kind, the core asks for that of the record."""
    kinds = next((spec.kinds for spec in command.fields if spec.name == "which"), ())
    return bool(command.permission) or not (command.changes and kinds)


def has_buttons_that_come_back(command: Command) -> bool:
    """A button of any command is read back as it was written, with every field given and as one that opens a form."""
    values = {spec.name: f'a "b" {spec.name}: #c\n@d \\e' for spec in command.fields if spec.name != "which"}
    which = {"which": "D-12"} if any(spec.name == "which" for spec in command.fields) else {}
    buttons = [Invocation(command.name, {**which, **values}, rev=3), Invocation(command.name, form=True)]
    return [read_token(write_token(pressed)) for pressed in buttons] == buttons


def is_found_by_what_help_calls_it(command: Command) -> bool:
    """What help calls a command is a word that leads to it."""
    return REGISTRY.match(spoken(command, REGISTRY)) is not None


RULES = (
    says_what_it_does,
    has_an_example_that_is_read,
    asks_in_few_words,
    names_each_field_otherwise,
    asks_for_a_right_there_is,
    asks_for_a_right_when_it_changes,
    has_buttons_that_come_back,
    is_found_by_what_help_calls_it,
)


def test_words_when_all_modules_are_registered() -> None:
    """No two commands or nouns share a word."""
    words = [fold(word) for found in (*REGISTRY, *REGISTRY.nouns()) for word in found.words]

    assert len(words) == len(set(words))


def test_word_when_it_is_taken() -> None:
    """The registry refuses a second command of the same word."""
    registry = Registry()
    first = next(iter(REGISTRY))
    registry.add(first)

    with pytest.raises(ValueError, match=first.name):
        registry.add(first)


@pytest.mark.parametrize("command", COMMANDS)
def test_command_when_declared(command: Command) -> None:
    """Every rule for declarations holds for each command; those that are broken are named."""
    assert [rule.__name__ for rule in RULES if not rule(command)] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_noun_when_declared(noun: Noun) -> None:
    """The commands a noun stands for are there, and what changes one says which."""
    assert {noun.new, noun.change, noun.list} <= {command.name for command in REGISTRY}
    assert "which" in {spec.name for spec in REGISTRY[noun.change].fields}


@pytest.mark.parametrize("noun", NOUNS)
def test_noun_when_its_kind_is_shown(noun: Noun) -> None:
    """The kind of every noun has a letter for its codes."""
    assert noun.kind in LETTERS


def test_hidden_commands_when_help_is_written() -> None:
    """What is not for people to type is not written into the list of commands."""
    from crmbot.commands.reference import render

    written = render(REGISTRY)

    assert [command.name for command in REGISTRY if not command.visible and f"### {command.name}\n" in written] == []
