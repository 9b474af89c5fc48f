"""What the grammar can say reads back to its value, whatever stands around it and however it is written."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from crmbot.language import expressions, lengths, recurring, when
from crmbot.language.expressions import Found
from tests.language.phrases import (
    CLOCKS,
    DAYS,
    REFERENCES,
    RELATIVE_DAYS,
    Again,
    Lasting,
    Said,
    again,
    lasting,
    timed,
)

ZONES = ("Europe/London", "Europe/Berlin", "Australia/Sydney", "Asia/Kathmandu")
BEFORE = ("", "call Jane ", "follow up with Acme ", "great talk. demo ", "- ")
BEHIND = ("", ".", ", thanks", " please", " with Bob", " pls!")
ACCENTS = str.maketrans({"a": "\u00e1", "e": "\u00e9", "o": "\u00f6", "u": "\u00fc", "i": "\u00ee"})
WEEK = timedelta(days=7)
Value = tuple[str, date | timedelta | str, time | None]


def _found(text: str, now: datetime, zone: str = "Europe/London") -> tuple[Found, ...]:
    return expressions.find(text, now=now, zone=zone)


def _value(found: Found) -> Value:
    """Return what an expression means, without its place."""
    match found:
        case lengths.Length():
            return found.kind, found.length, None
        case recurring.Repeated():
            assert found.repeat is not None
            return found.kind, found.repeat.rule, found.repeat.first.at
        case _:
            assert found.when is not None
            return found.kind, found.when.on, found.when.at


def _values(text: str, now: datetime) -> list[Value]:
    return [_value(each) for each in _found(text, now)]


def _at(wall: datetime) -> datetime:
    return wall.replace(tzinfo=UTC)


@given(DAYS | timed(DAYS), REFERENCES, st.sampled_from(BEFORE), st.sampled_from(BEHIND))
def test_find_when_a_time_was_said(said: Said, wall: datetime, before: str, behind: str) -> None:
    """A day, with its hour or without, is the one that was said."""
    now = _at(wall)

    (found,) = _found(f"{before}{said.words}{behind}", now)

    assert _value(found)[1:] == (said.day(when.local(now, "Europe/London").date()), said.at)
    assert found.text == said.words


@given(DAYS | timed(DAYS), REFERENCES)
def test_read_when_a_time_was_said(said: Said, wall: datetime) -> None:
    """A phrase that is nothing but a time means what it means in a text."""
    now = _at(wall)

    found = when.read(said.words, now=now, zone="Europe/London")

    assert found is not None
    assert found.when is not None
    assert (found.when.on, found.when.at) == (said.day(when.local(now, "Europe/London").date()), said.at)


@given(lasting(), REFERENCES, st.sampled_from(["", "call with Jane for ", "met Bob, took "]), st.sampled_from(BEHIND))
def test_find_when_a_length_was_said(said: Lasting, wall: datetime, before: str, behind: str) -> None:
    """A length is as long as was said."""
    (found,) = _found(f"{before}{said.words}{behind}", _at(wall))

    assert (_value(found), found.text) == (("duration", said.length, None), said.words)


@given(again(), REFERENCES, st.sampled_from(BEFORE), st.sampled_from(["", ".", ", thanks", " please", " pls!"]))
def test_find_when_a_repetition_was_said(said: Again, wall: datetime, before: str, behind: str) -> None:
    """A repetition has the rule that was said, and its hour."""
    (found,) = _found(f"{before}{said.words}{behind}", _at(wall))

    assert (_value(found), found.text) == (("recurrence", said.rule, said.at), said.words)


@given(DAYS, CLOCKS, CLOCKS, REFERENCES, st.sampled_from(["{} {}-{}", "{} from {} to {}", "{} between {} and {}"]))
def test_find_when_a_range_of_hours_was_said(said: Said, starts: time, ends: time, wall: datetime, form: str) -> None:
    """A range of hours has its start and its end, on the day that was said."""
    assume(starts < ends and (starts.hour, ends.hour) != (0, 12))  # "0:00-12:15" is a quarter of an hour to some
    now = _at(wall)
    text = form.format(said.words, f"{starts:%H:%M}", f"{ends:%H:%M}")

    (found,) = when.find(text, now=now, zone="Europe/London")

    day = said.day(when.local(now, "Europe/London").date())
    assert found.when == when.When(day, starts, "Europe/London")
    assert found.until == when.When(day, ends, "Europe/London")


@given(st.one_of(RELATIVE_DAYS, timed(RELATIVE_DAYS)), REFERENCES, st.sampled_from(ZONES))
def test_find_when_it_is_said_a_week_later(said: Said, wall: datetime, zone: str) -> None:
    """What is counted from today is a week later when it is said a week later."""
    now = datetime.combine(wall.date(), time(12), UTC)

    (first,), (second,) = (when.find(said.words, now=each, zone=zone) for each in (now, now + WEEK))

    assert first.when is not None
    assert second.when is not None
    assert (second.when.on - first.when.on, second.when.at) == (WEEK, first.when.at)


@given(again(), REFERENCES)
def test_find_when_a_repetition_is_said_a_week_later(said: Again, wall: datetime) -> None:
    """The rule is the same, and its first time a week later where it counts by days and weeks."""
    assume(said.weekly)
    now = datetime.combine(wall.date(), time(12), UTC)

    first, second = (recurring.find(said.words, now=each, zone="UTC")[0].repeat for each in (now, now + WEEK))

    assert first is not None
    assert second is not None
    assert (second.first.on - first.first.on, second.rule) == (WEEK, first.rule)


PHRASES = st.one_of(DAYS, timed(DAYS), again(), lasting()).map(lambda said: said.words)


@given(PHRASES, REFERENCES, st.sampled_from([str.upper, str.capitalize, str.swapcase]))
def test_find_when_the_case_is_another(words: str, wall: datetime, written: "type[str]") -> None:
    """Capitals change nothing."""
    now = _at(wall)

    assert _values(written(words), now) == _values(words, now)


@given(PHRASES, REFERENCES, st.integers(0, 40))
def test_find_when_letters_have_accents(words: str, wall: datetime, place: int) -> None:
    """A stray accent changes nothing."""
    now = _at(wall)
    strayed = f"{words[:place]}{words[place : place + 1].translate(ACCENTS)}{words[place + 1 :]}"

    assert _values(strayed, now) == _values(words, now)


@given(PHRASES, REFERENCES, st.sampled_from(["  ", "\t", "\u00a0", "\n"]))
def test_find_when_blanks_are_others(words: str, wall: datetime, blank: str) -> None:
    """It does not matter with what words are set apart."""
    now = _at(wall)

    assert _values(words.replace(" ", blank), now) == _values(words, now)
