"""Where somebody works when several records of them, or of their companies, become one."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from crmbot.core.context import Context
from crmbot.store.models.party import Contact, Party, PartyLink
from crmbot.store.models.record import Record


def keep_employers(ctx: Context, into: Contact, others: Sequence[Record], picked: int) -> None:
    """Link somebody to the companies the other records work at: one employer is theirs, none of them is lost.

    `picked`: the record whose employer stands, if any has one. Called before the values are set.
    """
    jobs = {one.company_id: one.job_title for one in (into, *others) if isinstance(one, Contact) and one.company_id}
    employer = _employer(into, others, picked)
    known = select(PartyLink.company_id).where(PartyLink.contact_id.in_([into.id, *(one.id for one in others)]))
    there = set(ctx.session.scalars(known))
    ctx.session.add_all(
        PartyLink(company_id=company, contact_id=into.id, role=role)
        for company, role in jobs.items()
        if company != employer and company not in there
    )
    ctx.session.flush()


def _employer(into: Contact, others: Sequence[Record], picked: int) -> int | None:
    people = [one for one in (into, *others) if isinstance(one, Contact) and one.company_id is not None]
    stands = next((one for one in people if one.id == picked), None) or next(iter(people), None)
    return stands.company_id if stands is not None else None


def without_doubles(ctx: Context, party: Party) -> None:
    """Drop links between people and the company they work at: that they work there says more."""
    worker = aliased(Party)
    mine = or_(PartyLink.company_id == party.id, PartyLink.contact_id == party.id)
    doubled = select(PartyLink).join(worker, worker.id == PartyLink.contact_id)
    for link in ctx.session.scalars(doubled.where(mine, worker.company_id == PartyLink.company_id)):
        ctx.session.delete(link)
    ctx.session.flush()
