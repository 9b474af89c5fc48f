"""A phrase that is one time is read as people in an office mean it."""

from datetime import UTC, datetime

import pytest

from crmbot.language.when import Conventions, Expression, conventions_for, read

LONDON = "Europe/London"
NEW_YORK = "America/New_York"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # 10:00 in London, 05:00 in New York


def _read(phrase: str, zone: str = LONDON, now: datetime = THURSDAY) -> Expression:
    found = read(phrase, now=now, zone=zone, conventions=conventions_for(zone))
    assert found is not None
    return found


def _told(phrase: str, zone: str = LONDON, now: datetime = THURSDAY) -> str:
    return str(_read(phrase, zone, now).when)


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("today 3pm", "2026-11-19T15:00"),
        ("tomorrow 3pm", "2026-11-20T15:00"),
        ("tomorrow at 9", "2026-11-20T09:00"),
        ("tmrw 10am", "2026-11-20T10:00"),
        ("tmr", "2026-11-20"),
        ("tom 9", "2026-11-20T09:00"),
        ("tommorow", "2026-11-20"),
        ("day after tomorrow", "2026-11-21"),
        ("tue", "2026-11-24"),
        ("mon", "2026-11-23"),
        ("monday at 9", "2026-11-23T09:00"),
        ("next monday 9:00", "2026-11-23T09:00"),
        ("next fri", "2026-11-27"),
        ("wendesday", "2026-11-25"),
        ("fri 14", "2026-11-20T14:00"),
        ("fri 11", "2026-11-20T11:00"),
        ("fri 27", "2026-11-27"),
        ("wed wk", "2026-12-02"),
        ("tuesday week", "2026-12-01"),
        ("a week on tuesday", "2026-12-01"),
        ("a week from tuesday", "2026-12-01"),
        ("a week last friday", "2026-11-06"),
        ("this time next week", "2026-11-26T10:00"),
        ("this time tomorrow", "2026-11-20T10:00"),
        ("FY27", "2027-01-01"),
        ("end of FY27", "2027-12-31"),
        ("q3 FY27", "2027-07-01"),
        ("3 days after next wed", "2026-11-28"),
        ("three weeks from tomorrow", "2026-12-11"),
        ("in two weeks on friday", "2026-12-04"),
        ("next week tuesday 3pm", "2026-11-24T15:00"),
        ("to wed 10am", "2026-11-25T10:00"),
        ("for tomorrow", "2026-11-20"),
    ],
)
def test_read_when_a_day_is_named(phrase: str, told: str) -> None:
    """Days in words, with and without an hour, are those of an office calendar."""
    assert _told(phrase) == told


@pytest.mark.parametrize(
    ("phrase", "of_day"),
    [
        ("4pm", False),
        ("to 16:00", False),
        ("at noon", False),
        ("today 4pm", True),
        ("fri 16", True),
        ("in 2 hours", True),
    ],
)
def test_read_when_an_hour_stands_alone(phrase: str, of_day: bool) -> None:
    """It is known that no day was said: what is moved to 4pm stays on its day."""
    when = _read(phrase).when

    assert when is not None
    assert when.of_day is of_day


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("24 nov", "2026-11-24"),
        ("24th of november", "2026-11-24"),
        ("nov 24, 2026", "2026-11-24"),
        ("24.11.2026 15:00", "2026-11-24T15:00"),
        ("24/11/26", "2026-11-24"),
        ("24/11", "2026-11-24"),
        ("24.11.", "2026-11-24"),
        ("5 jan", "2027-01-05"),
        ("the 17th", "2026-12-17"),
        ("20 of next month", "2026-12-20"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T15:00", "2026-11-24T15:00"),
        ("2026-11-24T15:00+01:00", "2026-11-24T14:00"),
        ("2026-11-24T15:00Z", "2026-11-24T15:00"),
        ("1 dec 2030", "2030-12-01"),
        ("first monday of april", "2027-04-05"),
        ("last friday of next month", "2026-12-25"),
        ("in july", "2027-07-01"),
        ("march 2027", "2027-03-01"),
    ],
)
def test_read_when_a_date_is_written(phrase: str, told: str) -> None:
    """A date without a year is the next such day."""
    assert _told(phrase) == told


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("at 3", "2026-11-19T15:00"),
        ("15:00", "2026-11-19T15:00"),
        ("1500", "2026-11-19T15:00"),
        ("half past 3", "2026-11-19T15:30"),
        ("half 3", "2026-11-19T15:30"),
        ("quarter to five", "2026-11-19T16:45"),
        ("noon", "2026-11-19T12:00"),
        ("9.30am", "2026-11-20T09:30"),
        ("5p", "2026-11-19T17:00"),
        ("9am", "2026-11-20T09:00"),
        ("3pm EST", "2026-11-19T20:00"),
        ("tonight at 8", "2026-11-19T20:00"),
        ("tomorrow morning at 9", "2026-11-20T09:00"),
        ("this evening 7", "2026-11-19T19:00"),
        ("at 1:15", "2026-11-19T13:15"),
    ],
)
def test_read_when_an_hour_is_said(phrase: str, told: str) -> None:
    """An hour without a day is the next such hour, by the hours of an office."""
    assert _told(phrase) == told


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("in 2 h", "2026-11-19T12:00"),
        ("90m", "2026-11-19T11:30"),
        ("1h", "2026-11-19T11:00"),
        ("1h30", "2026-11-19T11:30"),
        ("15 min", "2026-11-19T10:15"),
        ("in half an hour", "2026-11-19T10:30"),
        ("in an hour and a half", "2026-11-19T11:30"),
        ("now", "2026-11-19T10:00"),
        ("in two weeks", "2026-12-03"),
        ("in 3 days at 10", "2026-11-22T10:00"),
        ("in a month", "2026-12-19"),
        ("a fortnight", "2026-12-03"),
        ("in a couple of days", "2026-11-21"),
        ("in 2 business days", "2026-11-23"),
        ("3d", "2026-11-22"),
    ],
)
def test_read_when_a_length_of_time_is_said(phrase: str, told: str) -> None:
    """Hours and minutes count from this minute, days and weeks give a day."""
    assert _told(phrase) == told


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("next week", "2026-11-23"),
        ("mid next week", "2026-11-25"),
        ("end of next week", "2026-11-27"),
        ("eow", "2026-11-20"),
        ("end of month", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("next month", "2026-12-01"),
        ("beginning of july", "2027-07-01"),
        ("next quarter", "2027-01-01"),
        ("end of q1", "2027-03-31"),
        ("eoy", "2026-12-31"),
        ("this afternoon", "2026-11-19 afternoon"),
        ("in the morning", "2026-11-20 morning"),
        ("tonight", "2026-11-19 night"),
        ("eod", "2026-11-19 end of day"),
        ("eod friday", "2026-11-20 end of day"),
    ],
)
def test_read_when_a_period_or_part_is_said(phrase: str, told: str) -> None:
    """A period is its agreed day; a part of the day is kept as a part, not as an hour."""
    assert _told(phrase) == told


def test_read_when_the_morning_is_still_to_come() -> None:
    """Before six, "in the morning" is this morning."""
    early = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)

    assert _told("in the morning", now=early) == "2026-11-19 morning"


@pytest.mark.parametrize(
    ("zone", "told"),
    [(LONDON, "2027-06-05"), (NEW_YORK, "2027-05-06"), ("Australia/Sydney", "2027-06-05")],
)
def test_read_when_the_zone_orders_the_figures(zone: str, told: str) -> None:
    """America writes the month first, the others the day."""
    assert _told("5/6", zone) == told


def test_read_when_west_of_utc_in_the_evening() -> None:
    """An evening in New York is still that day, although it is the next in UTC."""
    evening = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 20:00 on the 19th

    assert [_told(phrase, NEW_YORK, evening) for phrase in ("today", "9pm", "7pm")] == [
        "2026-11-19",
        "2026-11-19T21:00",
        "2026-11-20T19:00",
    ]


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("tomorrow 2-3pm", "2026-11-20T14:00", "2026-11-20T15:00"),
        ("fri 9-10:30", "2026-11-20T09:00", "2026-11-20T10:30"),
        ("tomorrow 11-1pm", "2026-11-20T11:00", "2026-11-20T13:00"),
        ("from 2 to 3 tomorrow", "2026-11-20T14:00", "2026-11-20T15:00"),
        ("24-26 nov", "2026-11-24", "2026-11-26"),
    ],
)
def test_read_when_a_range_is_said(phrase: str, start: str, end: str) -> None:
    """A range gives its start, and its end beside it."""
    found = _read(phrase)

    assert (str(found.when), str(found.until)) == (start, end)


@pytest.mark.parametrize(
    "phrase", ["", "   ", "hello", "asap", "42", "in 5", "Jane", "9 units", "tomorrow maybe not", "\ud800", "x" * 500]
)
def test_read_when_it_is_no_time(phrase: str) -> None:
    """What is not one time from end to end is none."""
    assert read(phrase, now=THURSDAY, zone=LONDON) is None


@pytest.mark.parametrize(
    ("phrase", "language", "told"),
    [
        ("24 novembre", "fr", "2026-11-24"),
        ("24. Dezember", "de", "2026-12-24"),
        ("december 24.", "hu", "2026-12-24"),
        ("mañana", "es", "2026-11-20"),
    ],
)
def test_read_when_it_is_in_another_language(phrase: str, language: str, told: str) -> None:
    """Dates in the person's other languages are read."""
    found = read(phrase, now=THURSDAY, zone=LONDON, conventions=Conventions(languages=(language, "en")))

    assert found is not None
    assert found.when is not None
    assert found.when.iso() == told


def test_read_when_another_language_would_lose_the_hour() -> None:
    """An answer that leaves out a figure of the phrase is refused: a lost hour is a wrong one."""
    german = Conventions(languages=("de",))

    found = read("morgen 9 Uhr", now=THURSDAY, zone=LONDON, conventions=german)

    assert found is None or str(found.when) == "2026-11-20T09:00"


def test_read_when_the_phrase_has_blanks_around() -> None:
    """The span covers the phrase without the blanks."""
    found = _read("  tomorrow 3pm ")

    assert (found.span, found.text) == ((2, 14), "tomorrow 3pm")
