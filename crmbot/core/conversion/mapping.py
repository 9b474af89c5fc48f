"""What of a lead goes where when it is converted: to the company, to the contact (spec: crm, 1.6)."""

from sqlalchemy import inspect

from crmbot.core import leads
from crmbot.language.fold import name_key
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party

_REACH = ("email", "email_key", "fax", "mobile", "mobile_key", "phone", "phone_key")
_ADDRESS = ("street", "city", "region", "postcode", "country")
_FLAGS = ("no_calls", "no_emails")
_BUSINESS = ("website", "department", "industry", "source_id")
_PERSON = ("first_name", "last_name", "civility", "job_title")

COMPANY = (*_REACH, *_ADDRESS, *_FLAGS, *_BUSINESS)
"""What a company made from a lead takes over from it, under the same name."""

CONTACT = (*_PERSON, *_REACH, *_ADDRESS, *_FLAGS)
"""What a contact made from a lead takes over from it, under the same name."""

INDIVIDUAL = (*CONTACT, *_BUSINESS)
"""What somebody takes over who buys in their own name: they are the third party and the contact in one."""


def company_columns(lead: Lead) -> dict[str, object]:
    """Return the columns of the company a lead is to become."""
    name = lead.company_name or ""
    return {**_taken(lead, COMPANY), "title": name, "name_key": name_key(name)}


def contact_columns(lead: Lead, *, individual: bool) -> dict[str, object]:
    """Return the columns of the contact a lead is to become, alone or at a company."""
    name = leads.person_name(lead)
    return {**_taken(lead, INDIVIDUAL if individual else CONTACT), "title": name, "name_key": name_key(name)}


def missing_of_address(lead: Lead) -> tuple[str, ...]:
    """Return what an address lacks before it can be taken over; a lead without street and postcode has none."""
    if not (lead.street or lead.postcode):
        return ()
    return tuple(name for name in ("city", "country") if not getattr(lead, name))


def _taken(lead: Lead, names: tuple[str, ...]) -> dict[str, object]:
    """Return a lead's own values of those columns that a party has as well."""
    known = inspect(Party).column_attrs
    return {name: getattr(lead, name) for name in names if name in known}
