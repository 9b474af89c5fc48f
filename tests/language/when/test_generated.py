"""Phrases made from the grammar read back to what they were made from, wherever and however they are typed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbot.language.when import Conventions, Expression, Stretch, find
from crmbot.language.when.compose import Group
from crmbot.language.when.lexer import lex
from crmbot.language.when.rules import all_rules, rules_for

LONDON = "Europe/London"
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
UNITS = {"days": 1, "weeks": 7}
RELATIVE = (
    *(
        "tomorrow",
        "next week",
        "this week",
        "in 3 days",
        "2 weeks from now",
        "next friday",
        "friday 3pm",
        "monday to friday",
    ),
    *(
        "a week after tomorrow",
        "3 days ago",
        "the weekend",
        "tuesday week",
        "in 2-3 weeks",
        "for 3 days from next monday",
    ),
    *(
        "next 5 days",
        "tomorrow 9am-11am",
        "end of next week",
        "since monday",
        "until friday",
        "day after tomorrow at noon",
    ),
)
AROUND = [("", ""), ("call her ", " about the valves"), ("Acme: demo done. ", ", then lunch"), ("\u2705 ", " ok?")]

days = st.dates(date(2026, 1, 1), date(2035, 12, 31))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def _only(text: str, now: datetime = THURSDAY) -> Expression:
    (found,) = find(text, now=now, zone=LONDON)
    return found


def _on(text: str) -> date:
    when = _only(text).when
    assert when is not None
    return when.on


def _written(day: date) -> list[str]:
    month, ordinal = MONTHS[day.month - 1], f"{day.day}{_suffix(day.day)}"
    return [
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {ordinal}, {day.year}",
        f"the {ordinal} of {month[:3]} {day.year}",
        f"{day.year}/{month[:3]}/{day.day}",
        f"{day.day}-{month[:3].lower()}-{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{WEEKDAYS[day.weekday()]}, {day.day} {month} {day.year}",
    ]


def _suffix(number: int) -> str:
    return "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@given(days)
def test_find_when_a_date_is_generated(day: date) -> None:
    """Every way to write a date gives that date."""
    assert {_on(text) for text in _written(day)} == {day}


@given(clocks)
def test_find_when_an_hour_is_generated(at: time) -> None:
    """Every way to write an hour gives that hour."""
    half = "am" if at.hour < 12 else "pm"
    hour = (at.hour - 1) % 12 + 1
    texts = [
        f"friday {at:%H:%M}",
        f"friday {hour}:{at:%M}{half}",
        f"friday at {hour}.{at:%M} {half}",
        f"fri {at:%Hh%M}",
    ]

    told = [found.when for text in texts for found in (_only(text),)]

    assert {when.at for when in told if when is not None} == {at}


@given(days, st.integers(1, 60))
def test_find_when_a_range_is_generated(first: date, length: int) -> None:
    """A range covers what its ends say, whatever stands between them."""
    last = first + timedelta(days=length)
    starts, ends = _written(first)[:4], _written(last)[:4]
    texts = [f"from {starts[1]} to {ends[1]}", f"{starts[0]} - {ends[0]}", f"between {starts[2]} and {ends[3]}"]

    for text in texts:
        found = _only(text)
        covered = found.stretch
        assert covered is not None
        assert covered.first is not None
        assert covered.last is not None
        assert (covered.first.on, covered.last.on, found.kind) == (first, last, "range")


@given(st.integers(1, 99), st.sampled_from(sorted(UNITS)))
def test_find_when_a_step_is_generated(count: int, unit: str) -> None:
    """So many days or weeks from now are just so many."""
    step = timedelta(days=count * UNITS[unit])

    assert _on(f"in {count} {unit}") == _on(f"{count} {unit} from now") == THURSDAY.date() + step
    assert _on(f"{count} {unit} after 1 March 2027") == date(2027, 3, 1) + step
    assert _on(f"{count} {unit} ago") == THURSDAY.date() - step


@pytest.mark.parametrize("text", RELATIVE)
@given(weeks=st.integers(-300, 300))
@settings(max_examples=25)
def test_find_when_it_is_said_some_weeks_later(text: str, weeks: int) -> None:
    """What is counted from now moves with it, week by week."""
    # Noon in a zone of no clock changes: only the calendar counts here.
    shift = timedelta(weeks=weeks)
    now, later = (find(text, now=at, zone="UTC") for at in (THURSDAY, THURSDAY + shift))

    assert [_moved(found, shift) for found in now] == [_moved(found, timedelta(0)) for found in later]


def _moved(found: Expression, shift: timedelta) -> list[date | None]:
    stretch = found.stretch or Stretch()
    return [
        when.on + shift if when is not None else None for when in (found.when, found.until, stretch.first, stretch.last)
    ]


@pytest.mark.parametrize("text", RELATIVE)
@pytest.mark.parametrize(("before", "behind"), AROUND)
def test_find_when_it_stands_among_other_words(text: str, before: str, behind: str) -> None:
    """Case and the words around change nothing of what is found, nor where."""
    alone = _only(text)

    for typed in (text, text.upper(), text.capitalize()):
        found = _only(f"{before}{typed}{behind}")
        assert (found.when, found.until, found.stretch) == (alone.when, alone.until, alone.stretch)
        assert found.text.lower() == alone.text.lower()
        assert found.span[0] == len(before) + alone.span[0]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1:1:",
            "mon ",
            "1/1/",
            "1 ",
            "a ",
            "2026-11-",
            "for 3 days from ",
            "between 1 and ",
            "on the 5th of ",
            "q1 ",
        ),
        *("next 2 weeks 3 days ", "12-", "twenty ", "in 2-3 weeks ", "1 hour and ", "new year's ", "2 weeks before "),
        *("monday to ", "3 days ago to now ", "\U0001f600 ", "'", "19.10 - ", "\u0663 ", "from ", "the "),
    ],
)
def test_find_when_a_text_is_ten_times_as_long(piece: str) -> None:
    """The rules are asked a number of times that grows with the length of a text only."""
    short, long = (_asked((piece * 1000)[:length]) for length in (200, 2000))

    assert long <= 12 * short + 200


def _asked(text: str) -> int:
    """Count how often the grammar looks at a token as the first of something."""
    from crmbot.language.when.ranges import times

    tokens = Counting(lex(text))
    times(tokens, Conventions())
    return tokens.reads


class Counting(list):  # type: ignore[type-arg]  # of tokens
    """A list that counts how often it is read."""

    reads = 0

    def __getitem__(self, at):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204 - as list has it
        """Count, and give what is there."""
        self.reads += 1
        return super().__getitem__(at)


@given(st.text(max_size=60))
def test_find_when_the_text_is_anything(text: str) -> None:
    """No text raises, and what is found lies in it in order."""
    found = find(text, now=THURSDAY, zone=LONDON)

    places = [place for expression in found for place in expression.span]
    assert places == sorted(places)
    assert [expression.text for expression in found] == [text[slice(*expression.span)] for expression in found]


@pytest.mark.parametrize(
    "text", [*RELATIVE, *_written(date(2027, 3, 9)), "8 tonight", "q3 2027", "last day of may", "5A."]
)
def test_rules_for_when_a_rule_could_read_more(text: str) -> None:
    """No rule reads anything from a token that it is not asked about."""
    tokens = lex(text)

    for place, token in enumerate(tokens[:-10]):
        asked = rules_for(token)
        missed = [rule for rule in all_rules() if rule not in asked and rule(tokens, place, Conventions()) is not None]
        assert missed == []


def test_group_when_it_is_empty() -> None:
    """A group that nothing was put into says so."""
    assert Group(0).empty
