"""Repetitions in forms: cut out of a line, read, refused with what is wrong."""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.fill import Filled, fill
from crmbot.chat.form import Form, Inline, Key, Rest, fields_of
from crmbot.chat.parse import split
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault
from crmbot.language.periods import Period
from crmbot.language.recurring import Repeat
from crmbot.language.when import Conventions, When

READING = Reading(
    now=datetime(2025, 3, 12, 9, tzinfo=UTC), zone="Europe/Paris", currency="EUR", conventions=Conventions()
)


class Chore(Form):
    """Something to do, perhaps again and again."""

    title: Annotated[str, Rest(), Field(description="What?")]
    due: Annotated[When | None, Inline(), Key("by"), Field(description="When?")] = None
    every: Annotated[Repeat | None, Inline(), Key("repeat"), Field(description="How often?")] = None


class Round(Form):
    """Something that takes place."""

    title: Annotated[str, Rest(), Field(description="What?")]
    when: Annotated[Period, Inline(), Field(description="When?")]
    every: Annotated[Repeat | None, Inline(), Field(description="How often?")] = None


@command("chore")
def chore(ctx: object, form: Chore) -> Card:
    """Do something."""
    raise NotImplementedError


def _nobody(_words: object, _kinds: object) -> int:
    return 0


@pytest.mark.parametrize(
    ("line", "title", "every", "due"),
    [
        ("report every monday 9am", "report", "every monday 9am", "2025-03-17T09:00+01:00"),
        ("every monday 9am until june report", "report", "every monday 9am until june", "2025-03-17T09:00+01:00"),
        ("report every:monday 9am until june", "report", "every monday 9am until june", "2025-03-17T09:00+01:00"),
        ("report every:week", "report", "every week", "2025-03-12"),
        ('report repeat:"2 weeks" fri', "report", "2 weeks", "fri"),
        ("report tomorrow every day", "report", "every day", "tomorrow"),
        ("report due:friday every week", "report", "every week", "friday"),
        ("weekly report", "weekly report", None, None),
        ("ask every customer", "ask every customer", None, None),
    ],
)
def test_split_when_something_comes_again(line: str, title: str, every: str | None, due: str | None) -> None:
    """How often is cut out of the words, and the first time is what it gives unless another one is said."""
    values = split(line.replace("due:", "by:"), fields_of(Chore), READING, _nobody).values

    assert (values.get("title"), values.get("every"), values.get("due")) == (title, every, due)


def test_split_when_it_lasts() -> None:
    """What takes place has its end as well."""
    values = split("standup every weekday 9-9:15am", fields_of(Round), READING, _nobody).values

    assert values["when"] == "2025-03-13T09:00+01:00 until 2025-03-13T09:15+01:00"


@pytest.mark.parametrize(
    ("text", "fault", "words"),
    [
        ("banana", Fault.UNREADABLE, "not a repetition"),
        ("every 0 days", Fault.REFUSED, "at least 1"),
        ("every day 0 times", Fault.REFUSED, "at least once"),
        ("every day until 1 jan 2025", Fault.REFUSED, "after the start"),
        ("every 2 hours", Fault.REFUSED, "once a day"),
        ("every 31 june", Fault.NO_SUCH_DATE, ""),
        ("every weekend except saturday and sunday", Fault.REFUSED, "No day is left"),
    ],
)
def test_fill_when_it_cannot_come_again(text: str, fault: Fault, words: str) -> None:
    """What is wrong is said in plain words, with the person's own beside it."""
    found = fill(chore, {"title": "x", "every": text}, READING, None)  # type: ignore[arg-type]  # nothing is looked up

    assert not isinstance(found, Filled)
    problem = found.problems["every"]
    assert (problem.fault, problem.given) == (fault, text)
    assert words in problem.message
