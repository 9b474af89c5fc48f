"""Amounts, numbers and addresses are known in any text; days, times and codes are none of these."""

import time

import pytest

from crmbot.language import money, telltales
from crmbot.language.money import Money
from crmbot.language.telltales import Telltale

A, P, M = Telltale.AMOUNT, Telltale.PHONE, Telltale.MAIL


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("€12,500", {A}),
        ("CHF 200 a month", {A}),
        ("they offered 500 EUR", {A}),
        ("12k€ at most", {A}),
        ("-€3.50", {A}),
        ("+33 6 11 22 33 44", {P}),
        ("0113 496 0000", {P}),
        ("(020) 7946 0123", {P}),
        ("write jane.doe@acme.example, or +44 113 496 0000", {P, M}),
        ("due 2025-03-12 10:00", set()),
        ("Wed 12 Mar 09:00", set()),
        ("at 01-02-2025 10", set()),
        ("T-9 at 11:00, D-12 · 40 %", set()),
        ("12k of something", set()),
        ("@ana", set()),
    ],
)
def test_text_when_it_is_looked_at(text: str, kinds: set[Telltale]) -> None:
    """It gives away just what anybody would read in it."""
    assert telltales.found(text) == kinds
    assert (telltales.HIDDEN in telltales.hidden(text, frozenset(Telltale))) == bool(kinds)


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "JPY", "SEK", "AUD", "HUF", "INR", "BRL"])
@pytest.mark.parametrize("minor", [5, 100, 123_456, 99_999_999, -2_500])
def test_amount_when_we_have_written_it(minor: int, currency: str) -> None:
    """However we write an amount, it is known as one, and nothing of it is left when it is taken out."""
    text = f"Pumps · {money.show(Money(minor, currency))} · Proposal"

    assert telltales.found(text) == {A}
    assert telltales.hidden(text, frozenset({A})) == f"Pumps · {telltales.HIDDEN} · Proposal"


def test_text_when_some_of_it_may_be_shown() -> None:
    """Only what is asked for is taken out."""
    assert telltales.hidden("€5 to a@b.example", frozenset({M})) == f"€5 to {telltales.HIDDEN}"


@pytest.mark.parametrize("text", ["a", "1", "1,2,3 ", " 0", "x@", "€ ", "a.b@c.", "+1 ", "-"])
def test_text_when_it_is_very_long(text: str) -> None:
    """It is gone through once: a text of many thousand letters is no more than a moment's work."""
    start = time.process_time()
    telltales.found(text * 20_000)

    assert time.process_time() - start < 5
