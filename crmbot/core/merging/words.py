"""Finding again what was merged or taken apart: by its own words, and by the names of those it belongs to."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select

from crmbot.core import contacts, deals, records
from crmbot.core.context import Context
from crmbot.core.conversion import links as conversion_links
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact, Party, PartyLink
from crmbot.store.models.record import Record
from crmbot.store.search_index import bulk_index

MERGED = ("company", "contact", "lead")
"""What can be merged."""


def found_again(ctx: Context, changed: Sequence[Record]) -> None:
    """Make records findable by the words they have now, with the deals and people that are found by their names."""
    for record in changed:
        records.reindex_own(ctx, record)
    parties = {record.id: record for record in changed if isinstance(record, Party)}
    firms = [number for number, record in parties.items() if isinstance(record, Company)]
    if parties:
        _reindex_deals(ctx, parties)
    if firms:
        _reindex_people(ctx, firms)


def _reindex_deals(ctx: Context, parties: Mapping[int, Record]) -> None:
    # lint: unscoped they are found by everybody who may see them
    found = ctx.session.scalars(select(Deal).where(Deal.party_id.in_(parties))).all()
    own = conversion_links.own_words(ctx, found)
    bulk_index(
        ctx.session,
        [(deal.id, [*deals.texts(deal, parties[deal.party_id or 0]), *own.get(deal.id, ())]) for deal in found],
    )


def _reindex_people(ctx: Context, firms: Collection[int]) -> None:
    linked = select(PartyLink.contact_id).where(PartyLink.company_id.in_(firms))
    theirs = or_(Contact.company_id.in_(firms), Contact.id.in_(linked))
    # lint: unscoped likewise
    found = ctx.session.scalars(select(Contact).where(theirs)).all()
    words = contacts.texts_of(ctx, found)
    own = conversion_links.own_words(ctx, found)
    old = old_names(ctx, [one.id for one in found])
    bulk_index(ctx.session, [(one.id, [*words[one.id], *own.get(one.id, ()), *old.get(one.id, ())]) for one in found])


def old_names(ctx: Context, ids: Sequence[int]) -> dict[int, records.Texts]:
    """Return what records are looked for since others were merged into them: their names, mails and numbers."""
    # lint: unscoped their names are those of the record now
    gone = ctx.session.scalars(select(Record).where(Record.merged_into_id.in_(ids)))
    texts: dict[int, list[tuple[str, int]]] = {}
    for other in gone:
        texts.setdefault(other.merged_into_id or 0, []).extend(_names(other))
    return dict(texts)


def _names(other: Record) -> list[tuple[str, int]]:
    reach = (getattr(other, name, None) for name in ("email", "phone_key", "mobile_key"))
    return [(other.title, 3), *((text, 2) for text in reach if text)]


@records.also_found_by
def _by_old_names(ctx: Context, record: Record) -> records.Texts:
    return old_names(ctx, [record.id]).get(record.id, []) if record.kind in MERGED else []
