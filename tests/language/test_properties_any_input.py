"""Whatever is sent, every reader answers, and in time that grows with its length only."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language import expressions, lengths, money, names_index, notes, recurring, when

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
ZONE = "America/New_York"
READERS: dict[str, Callable[[str], object]] = {
    "expressions": lambda text: expressions.find(text, now=NOW, zone=ZONE),
    "when": lambda text: when.find(text, now=NOW, zone=ZONE),
    "recurring": lambda text: recurring.find(text, now=NOW, zone=ZONE),
    "lengths": lengths.find,
    "notes": lambda text: notes.read(text, now=NOW, zone=ZONE),
    "money": lambda text: money.read(text, currency="EUR"),
    "names": names_index.NameIndex().who,
}
PATTERNS = (
    *("1:", "1/1/", "1.1.", "0-0-", "1,", "1 ", "9", "90m", "1h", "at 9 ", "9am ", "half past ", "10/22 - "),
    *("mon ", "mon, ", "mon-fri ", "every ", "every mon ", "every first and ", "daily ", "on the 1st of ", "in the "),
    *("next ", "1 jan ", "jan 1 ", "q1 ", "for 3 ", "30 min ", "1 day and ", "1 1/2 ", "two ", "½ ", "until "),
    *("😀", "日本", "а", "a", "mo", "@", "#a ", "x@", "(", "'", "\n", "\x00", "\ud800", "ﬁ", "İ", "\u0301", "٣"),
    *("met Jane, follow up Tuesday 3pm. ", "3 days before ", "bi-", " ", "x  ", "$1 ", "5k "),
)
LONG, SHORT = 10_000, 1_000
CEILING_S = 1.0
"""Far above what it takes on a machine with nothing else to do: benchmarks/understanding.py prints that."""

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
WORDS = (
    "tomorrow next last this tue friday may march 24 31 9 25 0 :30 -3pm at on in of the a week weeks days every other"
    " first half and quarter to h m min hours 1/2 ½ 1h30 until times daily weekly weekdays for from noon morning 2026"
    " 2026-11-24 24.11. 30/2 , . - met Acme 12k # @ € 😀 \ud800 between now ago jeden lundi mañana alle 9h30"
).split()
anything = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
)


@given(anything)
def test_every_reader_when_text_is_anything(text: str) -> None:
    """Nothing raises."""
    for read in READERS.values():
        read(text)


@given(anything, st.lists(st.sampled_from(LANGUAGES), max_size=3))
def test_find_when_text_is_anything(text: str, languages: list[str]) -> None:
    """Every expression has its words where it says, none shares a letter with another, and each has its kind."""
    conventions = when.Conventions(languages=tuple(languages))

    found = expressions.find(text, now=NOW, zone=ZONE, conventions=conventions)

    assert all(text[slice(*each.span)] == each.text for each in found)
    ends = [end for each in found for end in each.span]
    assert ends == sorted(ends)
    assert {each.kind for each in found} <= {"date", "datetime", "range", "duration", "recurrence"}


@given(anything, st.integers(0, 30), st.integers(0, 30))
def test_find_when_a_place_is_masked(text: str, start: int, length: int) -> None:
    """What is masked is in no expression."""
    place = min(start, len(text)), min(start + length, len(text))

    found = expressions.find(text, now=NOW, zone=ZONE, masked=[place])

    inside = range(*place)
    assert not [each for each in found if each.span[0] in inside or each.span[1] - 1 in inside]


@pytest.mark.parametrize("reader", [*READERS])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_reader_when_text_is_long(reader: str, pattern: str) -> None:
    """Ten thousand characters take about ten times as long as one thousand, and are read at once."""
    assert any(_is_soon(READERS[reader], pattern) for _ in range(3))  # the machine may have something else to do


def _is_soon(read: Callable[[str], object], pattern: str) -> bool:
    short, long = (_seconds(read, (pattern * length)[:length]) for length in (SHORT, LONG))
    return long < CEILING_S and long < 30 * short + 0.1


def _seconds(read: Callable[[str], object], text: str) -> float:
    started = process_time()
    read(text)
    return process_time() - started
