"""Contacts: people, at a company or on their own."""

from dataclasses import dataclass

from crmbot.core import history, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import Reach
from crmbot.language.fold import name_key
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.record import Record

subjects.declare("contact", rank=1)


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What a contact is made from; a name is all it needs."""

    name: str
    reach: Reach = Reach()
    company: Company | None = None
    job_title: str | None = None
    owner_id: int | None = None
    description: str | None = None


def create(ctx: Context, draft: ContactDraft, *, anyway: bool = False) -> Contact:
    """Make a contact; the first one of a company becomes its primary contact.

    Raises `NotAllowed`, `InvalidInput`, and `Duplicate` unless it is wanted `anyway`.
    """
    name = " ".join(draft.name.split())
    if not name:
        raise InvalidInput("name", draft.name, "a contact needs a name")
    columns = parties.reach_columns(ctx, draft.reach)
    if not anyway:
        parties.refuse_duplicates(ctx, "contact", name, columns)
    first, last = split_name(name)
    contact = Contact(
        title=name,
        first_name=first,
        last_name=last,
        name_key=name_key(name),
        job_title=draft.job_title,
        description=draft.description,
        company_id=draft.company.id if draft.company else None,
        **({"owner_id": ctx.actor.id} | parties.owner_columns(ctx, draft.owner_id)),
        **columns,
    )
    records.add(ctx, contact, texts(contact, draft.company))
    if draft.company is not None and draft.company.primary_contact_id is None:
        draft.company.primary_contact_id = contact.id
        ctx.session.flush()
    return contact


@dataclass(frozen=True, slots=True)
class ContactChange:
    """What is to change of a contact; None leaves a thing as it is."""

    name: str | None = None
    reach: Reach = Reach()
    company: Company | None = None
    job_title: str | None = None
    owner_id: int | None = None


def change(ctx: Context, contact: Contact, wanted: ContactChange) -> None:
    """Change what is given of a contact. Raises `NotAllowed`, `InvalidInput`."""
    permissions.require(ctx, contact, "edit")
    values: dict[str, object] = dict(parties.reach_columns(ctx, wanted.reach))
    values |= parties.owner_columns(ctx, wanted.owner_id)
    name = " ".join((wanted.name or "").split())
    if name:
        first, last = split_name(name)
        values |= {"title": name, "name_key": name_key(name)}
        values |= {"first_name": first, "last_name": last}
    if wanted.job_title is not None:
        values["job_title"] = wanted.job_title or None
    if wanted.company is not None:
        values["company_id"] = wanted.company.id
    records.change(ctx, contact, values)
    records.reindex(ctx, contact, texts(contact, company_of(ctx, contact)))


@history.after_undo("contact")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Contact)
    records.reindex(ctx, record, texts(record, company_of(ctx, record)))


def company_of(ctx: Context, contact: Contact) -> Company | None:
    """Return the company a contact works at."""
    return ctx.session.get(Company, contact.company_id) if contact.company_id else None


def split_name(name: str) -> tuple[str | None, str]:
    """Return first and last name; a single word is the last name."""
    first, _, last = name.strip().rpartition(" ")
    return first or None, last


def texts(contact: Contact, company: Company | None) -> records.Texts:
    """Return what a contact is found by: also by the company, so that "jane acme" finds her."""
    found = [
        (contact.title, 5),
        (company.title if company else None, 1),
        (contact.email, 2),
        (contact.job_title, 1),
        (contact.phone_key, 3),
        (contact.mobile_key, 3),
    ]
    return [(text, weight) for text, weight in found if text]
