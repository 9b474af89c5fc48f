"""Periods in what people type."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.language import periods
from crmbot.language.periods import Period, Unsure
from crmbot.language.when import Conventions, When

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)
PARIS = "Europe/Paris"
FRIDAY = date(2025, 3, 14)
HOUR = timedelta(hours=1)


def read(text: str) -> Period | Unsure | None:
    """Read a phrase on Wednesday 12 March 2025, 10:00 in Paris."""
    return periods.read(text, now=NOW, zone=PARIS, conventions=Conventions())


def at(hour: int, minute: int = 0, *, on: date = FRIDAY) -> When:
    """Return a wall time in Paris."""
    return When(on, time(hour, minute), PARIS)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("fri 9-10:30", Period(at(9), at(10, 30))),
        ("fri 9-5", Period(at(9), at(17))),
        ("fri 8-20", Period(at(8), at(20))),
        ("fri 10am for 1h", Period(at(10), None, HOUR)),
        ("for 90 min fri 10am", Period(at(10), None, 1.5 * HOUR)),
        ("fri 3pm until 4pm", Period(at(15), at(16))),
        ("fri 22:00-01:00", Period(at(22), at(1, on=date(2025, 3, 15)))),
        ("fri", Period(When(FRIDAY, None, PARIS))),
        ("fri all day", Period(When(FRIDAY, None, PARIS))),
        ("fri for 2 days", Period(When(FRIDAY, None, PARIS), None, timedelta(days=2))),
        ("3-5 june", Period(When(date(2025, 6, 3), None, PARIS), When(date(2025, 6, 5), None, PARIS))),
        ("14 mar - 16 mar", Period(When(FRIDAY, None, PARIS), When(date(2025, 3, 16), None, PARIS))),
        ("31 mar 9am", Period(at(9, on=date(2025, 3, 31)))),
    ],
)
def test_period_when_it_can_be_read(text: str, period: Period) -> None:
    """A start, an end or a length, as they were said."""
    assert read(text) == period


@pytest.mark.parametrize("text", ["fri 10-9", "fri 10am-9am", "fri 14:00-13:00"])
def test_period_when_its_end_is_before_its_start(text: str) -> None:
    """Another half of the day, or the next day, is not made of a slip."""
    found = read(text)

    assert isinstance(found, Period)
    assert found.backwards


@pytest.mark.parametrize("text", ["fri 9-5", "fri 8am-8pm", "fri 22:00-01:00", "fri 9-10"])
def test_period_when_its_end_is_behind_its_start(text: str) -> None:
    """A working day and a late evening are no slips."""
    found = read(text)

    assert isinstance(found, Period)
    assert not found.backwards


@pytest.mark.parametrize("period", ["fri 9-10:30", "fri 10am for 45 min", "3-5 june", "fri", "tomorrow 9am"])
def test_period_when_it_is_written_and_read_again(period: str) -> None:
    """What a button carries means the same when it comes back."""
    found = read(period)

    assert read(str(found)) == found


@pytest.mark.parametrize(
    ("text", "reason", "readings"),
    [("30 mar 2:30am", "gap", 1), ("26 oct 02:30", "overlap", 2), ("10-11", "am_pm", 2), ("yesterday 10am", "past", 0)],
)
def test_period_when_it_is_not_certain(text: str, reason: str, readings: int) -> None:
    """The doubt about the start is that about the period; each reading lasts as long."""
    found = read(text)

    assert isinstance(found, Unsure)
    assert (found.doubt.reason, len(found.readings())) == (reason, readings)


def test_readings_when_the_period_had_an_end() -> None:
    """An hour stays an hour whichever morning or evening is meant."""
    found = read("10-11")

    assert isinstance(found, Unsure)
    assert [reading.length for reading in found.readings()] == [HOUR, HOUR]


@pytest.mark.parametrize("text", ["lunch", "", "with Jane", "for 1h"])
def test_period_when_there_is_no_time(text: str) -> None:
    """Words are no time."""
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("visit Acme fri 9-10:30", "fri 9-10:30"),
        ("lunch fri 10am for 1h", "fri 10am for 1h"),
        ("fair from 3 to 5 june", "from 3 to 5 june"),
        ("review at 3pm tomorrow until 4pm", "at 3pm tomorrow until 4pm"),
        ("trip monday to wednesday", "monday to wednesday"),
        ("lunch for 1h tomorrow 10am with Jane", "for 1h tomorrow 10am"),
        ("dentist tomorrow all day", "tomorrow all day"),
        ("trip 14 mar - 16 mar with Jane", "14 mar - 16 mar"),
    ],
)
def test_find_when_a_line_has_a_period(text: str, words: str) -> None:
    """The words of the period are found with all that belongs to them."""
    found = periods.find(text, now=NOW, zone=PARIS, conventions=Conventions())

    assert found is not None
    (start, end), said = found
    assert said == words
    assert text[start:end].strip() == words


def test_find_when_a_line_has_none() -> None:
    """No period, nothing found."""
    assert periods.find("call Jane", now=NOW, zone=PARIS, conventions=Conventions()) is None
