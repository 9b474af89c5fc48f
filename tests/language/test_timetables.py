"""An hour and its days, as people say them."""

from datetime import time

import pytest

from crmbot.language import timetables
from crmbot.language.timetables import Timetable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:00 weekdays", Timetable(time(8), "12345")),
        ("at 7:45", Timetable(time(7, 45))),
        ("7.45 daily", Timetable(time(7, 45), "1234567")),
        ("every day at 8", Timetable(time(8), "1234567")),
        ("mon-fri 8:30", Timetable(time(8, 30), "12345")),
        ("Mon, Wed and Friday 9", Timetable(time(9), "135")),
        ("fri to mon", Timetable(None, "1567")),
        ("mondays 8 pm", Timetable(time(20), "1")),
        ("8h30 on work days", Timetable(time(8, 30), None, work_days=True)),
        ("my workdays at 7am", Timetable(time(7), None, work_days=True)),
        ("12am weekend", Timetable(time(0), "67")),
        ("", Timetable()),
        ("8 on tiredays", Timetable(time(8), None, rest="tiredays")),
        ("at sunset", Timetable(rest="sunset")),
        ("25:00", Timetable(rest="25:00")),
        ("8 9", Timetable(time(8), rest="9")),
    ],
)
def test_timetable_when_said(text: str, expected: Timetable) -> None:
    """Hours and days are found in any order; what is neither is left."""
    assert timetables.read(text) == expected


@pytest.mark.parametrize("word", ["24", "13pm", "0am", "8:60", "8:5", "eight", ""])
def test_clock_when_it_is_no_hour(word: str) -> None:
    """What is no hour of a day is nothing."""
    assert timetables.clock(word) is None
