"""A field that takes the whole line: which records are meant."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crmbot.chat.form import fields_of
from crmbot.chat.parse import split
from crmbot.chat.reading import Reading
from crmbot.commands.listing import ListForm
from crmbot.commands.notes.lists import ListNotes

READING = Reading(datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR")


def capitalised(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Take a first word with a capital for the name of a record."""
    del kinds
    return int(words[0][:1].isupper())


@pytest.mark.parametrize(
    "line", ["stage:nego amount>10k page:3 #key @ben", 'save:"big ones" team:north', "Acme over 5k", ""]
)
def test_line_when_a_form_takes_it_whole(line: str) -> None:
    """Nothing is taken out of it, not even what is an option or a tag elsewhere."""
    read = split(line, fields_of(ListForm), READING, capitalised)

    assert (read.values, read.unknown) == ({"filter": line} if line else {}, ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Acme", {"about": "Acme"}),
        ("Acme new<30d", {"about": "Acme", "filter": "new<30d"}),
        ("c7 type:call", {"about": "c7", "filter": "type:call"}),
        ("on:Acme new<30d", {"filter": "on:Acme new<30d"}),
        ("type:call", {"filter": "type:call"}),
        ("spare parts", {"filter": "spare parts"}),
    ],
)
def test_record_when_it_stands_in_front(line: str, expected: dict[str, str]) -> None:
    """Where a form wants a record first, a name or a code in front is one; the rest is the filter."""
    assert split(line, fields_of(ListNotes), READING, capitalised).values == expected
