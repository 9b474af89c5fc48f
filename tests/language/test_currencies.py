"""Currencies and countries by what people call them."""

import pytest

from crmbot.language import countries, currencies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("eur", "EUR"),
        (" usd ", "USD"),
        ("Swiss Franc", "CHF"),
        ("japanese yen", "JPY"),
        ("DEM", None),
        ("XAU", None),
        ("", None),
        ("euros and cents", None),
    ],
)
def test_currency_when_named(text: str, code: str | None) -> None:
    """Its code or its name in full means it; what nobody pays with today is none."""
    assert currencies.named(text) == code


@pytest.mark.parametrize(("text", "first"), [("dolar", "USD"), ("pounds", "GBP"), ("EUX", "EUR")])
def test_currency_when_it_is_nearly_right(text: str, first: str) -> None:
    """The usual one of those that come near is offered first."""
    assert currencies.near(text)[0] == first


def test_currency_when_nothing_is_near() -> None:
    """Nothing is offered."""
    assert currencies.near("") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [("fr", "FR"), ("Germany", "DE"), ("Türkiye", "TR"), ("uk", "GB"), ("USA", "US"), ("Mars", None), ("", None)],
)
def test_country_when_named(text: str, code: str | None) -> None:
    """Its two letters or its name means it."""
    assert countries.named(text) == code


def test_country_when_it_is_nearly_right() -> None:
    """What comes near is offered."""
    assert countries.near("Frnace")[0] == "France"
