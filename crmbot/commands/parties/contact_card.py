"""The card of a person: where they work, how to reach them, what is going on, what comes next."""

from dataclasses import replace

from crmbot.chat.card import Action, Block, Card, Fields, Line, Menu, Spans, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.parties import reach_lines
from crmbot.commands.parties.quick_buttons import quick_buttons
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import parties, permissions, pictures, records
from crmbot.core.context import Context
from crmbot.core.parties import affiliations, kinds
from crmbot.core.parties.affiliations import Affiliation
from crmbot.core.settings import sources
from crmbot.store.models.document import Document
from crmbot.store.models.party import Company, Contact

_DEALS = 3


@shows("contact", icon="👤")
def contact_card(ctx: Context, contact: Contact) -> Card:
    """Draw a person."""
    company, picture = parties.seen(ctx, contact.company_id), pictures.of(ctx, contact)
    place = ", ".join(filter(None, (contact.job_title, company.title if company else "")))
    facts = [place, *kinds.of(contact)]
    return Card(
        title=spans(*_heading(contact), *(f" · {fact}" for fact in facts if fact)),
        blocks=_blocks(ctx, contact, company if isinstance(company, Company) else None, picture),
        actions=_actions(ctx, contact, picture),
        icon="👤",
        about=records.code(contact),
        whisper=True,
    )


def _heading(contact: Contact) -> Spans:
    name = " ".join(filter(None, (contact.civility, contact.title)))
    return spans(bold(name), "  ", code(records.code(contact)))


def _blocks(ctx: Context, contact: Contact, company: Company | None, picture: Document | None) -> tuple[Block, ...]:
    pairs = [
        *_places(ctx, contact, company),
        *reach_lines.ways(ctx, contact),
        ("City", spans(contact.city or "") if _is_city_alone(contact) else ()),
        ("Language", spans(contact.language or "")),
        ("Source", spans(_source(ctx, contact))),
        ("Owner", spans(record_lines.owner(ctx, contact))),
        ("Tags", spans(record_lines.tag_words(ctx, contact))),
        ("Picture", spans(phrases.link(picture)) if picture is not None else ()),
        ("Documents", spans(str(parties.documents_of(ctx, contact)))),
        ("Last touch", record_lines.last_touch(ctx, contact)),
    ]
    shown = Fields(tuple((label, value) for label, value in pairs if value))
    more = (Line(spans(contact.description)),) if contact.description else ()
    step = Line(record_lines.next_step(ctx, contact))
    above = (*reach_lines.rejections(contact), shown, *own_fields.details(ctx, contact))
    return (*above, *more, *_deals(ctx, contact), step)


def _places(ctx: Context, contact: Contact, company: Company | None) -> list[tuple[str, Spans]]:
    """Return where somebody works, under whom, and which other companies they have or had to do with."""
    superior = parties.seen(ctx, contact.reports_to_id)
    links = affiliations.of(ctx, contact)
    now = [link for link in links if link.ended_on is None]
    return [
        ("Company", spans(phrases.link(company), _function(contact, company)) if company else ()),
        ("Department", spans(contact.department or "")),
        ("Reports to", spans(phrases.link(superior)) if superior else ()),
        ("Also at", _linked(now)),
        ("Formerly at", _linked([link for link in links if link.ended_on is not None])),
    ]


def _function(contact: Contact, company: Company) -> str:
    said = {
        "primary contact": company.primary_contact_id == contact.id,
        "accounting contact": company.accounting_contact_id == contact.id,
    }
    return "".join(f" · {words}" for words, holds in said.items() if holds)


def _linked(links: list[Affiliation]) -> Spans:
    parts = [
        spans(", " if number else "", phrases.link(link.company), f" ({link.role})" if link.role else "")
        for number, link in enumerate(links)
    ]
    return tuple(span for part in parts for span in part)


def _is_city_alone(contact: Contact) -> bool:
    return not (contact.street or contact.postcode or contact.region or contact.country)


def _source(ctx: Context, contact: Contact) -> str:
    source = sources.of(ctx.session, contact.source_id)
    return source.name if source is not None else ""


def _deals(ctx: Context, contact: Contact) -> tuple[Line, ...]:
    """Return the open deals somebody is in; of many, how many and what they are worth."""
    found = parties.open_deals(ctx, contact.id)
    if len(found) > _DEALS:
        return (Line(spans(f"Open deals: {record_lines.worth(found)}")),)
    return tuple(Line(spans("Open deal: ", *record_lines.deal_line(deal, stage))) for deal, stage in found)


def _actions(ctx: Context, contact: Contact, picture: Document | None) -> tuple[Action | Menu, ...]:
    """Return what is most often done with somebody; who rejects calls is offered none."""
    note, *others = quick_buttons(contact)
    call = () if contact.no_calls else (form_action("Call", "call", contact, field="about"),)
    return (note, *call, *others, _more(ctx, contact, picture))


def _more(ctx: Context, contact: Contact, picture: Document | None) -> Menu:
    usual = record_lines.more(contact, "contact set")
    takes = contact.owner_id != ctx.actor.id and permissions.may(ctx, contact, "take")
    seen = (Action("Picture", Invocation("picture", {"which": records.code(contact)})),) if picture is not None else ()
    own = (
        *seen,
        form_action("Also at…", "also at", contact),
        *((act("Take", "take company", contact),) if takes else ()),
        *record_lines.giving(ctx, contact, "give company"),
    )
    return replace(usual, options=(*own, *usual.options))
