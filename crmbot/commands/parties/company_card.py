"""The card of a company: what it is to us, how to reach it, who is there, what is going on, what comes next."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Block, Card, Fields, Line, Menu, Spans, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.parties import reach_lines
from crmbot.commands.parties.quick_buttons import quick_buttons
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import companies, parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.parties import PartyQuery, affiliations
from crmbot.core.settings import sources
from crmbot.store.models.party import Company, Contact, Party
from crmbot.store.models.record import Record

FIRST = 3
"""So many people, and companies under it, are named on a card."""


@shows("company", icon="🏢")
def company_card(ctx: Context, company: Company) -> Card:
    """Draw a company."""
    facts = [*companies.roles_of(company), company.city or ""]
    people, total = parties.listed(ctx, PartyQuery("contact", company_id=company.id, limit=FIRST))
    return Card(
        title=spans(*phrases.heading(company), *(f" · {fact}" for fact in facts if fact)),
        blocks=_blocks(ctx, company, people, total),
        actions=_actions(ctx, company, total),
        icon="🏢",
        about=records.code(company),
        whisper=True,
    )


def _blocks(ctx: Context, company: Company, people: Sequence[Party], total: int) -> tuple[Block, ...]:
    pairs = [
        ("Primary contact", _linked(ctx, company.primary_contact_id)),
        ("Accounting contact", _linked(ctx, company.accounting_contact_id)),
        *reach_lines.ways(ctx, company),
        *_family(ctx, company),
        *_business(ctx, company),
        ("Owner", spans(record_lines.owner(ctx, company))),
        ("Tags", spans(record_lines.tag_words(ctx, company))),
        ("People", _named(ctx, company, people, total)),
        ("Open deals", spans(record_lines.worth(parties.open_deals(ctx, company.id)))),
        ("Documents", spans(str(parties.documents_of(ctx, company)))),
        ("Last touch", record_lines.last_touch(ctx, company)),
    ]
    more = (Line(spans(company.description)),) if company.description else ()
    step = Line(record_lines.next_step(ctx, company))
    shown = Fields(tuple((label, value) for label, value in pairs if value))
    return (*reach_lines.rejections(company), shown, *own_fields.details(ctx, company), *more, step)


def _linked(ctx: Context, party_id: int | None) -> Spans:
    party = parties.seen(ctx, party_id)
    return spans(phrases.link(party)) if party is not None else ()


def _family(ctx: Context, company: Company) -> list[tuple[str, Spans]]:
    """Return the company above it and those below."""
    below, total = parties.under(ctx, company.id, FIRST)
    return [("Belongs to", _linked(ctx, company.parent_id)), ("Companies under it", _first(below, total))]


def _business(ctx: Context, company: Company) -> list[tuple[str, Spans]]:
    source = sources.of(ctx.session, company.source_id)
    turnover = ""
    if company.turnover_minor is not None and company.turnover_currency is not None:
        turnover = phrases.money_words(company.turnover_minor, company.turnover_currency)
    told = {
        "Industry": company.industry,
        "Employees": f"{company.employees:,}" if company.employees is not None else "",
        "Turnover": turnover,
        "Registration no.": company.registration_no,
        "Tax no.": company.tax_no,
        "Language": company.language,
        "Currency": company.currency,
        "Source": source.name if source is not None else "",
    }
    return [(label, spans(text or "")) for label, text in told.items()]


def _named(ctx: Context, company: Company, people: Sequence[Party], total: int) -> Spans:
    """Return the first of the people there with what they do; nothing where it is but the primary contact, named."""
    found = [person for person in people if isinstance(person, Contact)]
    if [person.id for person in found] == [company.primary_contact_id]:
        return ()
    roles = affiliations.roles_at(ctx, company, found) if found else {}
    words = {person.id: f" ({role})" for person in found if (role := roles.get(person.id))}
    return _first(found, total, words)


def _first(found: Sequence[Record], total: int, words: dict[int, str] | None = None) -> Spans:
    """Return the first of many one behind the other, and how many more there are."""
    parts: list[Spans] = []
    for record in found:
        parts.append(spans(", " if parts else "", phrases.link(record), (words or {}).get(record.id, "")))
    more = total - len(found)
    return (*(span for part in parts for span in part), *spans(f" and {more} more" if more > 0 else ""))


def _actions(ctx: Context, company: Company, people: int) -> tuple[Action | Menu, ...]:
    shown = Action(f"People ({people})", Invocation("people", {"which": records.code(company)}))
    return (*quick_buttons(company), shown, _more(ctx, company))


def _more(ctx: Context, company: Company) -> Menu:
    """Return what else can be done: what it may become, whose it is, and what can be done with any record."""
    usual = record_lines.more(company, "company set")
    takes = company.owner_id != ctx.actor.id and permissions.may(ctx, company, "take")
    own = (
        form_action("New contact", "contact new", company, field="company"),
        *(() if company.is_customer else (act("Make customer", "make customer", company),)),
        *(() if company.is_supplier else (act("Make supplier", "make supplier", company),)),
        *((act("Take", "take company", company),) if takes else ()),
        *record_lines.giving(ctx, company, "give company"),
    )
    return replace(usual, options=(*own, *usual.options))
