"""Plain numbers, as people of several countries type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", "25"),
        ("-3", "-3"),
        ("+7", "7"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        ("1,250", "1250"),
        ("1 250", "1250"),
        ("1'250'000", "1250000"),
        ("1.250.000", "1250000"),
        ("1.250,75", "1250.75"),
        ("1,250.75", "1250.75"),
        ("12k", "12000"),
        ("1.5m", "1500000"),
        ("60 %", "60"),
        ("\u2212 4", "-4"),
        ("1\u00a0250", "1250"),
    ],
)
def test_read_when_it_is_a_number(text: str, value: str) -> None:
    """Thousands may be set apart, and a comma is a point where it can be none of theirs."""
    assert numbers.read(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "many", "1.2.3", "1,2,3", "12 34", "5 apples", "1e5", "--3", "9" * 50])
def test_read_when_it_is_none(text: str) -> None:
    """What is not one number is none."""
    assert numbers.read(text) is None


@pytest.mark.parametrize(("value", "text"), [("25", "25"), ("1250.50", "1,250.5"), ("1E+3", "1,000"), ("-4", "-4")])
def test_show_when_it_is_long(value: str, text: str) -> None:
    """Commas between thousands, no more decimals than there are."""
    assert numbers.show(Decimal(value)) == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_read_when_it_was_shown(value: Decimal) -> None:
    """What is shown can be typed."""
    assert numbers.read(numbers.show(value)) == value
