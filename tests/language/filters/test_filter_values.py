"""What terms are compared with: numbers, ages, spans of days."""

from datetime import date
from decimal import Decimal

import pytest

from crmbot.language.filters.values import Age, age, number, span

TODAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20", Decimal(20)),
        ("12,500", Decimal(12500)),
        ("12.5", Decimal("12.5")),
        ("12,5", Decimal("12.5")),
        ("10k", Decimal(10000)),
        ("1 000", Decimal(1000)),
        ("-3", Decimal(-3)),
        ("60%", Decimal(60)),
        ("many", None),
        ("1.2.3", None),
    ],
)
def test_number_when_read(text: str, expected: Decimal | None) -> None:
    """Numbers as people write them."""
    assert number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14d", Age(days=14)),
        ("2 weeks", Age(days=14)),
        ("3m", Age(months=3)),
        ("1y", Age(months=12)),
        ("6h", Age(hours=6)),
        ("fri", None),
    ],
)
def test_age_when_read(text: str, expected: Age | None) -> None:
    """Lengths of time; m is a month."""
    assert age(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2025-03-12", "2025-03-12"),
        ("this week", "2025-03-10", "2025-03-16"),
        ("last week", "2025-03-03", "2025-03-09"),
        ("this month", "2025-03-01", "2025-03-31"),
        ("next quarter", "2025-04-01", "2025-06-30"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("last 30 days", "2025-02-11", "2025-03-12"),
        ("next 7 days", "2025-03-12", "2025-03-18"),
        ("last 2 months", "2025-01-12", "2025-03-12"),
        ("february", "2025-02-01", "2025-02-28"),
        ("feb 2024", "2024-02-01", "2024-02-29"),
        ("q4", "2025-10-01", "2025-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-06", "2025-06-01", "2025-06-30"),
    ],
)
def test_span_when_read(text: str, first: str, last: str) -> None:
    """Both ends are within the span."""
    assert span(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["fri", "march 0000", "2025-13", "last pump", "this 3 weeks"])
def test_span_when_it_is_none(text: str) -> None:
    """Anything else is no span."""
    assert span(text, TODAY) is None


def test_age_when_the_month_is_shorter() -> None:
    """A month before the 31st is the last day of the month before."""
    assert (Age(months=1).before(date(2025, 3, 31)), Age(months=1).after(date(2025, 1, 31))) == (
        date(2025, 2, 28),
        date(2025, 2, 28),
    )
