"""The colours of leads: how far they are, and which of them wait for somebody (spec: R-20)."""

from datetime import date

from crmbot.core.deals.colours import Colour, Mark
from crmbot.core.settings import options
from crmbot.store.models.lead import Lead, LeadStatus

IDLE_DAYS = options.LEAD_IDLE_DAYS.default
"""From so many days on a new lead that is nobody's is orange, and one that nobody has touched red, as a rule."""


def of_lead(lead: Lead, *, created_on: date, touched_on: date, today: date, idle_days: int = IDLE_DAYS) -> Mark:
    """Return the colour of a lead with its reason in words: the first of the rules that holds.

    Args: the dates are days in the reader's zone; `touched_on` is when something last happened with it;
    `idle_days` is what the organisation has set.
    """
    match lead.status:
        case LeadStatus.CONVERTED:
            return Mark(Colour.GREEN, "converted")
        case LeadStatus.LOST:
            return Mark(Colour.BLACK, "lost")
        case LeadStatus.NEW:
            return _of_new(lead, (today - created_on).days, idle_days)
        case LeadStatus.ASSIGNED | LeadStatus.IN_PROGRESS:
            idle = (today - touched_on).days
            words = status_words(lead)
            return Mark(Colour.RED, f"{words}, untouched for {idle} d") if idle >= idle_days else _plain(words)


def _of_new(lead: Lead, age: int, idle_days: int) -> Mark:
    if age < idle_days or (lead.owner_id is not None and lead.contact_on is not None):
        return Mark(Colour.BLUE, "new")
    waits_for = "an owner" if lead.owner_id is None else "a day"
    return Mark(Colour.ORANGE, f"new, waits for {waits_for} for {age} d")


def _plain(words: str) -> Mark:
    return Mark(Colour.BLACK, words)


def status_words(lead: Lead) -> str:
    """Return how far a lead is, in words: `in progress`."""
    return lead.status.value.replace("_", " ")
