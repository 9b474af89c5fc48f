"""A typed line becomes text by field."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.form import fields_of
from crmbot.chat.parse import PERSON, split
from crmbot.chat.reading import Reading
from crmbot.commands.notes.forms import NewNote
from crmbot.commands.parties.contacts import NewContact
from crmbot.commands.people.rights import Grant, RoleGrant
from crmbot.commands.tasks.acting import Handover, Later
from crmbot.commands.tasks.tasks import NewTask
from crmbot.language.when import conventions_for

READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)


def nobody(words: object, kinds: object) -> int:
    """Know no record by name."""
    del words, kinds
    return 0


def parsed(form: type, line: str) -> dict[str, str]:
    """Split a line for a form when no name is known."""
    return split(line, fields_of(form), READING, nobody).values


def test_head_ends_at_its_separator() -> None:
    """What stands before the colon of a note is what it is about."""
    values = parsed(NewNote, "Acme: met Jane, follow up Tuesday 3pm #q4")

    assert values == {"about": "Acme", "text": "met Jane, follow up Tuesday 3pm #q4", "tag": "q4"}


def test_time_is_taken_out_of_a_task() -> None:
    """A time anywhere in the words is the due time, and the words stay clean."""
    values = parsed(NewTask, "call Delta tomorrow 10am")

    assert values == {"title": "call Delta", "due": "tomorrow 10am"}


def test_options_and_people_are_taken_out() -> None:
    """`on:` and `@name` are no part of the words."""
    values = parsed(NewTask, "send quote fri 11:00 on:acme @eva")

    assert values == {"title": "send quote", "due": "fri 11:00", "about": "acme", "who": "eva"}


def test_quoted_value_keeps_its_blanks() -> None:
    """Quotes hold a value of several words together, curly ones too."""
    values = parsed(NewTask, "send quote on:“Acme Ltd”")

    assert values["about"] == "Acme Ltd"


def test_phone_number_in_groups_is_one_value() -> None:
    """A phone number is typed with blanks, and needs no quotes."""
    values = parsed(NewContact, "Kim Lee phone:+44 20 7946 0999 email:kim@acme.example")

    assert values["phone"] == "+44 20 7946 0999"
    assert values["name"] == "Kim Lee"


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("Kim Lee city:New York role:Head of Sales", {"name": "Kim Lee", "city": "New York", "role": "Head of Sales"}),
        ("Kim Lee city:New York, VP", {"name": "Kim Lee, VP", "city": "New York"}),
        (
            "Kim note:wants nine blue ones of them, before the new hall opens city:Leeds",
            {"name": "Kim", "note": "wants nine blue ones of them, before the new hall opens", "city": "Leeds"},
        ),
        ("city:Leeds Kim Lee", {"name": "Kim Lee", "city": "Leeds"}),
        ("Kim Lee source:cold call #vip", {"name": "Kim Lee", "source": "cold call", "tag": "vip"}),
        ("Kim Lee phone:+36 1 555 0100", {"name": "Kim Lee", "phone": "+36 1 555 0100"}),
        ("Kim Lee email:kim@acme.example Leeds", {"name": "Kim Lee Leeds", "email": "kim@acme.example"}),
    ],
)
def test_words_behind_an_option_belong_to_it_when_the_name_stands_in_front(line: str, given: dict[str, str]) -> None:
    """A name is not cut in two: what is typed behind a city is the city."""
    assert parsed(NewContact, line) == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("sign due:18 dec on:D-7", {"title": "sign", "due": "18 dec", "about": "D-7"}),
        ("sign due:mon 3pm", {"title": "sign", "due": "mon 3pm"}),
        ("order due:mon 3 pumps", {"title": "order 3 pumps", "due": "mon"}),
        ("call details:bring the samples mon 9am", {"title": "call", "details": "bring the samples", "due": "mon 9am"}),
        ("due:tomorrow call Delta", {"title": "call Delta", "due": "tomorrow"}),
    ],
)
def test_time_behind_an_option_is_taken_whole(line: str, given: dict[str, str]) -> None:
    """All that makes up one time is its value; what is to be done is not."""
    assert parsed(NewTask, line) == given


def test_code_in_front_is_the_head() -> None:
    """A code needs no separator."""
    values = parsed(Later, "T-9 tomorrow 9:00")

    assert values == {"which": "T-9", "until": "tomorrow 9:00"}


def test_row_number_in_front_is_the_head() -> None:
    """A bare number is a row of the last list."""
    values = parsed(Handover, "3 @eva")

    assert values == {"which": "3", "who": "eva"}


def test_known_name_in_front_is_the_head() -> None:
    """Words that name a record are the head, however many they are."""
    values = split("send quote mon 9:00", fields_of(Later), READING, lambda _words, _kinds: 2).values

    assert values == {"which": "send quote", "until": "mon 9:00"}


@pytest.mark.parametrize("line", ["Ben task.see_all", "@ben task.see_all", "task.see_all @ben"])
def test_person_in_front_is_the_head(line: str) -> None:
    """One of our people is named by a word, where nobody knows more, or with a sign anywhere."""
    values = parsed(Grant, line)

    assert (values["who"].lower(), values["right"]) == ("ben", "task.see_all")


def test_person_of_several_words_is_the_head() -> None:
    """People are looked up among people."""

    def known(words: Sequence[str], kinds: tuple[str, ...]) -> int:
        return 2 if kinds == (PERSON,) and list(words[:2]) == ["Ana", "Ruiz"] else 0

    values = split("Ana Ruiz deal.see own", fields_of(Grant), READING, known).values

    assert values == {"who": "Ana Ruiz", "right": "deal.see own"}


def test_choice_in_front_is_the_head() -> None:
    """It is one word."""
    assert parsed(RoleGrant, "rep deal.see own") == {"role": "rep", "right": "deal.see own"}


def test_unknown_option_stays_text_and_is_reported() -> None:
    """An option no field has is never lost."""
    result = split("call Bob colour:red", fields_of(NewTask), READING, nobody)

    assert result.values["title"] == "call Bob colour:red"
    assert result.unknown == ("colour:red",)


@pytest.mark.parametrize("line", ["Re: offer for Bob", "see https://example.test/a:b", "ratio 3:2 is fine"])
def test_colons_in_prose_are_no_options(line: str) -> None:
    """A blank behind a colon, an address or a ratio makes no option."""
    assert parsed(NewTask, line)["title"] == line


@given(st.text(max_size=300))
def test_any_text_can_be_split(text: str) -> None:
    """No text raises, whatever it is made of."""
    values = parsed(NewNote, text)

    assert set(values) <= {"about", "text", "tag", "follow_up", "place", "files"}
