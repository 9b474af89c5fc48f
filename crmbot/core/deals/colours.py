"""The colours of deals: how near the close is, how old the deal, how likely (spec: R-30 to R-38)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crmbot.core.context import Context
from crmbot.core.settings import options
from crmbot.store.models.pipeline import StageCategory

UNLIKELY, EVEN, LIKELY = 25, 50, 75
"""Per cent: red up to the first, black from the second, green from the third, orange between (R-36)."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on colours change, in days.

    More than `old` days of age is blue (R-31), a close in fewer than `soon` orange (R-32), one in
    `near` or fewer, or past, red (R-33).
    """

    old: int = options.DEAL_OLD_DAYS.default
    soon: int = options.DEAL_SOON_DAYS.default
    near: int = options.DEAL_NEAR_DAYS.default


USUAL = Thresholds()


def thresholds(ctx: Context) -> Thresholds:
    """Return the thresholds the organisation has set."""
    return Thresholds(
        options.option(ctx, options.DEAL_OLD_DAYS),
        options.option(ctx, options.DEAL_SOON_DAYS),
        options.option(ctx, options.DEAL_NEAR_DAYS),
    )


class Colour(StrEnum):
    """What a colour is called; the two of closed deals fill the whole sign."""

    BLACK = "black"
    BLUE = "blue"
    ORANGE = "orange"
    RED = "red"
    GREEN = "green"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Mark:
    """A colour with its reason in words: the colour alone tells nothing to many (R-38)."""

    colour: Colour
    reason: str


def of_deal(
    category: StageCategory, created_on: date, closes_on: date | None, today: date, limits: Thresholds = USUAL
) -> Mark:
    """Return the colour of a deal: closed beats red, red orange, orange blue, blue black (R-35).

    Args: the three dates are days in the reader's zone.
    """
    if category is not StageCategory.OPEN:
        return Mark(Colour.WON if category is StageCategory.WON else Colour.LOST, category.value)
    if closes_on is not None:
        left = (closes_on - today).days
        if left <= limits.near or left < limits.soon:
            return Mark(Colour.RED if left <= limits.near else Colour.ORANGE, closing_words(left))
    age = (today - created_on).days
    if age > limits.old:
        return Mark(Colour.BLUE, f"{age} d old")
    if closes_on is not None:
        return Mark(Colour.BLACK, closing_words((closes_on - today).days))
    return Mark(Colour.BLACK, f"{age} d old" if age > 0 else "new today")


def closing_words(days_left: int) -> str:
    """Return how far off a close is: `closes in 5 d`, `closes today`, `overdue 2 d`."""
    if days_left < 0:
        return f"overdue {-days_left} d"
    return f"closes in {days_left} d" if days_left else "closes today"


def of_probability(percent: int | None) -> Colour | None:
    """Return the colour of a probability; None without one."""
    if percent is None:
        return None
    if percent <= UNLIKELY:
        return Colour.RED
    if percent >= LIKELY:
        return Colour.GREEN
    return Colour.BLACK if percent >= EVEN else Colour.ORANGE
