"""Words a record is found by that are not its own: those of a company the actor may not see find nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from rapidfuzz.fuzz import ratio
from sqlalchemy import CompoundSelect, Table, case, func, select, union_all

from crmbot.core.context import Context, Level
from crmbot.core.naming.names import RECORD
from crmbot.core.permissions import see_level, visible
from crmbot.language.fold import tokens, variants
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Party, PartyLink
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.search import Hit, SearchPage

_LENDERS = ("company", "contact", "lead")
_LENT = 2
"""The most that a word of the company one works at, or of who buys, weighs (`texts` of contacts and deals)."""
_NEAR = 75

Words = frozenset[str]

# Tables, not classes: on the class of a kind a select joins the table of all records.
_PARTY = cast("Table", Party.__table__)  # a mapped class may stand on more than a table; these do not
_DEAL = cast("Table", Deal.__table__)  # likewise


def left_out(ctx: Context, query: str, page: SearchPage) -> SearchPage:
    """Return a page of hits without those that were only found by the name of a record hidden from the actor."""
    if not page.hits or all(see_level(ctx.actor, kind) is Level.ALL for kind in _LENDERS):
        return page
    hidden = _hidden_words(ctx, [hit.record_id for hit in page.hits])
    if not hidden:
        return page
    own = _own_words(ctx, hidden)
    asked = [variants(word) | {word} for word in tokens(query)]
    gone = {number for number, lent in hidden.items() if _gives_away(asked, lent, own.get(number, frozenset()))}
    return _without(page, [hit for hit in page.hits if hit.record_id in gone])


def _gives_away(asked: Iterable[Collection[str]], lent: Words, own: Words) -> bool:
    """Tell whether some word asked for is among the words that were lent, and not among the record's own."""
    return any(_is_among(spellings, lent) and not _is_among(spellings, own) for spellings in asked)


def _is_among(spellings: Collection[str], words: Words) -> bool:
    return any(word.startswith(spelling) or ratio(word, spelling) >= _NEAR for word in words for spelling in spellings)


def _hidden_words(ctx: Context, ids: Sequence[int]) -> dict[int, Words]:
    """Return what records are found by of others the actor does not see, by the records' numbers."""
    lent = _lent(ids).subquery()
    # As a case the scope is only checked, never taken for a way to the records; and it is false where it is unknown.
    is_seen = case((visible(ctx, _LENDERS), 1), else_=0)
    # lint: unscoped asks for the very records that the scope leaves out
    hidden = select(lent.c.borrower, RECORD.c.title).join(RECORD, RECORD.c.id == lent.c.lender).where(is_seen == 0)
    rows = ctx.session.execute(hidden)
    words: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        words[row.borrower].update(tokens(row.title))
    return {number: frozenset(found) for number, found in words.items()}


def _lent(ids: Sequence[int]) -> CompoundSelect[tuple[int, int]]:
    """Select who has words of whom: people of their companies, deals of who buys."""
    person, deal = _PARTY.c, _DEAL.c
    # lint: unscoped numbers of hits that are in the actor's scope
    employer = select(person.record_id.label("borrower"), person.company_id.label("lender"))
    linked = select(PartyLink.contact_id, PartyLink.company_id)
    buyer = select(deal.record_id, func.coalesce(deal.party_id, deal.lead_id))
    return union_all(
        employer.where(person.record_id.in_(ids), person.company_id.is_not(None)),
        linked.where(PartyLink.contact_id.in_(ids), PartyLink.ended_on.is_(None)),
        buyer.where(deal.record_id.in_(ids)),
    )


def _own_words(ctx: Context, hidden: Mapping[int, Words]) -> dict[int, Words]:
    """Return the words records are found by that were not lent, or that they have besides."""
    posting = SearchPosting
    rows = ctx.session.execute(
        select(posting.record_id, SearchToken.token, posting.weight)
        .join(SearchToken, SearchToken.id == posting.token_id)
        .where(posting.record_id.in_(hidden))
    )
    words: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.weight > _LENT or row.token not in hidden[row.record_id]:
            words[row.record_id].add(row.token)
    return {number: frozenset(found) for number, found in words.items()}


def _without(page: SearchPage, gone: Sequence[Hit]) -> SearchPage:
    counts = dict(page.counts)
    for hit in gone:
        counts[hit.kind] -= 1
    left = [hit for hit in page.hits if hit not in gone]
    return replace(page, hits=left, total=page.total - len(gone), counts={kind: n for kind, n in counts.items() if n})
