"""What people say of things that come again, read as rules of RFC 5545 with their first time."""

from datetime import UTC, datetime

import pytest

from crmbot.language import recurring
from crmbot.language.recurring import Repeated, Trouble
from crmbot.language.when import Conventions

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)  # a Wednesday, 10:00 in Paris
ZONE = "Europe/Paris"


def _read(text: str, *, zone: str = ZONE, week_start: int = 0) -> Repeated | None:
    return recurring.read(text, now=NOW, zone=zone, conventions=Conventions(week_start=week_start))


def _rule(text: str) -> str:
    found = _read(text)
    return found.repeat.rule if found is not None and found.repeat is not None else ""


@pytest.mark.parametrize(
    ("text", "rule", "first"),
    [
        ("every monday 9am until 30 june", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20250630", "2025-03-17T09:00"),
        ("every 2 weeks on tue and thu", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2025-03-13"),
        ("monthly on the 31st 9am", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2025-03-31T09:00"),
        ("monthly on the 30th", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2025-03-30"),
        ("every 1st and 31st of the month", "FREQ=MONTHLY;BYMONTHDAY=1,28,29,30,31;BYSETPOS=1,-1", "2025-03-31"),
        ("every last friday of the month", "FREQ=MONTHLY;BYDAY=-1FR", "2025-03-28"),
        ("every first monday", "FREQ=MONTHLY;BYDAY=1MO", "2025-04-07"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2025-03-12"),
        ("every work day except friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", "2025-03-12"),
        ("daily at 8", "FREQ=DAILY", "2025-03-13T08:00"),
        ("daily 9-9:15, 5 times", "FREQ=DAILY;COUNT=5", "2025-03-13T09:00"),
        ("every other day", "FREQ=DAILY;INTERVAL=2", "2025-03-12"),
        ("yearly on 1 sep", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1", "2025-09-01"),
        ("every 29 february", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2026-02-28"),
        ("every quarter", "FREQ=MONTHLY;INTERVAL=3", "2025-03-12"),
        ("every tuesday 10 times", "FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2025-03-18"),
        ("every tuesday for 6 weeks", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20250428", "2025-03-18"),
        ("mondays at 9", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17T09:00"),
        ("every second tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2025-03-18"),
        ("every third tuesday", "FREQ=MONTHLY;BYDAY=3TU", "2025-03-18"),
        ("the last day of each month 17:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "2025-03-31T17:00"),
        ("10am on the 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=15", "2025-03-15T10:00"),
        ("every monday starting 7 april", "FREQ=WEEKLY;BYDAY=MO", "2025-04-07"),
        ("every wednesday at 9am", "FREQ=WEEKLY;BYDAY=WE", "2025-03-19T09:00"),
        ("every day 9am", "FREQ=DAILY", "2025-03-13T09:00"),
        ("every day next week", "FREQ=DAILY;UNTIL=20250323", "2025-03-17"),
        ("yearly on the fourth thursday in november", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2025-11-27"),
        ("every mon-fri at 7:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2025-03-13T07:30"),
        ("bi-weekly", "FREQ=WEEKLY;INTERVAL=2", "2025-03-12"),
        ("every evening", "FREQ=DAILY", "2025-03-12"),
        ("every monday until end of june", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20250630", "2025-03-17"),
        ("every monday until june", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20250630", "2025-03-17"),
        ("every mon wed fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2025-03-12"),
        ("mon wed and fri every week", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2025-03-12"),
        ("on the 15th every month", "FREQ=MONTHLY;BYMONTHDAY=15", "2025-03-15"),
        ("the first monday of the month every month", "FREQ=MONTHLY;BYDAY=1MO", "2025-04-07"),
        ("the 2nd and last friday of jan every year", "FREQ=YEARLY;BYMONTH=1;BYDAY=2FR,-1FR", "2026-01-09"),
        ("starting next tuesday every other week", "FREQ=WEEKLY;INTERVAL=2", "2025-03-18"),
        ("between 9 and 10 every monday", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17T09:00"),
        ("first thing every monday", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17"),
        ("every thursday from 3 april to 1 december", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20251201", "2025-04-03"),
        ("every thursday from 3 april to 1 december 10am", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20251201", "2025-04-03T10:00"),
        ("every monday starting 7 april at 9:30", "FREQ=WEEKLY;BYDAY=MO", "2025-04-07T09:30"),
        ("every monday 9am until friday 5pm", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20250321", "2025-03-17T09:00"),
        ("last business day of each month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2025-03-31"),
        ("monthly on the first work day", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2025-04-01"),
        ("every month end", "FREQ=MONTHLY;BYMONTHDAY=-1", "2025-03-31"),
        ("every end of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2025-03-31"),
        ("every june, july and august", "FREQ=YEARLY;BYMONTH=6,7,8;BYMONTHDAY=1", "2025-06-01"),
        ("alternate mondays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2025-03-17"),
        ("every couple of weeks", "FREQ=WEEKLY;INTERVAL=2", "2025-03-12"),
        ("biannually", "FREQ=MONTHLY;INTERVAL=6", "2025-03-12"),
        ("bi weekly on friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2025-03-14"),
        ("nightly", "FREQ=DAILY", "2025-03-12"),
        ("monday mornings", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17"),
        ("every day but sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", "2025-03-12"),
        ("every week on the 4th day", "FREQ=WEEKLY;BYDAY=TH", "2025-03-13"),
        ("every day this week", "FREQ=DAILY;UNTIL=20250316", "2025-03-12"),
        ("every sunday in june", "FREQ=WEEKLY;BYDAY=SU;UNTIL=20250629", "2025-06-01"),
        ("monday", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17"),
        ("2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2025-03-12"),
        ("2w", "FREQ=WEEKLY;INTERVAL=2", "2025-03-12"),
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO", "2025-03-17"),
        ("2025-04-07T09:30 FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO", "2025-04-07T09:30"),
    ],
)
def test_read_when_it_comes_again(text: str, rule: str, first: str) -> None:
    """The rule keeps what was said, and the first time is the next one it gives."""
    found = _read(text)

    assert found is not None
    assert found.repeat is not None
    assert (found.repeat.rule, found.repeat.first.iso(), found.trouble) == (rule, first, None)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("every 0 days", "interval"),
        ("every 2000 weeks", "interval"),
        ("every monday 0 times", "repetitions"),
        ("every monday 5000 times", "repetitions"),
        ("every monday until 1 january 2025", "end"),
        ("every monday from 1 may until 1 april 2025", "end"),
        ("every 2 hours", "often"),
        ("every 20 minutes", "often"),
        ("every 31 april", "no_such_date"),
        ("yearly on 30 feb", "no_such_date"),
        ("every weekend except saturday and sunday", "no_days"),
    ],
)
def test_read_when_it_can_not_be(text: str, trouble: Trouble) -> None:
    """What is wrong is told by its name."""
    found = _read(text)

    assert found is not None
    assert found.trouble == trouble


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every",
        "banana",
        "every customer",
        "tomorrow",
        "9am",
        "every second counts",
        "x" * 500,
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;BYHOUR=9",
        "2025-13-40 FREQ=DAILY",
    ],
)
def test_read_when_it_is_no_repetition(text: str) -> None:
    """What is none is none."""
    assert _read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "call every customer tomorrow",
        "met the daily team",
        "3 fridays from now",
        "send the report on monday",
        "May Smith of Monday Coffee Co",
        "order flour from Everyday Foods",
        "call Every Day Ltd tomorrow",
        "we ship twice weekly",
        "paid semi-monthly",
        "3 times daily",
        "partner of every month",
        "the first weekend of each month",
        "read the Daily Planet",
    ],
)
def test_find_when_nothing_comes_again(text: str) -> None:
    """What only looks like it is left alone."""
    assert not [found for found in recurring.find(text, now=NOW, zone=ZONE) if found.certain]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weekly report every monday 9am until 30 june", "every monday 9am until 30 june"),
        ("monthly on the 31st 9am review", "monthly on the 31st 9am"),
        ("3pm every day stretch", "3pm every day"),
        ("water the plants on weekdays", "on weekdays"),
        ("call Ben weekly", "weekly"),
        ("sat every day in the sun", "every day"),
        ("every monday sat with Ben", "every monday"),
    ],
)
def test_find_when_it_stands_among_words(text: str, words: str) -> None:
    """All that belongs to it is found, and nothing else."""
    found = [each for each in recurring.find(text, now=NOW, zone=ZONE) if each.certain]

    assert [each.text for each in found] == [words]


def test_find_when_weekly_is_part_of_a_name() -> None:
    """The weekly of a weekly report is not certain."""
    (found,) = recurring.find("send the weekly report", now=NOW, zone=ZONE)

    assert not found.certain


def test_read_when_an_end_of_the_hour_is_said() -> None:
    """Each one lasts until the hour that was said, or as long as was said."""
    ends = [_read(text) for text in ("every monday 9-10:30", "every monday at 9 for 90 min")]

    assert [str(found.repeat.ends) for found in ends if found and found.repeat] == ["10:30:00", "10:30:00"]


def test_read_when_a_zone_is_said() -> None:
    """The wall time is that of the zone it was said in."""
    found = _read("every monday 9am EST")

    assert found is not None
    assert found.repeat is not None
    assert (found.repeat.first.zone, found.repeat.first.iso()) == ("America/New_York", "2025-03-17T09:00")


def test_read_when_a_program_wants_the_hour_in_the_rule() -> None:
    """The rule alone tells the hour too."""
    found = _read("every monday at 9:30")

    assert found is not None
    assert found.repeat is not None
    assert found.repeat.timed_rule == "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=30"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=99",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYSETPOS=1",
    ],
)
def test_read_when_the_places_of_a_rule_mean_nothing(rule: str) -> None:
    """Only the places of plain days in a month or a year are kept."""
    assert _read(rule) is None


def test_read_when_weeks_begin_on_sunday() -> None:
    """Every other week is counted from the organisation's first day of the week."""
    found = _read("every 2 weeks on sun and mon", week_start=6)

    assert found is not None
    assert found.repeat is not None
    assert "WKST=SU" in found.repeat.rule


@pytest.mark.parametrize(
    "text",
    ["every monday 9-10am until 30 june", "every other day", "monthly on the 31st", "last work day of every month"],
)
def test_str_when_it_is_read_back(text: str) -> None:
    """The canonical text says the same."""
    found = _read(text)
    assert found is not None
    assert found.repeat is not None

    again = _read(str(found.repeat))

    assert again is not None
    assert again.repeat == found.repeat


@pytest.mark.parametrize(
    "text", ["every " * 60, "every 1st " * 30, "until " * 99, "mon and " * 80, "every day until every day"]
)
def test_find_when_words_repeat_themselves(text: str) -> None:
    """Text of any kind is read, and soon."""
    assert isinstance(recurring.find(text, now=NOW, zone=ZONE), tuple)
