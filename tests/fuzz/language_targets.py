"""Readers of words: dates, repetitions, lengths, notes, money, names, codes, filters, and what lies around them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from crmbot.chat import several
from crmbot.core import introductions
from crmbot.core.deals import lines as deal_lines
from crmbot.core.leads import messages as lead_messages
from crmbot.language import (
    codes,
    countries,
    currencies,
    explaining,
    expressions,
    filters,
    fold,
    fullnames,
    habit_words,
    languages,
    lengths,
    money,
    names,
    notes,
    numbers,
    offsets,
    periods,
    phones,
    recurring,
    secrets,
    telltales,
    text,
    timetables,
    when,
)
from crmbot.language.filters import values as filter_values
from crmbot.language.when import Conventions
from tests.fuzz import words
from tests.fuzz.target import LANGUAGE_LIMIT_S, Shape, Target, as_bytes, as_text

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
ZONE = "Europe/London"
ALL = Conventions(languages=("en", "de", "fr", "es", "it", "pt", "nl"))
ENGLISH = Conventions()
KEYS = (
    "owner",
    "amount",
    "close",
    "stage",
    "tag",
    "city",
    "is:open",
    "is:won",
    "new",
    "quiet",
    "due",
    "created",
    "fleet size",
)
_PHRASES = (
    *(
        "next friday 3pm",
        "the last day of march",
        "every other monday at 9 until june",
        "in 2h30",
        "1/2 hour",
        "24.11. 9h",
    ),
    *(
        "second tuesday of each month",
        "from 9:30 to 11 tomorrow",
        "2026-11-24T10:00:00+05:30",
        "end of next quarter",
        "a fortnight ago",
    ),
    *(
        "£12,500.50",
        "2 x 1.5m EUR",
        "12k per month",
        "jeden zweiten Montag um 9 Uhr",
        "le 3 mars à 14h",
        "mañana por la mañana",
    ),
    *(
        "met Jane at Acme, quoted 12k, follow up Tuesday 3pm",
        "call Bob tmrw re: D-12 #urgent @ana",
        "lost to Umbra, price; next check Q2",
    ),
    *(
        "owner:me amount>10k -tag:old sort:close",
        "closing this month tagged pumps and key account",
        "older than 14 days",
    ),
    *(
        "Dr Jane Smith, Acme, +44 20 7946 0000, jane@acme.example",
        "mon-fri 9-17, sat 9-12",
        "15m, 1d and at the time",
        "20:00-08:00",
    ),
)


def _round_trips(read: Callable[[str], object], given: str) -> None:
    found = read(given)
    if isinstance(found, when.Expression) and found.when is not None:
        assert when.read(str(found.when), now=NOW, zone=ZONE) is not None, "its own text is not read back"


def _money(given: str) -> None:
    for locale in ("en", "de"):
        found = money.read(given, currency="EUR", locale=locale)
        if found is not None:
            shown = money.show(found, locale)
            assert money.read(str(found), currency="EUR") == found, f"{found} is not read back"
            assert shown, "nothing is shown"


def _filter(given: str) -> None:
    found = filters.read(given, KEYS)
    for term in found.terms:
        for value in term.values:
            filter_values.number(value), filter_values.age(value), filter_values.span(value, NOW.date())
    filters.words_of(found.words)


def _short(given: str) -> None:
    """Read what stands in one field of a form, by every reader of such."""
    (
        codes.parse_code(given),
        countries.named(given),
        countries.near(given),
        currencies.named(given),
        currencies.near(given),
    )
    languages.named(given), languages.near(given), habit_words.read_hours(given), habit_words.read_days(given)
    numbers.read(given), offsets.read_offset(given), offsets.read_offsets(given)
    (
        phones.phone_key(given, "GB"),
        phones.email_key(given),
        phones.is_mobile(given, "GB"),
        phones.show_phone(given, "GB"),
    )
    when.duration(given), filter_values.number(given), filter_values.age(given), filter_values.span(given, NOW.date())
    (
        fullnames.civil(given),
        fullnames.parts(given),
        fullnames.split(given),
        timetables.read(given),
        timetables.clock(given),
    )


def _words(given: str) -> None:
    names.score(given, "Acme Ltd"), secrets.found(given), telltales.hidden(given, telltales.found(given))
    several.several(given, KEYS), text.first_line(given, 60), text.tags_in(given), text.mentions_in(given)
    assert fold.fold(fold.fold(given)) == fold.fold(given), "folding twice changes it"
    assert text.tidy(text.tidy(given)) == text.tidy(given), "tidying twice changes it"


def _introduced(given: str) -> None:
    plain = text.tidy(given)
    (
        introductions.of_person(plain, "GB"),
        introductions.of_company(plain, "GB"),
        introductions.of_lead(plain, "GB", "EUR"),
    )
    lead_messages.read(plain, "GB"), deal_lines.without_amount(plain), deal_lines.leading_amount(plain, "EUR")


def _expressions(conventions: Conventions, given: str) -> None:
    found = expressions.find(given, now=NOW, zone=ZONE, conventions=conventions)
    assert all(given[slice(*each.span)] == each.text for each in found), "a span is not its text"


def _note(given: str) -> None:
    notes.read(text.tidy(given), now=NOW, zone=ZONE)


def _explained(given: str) -> None:
    tuple(explaining.lines(explaining.Asked(given, NOW, ZONE, "EUR", ENGLISH)))


def _periods(given: str) -> None:
    (
        periods.read(given, now=NOW, zone=ZONE, conventions=ENGLISH),
        periods.find(given, now=NOW, zone=ZONE, conventions=ENGLISH),
    )


def _seeds() -> Sequence[bytes]:
    return [as_bytes(each) for each in (*_PHRASES, *words.lines()[::4])]


def _target(name: str, read: Callable[[str], object], limit_s: float = LANGUAGE_LIMIT_S) -> Target:
    return Target(name, Shape.TEXT, lambda given: (read(as_text(given)), None)[1], _seeds, words.everything, limit_s)


TARGETS = (
    _target("when", partial(_round_trips, partial(when.read, now=NOW, zone=ZONE))),
    _target("times in text", partial(_expressions, ENGLISH)),
    _target("times in seven languages", partial(_expressions, ALL), 0.1),
    _target("repetitions", partial(recurring.find, now=NOW, zone=ZONE)),
    _target("lengths", lengths.find),
    _target("notes", _note),
    _target("explaining", _explained, 0.15),
    _target("periods", _periods, 0.1),
    _target("money", _money),
    _target("filters", _filter, 0.15),
    _target("fields", _short),
    _target("words", _words),
    _target("introductions", _introduced),
)
