"""Who and what a text names: all names at hand, and each person's own; company and people are chosen together."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.deals import told_of
from crmbot.core.errors import Found
from crmbot.core.naming import aliases, known_names
from crmbot.core.permissions import visible
from crmbot.language.fold import fold, tokens, variants
from crmbot.language.names_index import Candidate, Doubt, Meant, Span, Unlisted
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.record import Record
from crmbot.store.models.search import RecentRecord

_MOST_ASKED = 5
_MOST_FIRMS = 3
_REMEMBERED = 8
_TELLING = 4
_MEANT = "what the texts of this unit of work name"
_BESIDE = re.compile(r"\s*(?:and|&|\+|,|,\s*and)\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019&.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names for certain, the main thing first, and what it may name when that is not certain.

    `unlisted` are names of nobody we know. `spans` are the places of names, `firms` those of companies, known or not:
    no time, no amount and no kind is read out of them.
    """

    sure: tuple[Record, ...] = ()
    doubtful: tuple[Found, ...] = ()
    asked: str = ""
    unlisted: tuple[Unlisted, ...] = ()
    spans: tuple[Span, ...] = ()
    firms: tuple[Span, ...] = ()


def named_in(ctx: Context, text: str) -> Named:
    """Return the deals, leads, companies and people a text names among what the actor may see.

    A name of the actor's own comes before any other. Where it is in doubt which company, lead or deal is meant, that
    is to be asked, and nothing is sure but deals that are named themselves.
    """
    meant = said(ctx, text)
    doubt = next((each for each in meant.doubts if each.kind != "contact"), None) or next(iter(meant.doubts), None)
    chosen = _with_deals(ctx, _chosen(ctx, meant, aliases.matters_in(ctx, text), text), text)
    if doubt is not None and doubt.kind != "contact":
        chosen = [record for record in chosen if isinstance(record, Deal)]
    return Named(
        sure=tuple(chosen),
        doubtful=_options(ctx, doubt) if doubt is not None else (),
        asked=text[slice(*doubt.span)] if doubt is not None else "",
        unlisted=meant.unlisted,
        spans=meant.spans,
        firms=meant.company_spans,
    )


def said(ctx: Context, text: str) -> Meant:
    """Return who and what a text means, with all it may mean; it is read once in a unit of work."""
    known: dict[tuple[int, str], Meant] = ctx.session.info.setdefault(_MEANT, {})
    key = (ctx.actor.id, text)
    if key not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        own = aliases.said_in(ctx, text)
        plain = known_names.meant(ctx, text)
        held = (
            {words: number for words, number in own.items() if _holds(ctx, plain, text, words, number)} if own else {}
        )
        known[key] = known_names.meant(ctx, text, aliases=held) if held else plain
    return known[key]


def _holds(ctx: Context, plain: Meant, text: str, words: str, number: int) -> bool:
    """Tell whether words of the actor's own mean what they mean to them in a text.

    A longer name that stands there in full is meant itself: "Jane Smith", though Jane is another one. And somebody at
    another company than the one that is named is not meant either.
    """
    spoken, own = set(tokens(text)), set(words.split())
    others = [record for record in _chosen(ctx, plain, (), text) if record.id != number]
    if any(own < set(tokens(each.title)) <= spoken for each in others):
        return False
    person = next(iter(lookup.those(ctx, [number])), None)
    firm = next((each.id for each in others if isinstance(each, Company)), None)
    return not (isinstance(person, Contact) and firm is not None and person.company_id not in (None, firm))


def _chosen(ctx: Context, meant: Meant, own: Sequence[int], text: str) -> list[Record]:
    """Return what is meant, the main thing first; a company that nobody names goes without saying with its people."""
    heard = {one.id for mention in meant.mentions for one in mention.candidates}
    company = [meant.company] if meant.company is not None and meant.company.id in heard else []
    others = _named_besides(meant) if company else []
    people = [*meant.contacts, *(_people_besides(meant, text) if meant.contacts else [])]
    ids = [*own, *(one.id for one in (*meant.deals, *meant.leads, *company, *others, *people))]
    found = {record.id: record for record in lookup.those(ctx, list(dict.fromkeys(ids)))}
    return [found[number] for number in dict.fromkeys(ids) if number in found]


def _with_deals(ctx: Context, chosen: list[Record], text: str) -> list[Record]:
    """Put before a company its one open deal that the text names by its other words: Acme, about the renewal."""
    firm = next((record for record in chosen if isinstance(record, Company)), None)
    if firm is None or any(isinstance(record, Deal | Lead) for record in chosen):
        return chosen
    spoken = set(tokens(text))
    told = [deal for deal, _ in told_of.open_deals(ctx, [firm]) if _is_told(deal, firm, spoken)]
    return [*told, *chosen] if len(told) == 1 else chosen


def _is_told(deal: Deal, firm: Company, spoken: Collection[str]) -> bool:
    """Tell whether all words of a deal's name are spoken, and some of them are not its company's."""
    words = set(tokens(deal.title))
    own = {word for word in words - set(tokens(firm.title)) if len(word) >= _TELLING}
    return bool(own) and words <= {*spoken, *tokens(firm.title)}


def _named_besides(meant: Meant) -> list[Candidate]:
    """Return the other companies whose whole name stands in the text and can mean no other: Acme bought Globex."""
    return [one for one in _whole(meant) if one.kind == "company"]


def _people_besides(meant: Meant, text: str) -> list[Candidate]:
    """Return the people of other companies a text names besides: in full, or side by side with one who is meant."""
    known = {one.id for one in meant.contacts}
    named = [one for one in _whole(meant) if one.kind == "contact"]
    end = None
    for mention in meant.mentions:
        one = mention.candidates[0]
        beside = end is not None and _BESIDE.fullmatch(text, end, mention.span[0]) is not None
        if one.id in known or (beside and len(mention.candidates) == 1 and one.kind == "contact"):
            named.append(one)
            end = mention.span[1]
    return named


def _whole(meant: Meant) -> list[Candidate]:
    """Return whom a text names in full, where the words can mean no other."""
    alone = [each.candidates[0] for each in meant.mentions if len(each.candidates) == 1]
    return [one for one in alone if one.how in ("alias", "code", "exact")]


def _options(ctx: Context, doubt: Doubt) -> tuple[Found, ...]:
    return lookup.shown(ctx, [one.id for one in doubt.options[:_MOST_ASKED]])


def words_for(ctx: Context, text: str, record: Record) -> str:
    """Return the words of a text that name a record, as they were typed; empty where none do."""
    for mention in said(ctx, text).mentions:
        if any(one.id == record.id for one in mention.candidates):
            return mention.text
    own = {*tokens(record.title), *(spelt for word in tokens(record.title) for spelt in variants(word))}
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(text):
        if fold(word[0]) in own or variants(word[0]) & own:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    longest = max(runs, key=len)
    return text[longest[0].start() : longest[-1].end()] if longest else ""


def near(ctx: Context, words: str, kinds: Sequence[str], apart: Collection[int], limit: int) -> tuple[Found, ...]:
    """Return whom words may mean as well, the likeliest first, then whom the actor last had to do with.

    `apart`: records by number that are not meant.
    """
    heard = [one.id for mention in said(ctx, words).mentions for one in mention.candidates if one.kind in kinds]
    hits = lookup.search(ctx, words, kinds=kinds, limit=limit + len(apart)).hits if words.strip() else ()
    last = [record.id for record in lookup.recent(ctx, kinds, limit + len(apart))]
    likely = (*heard, *(hit.record_id for hit in hits), *last)
    wanted = [number for number in dict.fromkeys(likely) if number not in apart]
    return lookup.shown(ctx, wanted[:limit])


@dataclass(frozen=True, slots=True)
class People:
    """The people of some companies that a text names, and first names that several of them bear."""

    sure: tuple[Contact, ...] = ()
    doubtful: tuple[Found, ...] = ()
    asked: str = ""


def people_in(ctx: Context, about: Sequence[Record], text: str) -> People:
    """Return the people a text names at the companies of what it is about, though it may not name those."""
    firms = lookup.those(ctx, _firms_of(about)[:_MOST_FIRMS])
    sure: dict[int, Contact] = {}
    doubts: list[tuple[str, Doubt]] = []
    for firm in firms:
        words, meant = _at(ctx, firm, text)
        there = [one.id for one in meant.contacts if one.company_id == firm.id]
        sure |= {each.id: each for each in lookup.those(ctx, there) if isinstance(each, Contact)}
        doubts += [(words[slice(*each.span)], each) for each in meant.doubts if each.kind == "contact"]
    asked, doubt = doubts[0] if doubts else ("", None)
    return People(tuple(sure.values()), _options(ctx, doubt) if doubt is not None else (), asked)


def _at(ctx: Context, firm: Record, text: str) -> tuple[str, Meant]:
    """Return what a text means of a company: behind its name, where the text names it not, or another one.

    The same words mean its people there before their namesakes elsewhere.
    """
    meant = said(ctx, text)
    if meant.company is not None and meant.company.id == firm.id:
        return text, meant
    words = f"{firm.title}: {text}"
    return words, said(ctx, words)


def _firms_of(about: Sequence[Record]) -> list[int]:
    """Return the companies of some records, by number: they themselves, where people work, whose a deal is."""
    sides = {Company: "id", Contact: "company_id", Deal: "party_id", Lead: "converted_party_id"}
    found = [getattr(each, name) for each in about for kind, name in sides.items() if isinstance(each, kind)]
    return list(dict.fromkeys(number for number in found if number is not None))


def with_people(ctx: Context, about: Sequence[Record], text: str) -> list[Record]:
    """Add to records the people of their companies that a text names."""
    return list({each.id: each for each in (*about, *people_in(ctx, about, text).sure)}.values())


def colleagues(ctx: Context, company_ids: Sequence[int], limit: int) -> Sequence[Contact]:
    """Return people of some companies, those the actor last had to do with first; nobody for no company."""
    if not company_ids:
        return []
    last = (
        select(RecentRecord.record_id, func.max(RecentRecord.at).label("at"))
        .where(RecentRecord.user_id == ctx.actor.id)
        .group_by(RecentRecord.record_id)
        .subquery()
    )
    there = select(Contact).outerjoin(last, last.c.record_id == Contact.id)
    return ctx.session.scalars(
        there.where(Contact.company_id.in_(company_ids), visible(ctx, ["contact"]))
        .order_by(last.c.at.is_(None), last.c.at.desc(), Contact.id)
        .limit(limit)
    ).all()
