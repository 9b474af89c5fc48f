"""Commands are declared once, and the registry knows them all."""

from typing import Annotated

import pytest

from crmbot.chat.card import Card, spans
from crmbot.chat.command import Command, Match, Noun, Registry, command
from crmbot.chat.form import Form, Rest
from crmbot.language.catalogue import CommandWord


class Words(Form):
    """Anything."""

    text: Annotated[str, Rest()]


@command("task new", permission="task.create", aliases=["todo"], examples=["call Bob"], changes=True)
def make_task(ctx: object, form: Words) -> Card:
    """Note what is to do.

    The rest is for readers of the code.
    """
    del ctx
    return Card(spans(form.text))


@command("done")
def finish(ctx: object, form: Words) -> Card:
    """Finish a task."""
    del ctx, form
    return Card(())


TASK = Noun("task", "task", new="task new", change="task set", list="tasks", aliases=("tâche",))


@pytest.fixture
def registry() -> Registry:
    """Know two commands and a noun."""
    registry = Registry()
    for found in (make_task, finish, TASK):
        registry.add(found)
    return registry


def test_command_when_declared() -> None:
    """Its form is that of its function, its help the first line of the docstring, its group the module."""
    assert (make_task.form, make_task.help, make_task.group, make_task.words, make_task.changes) == (
        Words,
        "Note what is to do.",
        "test_command",
        ("task new", "todo"),
        True,
    )


def test_command_when_run() -> None:
    """It does what its function does."""
    assert make_task.run(None, Words(text="call")) == Card(spans("call"))


@pytest.mark.parametrize(
    ("line", "found", "rest"),
    [
        ("task new call Bob", make_task, "call Bob"),
        ("TODO  call  Bob", make_task, "call  Bob"),
        ("task call Bob", TASK, "call Bob"),
        ("tache", TASK, ""),
        ("done\nT-9", finish, "T-9"),
    ],
)
def test_line_when_it_begins_with_a_word(registry: Registry, line: str, found: Command | Noun, rest: str) -> None:
    """The longest word wins, case and accents aside, and what is behind it stays as it is."""
    assert registry.match(line) == Match(found, rest)


@pytest.mark.parametrize("line", ["", "  ", "donefor", "call task new"])
def test_line_when_it_begins_with_no_word(registry: Registry, line: str) -> None:
    """Nothing is guessed."""
    assert registry.match(line) is None


@pytest.mark.parametrize("word", ["done", "DONE", "todo", "tache"])
def test_word_when_taken(registry: Registry, word: str) -> None:
    """Two cannot share one, whatever its case and accents."""
    with pytest.raises(ValueError, match="is both"):
        registry.add(Command(word, Words, finish.run, "Again."))


def test_registry_when_asked(registry: Registry) -> None:
    """It knows commands by name, nouns by kind, and all words."""
    assert (registry["done"], "done" in registry, "todo" in registry, list(registry)) == (
        finish,
        True,
        False,
        [make_task, finish],
    )
    assert (registry.noun_of("task"), registry.noun_of("deal"), list(registry.nouns())) == (TASK, None, [TASK])
    assert set(registry.words()) == {"task new", "todo", "done", "task", "tache"}


def test_command_when_it_goes_by_one_more_word(registry: Registry) -> None:
    """The word means it, said any number of times; one that is taken is refused, and so is an unknown command."""
    registry.also("finish off", "done")
    registry.also("Finish off", "done")

    assert registry.match("finish off T-9") == Match(finish, "T-9")
    with pytest.raises(ValueError, match="is both"):
        registry.also("todo", "done")
    with pytest.raises(KeyError):
        registry.also("other", "undone")


LOCAL = {
    "aufgabe": CommandWord("task", "aufgabe"),
    "fertig": CommandWord("done", "fertig", alone=True),
    "todo": CommandWord("done", "todo"),
}


def test_word_of_another_language_when_it_begins_the_line(registry: Registry) -> None:
    """It stands for the English one, with or without a colon."""
    speaking = registry.speaking(LOCAL)

    assert speaking.match("Aufgabe call Bob") == Match(TASK, "call Bob")
    assert speaking.match("aufgabe: call Bob") == Match(TASK, "call Bob")
    assert registry.match("Aufgabe call Bob") is None


def test_word_of_another_language_when_it_is_english_too(registry: Registry) -> None:
    """The English word keeps its meaning."""
    found = registry.speaking(LOCAL).match("todo x")

    assert found is not None
    assert found.found.name == "task new"


def test_word_of_another_language_when_it_has_to_stand_alone(registry: Registry) -> None:
    """With something behind it, it is but a word of a sentence."""
    speaking = registry.speaking(LOCAL)

    assert speaking.match("fertig") == Match(finish, "")
    assert speaking.match("fertig mit Jane") is None


def test_word_of_another_language_when_a_record_is_called_so(registry: Registry) -> None:
    """A record's name goes before it."""
    speaking = registry.speaking(LOCAL, lambda line: line.startswith("Aufgabe GmbH"))

    assert speaking.match("Aufgabe GmbH") is None
    assert speaking.match("Aufgabe Muster") is not None
