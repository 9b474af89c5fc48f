"""The organisation's own fields in a form, read, asked and said like those it declares."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

import pytest

from crmbot.chat import colonless
from crmbot.chat.card import Card
from crmbot.chat.command import Command
from crmbot.chat.fill import Filled, Gaps, fill, read_field
from crmbot.chat.form import Ask, FieldSpec, Form, Head, Key, Quick, RecordRef, Ref, Rest, UserRef
from crmbot.chat.own_fields import OwnField, with_own_fields
from crmbot.chat.parse import is_all_options, split
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, Option, Problem
from crmbot.language.when import conventions_for

LONDON = "Europe/London"
READING = Reading(datetime(2025, 3, 12, 9, tzinfo=UTC), LONDON, "EUR", "GB", conventions_for(LONDON))
ACME = RecordRef(1, "company", "C-1", "Acme", 3)


class NewThing(Form):
    """A form for something new."""

    own_fields_of: ClassVar[str] = "company"
    name: Annotated[str, Rest()]
    city: str | None = None


class ChangeThing(Form):
    """A form for what is there."""

    own_fields_of: ClassVar[str] = "company"
    which: Annotated[RecordRef, Head(), Ref("company")]
    city: str | None = None
    kind: Annotated[str | None, Key("type"), Quick("prospect", "customer")] = None


SIZE = OwnField("fleet_size", "Fleet size", Ask.DECIMAL, required=True)
REGIONS = (Option("east", "east"), Option("far west", "far west"))
REGION = OwnField("region", "Region", Ask.CHOICE, REGIONS, start="east")
RENEWAL = OwnField("renewal", "Renewal", Ask.DATE)
NEWS = OwnField("newsletter", "Newsletter", Ask.YES_NO)
MOTTO = OwnField("motto", "Our motto", Ask.TEXT, max_length=20)
OWN = (SIZE, REGION, RENEWAL, NEWS, MOTTO)

NEW = with_own_fields(Command("thing new", NewThing, lambda _ctx, _form: Card(()), "New."), OWN)
CHANGE = with_own_fields(Command("thing set", ChangeThing, lambda _ctx, _form: Card(()), "Change."), OWN)


class Book:
    """Knows one company, and the options written on a field."""

    def record(self, text: str, spec: FieldSpec) -> RecordRef | Problem:
        """Find Acme."""
        del text, spec
        return ACME

    def person(self, text: str) -> UserRef | Problem:
        """Find nobody."""
        return Problem(Fault.NOT_FOUND, text)

    def options(self, spec: FieldSpec) -> tuple[Option, ...]:
        """Give what is written on the field."""
        return spec.members

    def day_of(self, words: str) -> None:
        """Know of nothing that is to come."""
        del words

    def told(self, source: str, text: str) -> str | None:
        """Hear nothing out of words."""
        del source, text
        return None


def spec_of(name: str, command: Command = CHANGE) -> FieldSpec:
    """Return a field of a form."""
    return next(spec for spec in command.fields if spec.name == name)


def filled(command: Command, **texts: str) -> Form:
    """Fill a form that has nothing wrong with it."""
    found = fill(command, texts, READING, Book())
    assert isinstance(found, Filled), found
    return found.form


def reads(spec: FieldSpec, text: str) -> bool:
    """Tell whether a text can stand in a field."""
    return not isinstance(read_field(spec, text, READING, Book()), Problem)


def said(text: str) -> dict[str, str] | None:
    """Read a line without colons."""
    return colonless.said(text, [spec for spec in CHANGE.fields if spec.name != "which"], reads)


def test_form_when_it_is_extended() -> None:
    """The fields stand behind the declared ones, with their questions; the same fields make the same form."""
    assert [spec.name for spec in NEW.fields] == ["name", "city", *(field.key for field in OWN)]
    assert [spec.label for spec in NEW.fields[2:]] == ["Fleet size", "Region", "Renewal", "Newsletter", "Our motto"]
    assert with_own_fields(replace(NEW, form=NewThing), OWN).form is NEW.form
    assert with_own_fields(NEW, ()) is NEW


def test_form_when_a_field_is_required_or_starts_as_something() -> None:
    """That holds for new records; what is there already may stay without."""
    assert spec_of("fleet_size", NEW).required
    assert spec_of("region", NEW).default == "east"
    assert not spec_of("fleet_size").required
    assert spec_of("region").default == ""


def test_form_when_a_later_release_has_that_name() -> None:
    """A declared field keeps its meaning; the own one keeps its key."""
    command = with_own_fields(replace(CHANGE, form=ChangeThing), (OwnField("city", "City state", Ask.TEXT),))

    form = filled(command, which="acme", city="Leeds", own_city="Hull")

    assert isinstance(form, ChangeThing)
    assert form.city == "Leeds"
    assert form.own_values() == {"city": "Hull"}


def test_values_when_every_type_is_filled() -> None:
    """Each is read by its type; what was left alone is not there, what was emptied is None."""
    texts = {"fleet_size": "1,250.5", "region": "far", "renewal": "1 sep", "newsletter": "Yes", "motto": "-"}

    form = filled(CHANGE, which="acme", **texts)

    assert form.own_values() == {
        "fleet_size": Decimal("1250.5"),
        "region": "far west",
        "renewal": date(2025, 9, 1),
        "newsletter": True,
        "motto": None,
    }
    assert filled(CHANGE, which="acme").own_values() == {}
    assert form.own_texts() == {
        "fleet_size": "1250.5",
        "region": "far west",
        "renewal": "2025-09-01",
        "newsletter": "yes",
        "motto": "-",
    }


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("fleet_size", "many", "Fleet size wants a number, not “many”."),
        ("renewal", "whenever", "Renewal wants a day, not “whenever”."),
        ("newsletter", "perhaps", "Newsletter wants yes or no, not “perhaps”."),
    ],
)
def test_fill_when_the_type_is_wrong(name: str, text: str, words: str) -> None:
    """What the field wants is said, and what the person said."""
    found = fill(CHANGE, {"which": "acme", name: text}, READING, Book())

    assert isinstance(found, Gaps)
    assert (found.problems[name].fault, found.problems[name].message) == (Fault.REFUSED, words)


def test_fill_when_a_day_is_over() -> None:
    """A day of one's own may be long over."""
    assert filled(CHANGE, which="acme", renewal="2 jan 2019").own_values() == {"renewal": date(2019, 1, 2)}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fleet size 25", {"fleet_size": "25"}),
        ("Fleet Size: 25", {"fleet_size": "25"}),
        ('"fleet size" to 25', {"fleet_size": "25"}),
        ("fleet_size = 25", {"fleet_size": "25"}),
        ("fleet size many", {"fleet_size": "many"}),
        ("fleet size -", {"fleet_size": "-"}),
        ("fleet size 25 region far west", {"fleet_size": "25", "region": "far west"}),
        ("renewal 1 sep, newsletter yes", {"renewal": "1 sep", "newsletter": "yes"}),
        ("our motto region east is best", {"motto": "region east is best"}),
        ('motto "We pump"', {"motto": "We pump"}),
        ("city Leeds", {"city": "Leeds"}),
        ("fleet size", None),
        ("colour red", None),
        ("talked of fleet size 25", None),
        ("", None),
    ],
)
def test_colonless_when_names_and_values_follow_each_other(text: str, values: dict[str, str] | None) -> None:
    """A line that begins with a field's name is read to its end; any other is none of ours."""
    assert said(text) == values


def test_choice_when_it_stands_alone() -> None:
    """A choice of one field only says which field is meant."""
    fields = [spec for spec in CHANGE.fields if spec.name != "which"]

    assert colonless.choice("Prospect", fields) == {"kind": "Prospect"}
    assert colonless.choice("far west", fields) == {"region": "far west"}
    assert colonless.choice("south", fields) is None


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("acme fleet_size:25", {"which": "acme", "fleet_size": "25"}),
        ("acme fleet size:25", {"which": "acme", "fleet_size": "25"}),
        ('acme "Fleet size":25 region:"far west"', {"which": "acme", "fleet_size": "25", "region": "far west"}),
    ],
)
def test_split_when_a_label_has_several_words(line: str, values: dict[str, str]) -> None:
    """A label does as well as its key."""
    assert split(line, CHANGE.fields, READING, lambda _words, _kinds: 1).values == values


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('fleet size:25 renewal:"1 sep"', True),
        ("city:Leeds", True),
        ("colour:red", False),
        ("city:Leeds they say", False),
        ("met Jane", False),
        ("", False),
    ],
)
def test_is_all_options_when_words_stand_between(text: str, whole: bool) -> None:  # what is asserted
    """Only a text of known options and nothing else is one."""
    assert is_all_options(text, CHANGE.fields) is whole
