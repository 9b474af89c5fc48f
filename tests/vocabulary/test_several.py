"""Several records named in front of a line, and what stands behind a preposition."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crmbot.chat.form import fields_of
from crmbot.chat.parse import PERSON, split
from crmbot.chat.reading import Reading
from crmbot.chat.several import Several, several
from crmbot.commands.tasks.acting import Handover
from crmbot.commands.tasks.approving import SentBack
from crmbot.commands.tasks.tasks import NewTask
from crmbot.language.when import conventions_for

READING = Reading(
    datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London", "EUR", "GB", conventions_for("Europe/London")
)


def people(words: Sequence[str], kinds: tuple[str, ...]) -> int:
    """Know Ben and Eva of ours, and nothing else."""
    return int(kinds == (PERSON,) and words[0].rstrip(",.") in ("Ben", "Eva"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-3 monday", Several("1-3", "1", "monday")),
        ("1 - 3 monday", Several("1 - 3", "1", "monday")),
        ("t-9,t-11 fri", Several("t-9,t-11", "t-9", "fri")),
        ("T-9, T-11 fri", Several("T-9, T-11", "T-9", "fri")),
        ("1,3", Several("1,3", "1", "")),
        ("1 and 3 mon", Several("1 and 3", "1", "mon")),
        ("1-3,5 to Eva", Several("1-3,5", "1", "to Eva")),
        ("is:overdue mon", Several("is:overdue", "", "mon")),
        ("overdue mon", Several("is:overdue", "", "mon")),
        ("is:open team:North #key mon", Several("is:open team:North #key", "", "mon")),
        ('due<fri on:"Acme Ltd" mon', Several('due<fri on:"Acme Ltd"', "", "mon")),
    ],
)
def test_front_when_it_names_several(text: str, found: Several) -> None:
    """Codes, rows and filters stand in front, the rest is the command's."""
    assert several(text) == found


@pytest.mark.parametrize("text", ["", "T-9 fri", "9 fri", "12 and 3pm", "2-3pm", "Acme and Globex", "call Delta mon"])
def test_front_when_it_names_one_or_none(text: str) -> None:
    """One record, a time or words are no several."""
    assert several(text) is None


def test_front_when_an_option_is_the_commands_own() -> None:
    """What the command knows by itself is no filter."""
    assert several("until:fri", {"until"}) is None


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("check stock by friday for Ben", {"title": "check stock", "due": "by friday", "who": "Ben"}),
        ("check stock for Ben by friday", {"title": "check stock", "due": "by friday", "who": "Ben"}),
        ("call Jane tomorrow 3pm for #20", {"title": "call Jane", "due": "tomorrow 3pm", "about": "#20"}),
        ("send quote on D-20, mon", {"title": "send quote", "due": "mon", "about": "D-20"}),
        ("send quote on:acme for d20", {"title": "send quote", "about": "acme,d20"}),
        ("wait for 20 minutes", {"title": "wait for 20 minutes"}),
        ("cake for everybody", {"title": "cake for everybody"}),
        ("report about Acme", {"title": "report about Acme"}),
    ],
)
def test_preposition_when_a_code_or_one_of_ours_follows(line: str, values: dict[str, str]) -> None:
    """It is taken out with what it names; anything else stays text."""
    read = split(line, fields_of(NewTask), READING, people).values

    assert {name: read.get(name) for name in values} == values


def test_person_when_a_task_is_handed_to_them() -> None:
    """`T-9 to Eva` says it in words."""
    assert split("T-9 to Eva", fields_of(Handover), READING, people).values == {"which": "T-9", "who": "Eva"}


def test_quotes_when_they_are_all_that_is_said() -> None:
    """They are the words that have to be said, not the name of a record."""
    assert split('"add prices"', fields_of(SentBack), READING, people).values == {"note": '"add prices"'}
