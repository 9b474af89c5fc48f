"""The amount of a note is the deal's value: the last total, in the currency that was said or is usual there."""

from datetime import UTC, datetime

import pytest

from crmbot.language.notes import Amount, read

WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def _amount(text: str, zone: str = "Europe/London", currency: str | None = None) -> Amount | None:
    return read(text, now=WEDNESDAY, zone=zone, currency=currency).amount


def _shown(text: str, zone: str = "Europe/London", currency: str | None = None) -> str:
    amount = _amount(text, zone, currency)
    return f"{amount.money.amount.normalize():f} {amount.money.currency}" if amount else "none"


@pytest.mark.parametrize(
    ("text", "zone", "shown"),
    [
        ("order worth £4,200", "Europe/London", "4200 GBP"),
        ("200 quid order", "Europe/London", "200 GBP"),
        ("about 18k", "Europe/London", "18000 GBP"),
        ("about 18k", "Europe/Paris", "18000 EUR"),
        ("about 18K", "Australia/Sydney", "18000 AUD"),
        ("about 18k", "America/Denver", "18000 USD"),
        ("$18,500", "Australia/Perth", "18500 AUD"),
        ("$18,500", "Europe/Madrid", "18500 USD"),
        ("A$9,400", "Europe/London", "9400 AUD"),
        ("NZ$9,400", "Australia/Sydney", "9400 NZD"),
        ("2.600 eur", "Europe/Rome", "2600 EUR"),
        ("16,8k", "Europe/Vienna", "16800 EUR"),
        ("1.250,75 euro", "Europe/Berlin", "1250.75 EUR"),
        ("devis 4\u202f500 €", "Europe/Paris", "4500 EUR"),
        ("devis 4 500 €", "Europe/Paris", "4500 EUR"),
        ("14 grand", "Europe/London", "14000 GBP"),
        ("2.3m project", "Europe/Berlin", "2300000 EUR"),
        ("£5m framework", "Europe/London", "5000000 GBP"),
        ("1,2 mio eur", "Europe/Berlin", "1200000 EUR"),
        ("budget is 15000", "Europe/London", "15000 GBP"),
        ("8,500 budget", "America/New_York", "8500 USD"),
        ("12k-15k", "Europe/London", "15000 GBP"),
    ],
)
def test_amount_when_it_is_said_in_many_ways(text: str, zone: str, shown: str) -> None:
    """Signs, codes and words name the currency; where none does, it is that of the zone."""
    assert _shown(text, zone) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("30 chairs at £45 each, £1,350 total", "1350 GBP"),
        ("£1,350 total, that's £45 each", "1350 GBP"),
        ("6 desks x £300 = £1,800", "1800 GBP"),
        ("6 desks £300 a piece, so £1,800", "1800 GBP"),
        ("£20k down to £18k", "18000 GBP"),
        ("£18k, down from £20k", "18000 GBP"),
        ("£18k instead of £20k", "18000 GBP"),
        ("was £20k, now £18.5k", "18500 GBP"),
        ("£18k, knocked £500 off", "18000 GBP"),
        ("£500 deposit, £6,000 in all", "6000 GBP"),
        ("£6,000 plus £400 delivery fee", "6000 GBP"),
        ("£60 credit", "60 GBP"),
        ("refund £60", "60 GBP"),
    ],
)
def test_amount_when_several_sums_are_said(text: str, shown: str) -> None:
    """A total goes before prices of one, parts and old figures; of equals the last one counts."""
    assert _shown(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "wants 40 units",
        "5% off",
        "invoice #4471 paid",
        "room 204, 12 seats",
        "15k sq ft hall",
        "20k licences",
        "call 5m",
        "10m cable",
        "call him in 3m",
        "2026",
        "no 9000",
        "flight at 1500",
    ],
)
def test_amount_when_a_figure_is_none(text: str) -> None:
    """Counts, shares, numbers of things, lengths and times are no money."""
    assert _shown(text) == "none"


@pytest.mark.parametrize(
    ("zone", "own", "shown"),
    [
        ("America/Toronto", "CAD", "500 CAD"),
        ("America/Toronto", None, "500 USD"),
        ("Europe/London", "EUR", "500 USD"),
        ("Australia/Sydney", "EUR", "500 AUD"),
    ],
)
def test_amount_when_the_organisation_has_a_currency(zone: str, own: str | None, shown: str) -> None:
    """Whose dollar a sign means is settled by the organisation's own, where it is one of them."""
    assert _shown("order $500", zone, own) == shown


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("£18k", True),
        ("18,000 gbp", True),
        ("about 18k", False),
        ("£45 each", False),
        ("£18k or £20k", False),
        ("£18k, down from £20k", True),
    ],
)
def test_amount_when_it_is_certain_or_not(text: str, *, certain: bool) -> None:
    """Only one sum with its currency, which is no price of one, is certain."""
    amount = _amount(text)

    assert amount is not None
    assert amount.certain == certain


def test_amount_when_its_place_is_asked() -> None:
    """The span covers the words of the sum."""
    text = "Acme want it, £4,200 likely"
    amount = _amount(text)

    assert amount is not None
    assert text[slice(*amount.span)] == "£4,200"
