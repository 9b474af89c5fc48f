"""Companies: prospects, customers, suppliers and partners."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, union

from crmbot.core import accounting_links, contacts, deals, history, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.parties import Reach, affiliations, hierarchies
from crmbot.core.parties import filters as _declared  # noqa: F401  # what can be asked of companies and contacts
from crmbot.core.rights import assigning
from crmbot.language import money
from crmbot.language.fold import name_key
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact, PartyLink
from crmbot.store.models.record import Record

subjects.declare("company", rank=2)

ROLES = parties.ROLES

_PLAIN = ("industry", "registration_no", "tax_no", "language", "description")
CLEARABLE = ("employees", "turnover_minor", "parent_id", "source_id", "primary_contact_id", "accounting_contact_id")
"""The columns of a company, besides texts, that may be emptied."""

MOST_EMPLOYEES = 10_000_000


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What else is known of a company; None leaves a thing as it is, an empty text empties it.

    `cleared` names columns of `CLEARABLE` to empty.
    """

    industry: str | None = None
    employees: int | None = None
    turnover: Money | None = None
    registration_no: str | None = None
    tax_no: str | None = None
    language: str | None = None
    currency: str | None = None
    description: str | None = None
    parent: Company | None = None
    source_id: int | None = None
    no_calls: bool | None = None
    no_emails: bool | None = None
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """What a company is made from; `roles` are of `ROLES`, prospect when none is given."""

    name: str
    reach: Reach = Reach()
    roles: tuple[str, ...] = ()
    owner_id: int | None = None
    description: str | None = None
    facts: CompanyFacts = CompanyFacts()


def create(ctx: Context, draft: CompanyDraft, *, anyway: bool = False) -> Company:
    """Make a company. Raises `NotAllowed`, `InvalidInput`, and `Duplicate` unless it is wanted `anyway`."""
    name = draft.name.strip()
    if not name:
        raise InvalidInput("name", draft.name, "a company needs a name")
    columns = parties.reach_columns(ctx, draft.reach)
    if not anyway:
        parties.refuse_duplicates(ctx, "company", name, columns)
    company = Company(
        title=name,
        name_key=name_key(name),
        **({"description": draft.description} | _fact_columns(ctx, None, draft.facts)),
        **assigning.first_owner(ctx, draft.owner_id),
        **flags(draft.roles or ("prospect",)),
        **columns,
    )
    records.add(ctx, company, texts(company))
    return company


def change(  # noqa: PLR0913  # what is left out stays as it is
    ctx: Context,
    company: Company,
    *,
    name: str | None = None,
    reach: Reach = Reach(),
    roles: tuple[str, ...] = (),
    facts: CompanyFacts = CompanyFacts(),
) -> None:
    """Change what is given of a company; a role with a leading minus is taken away.

    Raises `NotAllowed`, `InvalidInput`.
    """
    permissions.require(ctx, company, "edit")
    values = parties.reach_columns(ctx, reach) | _fact_columns(ctx, company, facts)
    name = (name or "").strip()
    if name:
        values |= {"title": name, "name_key": name_key(name)}
    if roles:
        values |= _other_flags(company, roles)
    records.change(ctx, company, values)
    records.reindex(ctx, company, texts(company))
    if name:
        _reindex_those_of(ctx, company)


def _fact_columns(ctx: Context, company: Company | None, facts: CompanyFacts) -> dict[str, object]:
    columns: dict[str, object] = dict.fromkeys(name for name in CLEARABLE if name in facts.cleared)
    columns |= {name: text.strip() or None for name in _PLAIN if (text := getattr(facts, name)) is not None}
    given = {name: getattr(facts, name) for name in ("source_id", "no_calls", "no_emails")}
    columns |= {name: value for name, value in given.items() if value is not None}
    if facts.employees is not None:
        columns["employees"] = _headcount(facts.employees)
    if facts.turnover is not None:
        columns |= _turnover_columns(facts.turnover)
    if facts.currency is not None:
        columns["currency"] = _currency(facts.currency)
    if facts.parent is not None:
        if company is not None:
            hierarchies.place_company(ctx, company, facts.parent)
        columns["parent_id"] = facts.parent.id
    return columns


def _headcount(number: int) -> int:
    if not 0 <= number <= MOST_EMPLOYEES:
        raise InvalidInput("employees", str(number), "that is no number of employees")
    return number


def _turnover_columns(turnover: Money) -> dict[str, object]:
    if turnover.minor < 0:
        raise InvalidInput("turnover", money.show(turnover), "a turnover is never below nothing")
    return {"turnover_minor": turnover.minor, "turnover_currency": turnover.currency}


def _currency(text: str) -> str | None:
    """Return a currency by its code, however it is written. Raises `InvalidInput` for one there is not."""
    code = text.strip().upper()
    if not code:
        return None
    found = money.read(f"1 {code}", currency="EUR")
    if found is None or found.currency != code:
        raise InvalidInput("currency", text, "no currency has that code", ("EUR", "USD", "GBP"))
    return code


def give(ctx: Context, company: Company, owner_id: int) -> None:
    """Make a company somebody's. Raises `NotAllowed`."""
    permissions.require(ctx, company, "edit")
    records.change(ctx, company, assigning.owner_columns(ctx, owner_id))


def set_primary(ctx: Context, company: Company, contact: Contact) -> None:
    """Say whom to talk to first at a company. Raises `NotAllowed`, `InvalidInput` for somebody from elsewhere."""
    permissions.require(ctx, company, "edit")
    _require_at(ctx, company, contact, "primary")
    records.change(ctx, company, {"primary_contact_id": contact.id})


def set_accounting_contact(ctx: Context, company: Company, contact: Contact) -> None:
    """Say whom to write to about invoices; it takes a link to an accounting program (R-88).

    Raises `NotAllowed`, `InvalidInput` for somebody from elsewhere, `Conflict` without such a link.
    """
    permissions.require(ctx, company, "edit")
    if not accounting_links.is_linked(ctx):
        reason = "cannot have an accounting contact yet: no accounting program is linked"
        raise Conflict(company.title, reason, record_id=company.id)
    _require_at(ctx, company, contact, "accounting")
    records.change(ctx, company, {"accounting_contact_id": contact.id})


def _require_at(ctx: Context, company: Company, contact: Contact, field: str) -> None:
    if not affiliations.is_at(ctx, contact, company):
        raise InvalidInput(field, contact.title, f"does not work at {company.title}")


def _reindex_those_of(ctx: Context, company: Company) -> None:
    """People and deals are found by their company's name as well, those the actor does not see likewise."""
    linked = select(PartyLink.contact_id).where(PartyLink.company_id == company.id, PartyLink.ended_on.is_(None))
    # lint: unscoped what people are found by is the same for everybody
    at_it = union(select(Contact.id).where(Contact.company_id == company.id), linked)
    # lint: unscoped likewise
    people = ctx.session.scalars(select(Contact).where(Contact.id.in_(at_it))).all()
    found_by = contacts.texts_of(ctx, people)
    for person in people:
        records.reindex(ctx, person, found_by[person.id])
    # lint: unscoped likewise
    for deal in ctx.session.scalars(select(Deal).where(Deal.party_id == company.id)):
        records.reindex(ctx, deal, deals.texts(deal, company))


@records.found_by("company")
def _found_by(_ctx: Context, record: Record) -> records.Texts:
    assert isinstance(record, Company)
    return texts(record)


@history.after_undo("company")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Company)
    records.reindex(ctx, record, texts(record))
    _reindex_those_of(ctx, record)


def _other_flags(company: Company, roles: tuple[str, ...]) -> Mapping[str, bool]:
    """Add roles to those a company has; who becomes a prospect is no customer any more."""
    gone = {role[1:] for role in roles if role.startswith("-")}
    added = tuple(role for role in roles if not role.startswith("-"))
    kept = {role for role in roles_of(company) if not ("prospect" in added and role == "customer")}
    flags(tuple(gone))
    return flags(tuple((kept | set(added)) - gone))


def flags(roles: tuple[str, ...]) -> Mapping[str, bool]:
    """Return the flags for roles; a customer is no prospect any more, and the reverse (spec: 1.2).

    Raises `InvalidInput` for a word that is no role.
    """
    for role in roles:
        if role not in ROLES:
            raise InvalidInput("kind", role, "no such kind of company", ROLES)
    wanted = set(roles) - ({"prospect"} if "customer" in roles else set())
    return {f"is_{role}": role in wanted for role in ROLES}


def roles_of(company: Company) -> list[str]:
    """Return the roles of a company in words."""
    return [role for role in ROLES if getattr(company, f"is_{role}")]


def texts(company: Company) -> records.Texts:
    """Return what a company is found by."""
    found = [
        (company.title, 5),
        (company.city, 1),
        (company.email, 2),
        (company.website, 1),
        (company.phone_key, 3),
        (company.mobile_key, 3),
        (company.industry, 1),
        (company.registration_no, 1),
        (company.tax_no, 1),
    ]
    return [(text, weight) for text, weight in found if text]
