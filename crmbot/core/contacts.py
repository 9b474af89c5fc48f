"""Contacts: people, at a company or on their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import history, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import Reach, affiliations, hierarchies
from crmbot.core.rights import assigning
from crmbot.language import fullnames, phones
from crmbot.language.fold import name_key
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.record import Record

subjects.declare("contact", rank=1)

_PLAIN = ("civility", "department", "language", "description")
CLEARABLE = ("company_id", "reports_to_id", "source_id")
"""The columns of a contact, besides texts, that may be emptied."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What else is known of somebody; None leaves a thing as it is, an empty text empties it.

    `cleared` names columns of `CLEARABLE` to empty.
    """

    civility: str | None = None
    department: str | None = None
    language: str | None = None
    description: str | None = None
    reports_to: Contact | None = None
    source_id: int | None = None
    no_calls: bool | None = None
    no_emails: bool | None = None
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What a contact is made from; a name, or a number in its place, is all it needs.

    The first contact of a company becomes its primary one, unless the person is asked about that: `asks_primary`.
    """

    name: str
    reach: Reach = Reach()
    company: Company | None = None
    job_title: str | None = None
    owner_id: int | None = None
    description: str | None = None
    facts: ContactFacts = ContactFacts()
    asks_primary: bool = False


def create(ctx: Context, draft: ContactDraft, *, anyway: bool = False) -> Contact:
    """Make a contact; who has no name is called by their number.

    Raises `NotAllowed`, `InvalidInput`, and `Duplicate` unless it is wanted `anyway`.
    """
    company = draft.company
    name = " ".join(draft.name.split()) or _number(ctx, draft.reach)
    if not name:
        raise InvalidInput("name", draft.name, "a contact needs a name or a phone number")
    columns = parties.reach_columns(ctx, draft.reach)
    if not anyway:
        company_id = company.id if company is not None else None
        parties.refuse_duplicates(ctx, "contact", name, columns, company_id=company_id)
    contact = Contact(
        **_named(name),
        job_title=draft.job_title or None,
        company_id=company.id if company is not None else None,
        **assigning.first_owner(ctx, draft.owner_id),
        **columns,
        **({"description": draft.description} | _fact_columns(ctx, None, draft.facts)),
    )
    records.add(ctx, contact, texts(contact, company))
    if company is not None and company.primary_contact_id is None and not draft.asks_primary:
        company.primary_contact_id = contact.id
        ctx.session.flush()
    return contact


def _number(ctx: Context, reach: Reach) -> str:
    """Return the number somebody is called by as long as nobody knows their name."""
    number = reach.mobile or reach.phone or ""
    return phones.show_phone(number, ctx.org.region)


def _named(name: str) -> dict[str, object]:
    """Return the columns of a name; it is shown the way it was typed, whichever part of it is the family's."""
    first, last = fullnames.parts(name)
    return {"title": name, "name_key": name_key(name), "first_name": first, "last_name": last}


def _fact_columns(ctx: Context, contact: Contact | None, facts: ContactFacts) -> dict[str, object]:
    columns: dict[str, object] = dict.fromkeys(
        name for name in CLEARABLE if name in facts.cleared and name != "company_id"
    )
    columns |= {name: text.strip() or None for name in _PLAIN if (text := getattr(facts, name)) is not None}
    given = {name: getattr(facts, name) for name in ("source_id", "no_calls", "no_emails")}
    columns |= {name: value for name, value in given.items() if value is not None}
    if facts.reports_to is not None:
        if contact is not None:
            hierarchies.place_person(ctx, contact, facts.reports_to)
        columns["reports_to_id"] = facts.reports_to.id
    return columns


@dataclass(frozen=True, slots=True)
class ContactChange:
    """What is to change of a contact; None leaves a thing as it is."""

    name: str | None = None
    reach: Reach = Reach()
    company: Company | None = None
    job_title: str | None = None
    owner_id: int | None = None
    facts: ContactFacts = ContactFacts()


def change(ctx: Context, contact: Contact, wanted: ContactChange) -> None:
    """Change what is given of a contact; where they worked before is kept. Raises `NotAllowed`, `InvalidInput`."""
    permissions.require(ctx, contact, "edit")
    values: dict[str, object] = dict(parties.reach_columns(ctx, wanted.reach))
    values |= assigning.owner_columns(ctx, wanted.owner_id) | _fact_columns(ctx, contact, wanted.facts)
    name = " ".join((wanted.name or "").split())
    if name:
        values |= _named(name)
    # Before their new job is written: what they did at the old company goes with it.
    if wanted.company is not None or "company_id" in wanted.facts.cleared:
        affiliations.employ(ctx, contact, wanted.company)
    if wanted.job_title is not None:
        values["job_title"] = wanted.job_title or None
    records.change(ctx, contact, values)
    records.reindex_own(ctx, contact)


@records.found_by("contact")
def _found_by(ctx: Context, record: Record) -> records.Texts:
    assert isinstance(record, Contact)
    return texts_of(ctx, [record])[record.id]


@history.after_undo("contact")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Contact)
    records.reindex_own(ctx, record)


def company_of(ctx: Context, contact: Contact) -> Company | None:
    """Return the company a contact works at."""
    return ctx.session.get(Company, contact.company_id) if contact.company_id else None


def employer(ctx: Context, contact: Contact) -> Company | None:
    """Return the company a contact works at, where the actor may see it."""
    company = company_of(ctx, contact)
    return company if company is not None and permissions.sees(ctx, company) else None


def texts(contact: Contact, company: Company | None) -> records.Texts:
    """Return what a contact is found by: also by the company, so that "jane acme" finds her."""
    found = [
        (contact.title, 5),
        (company.title if company else None, 1),
        (contact.email, 2),
        (contact.job_title, 1),
        (contact.department, 1),
        (contact.civility, 1),
        (contact.phone_key, 3),
        (contact.mobile_key, 3),
    ]
    return [(text, weight) for text, weight in found if text]


def texts_of(ctx: Context, people: Sequence[Contact]) -> Mapping[int, records.Texts]:
    """Return what people are found by, by their numbers: by the companies they are linked to as well."""
    numbers = {person.company_id for person in people if person.company_id is not None}
    # lint: unscoped what people are found by is the same for everybody
    firms = {firm.id: firm for firm in ctx.session.scalars(select(Company).where(Company.id.in_(numbers)))}
    linked = affiliations.titles(ctx, [person.id for person in people])
    return {
        person.id: [
            *texts(person, firms.get(person.company_id or 0)),
            *((title, 1) for title in linked.get(person.id, ())),
        ]
        for person in people
    }
