"""Doubt is an answer: what is not certain comes back with the times it may mean."""

from datetime import UTC, datetime

import pytest

from crmbot.language.when import Expression, read

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def _read(phrase: str, now: datetime = THURSDAY, zone: str = LONDON) -> Expression:
    found = read(phrase, now=now, zone=zone)
    assert found is not None
    return found


def _doubt(phrase: str, now: datetime = THURSDAY, zone: str = LONDON) -> tuple[str, list[str]]:
    doubt = _read(phrase, now, zone).doubt
    assert doubt is not None
    return doubt.reason, [str(option) for option in doubt.options]


@pytest.mark.parametrize(
    ("phrase", "reason", "options"),
    [
        ("fri 13 nov 10:00", "past", ["2026-11-20T10:00"]),
        ("13.11.2026", "past", ["2026-11-20"]),
        ("13 nov 2025", "past", ["2027-11-13"]),
        ("today 9am", "past", ["2026-11-20T09:00"]),
        ("today at 9", "past", ["2026-11-19T21:00", "2026-11-20T09:00"]),
        ("yesterday", "past", []),
        ("last friday", "past", []),
        ("3 days ago", "past", []),
        ("at 9", "am_pm", ["2026-11-20T09:00", "2026-11-19T21:00"]),
        ("tomorrow at 7", "am_pm", ["2026-11-20T07:00", "2026-11-20T19:00"]),
        ("tomorrow 6:30", "am_pm", ["2026-11-20T18:30", "2026-11-20T06:30"]),
        ("tuesday 25 nov", "mismatch", ["2026-11-25", "2026-11-24"]),
        ("tomorrow 24 nov", "mismatch", ["2026-11-24", "2026-11-20"]),
        ("thu", "same_day", ["2026-11-26", "2026-11-19"]),
        ("thu 3pm", "same_day", ["2026-11-26T15:00", "2026-11-19T15:00"]),
        ("fri 20", "day_or_hour", ["2026-11-20", "2026-11-20T20:00"]),
        ("12.10", "day_or_hour", ["2027-10-12", "2026-11-19T12:10"]),
        ("31 feb", "no_such_date", ["2027-02-28", "2027-03-01"]),
        ("30.2.", "no_such_date", ["2027-02-28", "2027-03-01"]),
        ("29 feb", "no_such_date", ["2028-02-29", "2027-02-28", "2027-03-01"]),
        ("at 25", "no_such_date", []),
        ("this week", "vague", ["2026-11-20"]),
        ("a few days", "vague", ["2026-11-22"]),
        ("next weekend", "vague", ["2026-11-28", "2026-11-21"]),
        ("every monday at 9", "repeats", ["2026-11-23T09:00"]),
    ],
)
def test_read_when_the_words_leave_doubt(phrase: str, reason: str, options: list[str]) -> None:
    """The reason is given, and the likelier time first."""
    assert _doubt(phrase) == (reason, options)


@pytest.mark.parametrize(
    "phrase", ["tomorrow at 9", "tomorrow 19:00", "tomorrow 07:00", "tonight at 7", "thu 9am", "in 2 h", "29 feb 2028"]
)
def test_read_when_the_words_leave_none(phrase: str) -> None:
    """A time that needs no question has no doubt."""
    assert _read(phrase).doubt is None


def test_read_when_the_clocks_skip_the_hour() -> None:
    """An hour that the spring change skips is offered as the first minute after it."""
    march = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)

    assert _doubt("tomorrow 01:30", march) == ("gap", ["2026-03-29T02:00"])


def test_read_when_the_hour_comes_twice() -> None:
    """An hour that the autumn change repeats is offered as the first and the second."""
    october = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    doubt = _read("tomorrow 01:30", october).doubt
    assert doubt is not None

    instants = [option.instant() for option in doubt.options]

    assert (doubt.reason, instants) == (
        "overlap",
        [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)],
    )


@pytest.mark.parametrize(
    ("now", "zone"),
    [
        (datetime(2026, 10, 25, 0, 15, tzinfo=UTC), LONDON),
        (datetime(2026, 3, 29, 0, 15, tzinfo=UTC), LONDON),
        (datetime(2026, 11, 1, 5, 15, tzinfo=UTC), "America/New_York"),
        (datetime(2026, 3, 8, 6, 15, tzinfo=UTC), "America/New_York"),
    ],
)
def test_read_when_hours_are_counted_over_a_clock_change(now: datetime, zone: str) -> None:
    """Ninety minutes are ninety minutes on every day of the year."""
    when = _read("90m", now, zone).when
    assert when is not None

    instant = when.instant()

    assert instant is not None
    assert (instant - now).total_seconds() == 5400
