"""Companies: prospects, customers, suppliers and partners."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import contacts, deals, history, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import Reach
from crmbot.core.permissions import visible
from crmbot.language.fold import name_key
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.record import Record

subjects.declare("company", rank=2)

ROLES = ("prospect", "customer", "supplier", "partner")


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """What a company is made from; `roles` are of `ROLES`, prospect when none is given."""

    name: str
    reach: Reach = Reach()
    roles: tuple[str, ...] = ()
    owner_id: int | None = None
    description: str | None = None


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
        description=draft.description,
        **({"owner_id": ctx.actor.id} | parties.owner_columns(ctx, draft.owner_id)),
        **flags(draft.roles or ("prospect",)),
        **columns,
    )
    records.add(ctx, company, texts(company))
    return company


def change(ctx: Context, company: Company, *, name: str | None, reach: Reach, roles: tuple[str, ...]) -> None:
    """Change what is given of a company; a role with a leading minus is taken away.

    Raises `NotAllowed`, `InvalidInput`.
    """
    permissions.require(ctx, company, "edit")
    values: dict[str, object] = dict(parties.reach_columns(ctx, reach))
    name = (name or "").strip()
    if name:
        values |= {"title": name, "name_key": name_key(name)}
    if roles:
        values |= _other_flags(company, roles)
    records.change(ctx, company, values)
    records.reindex(ctx, company, texts(company))
    if name:
        _reindex_those_of(ctx, company)


def give(ctx: Context, company: Company, owner_id: int) -> None:
    """Make a company somebody's. Raises `NotAllowed`."""
    permissions.require(ctx, company, "edit")
    records.change(ctx, company, parties.owner_columns(ctx, owner_id))


def set_primary(ctx: Context, company: Company, contact: Contact) -> None:
    """Say whom to talk to first at a company. Raises `NotAllowed`, `InvalidInput` for somebody from elsewhere."""
    permissions.require(ctx, company, "edit")
    if contact.company_id != company.id:
        raise InvalidInput("primary", contact.title, f"does not work at {company.title}")
    records.change(ctx, company, {"primary_contact_id": contact.id})


def _reindex_those_of(ctx: Context, company: Company) -> None:
    """People and deals are found by their company's name as well."""
    for person in parties.people(ctx, company.id):
        records.reindex(ctx, person, contacts.texts(person, company))
    for deal in ctx.session.scalars(select(Deal).where(Deal.party_id == company.id, visible(ctx, ["deal"]))):
        records.reindex(ctx, deal, deals.texts(deal, company))


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
    ]
    return [(text, weight) for text, weight in found if text]
