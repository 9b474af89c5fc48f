"""Whatever people send, reading it answers, and soon."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language import money, names, notes, phones, when
from crmbot.language.codes import parse_code
from crmbot.language.fold import fold, name_key, tokens, variants
from crmbot.language.text import first_line, mentions_in, tags_in, tidy

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "UTC")
WORDS = (
    "tomorrow next last this tue friday may march 24 31 9 25 0 :30 -3pm at on in of the a week weeks days"
    " h min nov feb 2026 2026-11-24 24.11. 30/2 half past to quarter first every eod noon until from"
    " and , . - met call follow up Acme 12k # @ € 😀 \ud800 between now ago business night"
).split()

any_text = st.one_of(st.text(), st.text(alphabet=st.characters(exclude_categories=())))
timely = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(any_text | timely, st.sampled_from(ZONES))
def test_every_reading_when_text_is_anything(text: str, zone: str) -> None:
    """Nothing raises, and every span lies in the text."""
    found = when.find(text, now=NOW, zone=zone)
    when.read(text, now=NOW, zone=zone)
    notes.read(text, now=NOW, zone=zone)
    money.read(text, currency="EUR")
    when.duration(text)
    phones.phone_key(text, "GB")
    phones.email_key(text)
    names.score(text, "Acme Ltd")
    parse_code(text), tidy(text), tags_in(text), mentions_in(text), first_line(text, 20)

    assert all(text[slice(*expression.span)] == expression.text for expression in found)


@given(any_text)
def test_fold_when_folded_again(text: str) -> None:
    """Folding what is folded changes nothing."""
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_tidy_when_tidied_again(text: str) -> None:
    """Tidying what is tidy changes nothing, and what is tidy can be stored."""
    plain = tidy(text)

    assert tidy(plain) == plain
    assert "\x00" not in plain.encode().decode()


@given(any_text)
def test_name_key_when_compared_with_its_variants(text: str) -> None:
    """A name is one of its own variants, of folded words only."""
    assert name_key(text) in variants(text)
    assert set(name_key(text).split()) <= {*tokens(text), name_key(text).split()[-1] if name_key(text) else ""}


@given(
    st.dates(date(2026, 11, 19), date(2060, 1, 1)),
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
    st.none() | st.sampled_from(sorted(when.SOFT_HOURS)),
)
def test_read_when_it_is_the_canonical_text(on: date, at: time | None, zone: str, part: str | None) -> None:
    """The canonical text of a time is read back as that time."""
    said = when.When(on, at, zone, None if at else part)

    found = when.read(str(said), now=NOW, zone=zone)

    assert found is not None
    assert found.when == said


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES))  # noqa: DTZ001 - the bounds of a strategy are naive
def test_iso_when_the_instant_is_any(instant: datetime, zone: str) -> None:
    """An instant written in a zone and read back is the same to the minute, clock changes included."""
    said = when.at_instant(instant, zone)

    found = when.read(said.iso(), now=NOW, zone=zone)

    assert found is not None
    assert found.when is not None
    assert found.when.instant() == instant.replace(second=0, microsecond=0)


@given(st.integers(0, 100_000), st.sampled_from(ZONES))
def test_read_when_minutes_are_counted(minutes: int, zone: str) -> None:
    """So many minutes from now are exactly so many."""
    found = when.read(f"in {minutes % 10_000} min", now=NOW, zone=zone)

    assert found is not None
    assert found.when is not None
    assert found.when.instant() == NOW + timedelta(minutes=minutes % 10_000)


@pytest.mark.parametrize(
    "piece",
    [
        "met Jane, follow up Tuesday 3pm ",
        "1,",
        "0",
        "a",
        "@",
        "x@",
        "24/",
        "1.1.",
        "0-0-",
        "\ud800😀",
        " ",
        "\n",
        "#a",
        "in the ",
    ],
)
def test_every_reading_when_text_is_long(piece: str) -> None:
    """Ten thousand characters of any kind are read in well under a second."""
    text = (piece * 10_000)[:10_000]

    started = process_time()
    notes.read(text, now=NOW, zone="Europe/London")

    assert process_time() - started < 2
