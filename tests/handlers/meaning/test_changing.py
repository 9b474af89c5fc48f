"""`set Acme city Leeds`, `d12 amount 15k`, `acme city:Leeds`: which lines change a record, and which are notes."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crmbot.chat.form import FieldSpec
from crmbot.chat.reading import Reading
from crmbot.commands import build_registry
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.handlers.intents import FreeText, Invoke, Refused
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.language import money
from crmbot.language.when import conventions_for

READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)
NAMES = {"acme": ("company",), "acme renewal": ("deal",), "jane doe": ("contact",), "twin": ("contact", "company")}


def kinds_named(words: str) -> tuple[str, ...]:
    """Know a company, a deal that begins with its name, a person, and two of one name."""
    return {"d12": ("deal",), "c7": ("company",), "#12": ("deal",), "it": ("deal",)}.get(
        words.lower(), NAMES.get(words.lower(), ())
    )


def head_length(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Return the longest name in front that is of one of the kinds."""
    runs = {len(name.split()): of for name, of in NAMES.items() if " ".join(words).lower().startswith(name)}
    return max((count for count, of in runs.items() if not kinds or set(of) & set(kinds)), default=0)


def reads(spec: FieldSpec, text: str) -> bool:
    """Read amounts and whole numbers as the house does; words can be anything."""
    if spec.name == "amount":
        return money.read(text, currency="EUR") is not None
    return text.isdecimal() if spec.name == "prob" else spec.name not in ("close", "phone", "kind")


READER = Interpreter(build_registry(), READING, head_length, {12: "deal", 7: "company"}.get, kinds_named, reads)


@pytest.mark.parametrize(
    ("line", "command", "values"),
    [
        ("set Acme city Leeds", "company set", {"which": "only:company:Acme", "city": "Leeds"}),
        ("Set acme city Bad Homburg", "company set", {"which": "only:company:acme", "city": "Bad Homburg"}),
        ("set company Acme city Leeds", "company set", {"which": "only:company:Acme", "city": "Leeds"}),
        ("company set Acme city Leeds", "company set", {"which": "only:company:Acme", "city": "Leeds"}),
        ("set Acme prospect", "company set", {"which": "only:company:Acme", "kind": "prospect"}),
        ("set Acme city:Leeds email:a@b.example", "company set", {"city": "Leeds", "email": "a@b.example"}),
        ('set "Acme renewal" amount 15k', "deal set", {"which": "only:deal:Acme renewal", "amount": "15k"}),
        ("set Acme renewal amount 15k", "deal set", {"which": "only:deal:Acme renewal", "amount": "15k"}),
        ("set Acme renewal prob 60 amount 15k", "deal set", {"prob": "60", "amount": "15k"}),
        ("set d12 amount 15k", "deal set", {"which": "d12", "amount": "15k"}),
        ("set it amount 15k", "deal set", {"which": "it", "amount": "15k"}),
        ("set Twin role Buyer", "contact set", {"which": "only:contact:Twin", "role": "Buyer"}),
        ("set Twin industry pumps", "company set", {"which": "only:company:Twin", "industry": "pumps"}),
        ("d12 amount 15k", "deal set", {"which": "d12", "amount": "15k"}),
        ("#12 amount 15k", "deal set", {"which": "#12", "amount": "15k"}),
        ("deal d12 amount 15k", "deal set", {"which": "d12", "amount": "15k"}),
        ("c7 kind supplier, partner", "company set", {"which": "c7", "kind": "supplier, partner"}),
        ("acme city:Leeds", "company set", {"which": "only:company:acme", "city": "Leeds"}),
        ('Jane Doe role:"Head buyer"', "contact set", {"which": "only:contact:Jane Doe", "role": "Head buyer"}),
    ],
)
def test_line_when_it_changes_a_record(line: str, command: str, values: dict[str, str]) -> None:
    """The verb, a code or a colon makes it a change, of the field named and of no other."""
    intent = READER.read(line)

    assert isinstance(intent, Invoke), intent
    assert intent.command.name == command
    assert {name: intent.values[name] for name in values} == values
    assert set(intent.values) - set(values) <= {"which"}


@pytest.mark.parametrize(
    "line",
    [
        "c7 phone rang twice",
        "d12 amount is too much",
        "c7 city closed for the day",
        "c7 kind of busy today",
        "c7 tags are wrong",
    ],
)
def test_line_when_it_may_be_a_note(line: str) -> None:
    """Behind a code, what a field cannot hold or free text is a note."""
    intent = READER.read(line)

    assert isinstance(intent, Invoke)
    assert intent.command.name == "note"


@pytest.mark.parametrize("line", ["acme city:Leeds they told me", "Acme: met Jane", "acme colour:red"])
def test_line_when_more_than_options_follow_a_name(line: str) -> None:
    """Words beside the options make it free text, which is never lost."""
    assert isinstance(READER.read(line), FreeText)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("set Acme colour red", "a company has no field called that"),
        ("set Acme city", "and what is it to be? Type the value behind it, - empties it"),
    ],
)
def test_set_when_no_field_is_meant(line: str, reason: str) -> None:
    """The answer names what there is."""
    intent = READER.read(line)

    assert isinstance(intent, Refused)
    assert isinstance(intent.error, InvalidInput)
    assert intent.error.reason == reason


def test_set_when_nobody_is_called_that() -> None:
    """A name nobody has is told."""
    intent = READER.read("set Initech city Leeds")

    assert isinstance(intent, Refused)
    assert isinstance(intent.error, NotFound)


def test_set_when_only_a_record_is_named() -> None:
    """The form opens with the record in it."""
    intent = READER.read("set Acme")

    assert isinstance(intent, Invoke)
    assert (intent.command.name, dict(intent.values), intent.form) == (
        "company set",
        {"which": "only:company:Acme"},
        True,
    )
