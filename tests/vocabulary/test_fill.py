"""Text by field becomes a filled form, or every problem at once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import Command
from crmbot.chat.fill import Filled, Gaps, fill, read_field
from crmbot.chat.form import Choice, FieldSpec, Form, Person, RecordRef, Ref, Tags, UserRef, fields_of
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, Option, Problem
from crmbot.language.money import Money
from crmbot.language.when import When, conventions_for

LONDON = "Europe/London"
READING = Reading(datetime(2026, 11, 19, 10, tzinfo=UTC), LONDON, "EUR", "GB", conventions_for(LONDON))
ACME = RecordRef(1, "company", "C-1", "Acme", 3)
EVA = UserRef(4, "Eva")
REASONS = (Option("1", "Pricing"), Option("2", "Timing"), Option("3", "Time of year"))


class Grade(StrEnum):
    """How good."""

    FIRST_RATE = "first_rate"
    SECOND_RATE = "second_rate"


class Everything(Form):
    """One question of each kind."""

    title: Annotated[str, Field(max_length=10)]
    about: Annotated[RecordRef | None, Ref("company")] = None
    who: Annotated[UserRef | None, Person()] = None
    due: When | None = None
    on: date | None = None
    amount: Money | None = None
    share: Annotated[int | None, Field(le=100)] = None
    urgent: bool | None = None
    reason: Annotated[str | None, Choice("reasons")] = None
    cause: Annotated[str | None, Choice("reasons", others=True)] = None
    grade: Grade | None = None
    tags: Annotated[tuple[str, ...], Tags()] = ()


COMMAND = Command("everything", Everything, lambda _ctx, _form: Card(()), "All of it.")
FIELDS = {spec.name: spec for spec in fields_of(Everything)}


@dataclass(frozen=True, slots=True)
class Book:
    """Knows one company and one person."""

    def record(self, text: str, spec: FieldSpec) -> RecordRef | Problem:
        """Find Acme."""
        assert spec.kinds == ("company",)
        return ACME if text == "Acme" else Problem(Fault.NOT_FOUND, text)

    def person(self, text: str) -> UserRef | Problem:
        """Find Eva."""
        return EVA if text == "eva" else Problem(Fault.NOT_FOUND, text)

    def options(self, spec: FieldSpec) -> tuple[Option, ...]:
        """Give the reasons, or the words of the enumeration."""
        return REASONS if spec.source else spec.members

    def day_of(self, words: str) -> None:
        """Know of nothing that is to come."""
        del words

    def told(self, source: str, text: str) -> str | None:
        """Hear nothing out of words."""
        del source, text
        return None


def read(name: str, text: str) -> object:
    """Read one field."""
    return read_field(FIELDS[name], text, READING, Book())


def fault(name: str, text: str) -> Fault | None:
    """Return what is wrong with a field's text."""
    value = read(name, text)
    return value.fault if isinstance(value, Problem) else None


def test_form_when_all_can_be_read() -> None:
    """It holds the values, and what was left out as it is declared."""
    values = {"title": " Call ", "about": "Acme", "due": "tomorrow 3pm", "amount": "12k", "grade": "second"}

    filled = fill(COMMAND, values, READING, Book())

    assert isinstance(filled, Filled)
    assert filled.form == Everything(
        title="Call",
        about=ACME,
        due=When(date(2026, 11, 20), time(15), LONDON),
        amount=Money(1_200_000, "EUR"),
        grade=Grade.SECOND_RATE,
    )


def test_form_when_several_parts_are_wrong() -> None:
    """All of them are said at once, those that are missing too."""
    gaps = fill(COMMAND, {"about": "Globex", "due": "soonish", "share": "many"}, READING, Book())

    assert isinstance(gaps, Gaps)
    assert {name: problem.fault for name, problem in gaps.problems.items()} == {
        "title": Fault.MISSING,
        "about": Fault.NOT_FOUND,
        "due": Fault.UNREADABLE,
        "share": Fault.UNREADABLE,
    }


def test_form_when_a_value_breaks_a_rule_of_its_field() -> None:
    """The rule speaks beside the field."""
    gaps = fill(COMMAND, {"title": "Call", "share": "101"}, READING, Book())

    assert isinstance(gaps, Gaps)
    assert gaps.problems["share"].fault is Fault.REFUSED


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", Problem), ("about", None), ("due", None), ("amount", None), ("tags", ())],
)
def test_field_when_emptied(name: str, value: object) -> None:
    """A dash empties what may be empty; what must be said stays text."""
    assert read(name, "-") == ("-" if name == "title" else value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("who", "eva", EVA),
        ("on", "24 nov", date(2026, 11, 24)),
        ("share", " 60 % ", 60),
        ("share", "-5", -5),
        ("urgent", "Ja", True),
        ("urgent", "no", False),
        ("reason", "pricing", "1"),
        ("reason", "2", "2"),
        ("reason", "price", "1"),
        ("grade", "first rate", "first_rate"),
        ("tags", "#Q4, fair  #q4", ("q4", "fair")),
    ],
)
def test_field_when_it_can_be_read(name: str, text: str, value: object) -> None:
    """Each kind of question has its answer."""
    assert read(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("title", "x" * 11, Fault.TOO_LONG),
        ("due", "31 feb", Fault.NO_SUCH_DATE),
        ("due", "yesterday 9am", Fault.PAST),
        ("due", "at 7", Fault.UNSURE),
        ("due", "soonish", Fault.UNREADABLE),
        ("on", "nonsense", Fault.UNREADABLE),
        ("amount", "lots", Fault.UNREADABLE),
        ("share", "9" * 16, Fault.TOO_LONG),
        ("share", "--5", Fault.UNREADABLE),
        ("share", "²", Fault.UNREADABLE),
        ("share", "", Fault.UNREADABLE),
        ("urgent", "perhaps", Fault.UNREADABLE),
        ("reason", "tim", Fault.NOT_A_CHOICE),
        ("reason", "weather", Fault.NOT_A_CHOICE),
    ],
)
def test_field_when_it_cannot_be_read(name: str, text: str, expected: Fault) -> None:
    """Each says what is wrong."""
    assert fault(name, text) is expected


def test_choice_when_several_begin_alike() -> None:
    """Only those are offered."""
    problem = read("reason", "tim")

    assert isinstance(problem, Problem)
    assert [option.label for option in problem.options] == ["Timing", "Time of year"]


def test_time_when_it_may_be_one_of_two() -> None:
    """Each can be chosen, and what is chosen reads back."""
    problem = read("due", "at 7")

    assert isinstance(problem, Problem)
    assert len(problem.options) > 1
    assert all(isinstance(read("due", option.value), When) for option in problem.options)


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40))
def test_any_text_when_it_is_an_answer(name: str, text: str) -> None:
    """No text raises: it is a value or a problem."""
    read(name, text)


@pytest.mark.parametrize(("text", "value"), [("pric", "1"), ("bad weather", "bad weather")])
def test_choice_when_others_are_welcome(text: str, value: str) -> None:
    """What is on the list is taken from it, other words stay as they are."""
    assert read("cause", text) == value
