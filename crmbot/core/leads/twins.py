"""Whether a lead is there already: as a lead, or as somebody we do business with."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, or_, select

from crmbot.core import lookup, parties
from crmbot.core.context import Context
from crmbot.core.errors import Duplicate, Found
from crmbot.core.permissions import visible
from crmbot.language.fold import name_key
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import ContactCard, Party

SHOWN = 5


def refuse(ctx: Context, lead: Lead) -> None:
    """Raise `Duplicate` when somebody the actor may see has the lead's name, phone or e-mail."""
    found = (*_leads(ctx, lead), *_parties(ctx, lead)) or tuple(_one_slip_away(ctx, lead))
    if found:
        raise Duplicate(lead.title, "lead", found[:SHOWN])


def _leads(ctx: Context, lead: Lead) -> Sequence[Found]:
    same = [Lead.name_key == lead.name_key, *_reached(Lead, lead)]
    near = ctx.session.scalars(select(Lead).where(or_(*same), visible(ctx, ["lead"])).order_by(Lead.id).limit(SHOWN))
    return [parties.as_found(other) for other in near]


def _parties(ctx: Context, lead: Lead) -> Sequence[Found]:
    """Find people of the lead's name, or companies for a lead that is a company alone, and who is reached as it is."""
    person = " ".join(filter(None, (lead.first_name, lead.last_name)))
    kind, name = ("contact", person) if person else ("company", lead.company_name or "")
    # Two questions: one that asks for the kind and for numbers at once would read all parties.
    asked = [select(Party).where(Party.name_key == name_key(name), visible(ctx, [kind]))]
    reached = _reached(Party, lead)
    if reached:
        asked.append(select(Party).where(or_(*reached), visible(ctx, ["company", "contact"])))
    found = {party.id: party for each in asked for party in ctx.session.scalars(each.order_by(Party.id).limit(SHOWN))}
    return [parties.as_found(party) for party in found.values()]


def _reached(among: type[ContactCard], lead: Lead) -> list[ColumnElement[bool]]:
    """Return the conditions for those who are reached as the lead is."""
    phones = [key for key in (lead.phone_key, lead.mobile_key) if key]
    same: list[ColumnElement[bool]] = []
    if phones:
        same += [among.phone_key.in_(phones), among.mobile_key.in_(phones)]
    if lead.email_key:
        same.append(among.email_key == lead.email_key)
    return same


def _one_slip_away(ctx: Context, lead: Lead) -> Sequence[Found]:
    """Find companies whose name is the lead's but for a slip: Akme, Acme. People are too often namesakes."""
    key = name_key(lead.company_name or "")
    if lead.last_name or len(key) < parties.SLIP_LENGTH:
        return ()
    hits = lookup.search(ctx, lead.company_name or "", kinds=("lead", "company")).hits
    return lookup.found(ctx, [hit for hit in hits if OSA.distance(key, name_key(hit.title), score_cutoff=1) <= 1])
