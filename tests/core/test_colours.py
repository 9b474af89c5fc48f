"""The colours of deals, at every boundary of the rules."""

from datetime import date, timedelta

import pytest

from crmbot.core.deals.colours import Colour, Mark, of_deal, of_probability
from crmbot.store.models.pipeline import StageCategory

TODAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    ("age", "left", "expected"),
    [
        (0, None, Mark(Colour.BLACK, "new today")),
        (7, None, Mark(Colour.BLACK, "7 d old")),
        (8, None, Mark(Colour.BLUE, "8 d old")),
        (0, 15, Mark(Colour.BLACK, "closes in 15 d")),
        (0, 14, Mark(Colour.ORANGE, "closes in 14 d")),
        (0, 8, Mark(Colour.ORANGE, "closes in 8 d")),
        (0, 7, Mark(Colour.RED, "closes in 7 d")),
        (0, 0, Mark(Colour.RED, "closes today")),
        (0, -2, Mark(Colour.RED, "overdue 2 d")),
        (30, 14, Mark(Colour.ORANGE, "closes in 14 d")),
        (30, 40, Mark(Colour.BLUE, "30 d old")),
    ],
)
def test_deal_colour_when_it_is_open(age: int, left: int | None, expected: Mark) -> None:
    """Near closes beat age, and every colour has its reason."""
    close = TODAY + timedelta(days=left) if left is not None else None

    mark = of_deal(StageCategory.OPEN, TODAY - timedelta(days=age), close, TODAY)

    assert mark == expected


@pytest.mark.parametrize(("category", "colour"), [(StageCategory.WON, Colour.WON), (StageCategory.LOST, Colour.LOST)])
def test_deal_colour_when_it_is_closed(category: StageCategory, colour: Colour) -> None:
    """Won and lost beat everything else."""
    mark = of_deal(category, TODAY - timedelta(days=30), TODAY - timedelta(days=2), TODAY)

    assert mark.colour is colour


@pytest.mark.parametrize(
    ("percent", "colour"),
    [
        (None, None),
        (0, Colour.RED),
        (25, Colour.RED),
        (26, Colour.ORANGE),
        (49, Colour.ORANGE),
        (50, Colour.BLACK),
        (74, Colour.BLACK),
        (75, Colour.GREEN),
        (100, Colour.GREEN),
    ],
)
def test_probability_colour_when_at_a_boundary(percent: int | None, colour: Colour | None) -> None:
    """A boundary belongs to the colour the rule gives it; fifty is black."""
    assert of_probability(percent) is colour
