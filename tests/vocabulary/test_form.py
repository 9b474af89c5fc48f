"""Forms declare what a command wants to know."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from crmbot.chat.form import (
    Ask,
    Choice,
    Form,
    Head,
    Hidden,
    Key,
    Quick,
    RecordRef,
    Ref,
    Rest,
    Tags,
    UserRef,
    fields_of,
    question_fields,
)
from crmbot.chat.reply import Option
from crmbot.commands.tasks.tasks import NewTask
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.activity import Priority


class Wide(Form):
    """A field of every kind."""

    about: Annotated[RecordRef, Head(":"), Ref("company", "deal")]
    text: Annotated[str, Rest(), Field(max_length=80, description="What happened?")]
    who: UserRef | None = None
    due: Annotated[When | None, Quick("today", "tomorrow")] = None
    close_on: date | None = None
    amount: Money | None = None
    share: int | None = None
    urgent: bool = False
    reason: Annotated[str, Choice("reasons"), Key("why", "because")] = "other"
    priority: Priority | None = None
    tags: Annotated[tuple[str, ...], Tags()] = ()
    note: Annotated[str | None, Hidden()] = None


FIELDS = {spec.name: spec for spec in fields_of(Wide)}


def test_fields_when_read_from_a_form() -> None:
    """Each is the kind of question its type says, in the order they were declared."""
    assert [spec.ask for spec in fields_of(Wide)] == [
        Ask.RECORD,
        Ask.TEXT,
        Ask.PERSON,
        Ask.WHEN,
        Ask.DATE,
        Ask.MONEY,
        Ask.NUMBER,
        Ask.YES_NO,
        Ask.CHOICE,
        Ask.CHOICE,
        Ask.TAGS,
        Ask.TEXT,
    ]


def test_field_when_described() -> None:
    """It is asked in the words of its description, else by its name."""
    assert (FIELDS["text"].label, FIELDS["close_on"].label) == ("What happened?", "Close on")


def test_fields_when_some_must_be_said() -> None:
    """What has a default need not be said."""
    assert [name for name, spec in FIELDS.items() if spec.required] == ["about", "text"]


def test_field_when_its_markers_are_asked_for() -> None:
    """They say how it is written, what it may name, and what is offered."""
    assert (FIELDS["about"].marker(Head), FIELDS["about"].kinds, FIELDS["text"].max_length) == (
        Head(":"),
        ("company", "deal"),
        80,
    )
    assert (FIELDS["due"].quick, FIELDS["reason"].source, FIELDS["reason"].keys, FIELDS["reason"].default) == (
        ("today", "tomorrow"),
        "reasons",
        ("reason", "why", "because"),
        "other",
    )


def test_field_when_it_has_no_markers() -> None:
    """It is any record, no list, nothing is offered."""
    who = FIELDS["who"]

    assert (who.kinds, who.source, who.quick, who.marker(Head), who.hidden) == ((), "", (), None, False)


def test_choice_when_its_members_are_the_types_own() -> None:
    """They are words."""
    assert Option("normal", "normal") in FIELDS["priority"].members


def test_questions_when_a_field_is_hidden() -> None:
    """What buttons carry is no question."""
    assert "note" not in [spec.name for spec in question_fields(Wide)]


def test_form_when_a_field_is_of_no_known_kind() -> None:
    """It is refused where it is declared, by name."""

    class Odd(Form):
        colour: complex

    with pytest.raises(TypeError, match=r"Odd\.colour"):
        fields_of(Odd)


def test_form_when_filled_with_more_than_it_has() -> None:
    """It is closed, and stays as it is."""
    with pytest.raises(ValidationError):
        NewTask.model_validate({"title": "Call", "colour": "red"})


def test_form_when_changed() -> None:
    """It is frozen."""
    with pytest.raises(ValidationError):
        NewTask(title="Call").title = "Other"  # type: ignore[misc]  # that is what is tried
