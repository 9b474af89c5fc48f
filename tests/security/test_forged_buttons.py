"""Buttons made by hand: what they hold is looked at like anything else that comes from outside, and never half done."""

import json
from collections.abc import Mapping, Sequence

import pytest
from structlog.testing import capture_logs

from crmbot.chat.inbound import Pressed
from crmbot.store.models.activity import Note
from crmbot.store.models.record import Record
from tests.handlers.desk import Desk

OURS = "failed on our side"
RUBBISH = ("x", "-1", "[]", "{}", '"\\""', "null", '"[{\\"a\\":1}]"', "99999999999999999999999999")


def failures(lines: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return what was logged as an error."""
    return [line for line in lines if line["log_level"] == "error"]


@pytest.mark.parametrize("field", ["place", "files"])
async def test_button_when_what_it_carries_is_none_of_ours(desk: Desk, field: str) -> None:
    """It is said, and nothing of it is done: no note without the place it was to have."""
    before = desk.count(Record)
    with capture_logs() as lines:
        answers = [await desk.say(Pressed(f'note about:C-1 text:"a visit" {field}:{each}')) for each in RUBBISH]

    assert [answer for answer in answers if OURS in answer] == []
    assert "holds what I cannot read" in answers[0]
    made = 1 if field == "files" else 0  # no files at all is as good as none
    assert (desk.count(Record) - before, failures(lines)) == (made, [])


@pytest.mark.parametrize("place", ['{"latitude":1e308,"longitude":0}', '{"latitude":0,"longitude":180.1}'])
async def test_button_when_its_place_is_nowhere(desk: Desk, place: str) -> None:
    """It is said, and no note is made: the history could not tell such a number again."""
    before = desk.count(Note)
    with capture_logs() as lines:
        answer = await desk.say(Pressed(f"note about:C-1 text:seen place:{json.dumps(place)}"))

    assert "holds what I cannot read" in answer
    assert (desk.count(Note), failures(lines)) == (before, [])


@pytest.mark.parametrize(
    "token",
    [
        *("more options:x", 'more options:"[1]"', 'more options:"{}"', "sure", "sure line:x", "again", "again ref:x"),
        *("say", "answer key:x value:y", "form key:-1", "form key:99999999999999999999", "cancel key:x", "rev:5"),
        *("open which:C-1 rev:99999999999999999999", "open which:C-99999999999999999999", "~", "~~", "", " "),
        *(f"{command} channel:99999999999999999999" for command in ("unsub rule:3", "sub pause rule:3", "subs")),
        *("log page:-1", "deals page:-1", "deals page:999999999999999", "log page:0", "find query:acme page:-1"),
    ],
)
async def test_button_when_nobody_of_us_drew_it(desk: Desk, token: str) -> None:
    """It has its answer, and it is no failure of ours."""
    with capture_logs() as lines:
        answer = await desk.say(Pressed(token))

    assert OURS not in answer
    assert failures(lines) == []


@pytest.mark.parametrize("line", ["note Acme: hello place:x", "note Acme: hello files:x", "met Jane files:-1 at Acme"])
async def test_line_when_it_names_what_only_buttons_carry(desk: Desk, line: str) -> None:
    """Words like that are words."""
    notes = desk.count(Note)
    with capture_logs():
        answer = await desk.say(line)

    assert OURS not in answer
    assert desk.count(Note) in (notes, notes + 1)
