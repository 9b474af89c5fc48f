"""The colours of leads."""

from datetime import date, timedelta

import pytest

from crmbot.core.deals.colours import Colour
from crmbot.core.leads import colours as lead_colours
from crmbot.store.models.lead import Lead, LeadStatus

TODAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    ("status", "owner", "contact", "age", "untouched", "colour", "words"),
    [
        (LeadStatus.CONVERTED, 1, True, 90, 90, Colour.GREEN, "converted"),
        (LeadStatus.NEW, None, True, 15, 15, Colour.ORANGE, "new, waits for an owner for 15 d"),
        (LeadStatus.NEW, 1, False, 16, 16, Colour.ORANGE, "new, waits for a day for 16 d"),
        (LeadStatus.NEW, 1, True, 16, 16, Colour.BLUE, "new"),
        (LeadStatus.NEW, None, False, 14, 14, Colour.BLUE, "new"),
        (LeadStatus.ASSIGNED, 1, True, 40, 15, Colour.RED, "assigned, untouched for 15 d"),
        (LeadStatus.ASSIGNED, 1, True, 40, 14, Colour.BLACK, "assigned"),
        (LeadStatus.IN_PROGRESS, 1, True, 40, 20, Colour.RED, "in progress, untouched for 20 d"),
        (LeadStatus.IN_PROGRESS, 1, True, 40, 0, Colour.BLACK, "in progress"),
        (LeadStatus.LOST, 1, True, 40, 40, Colour.BLACK, "lost"),
    ],
)
def test_colour_when_the_lead_stands_somewhere(
    status: LeadStatus, owner: int | None, contact: bool, age: int, untouched: int, colour: Colour, words: str
) -> None:
    """The first rule that holds gives it, and the word is always there (R-20)."""
    lead = Lead(status=status, owner_id=owner, contact_on=TODAY if contact else None)

    mark = lead_colours.of_lead(
        lead, created_on=TODAY - timedelta(days=age), touched_on=TODAY - timedelta(days=untouched), today=TODAY
    )

    assert (mark.colour, mark.reason) == (colour, words)
