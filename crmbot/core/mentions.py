"""Who and what a text names: one query over the word index, then company and person chosen together."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from crmbot.core import lookup, parties, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Found
from crmbot.core.lead_names import keys_of
from crmbot.core.names import NAME_WEIGHT, RECORD
from crmbot.core.permissions import visible
from crmbot.language.fold import tokens, variants
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Contact, Party
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken

_WORDS = 80
_ROWS = 60
_STAFF = 500
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names for certain, the main thing first, and what it may name when that is not certain."""

    sure: tuple[Record, ...] = ()
    doubtful: tuple[Found, ...] = ()
    asked: str = ""


def named_in(ctx: Context, text: str) -> Named:
    """Return the deals, companies and people a text names among what the actor may see.

    A full name beats a short form, a longer name a shorter one inside it, and a person who
    works at a company that is named beats their namesakes elsewhere.
    """
    words = spellings(text)
    rows = _matches(ctx, words)
    full = _longest([record for record in rows if _is_full(record, words)])
    matters = [record for record in full if not isinstance(record, Party) and not _is_settled(record)]
    rivals = [record for record in matters if isinstance(record, Lead)]
    if len(rivals) > 1:
        return Named((), _found(rivals), _asked(rivals, words))
    whole = [record for record in full if isinstance(record, Company)]
    firms = whole or _short_forms(rows, words)
    staff = people_at(ctx, [firm.id for firm in firms], words)
    if len(firms) > 1:
        firms = [firm for firm in firms if any(person.company_id == firm.id for person in staff)] or firms
    firms = _told_apart(firms, words) if whole else firms
    rival_firms = _namesakes(firms, words) if whole else firms
    if len(rival_firms) > 1:
        return Named(tuple(matters), _found(rival_firms), _asked(rival_firms, words))
    if firms:
        return Named((*matters, *firms, *_best(staff, words)))
    return _people_only(matters, [row for row in rows if isinstance(row, Contact)], words)


def _told_apart(firms: Sequence[Company], words: Sequence[str]) -> list[Company]:
    """Leave out a company whose namesake stands in the text with all of its name: Acme Inc, not Acme Ltd."""
    written = {firm.name_key for firm in firms if _is_written(firm, words)}
    return [firm for firm in firms if firm.name_key not in written or _is_written(firm, words)]


def _namesakes(firms: Sequence[Company], words: Sequence[str]) -> list[Company]:
    """Return the companies a text calls by a name that others have as well: Acme Ltd and Acme Inc are both Acme."""
    times = Counter(firm.name_key for firm in firms)
    return [firm for firm in firms if times[firm.name_key] > 1 and not _is_written(firm, words)]


def _is_written(firm: Company, words: Sequence[str]) -> bool:
    return set(tokens(firm.title)) <= set(words)


def _people_only(matters: Sequence[Record], contacts: Sequence[Contact], words: Sequence[str]) -> Named:
    """Choose among people when no company is named: a full name, else the only one of that first name."""
    full = [person for person in contacts if _is_full(person, words)]
    first = [person for person in contacts if tokens(person.title)[:1] and tokens(person.title)[0] in words]
    persons = full or first
    names = {person.name_key for person in full} if full else {tokens(person.title)[0] for person in first}
    if len(persons) > len(names):
        return Named(tuple(matters), _found(persons), _asked(persons, words))
    return Named((*matters, *persons))


def _best(staff: Sequence[Contact], words: Sequence[str]) -> list[Contact]:
    """Keep full names; beside them those whose first or last name alone stands in the text and is not theirs."""
    full = [person for person in staff if _is_full(person, words)]
    used = {word for person in full for word in tokens(person.title)}
    rest = [person for person in staff if person not in full and set(tokens(person.title)) & set(words) - used]
    return [*full, *rest]


def _found(records: Sequence[Record]) -> tuple[Found, ...]:
    return tuple(parties.as_found(record) for record in records[:5])


def _asked(records: Sequence[Record], words: Sequence[str]) -> str:
    """Return the word the records share with the text, as it stands in their names."""
    first = records[0].title.split()
    return next((part for part in first if set(tokens(part)) & set(words)), records[0].title)


def spellings(text: str) -> list[str]:
    """Return the words of a text in every way they may be spelt: mueller is also muller."""
    said = list(dict.fromkeys(tokens(text)))[:_WORDS]
    return list(dict.fromkeys(spelt for word in said for spelt in (word, *sorted(variants(word)))))


def with_people(ctx: Context, about: Sequence[Record], text: str) -> list[Record]:
    """Add to records the people of their companies that a text names."""
    firms = [each.id if each.kind == "company" else getattr(each, "party_id", None) for each in about]
    named = people_at(ctx, [firm for firm in firms if firm is not None], spellings(text))
    return list({each.id: each for each in (*about, *named)}.values())


def people_at(ctx: Context, company_ids: Collection[int], words: Sequence[str]) -> Sequence[Contact]:
    """Return the people of some companies whose first or last name is among the words."""
    if not company_ids:
        return []
    staff = _staff(visible(ctx, ["contact"]))
    there = ctx.session.connection().execute(staff, {"companies": list(company_ids)})
    named = [number for number, title in there if set(tokens(title)) & set(words)]
    if not named:
        return []
    return [person for person in lookup.those(ctx, named) if isinstance(person, Contact)]


@lru_cache(maxsize=256)  # one for each scope: it costs more to build than to run
def _staff(scope: ColumnElement[bool]) -> Select[int, str]:
    staff = select(Contact.id, Contact.title)  # lint: unscoped the scope is handed in
    return staff.where(Contact.company_id.in_(bindparam("companies", expanding=True)), scope).limit(_STAFF)


def _matches(ctx: Context, words: Sequence[str]) -> Sequence[Record]:
    """Find records with some of the words in their own name, those with the most first."""
    if not words:
        return []
    named = _naming(visible(ctx, subjects.kinds()))
    hits = ctx.session.connection().scalars(named, {"words": words}).all()
    found = {record.id: record for record in lookup.those(ctx, hits)}
    return [found[number] for number in hits if number in found]


@lru_cache(maxsize=256)  # as above
def _naming(scope: ColumnElement[bool]) -> Select[int]:
    # lint: unscoped the scope is handed in
    held = select(SearchPosting.record_id).join(SearchToken, SearchToken.id == SearchPosting.token_id)
    return (
        held.join(RECORD, RECORD.c.id == SearchPosting.record_id)
        .where(SearchToken.token.in_(bindparam("words", expanding=True)))
        .where(SearchPosting.weight >= NAME_WEIGHT, scope)
        .group_by(SearchPosting.record_id)
        .order_by(func.count().desc(), SearchPosting.record_id)
        .limit(_ROWS)
    )


def _is_full(record: Record, words: Sequence[str]) -> bool:
    names = (record.name_key,) if isinstance(record, Party) else keys_of(record.kind, record.title)
    return any(len(name.replace(" ", "")) >= _SHORTEST and set(name.split()) <= set(words) for name in names)


def _is_settled(record: Record) -> bool:
    """Tell whether a record is a lead that has become somebody else, who is meant instead."""
    return isinstance(record, Lead) and record.status is LeadStatus.CONVERTED


def _longest(records: Sequence[Record]) -> list[Record]:
    """Leave out a name that is part of a longer one of its kind: Globex in Globex Pharma."""
    names = {record.id: frozenset(tokens(record.title)) for record in records}
    return [
        record
        for record in records
        if not any(names[record.id] < names[other.id] and other.kind == record.kind for other in records)
    ]


def _short_forms(rows: Sequence[Record], words: Sequence[str]) -> list[Company]:
    """Find companies whose name begins with one of the words."""
    starts = [(record, tokens(record.name_key)[:1]) for record in rows if isinstance(record, Company)]
    return [firm for firm, first in starts if first and len(first[0]) >= _SHORTEST and first[0] in words]
