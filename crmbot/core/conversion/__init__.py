"""Conversion: a lead becomes a company, a contact and a deal, with all that is known of it, as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crmbot.core import companies, contacts, leads, permissions, records
from crmbot.core import deals as deal_rules
from crmbot.core.context import Context
from crmbot.core.conversion import links as conversion_links
from crmbot.core.conversion import near as conversion_near
from crmbot.core.conversion.mapping import company_columns, contact_columns, missing_of_address
from crmbot.core.deals import DealDraft
from crmbot.core.errors import Conflict, InvalidInput, NotFound
from crmbot.core.parties import affiliations
from crmbot.core.rights import assigning
from crmbot.language.money import Money
from crmbot.language.text import first_line
from crmbot.store import rivals
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Contact, Party

_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class DealWish:
    """The deal to be made along with it; an empty name stands for the usual one, no amount for the lead's budget."""

    name: str = ""
    type: DealType | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lead is to become.

    `company` and `contact` are there already; without them new ones are made of what the lead tells, as
    far as `with_company` and `with_contact` want them. Who is no customer is a prospect.
    """

    company: Company | None = None
    contact: Contact | None = None
    with_company: bool = True
    with_contact: bool = True
    is_customer: bool = False
    deal: DealWish | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead has become: the third party, the contact at it (none for an individual), the deals."""

    party: Party
    contact: Contact | None
    deal: Deal | None
    deals: Sequence[Deal] = ()


def settled(ctx: Context, lead: Lead, plan: Plan) -> Plan:
    """Return a plan with what follows from it: a contact's company, and what the lead has no name for left out."""
    company = plan.company
    if company is None and plan.contact is not None and plan.with_company:
        company = contacts.company_of(ctx, plan.contact)
    return replace(
        plan,
        company=company,
        with_company=company is not None or (plan.with_company and bool(lead.company_name)),
        with_contact=plan.contact is not None or (plan.with_contact and bool(leads.person_name(lead))),
    )


def convert(ctx: Context, lead: Lead, wanted: Plan, *, anyway: bool = False) -> Converted:
    """Turn an open lead into what is planned; all that hangs on it goes along.

    Raises `NotAllowed`, `NotFound` for a company or contact the actor does not see, `Conflict` for a lead
    that is converted, lost, or whose address is incomplete, `InvalidInput` for a plan that makes nobody,
    and `Duplicate` unless new ones are wanted `anyway`.
    """
    plan = settled(ctx, lead, wanted)
    require_convertible(ctx, lead)
    rivals.take(ctx.session, lead)
    _check(ctx, lead, plan)
    if not anyway:
        _refuse_twins(ctx, lead, plan)
    company = _company(ctx, lead, plan)
    contact = _contact(ctx, lead, plan, company)
    party = company or contact
    assert party is not None, "a plan that makes nobody was refused"
    at_party = contact if company is not None else None
    sides = [party, *([at_party] if at_party is not None else [])]
    made = _deal(ctx, lead, plan.deal, party, at_party) if plan.deal is not None else None
    conversion_links.activities(ctx, lead, sides)
    given = conversion_links.deals_of(ctx, lead, party, at_party)
    conversion_links.tagged(ctx, lead, sides)
    for record in (*sides, *([made] if made is not None else [])):
        conversion_links.own_values(ctx, lead, record, is_new=record not in (plan.company, plan.contact))
    _mark(ctx, lead, party, at_party)
    records.remember(ctx, lead, *([made] if made is not None else []), *reversed(sides))
    return Converted(party, at_party, made, given)


def require_convertible(ctx: Context, lead: Lead) -> None:
    """Raise `NotAllowed` or `Conflict` unless the actor may convert this lead as it stands."""
    permissions.require(ctx, lead, "edit")
    if lead.status is LeadStatus.CONVERTED:
        raise Conflict(lead.title, "is converted already", record_id=lead.id)
    leads.require_open(ctx, lead)


def lacking(lead: Lead, plan: Plan) -> tuple[str, tuple[str, ...]]:
    """Return what a lead's address lacks to be taken over, and by whom, the company or the contact; mostly nothing."""
    if _makes_company(plan):
        return "company", missing_of_address(lead)
    return "contact", missing_of_address(lead) if _makes_contact(plan) else ()


def deal_name(lead: Lead, party: str) -> str:
    """Return what the deal of a lead is called when nobody says: whose it is, and what the lead is about."""
    about = first_line(lead.description or "", _NAME_LENGTH) or "first deal"
    return f"{party} – {about}"


def _check(ctx: Context, lead: Lead, plan: Plan) -> None:
    """Refuse before the first write what could not be carried through."""
    if not (plan.with_company or plan.with_contact):
        reason = "a deal needs a company or a contact" if plan.deal else "there is nobody to make of it"
        raise InvalidInput("to", lead.title, reason)
    if plan.contact is not None and plan.with_company and plan.company is None:
        raise InvalidInput("contact", plan.contact.title, "an existing contact goes with an existing company")
    for there in (plan.company, plan.contact):
        if there is not None and not permissions.sees(ctx, there):
            raise NotFound(f"#{there.id}")
    _require_rights(ctx, lead, plan)
    _require_address(lead, plan)


def _require_rights(ctx: Context, lead: Lead, plan: Plan) -> None:
    """Raise `NotAllowed` for a kind that may not be made."""
    kinds = {"company": _makes_company(plan), "contact": _makes_contact(plan), "deal": plan.deal is not None}
    for kind, made in kinds.items():
        if made:
            ctx.actor.require(f"{kind}.create", lead.title)


def _require_address(lead: Lead, plan: Plan) -> None:
    whose, missing = lacking(lead, plan)
    if missing:
        reason = f"cannot be converted yet: the {whose}’s address needs its {' and '.join(missing)}"
        raise Conflict(lead.title, reason, record_id=lead.id)


def _makes_company(plan: Plan) -> bool:
    return plan.with_company and plan.company is None


def _makes_contact(plan: Plan) -> bool:
    return plan.with_contact and plan.contact is None


def _refuse_twins(ctx: Context, lead: Lead, plan: Plan) -> None:
    if _makes_company(plan):
        conversion_near.refuse_twins(ctx, lead, "company", lead.company_name or "")
    if _makes_contact(plan):
        conversion_near.refuse_twins(ctx, lead, "contact", leads.person_name(lead))


def _company(ctx: Context, lead: Lead, plan: Plan) -> Company | None:
    """Return the company of the plan: the one that is there, or one made from the lead."""
    if plan.company is not None:
        _join(ctx, lead, plan.company, _standing(plan.company, plan))
        return plan.company
    if not plan.with_company:
        return None
    roles = companies.flags(("customer",) if plan.is_customer else ("prospect",))
    company = Company(**company_columns(lead), **roles, **assigning.within(ctx, _owner(ctx, lead)))
    records.store(ctx, company, companies.texts(company))
    return company


def _contact(ctx: Context, lead: Lead, plan: Plan, company: Company | None) -> Contact | None:
    """Return the contact of the plan: somebody at the company, or an individual who buys in their own name."""
    if not plan.with_contact:
        return None
    if plan.contact is not None:
        contact = plan.contact
        if company is None:
            _join(ctx, lead, contact, _standing(contact, plan))
        else:
            _join(ctx, lead, contact, {})
            _employ(ctx, contact, company)
        records.reindex(ctx, contact, contacts.texts(contact, company))
    else:
        own = {} if company is not None else _standing(None, plan)
        at = {"company_id": company.id if company is not None else None}
        own |= assigning.within(ctx, _owner(ctx, lead))
        contact = Contact(**contact_columns(lead, individual=company is None), **own, **at)
        records.store(ctx, contact, contacts.texts(contact, company))
    if company is not None and company.primary_contact_id is None and permissions.may(ctx, company, "edit"):
        company.primary_contact_id = contact.id
    return contact


def _employ(ctx: Context, contact: Contact, company: Company) -> None:
    """Let somebody who is there belong to the company; where they worked is kept as a link that has ended."""
    if contact.company_id != company.id:
        permissions.require(ctx, contact, "edit")
        affiliations.employ(ctx, contact, company)


def _standing(party: Party | None, plan: Plan) -> dict[str, object]:
    """Return what somebody is to us from now on: a customer if the plan says so, else a prospect unless one (R-28)."""
    customer = plan.is_customer or (party is not None and party.is_customer)
    return {"is_customer": customer, "is_prospect": not customer}


def _join(ctx: Context, lead: Lead, party: Party, wanted: Mapping[str, object]) -> None:
    """Change what has to change of somebody who is there; a lead's rejections hold for them as well (R-25)."""
    rejections = {name: True for name in ("no_calls", "no_emails") if getattr(lead, name)}
    values = {name: value for name, value in {**wanted, **rejections}.items() if getattr(party, name) != value}
    if not values and not conversion_links.lacking_tags(ctx, lead, party):
        return
    permissions.require(ctx, party, "edit")
    for name, value in values.items():
        setattr(party, name, value)


def _owner(ctx: Context, lead: Lead) -> dict[str, object]:
    """Return whose the new records are: the lead's owner's and team's; nobody's lead is the actor's from now on."""
    owner_id = lead.owner_id or ctx.actor.id
    return {"owner_id": owner_id, "team_id": lead.team_id or records.team_of(ctx, owner_id)}


def _deal(ctx: Context, lead: Lead, wish: DealWish, party: Party, contact: Contact | None) -> Deal:
    draft = DealDraft(
        name=wish.name or deal_name(lead, party.title),
        party=party,
        lead=lead,
        amount=wish.amount or leads.budget_of(lead),
        contact_id=contact.id if contact is not None else None,
        type=wish.type,
        source_id=lead.source_id,
        customer_description=lead.description,
    )
    deal = deal_rules.create(ctx, draft)
    for name, value in _owner(ctx, lead).items():
        setattr(deal, name, value)
    return deal


def _mark(ctx: Context, lead: Lead, party: Party, contact: Contact | None) -> None:
    """Close the lead, with where it went."""
    lead.status = LeadStatus.CONVERTED
    lead.converted_party_id, lead.converted_at = party.id, ctx.now
    lead.converted_contact_id = contact.id if contact is not None else None
    ctx.session.flush()
