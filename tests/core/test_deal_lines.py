"""Deals told in one line."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from crmbot.core.context import Actor, Context, Organisation
from crmbot.core.deals import lines as deal_lines
from crmbot.language.money import Money
from crmbot.store.models.deal import DealType

EUR = "EUR"


@pytest.fixture
def ctx() -> Context:
    """Speak in Paris on the morning of 12 March 2025; nothing is looked up."""
    now = datetime(2025, 3, 12, 9, tzinfo=UTC)
    return Context(Session(), Actor(1, "Ana", "Europe/Paris"), now, org=Organisation(currency=EUR))


def test_line_when_everything_is_said(ctx: Context) -> None:
    """Name, amount, close and type are read, and whom it is with stands in front."""
    line = deal_lines.read(ctx, 'Acme "Service contract" 8,400 close 18 apr recurring')

    said = (line.before, line.name, line.amount, line.type)
    assert said == ("Acme", "Service contract", Money(840_000, EUR), DealType.RECURRING)
    assert line.closes is not None
    assert line.closes.when is not None
    assert line.closes.when.on == date(2025, 4, 18)


@pytest.mark.parametrize(
    ("text", "words", "amount"),
    [
        ("Acme renewal 12k", "Acme renewal", Money(1_200_000, EUR)),
        ("Acme 5k", "Acme", Money(500_000, EUR)),
        ("5k", "", Money(500_000, EUR)),
        ("Pumps EUR 12,500.00", "Pumps", Money(1_250_000, EUR)),
        ("12 500 EUR pumps", "pumps", Money(1_250_000, EUR)),
        ("Valves USD 3000", "Valves", Money(300_000, "USD")),
        ("renewal FOR 5k", "renewal", Money(500_000, EUR)),
        ("spare parts worth €3.5k", "spare parts", Money(350_000, EUR)),
        ("Acme 900", "Acme", Money(90_000, EUR)),
        ("Acme 40 pumps", "Acme 40 pumps", None),
        ("Acme 300 seats", "Acme 300 seats", None),
        ("Acme Phase 2", "Acme Phase 2", None),
        ("Acme renewal 2026", "Acme renewal 2026", None),
    ],
)
def test_amount_when_it_stands_among_words(ctx: Context, text: str, words: str, amount: Money | None) -> None:
    """Numbers that are a part of the name stay in it."""
    line = deal_lines.read(ctx, text)

    assert (line.words, line.amount) == (words, amount)


def test_name_when_the_amount_was_said_apart() -> None:
    """A number in the name is no amount any more."""
    assert deal_lines.without_amount("Pumps 300").words == "Pumps 300"


def test_close_when_the_day_does_not_exist(ctx: Context) -> None:
    """The doubt is kept to be asked about."""
    closes = deal_lines.read(ctx, "Valves 5k close 31 feb").closes

    assert closes is not None
    assert closes.when is None


@pytest.mark.parametrize(
    ("text", "amount", "behind"),
    [
        ("13k signed today", Money(1_300_000, EUR), "signed today"),
        ("13000 great work", Money(1_300_000, EUR), "great work"),
        ("500", Money(50_000, EUR), ""),
        ("3 meetings in", None, "3 meetings in"),
        ("5 min call", None, "5 min call"),
        ("at last", None, "at last"),
    ],
)
def test_leading_amount_when_words_follow(text: str, amount: Money | None, behind: str) -> None:
    """Only what can be nothing else is the amount a deal was won at."""
    assert deal_lines.leading_amount(text, EUR) == (amount, behind)
