"""People who have to do with more than one company, and those who did: one employer, any number of links beside it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crmbot.core import permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.permissions import visible
from crmbot.store.models.party import Company, Contact, PartyLink
from crmbot.store.models.record import Record

LONGEST_ROLE = 100
"""Characters of what somebody does at a company."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A company somebody has to do with beside their own, as what, and since when no more."""

    company: Company
    role: str
    ended_on: date | None


def of(ctx: Context, contact: Contact) -> Sequence[Affiliation]:
    """Return the companies somebody is or was linked to beside their employer, those of today first, by name."""
    rows = ctx.session.execute(
        select(PartyLink, Company)
        .join(Company, Company.id == PartyLink.company_id)
        .where(PartyLink.contact_id == contact.id, visible(ctx, ["company"]))
        .where(Company.id != (contact.company_id or 0))  # merging may have brought both ways together
        .order_by(PartyLink.ended_on.is_not(None), Company.name_key, Company.id)
    )
    return [Affiliation(row.Company, row.PartyLink.role or "", row.PartyLink.ended_on) for row in rows]


def roles_at(ctx: Context, company: Company, people: Sequence[Contact]) -> dict[int, str]:
    """Return what people do at a company, by their number: their job if they work there, else the role they have."""
    linked = ctx.session.execute(
        select(PartyLink.contact_id, PartyLink.role).where(
            PartyLink.company_id == company.id, PartyLink.contact_id.in_([person.id for person in people])
        )
    )
    roles = {row.contact_id: row.role or "" for row in linked}
    jobs = {person.id: person.job_title or "" for person in people if person.company_id == company.id}
    return roles | jobs


def titles(ctx: Context, ids: Collection[int]) -> dict[int, list[str]]:
    """Return the names of the companies people are linked to today, by the people's numbers."""
    # lint: unscoped what people are found by is the same for everybody
    rows = ctx.session.execute(
        select(PartyLink.contact_id, Record.title)
        .join(Record, Record.id == PartyLink.company_id)
        .where(PartyLink.contact_id.in_(ids), PartyLink.ended_on.is_(None))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.contact_id].append(row.title)
    return found


def is_at(ctx: Context, contact: Contact, company: Company) -> bool:
    """Tell whether somebody works at a company or is linked to it today."""
    link = ctx.session.get(PartyLink, (company.id, contact.id))
    return contact.company_id == company.id or (link is not None and link.ended_on is None)


def join(ctx: Context, contact: Contact, company: Company, role: str | None = None) -> None:
    """Say that somebody has to do with a company beside their own, or in which other role they do.

    Raises `NotAllowed`, `InvalidInput` for too long a role, `Conflict` when nothing is new about it.
    """
    permissions.require(ctx, contact, "edit")
    said = " ".join((role or "").split())
    if len(said) > LONGEST_ROLE:
        raise InvalidInput("role", said, f"a role has at most {LONGEST_ROLE} characters")
    if contact.company_id == company.id:
        raise Conflict(contact.title, f"works at {company.title} already", record_id=contact.id)
    link = ctx.session.get(PartyLink, (company.id, contact.id))
    if link is not None and link.ended_on is None and said in ("", link.role):
        raise Conflict(contact.title, f"is linked to {company.title} already", record_id=contact.id)
    link = link or _new(ctx, contact.id, company.id)
    link.role, link.ended_on = said or link.role, None
    _told(ctx, contact)


def leave(ctx: Context, contact: Contact, company: Company) -> None:
    """Say that somebody has nothing to do with a company any more; that they had is kept.

    Raises `NotAllowed`, `Conflict` when they were not there.
    """
    permissions.require(ctx, contact, "edit")
    if not is_at(ctx, contact, company):
        raise Conflict(contact.title, f"is not at {company.title}", record_id=contact.id)
    if contact.company_id == company.id:
        _end(ctx, contact, company.id)
        contact.company_id = None
    else:
        ctx.session.get_one(PartyLink, (company.id, contact.id)).ended_on = ctx.today
        step_down(contact, company)
    _told(ctx, contact)


def employ(ctx: Context, contact: Contact, company: Company | None) -> None:
    """Let somebody work at a company, or at none: where they did is kept as a link that has ended."""
    if contact.company_id == (company.id if company is not None else None):
        return
    if contact.company_id is not None:
        _end(ctx, contact, contact.company_id)
    if company is not None:
        linked = ctx.session.get(PartyLink, (company.id, contact.id))
        if linked is not None:  # they work there now, which says more
            ctx.session.delete(linked)
    contact.company_id = company.id if company is not None else None
    ctx.session.flush()


def step_down(contact: Contact, company: Company) -> None:
    """Take somebody who has left from being whom to talk to at a company; it needs no right on the company."""
    if company.primary_contact_id == contact.id:
        company.primary_contact_id = None
    if company.accounting_contact_id == contact.id:
        company.accounting_contact_id = None


def _end(ctx: Context, contact: Contact, company_id: int) -> None:
    """Keep that somebody worked at a company, and as what."""
    link = ctx.session.get(PartyLink, (company_id, contact.id)) or _new(ctx, contact.id, company_id)
    link.role, link.ended_on = contact.job_title, ctx.today
    former = ctx.session.get(Company, company_id)
    if former is not None:
        step_down(contact, former)


def _new(ctx: Context, contact_id: int, company_id: int) -> PartyLink:
    link = PartyLink(company_id=company_id, contact_id=contact_id)
    ctx.session.add(link)
    return link


def _told(ctx: Context, contact: Contact) -> None:
    ctx.session.flush()
    records.reindex_own(ctx, contact)
    records.remember(ctx, contact)
