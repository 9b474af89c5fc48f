"""What hangs on a lead goes along when it is converted: notes, tasks, events, deals, documents, tags."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from crmbot.core import custom_fields, deals, records, tags
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.documents import lists as document_lists
from crmbot.core.permissions import visible
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.custom import FieldType
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.record import Record
from crmbot.store.search_index import bulk_index

# The files of a lead stay with it, and are listed with what it became; for a company that is said already.
document_lists.belong("contact", Lead.__table__, "converted_party_id")


def activities(ctx: Context, lead: Lead, parties: Sequence[Party]) -> None:
    """Put every activity of a lead on the party and the contact as well; it stays on the lead."""
    links = ctx.session.scalars(select(ActivityLink).where(ActivityLink.record_id == lead.id)).all()
    ids = [party.id for party in parties]
    of_lead = select(ActivityLink.activity_id).where(ActivityLink.record_id == lead.id)
    known = select(ActivityLink.activity_id, ActivityLink.record_id).where(
        ActivityLink.activity_id.in_(of_lead), ActivityLink.record_id.in_(ids)
    )
    there = {(row.activity_id, row.record_id) for row in ctx.session.execute(known)}
    ctx.session.add_all(
        ActivityLink(activity_id=link.activity_id, record_id=number, role=link.role, answer=link.answer)
        for link in links
        for number in ids
        if (link.activity_id, number) not in there
    )


def deals_of(ctx: Context, lead: Lead, party: Party, contact: Contact | None) -> Sequence[Deal]:
    """Give every deal of a lead its party; the lead stays with it (R-24)."""
    # lint: unscoped the deals belong to the lead, whoever works on them
    of_lead = ctx.session.scalars(select(Deal).where(Deal.lead_id == lead.id).order_by(Deal.id)).all()
    given = [deal for deal in of_lead if deal.party_id is None]
    for deal in given:
        deal.party_id = party.id
        if deal.contact_id is None and contact is not None:
            deal.contact_id = contact.id
    own = own_words(ctx, given)
    bulk_index(ctx.session, [(deal.id, [*deals.texts(deal, party), *own.get(deal.id, ())]) for deal in given])
    return given


def own_words(ctx: Context, given: Sequence[Record]) -> dict[int, records.Texts]:
    """Return what records of a kind are found by besides their names: the words in their own fields, read at once."""
    kind = given[0].kind if given else ""
    text = {one.key for one in custom_fields.of(ctx, kind) if one.type is FieldType.TEXT} if kind else set()
    kept = custom_values.loaded(ctx, given) if text else {}
    return {number: [(str(value), 2) for key, value in of.items() if key in text] for number, of in kept.items()}


def own_values(ctx: Context, lead: Lead, record: Record, *, is_new: bool) -> None:
    """Carry the values of the lead's own fields over to those of equal key; a new record starts with them."""
    kept = custom_values.by_key(ctx, lead)
    if is_new:
        custom_values.start(ctx, record, _fitting(ctx, lead, record, kept))
    elif kept:
        custom_values.carry(ctx, lead, record)


def _fitting(
    ctx: Context, lead: Lead, record: Record, kept: Mapping[str, custom_values.Value]
) -> dict[str, custom_values.Value | None]:
    """Return those values that a field of equal key and type can hold."""
    own = {one.key: one.type for one in custom_fields.of(ctx, lead.kind)}
    into = {one.key: one for one in custom_fields.of(ctx, record.kind) if own.get(one.key) is one.type}
    return {
        key: value
        for key, value in kept.items()
        if key in into and (into[key].type is not FieldType.DROPDOWN or value in into[key].offered)
    }


def lacking_tags(ctx: Context, lead: Lead, party: Party) -> list[str]:
    """Return the tags of a lead that a party does not have."""
    there = set(tags.of(ctx, party))
    return [word for word in tags.of(ctx, lead) if word not in there]


def tagged(ctx: Context, lead: Lead, parties: Sequence[Party]) -> None:
    """Put the tags of a lead on the party and the contact as well."""
    words = tags.of(ctx, lead)
    for party in parties if words else ():
        tags.apply(ctx, party, words)


def count(ctx: Context, lead: Lead) -> tuple[int, int]:
    """Return how many activities and how many documents go along with a lead."""
    about = select(func.count()).select_from(ActivityLink).where(ActivityLink.record_id == lead.id)
    kept = select(func.count()).select_from(Document).where(document_lists.filed_with(lead), visible(ctx, ["document"]))
    return ctx.session.scalar(about) or 0, ctx.session.scalar(kept) or 0
