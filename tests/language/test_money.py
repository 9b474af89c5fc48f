"""Amounts are read as people write them, and nothing that is not one."""

import pytest

from crmbot.language.money import Money, exponent, read, show


@pytest.mark.parametrize(
    ("typed", "minor", "currency"),
    [
        ("12k", 1_200_000, "EUR"),
        ("two grand", 200_000, "EUR"),
        ("2 grand", 200_000, "EUR"),
        ("half a million", 50_000_000, "EUR"),
        ("fourteen thousand euros", 1_400_000, "EUR"),
        ("a hundred and twenty-five thousand dollars", 12_500_000, "USD"),
        ("one and a half million", 150_000_000, "EUR"),
        ("two thousand five hundred", 250_000, "EUR"),
        ("1.5m", 150_000_000, "EUR"),
        ("16,8k", 1_680_000, "EUR"),
        ("€12,500", 1_250_000, "EUR"),
        ("12 500 EUR", 1_250_000, "EUR"),
        ("12\u202f500 €", 1_250_000, "EUR"),
        ("$12,500.50", 1_250_050, "USD"),
        ("A$9,400", 940_000, "AUD"),
        ("12.500,50", 1_250_050, "EUR"),
        ("1.250,75 eur", 125_075, "EUR"),
        ("GBP 300", 30_000, "GBP"),
        ("200 quid", 20_000, "GBP"),
        ("12'500 CHF", 1_250_000, "CHF"),
        ("1,00,000 INR", 10_000_000, "INR"),
        ("¥12,500", 12_500, "JPY"),
        ("12.345 KWD", 12_345, "KWD"),
        ("12,50", 1250, "EUR"),
        ("0.5", 50, "EUR"),
        ("-500", -50_000, "EUR"),
        ("0", 0, "EUR"),
    ],
)
def test_read_when_an_amount_is_typed(typed: str, minor: int, currency: str) -> None:
    """Signs, words, grouping and short scales are understood."""
    assert read(typed, currency="EUR") == Money(minor, currency)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "5x", "42 units", "12.345", "12.500", "12 all", "p1", "€5 $", "1,2,3", "12,5000", "5%", "9" * 30, "€"],
)
def test_read_when_it_is_none_or_could_be_two(typed: str) -> None:
    """What is no amount, or two at once, is not guessed."""
    assert read(typed, currency="EUR") is None


@pytest.mark.parametrize(
    ("locale", "typed", "minor"),
    [("de", "12.500", 1_250_000), ("en", "12,500", 1_250_000), ("fr", "12 500,5", 1_250_050)],
)
def test_read_when_the_locale_decides(locale: str, typed: str, minor: int) -> None:
    """Thousands are grouped as the writer's country does."""
    assert read(typed, currency="EUR", locale=locale) == Money(minor, "EUR")


@pytest.mark.parametrize(("own", "meant"), [("AUD", "AUD"), ("USD", "USD"), ("EUR", "USD")])
def test_read_when_a_dollar_sign_is_typed(own: str, meant: str) -> None:
    """The dollar is the organisation's own, if it has one."""
    amount = read("$5", currency=own)

    assert amount == Money(500, meant)


def test_read_when_crowns_are_not_told_apart() -> None:
    """A sign of several currencies, none of them ours, is not guessed."""
    assert read("500 kr", currency="EUR") is None


def test_read_when_thousands_leave_a_fraction() -> None:
    """A fraction of the smallest unit that a short scale leaves is rounded half up."""
    assert read("0.000125m", currency="EUR") == Money(12_500, "EUR")


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(1_250_000, "EUR"), "€12,500"),
        (Money(1_250_050, "EUR"), "€12,500.50"),
        (Money(12_500, "JPY"), "¥12,500"),
        (Money(-500, "GBP"), "-£5"),
    ],
)
def test_show_when_decimals_are_zero_or_not(money: Money, shown: str) -> None:
    """Decimals are shown where they say something."""
    assert show(money) == shown


def test_show_when_the_locale_is_german() -> None:
    """A locale puts its own marks and places."""
    assert show(Money(1_250_000, "EUR"), "de") == "12.500\u00a0€"


@pytest.mark.parametrize("locale", ["en", "de", "fr"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "USD"])
@pytest.mark.parametrize("minor", [0, 5, 12_500, 1_234_567_890, -99])
def test_read_when_it_is_the_canonical_text(minor: int, currency: str, locale: str) -> None:
    """The canonical text is read back as the same amount in every locale."""
    money = Money(minor, currency)

    assert read(str(money), currency="EUR", locale=locale) == money


def test_exponent_when_the_currency_is_not_known() -> None:
    """A currency nobody knows has two places."""
    assert exponent("QQQ") == 2
