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
SHOWN = [pytest.param(command, id=command.name.replace(" ", "_")) for command in REGISTRY if command.visible]
NOUNS = [pytest.param(noun, id=noun.name.replace(" ", "_")) for noun in REGISTRY.nouns()]

READING = Reading(datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB")
QUESTION_WORDS = 12


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
def test_help_when_declared(command: Command) -> None:
    """Every command says in one sentence what it does."""
    assert command.help.endswith((".", "?"))
    assert command.help[0].isupper()


@pytest.mark.parametrize("command", SHOWN)
def test_examples_when_declared(command: Command) -> None:
    """Every command that is shown to people has an example."""
    assert command.examples


@pytest.mark.parametrize("command", SHOWN)
def test_example_when_it_is_typed(command: Command) -> None:
    """At least one example of each command is read into its form with nothing missing."""
    assert any(is_obeyed(command, example) for example in command.examples)


@pytest.mark.parametrize("command", COMMANDS)
def test_fields_when_asked_for(command: Command) -> None:
    """Every field a person fills in has a question, short enough to stand above an input."""
    labels = [spec.label for spec in question_fields(command.form)]

    assert all(label.strip() and len(label.split()) <= QUESTION_WORDS for label in labels)


@pytest.mark.parametrize("command", COMMANDS)
def test_fields_when_written_as_options(command: Command) -> None:
    """No two fields of a form go by the same name."""
    keys = [fold(key) for spec in command.fields for key in spec.keys]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("command", COMMANDS)
def test_permission_when_declared(command: Command) -> None:
    """Every right a command asks for can be given by its name, and the owner has it."""
    if not command.permission:
        return
    owner = Actor(1, "Ana", "UTC", rights=dict(permissions.DEFAULT_GRANTS[permissions.OWNER]))

    assert command.permission in right_names.known()
    assert owner.level(command.permission) is Level.ALL


@pytest.mark.parametrize("command", COMMANDS)
def test_permission_when_something_is_changed(command: Command) -> None:
    """What changes records of one kind asks for a right; for any kind, the core asks for that of the record."""
    kinds = next((spec.kinds for spec in command.fields if spec.name == "which"), ())

    assert command.permission or not (command.changes and kinds)


@pytest.mark.parametrize("command", COMMANDS)
def test_button_when_it_comes_back(command: Command) -> None:
    """A button of any command, with every field given, is read back as it was written."""
    values = {spec.name: f'a "b" {spec.name}: #c\n@d \\e' for spec in command.fields if spec.name != "which"}
    which = {"which": "D-12"} if any(spec.name == "which" for spec in command.fields) else {}
    pressed = Invocation(command.name, {**which, **values}, rev=3)

    assert read_token(write_token(pressed)) == pressed


@pytest.mark.parametrize("command", COMMANDS)
def test_button_when_it_opens_a_form(command: Command) -> None:
    """A button that opens a command's form is read back as such."""
    pressed = Invocation(command.name, form=True)

    assert read_token(write_token(pressed)) == pressed


@pytest.mark.parametrize("noun", NOUNS)
def test_noun_when_declared(noun: Noun) -> None:
    """The commands a noun stands for are there, and what changes one says which."""
    assert {noun.new, noun.change, noun.list} <= {command.name for command in REGISTRY}
    assert "which" in {spec.name for spec in REGISTRY[noun.change].fields}


@pytest.mark.parametrize("noun", NOUNS)
def test_noun_when_its_kind_is_shown(noun: Noun) -> None:
    """The kind of every noun has a letter for its codes."""
    assert noun.kind in LETTERS


@pytest.mark.parametrize("command", COMMANDS)
def test_word_when_help_speaks_of_it(command: Command) -> None:
    """What help calls a command is a word that leads to it."""
    match = REGISTRY.match(spoken(command, REGISTRY))

    assert match is not None


def test_hidden_commands_when_help_is_written() -> None:
    """What is not for people to type is not written into the list of commands."""
    from crmbot.commands.reference import render

    written = render(REGISTRY)

    assert [command.name for command in REGISTRY if not command.visible and f"### {command.name}\n" in written] == []
