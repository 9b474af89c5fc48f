"""What a line means, before anything is looked up but names."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.invocation import Invocation
from crmbot.chat.reading import Reading
from crmbot.commands import build_registry
from crmbot.handlers.intents import FreeText, Intent, Invoke, Refused, Unknown, pressed
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.language.when import conventions_for

READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)
REGISTRY = build_registry()
KNOWN = {"acme": ("company",), "pumps": ("deal",), "hooli": ("lead",), "twin": ("lead", "deal")}


def head_length(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Know Acme, the pumps, Hooli, and two records called twin."""
    known = KNOWN.get(words[0].lower().rstrip(":"), ()) if words else ()
    return 1 if set(known) & set(kinds or known) else 0


def kind_of(number: int) -> str | None:
    """Know that record 12 is a deal, and 5 a lead."""
    return {12: "deal", 5: "lead"}.get(number)


READER = Interpreter(REGISTRY, READING, head_length, kind_of)


def meant(line: str, *, as_command: bool = False) -> tuple[str, dict[str, str]]:
    """Return the command a line means and the texts for its fields."""
    intent = READER.read(line, as_command=as_command)
    assert isinstance(intent, Invoke), intent
    return intent.command.name, dict(intent.values)


@pytest.mark.parametrize(
    ("line", "command", "values"),
    [
        ("note Acme: met Jane", "note", {"about": "Acme", "text": "met Jane"}),
        ("/note Acme: met Jane", "note", {"about": "Acme", "text": "met Jane"}),
        ("!note Acme: met Jane", "note", {"about": "Acme", "text": "met Jane"}),
        ("find jane", "find", {"query": "jane"}),
        ("d12", "open", {"which": "d12"}),
        ("#12", "open", {"which": "#12"}),
        ("it", "open", {"which": "it"}),
        ("d12 won", "won", {"which": "d12"}),
        ("d12: they like it", "note", {"about": "d12", "text": "they like it"}),
        ("d12 they like it", "note", {"about": "d12", "text": "they like it"}),
        ("deal pumps", "open", {"which": "only:deal:pumps"}),
        ("deal d12", "open", {"which": "d12"}),
        ("company new Initech", "company new", {"name": "Initech"}),
        ("company Initech", "company new", {"name": "Initech"}),
    ],
)
def test_line_when_it_means_a_command(line: str, command: str, values: dict[str, str]) -> None:
    """A word, a code, a noun and its record all lead to one command with its texts."""
    assert meant(line) == (command, values)


@pytest.mark.parametrize(
    ("line", "command", "which"),
    [
        ("start lead Hooli", "start lead", "Hooli"),
        ("lead Hooli start", "start lead", "only:lead:Hooli"),
        ("take lead 5", "take lead", "5"),
        ("take L-5", "take lead", "L-5"),
        ("#5 take", "take lead", "#5"),
        ("take Hooli", "take lead", "Hooli"),
        ("start l5", "start lead", "l5"),
        ("start Hooli", "start lead", "Hooli"),
        ("lose L-5", "lose lead", "L-5"),
        ("lose Hooli", "lose lead", "Hooli"),
        ("lost pumps", "lost", "pumps"),
        ("lost twin", "lost", "twin"),
        ("lead Hooli lost", "lose lead", "only:lead:Hooli"),
        ("l5 give @eva", "give lead", "l5"),
        ("assign L-5 @eva", "give lead", "L-5"),
        ("give T-5 @eva", "give", "T-5"),
        ("reopen T-9", "reopen task", "T-9"),
        ("d12 reopen", "reopen", "d12"),
        ("lead Hooli no calls", "reject calls", "only:lead:Hooli"),
        ("l5 nomail", "reject mails", "l5"),
        ("lead Hooli is prospect", "grade lead", "only:lead:Hooli"),
        ("recycle Hooli", "recycle", "Hooli"),
    ],
)
def test_verb_when_several_kinds_know_it(line: str, command: str, which: str) -> None:
    """The kind of the record it stands before or behind tells which command is meant."""
    name, values = meant(line)

    assert (name, values["which"]) == (command, which)


@pytest.mark.parametrize("line", ["take Acme to lunch", "take twin", "start again on Monday"])
def test_verb_when_no_kind_or_several_may_be_meant(line: str) -> None:
    """Nothing is done to a record."""
    intent = READER.read(line)

    assert not isinstance(intent, Invoke) or intent.command.name == "start"


@pytest.mark.parametrize("line", ["task", "deal", "company", "contact"])
def test_noun_when_it_stands_alone(line: str) -> None:
    """Its form is opened."""
    intent = READER.read(line)

    assert isinstance(intent, Invoke)
    assert (intent.form, intent.command.name) == (True, f"{line} new")


@pytest.mark.parametrize("line", ["", "   ", "/", "!"])
def test_line_when_it_is_empty(line: str) -> None:
    """It is no command and no slip."""
    assert READER.read(line) == FreeText("")


@pytest.mark.parametrize("line", ["Jane was at the fair", "the price is 40k", "Jane"])
def test_line_when_it_is_words(line: str) -> None:
    """It stays as it was typed."""
    assert READER.read(line) == FreeText(line)


@pytest.mark.parametrize(
    ("line", "near"),
    [("fnid jane", "find"), ("taks call Bob", "task"), ("/noet Acme", "note"), ("tsk call Bob", "task")],
)
def test_line_when_its_word_is_a_slip(line: str, near: str) -> None:
    """What may be meant is said, never done."""
    intent = READER.read(line)

    assert isinstance(intent, Unknown)
    assert near in intent.near


def test_line_when_it_is_a_command_nobody_knows() -> None:
    """With a slash in front it is no note."""
    assert READER.read("/zzzzzz Acme") == Unknown("zzzzzz", "zzzzzz Acme", ())


def test_button_when_its_command_is_known() -> None:
    """It carries its texts, its revision, and whether its form is wanted."""
    invocation = Invocation("done", {"which": "T-9"}, 3, form=True)

    assert pressed(REGISTRY, invocation) == Invoke(REGISTRY["done"], {"which": "T-9"}, rev=3, form=True)


def test_button_when_its_command_is_no_more() -> None:
    """It does nothing."""
    assert pressed(REGISTRY, Invocation("abolished")) is None


@given(st.text(max_size=120), st.booleans())
def test_any_line_when_read(line: str, as_command: bool) -> None:
    """No text raises."""
    intent: Intent = READER.read(line, as_command=as_command)

    assert isinstance(intent, Invoke | Unknown | FreeText | Refused)
