"""The card of a lead: who it is, how far it is, how to reach them, what comes next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crmbot.chat.card import Action, Block, Card, Fields, Line, Mail, Menu, Spans, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.phrases import act, form_action, show_action
from crmbot.commands.showing import shows
from crmbot.core import leads, parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.deals.colours import Colour, Mark
from crmbot.core.leads import colours as lead_colours
from crmbot.core.leads import lists as lead_lists
from crmbot.core.settings import options, sources
from crmbot.language import money
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.pipeline import LostReason

SIGNS = {Colour.BLACK: "⚫", Colour.BLUE: "🔵", Colour.ORANGE: "🟠", Colour.RED: "🔴", Colour.GREEN: "🟢"}

NO_CALLS, NO_MAILS = "🚫📞 no calls", "🚫✉️ no mails"


@shows("lead", icon="🌱")
def lead_card(ctx: Context, lead: Lead) -> Card:
    """Draw a lead."""
    recycled = " · ♻ recycled" if lead.is_recycled else ""
    standing = spans(" · ", *_status(ctx, lead), f" · {lead.grade.value}{recycled}")
    return Card(
        title=(*phrases.heading(lead), *standing),
        blocks=_blocks(ctx, lead),
        actions=_actions(ctx, lead),
        icon="🌱",
        about=records.code(lead),
        whisper=True,
    )


def _status(ctx: Context, lead: Lead) -> Spans:
    """Return how far a lead is; behind its colour where that needs no line of its own."""
    mark = _mark(ctx, lead, lead.updated_at)
    is_told = _beyond(ctx, lead, mark) or mark.colour is Colour.BLACK or not lead.is_open
    return spans("" if is_told else f"{SIGNS[mark.colour]} ", bold(status_title(lead)))


def status_title(lead: Lead) -> str:
    """Return how far a lead is, as a word to begin with: `In progress`."""
    return lead_colours.status_words(lead).capitalize()


def mark_words(ctx: Context, lead: Lead, touched_at: datetime) -> str:
    """Return a lead's colour with the reason for it (R-20); `touched_at`: when something last happened with it."""
    mark = _mark(ctx, lead, touched_at)
    return f"{SIGNS[mark.colour]} {mark.reason}"


def _mark(ctx: Context, lead: Lead, touched_at: datetime) -> Mark:
    created, touched = (at.astimezone(ctx.zone).date() for at in (lead.created_at, touched_at))
    days = options.option(ctx, options.LEAD_IDLE_DAYS)
    return lead_colours.of_lead(lead, created_on=created, touched_on=touched, today=ctx.today, idle_days=days)


def _beyond_status(ctx: Context, lead: Lead, touched_at: datetime) -> str:
    """Return an open lead's colour with what the status, which stands above it, leaves unsaid; empty for nothing."""
    mark = _mark(ctx, lead, touched_at)
    told = _beyond(ctx, lead, mark)
    return f"{SIGNS[mark.colour]} {told}" if told else ""


def _beyond(ctx: Context, lead: Lead, mark: Mark) -> str:
    more = mark.reason.removeprefix(lead_colours.status_words(lead)).removeprefix(", ")
    return " · ".join(filter(None, (more, _contact_words(ctx, lead))))


def rejection_words(lead: Lead) -> str:
    """Return what a lead rejects; empty when it may be called and written to."""
    return " · ".join(word for said, word in ((lead.no_calls, NO_CALLS), (lead.no_emails, NO_MAILS)) if said)


def _blocks(ctx: Context, lead: Lead) -> tuple[Block, ...]:
    pairs = [(label, value) for label, value in _pairs(ctx, lead) if value]
    above = [_standing(ctx, lead), spans(rejection_words(lead))]
    below = [
        *_words(lead),
        *_deals(ctx, lead),
        record_lines.next_step(ctx, lead) if lead.is_open else (),
    ]
    return (*_lines(above), Fields(tuple(pairs)), *own_fields.details(ctx, lead), *_lines(below))


def _deals(ctx: Context, lead: Lead) -> list[Spans]:
    """Return the open deals that stand on a lead; of many, how many and what they are worth."""
    found = parties.open_deals(ctx, lead.id)
    if len(found) > _DEALS:
        return [spans(f"Open deals: {record_lines.worth(found)}")]
    return [spans("Open deal: ", *record_lines.deal_line(deal, stage)) for deal, stage in found]


_DEALS = 3


def _lines(told: Sequence[Spans]) -> tuple[Line, ...]:
    return tuple(Line(line) for line in told if line)


def _standing(ctx: Context, lead: Lead) -> Spans:
    """Return the colour of a lead with its reason, and beside it when it is due, why it was lost, what it became."""
    touched = lead_lists.touched(ctx, [lead])[lead.id]
    mark = mark_words(ctx, lead, touched)
    match lead.status:
        case LeadStatus.LOST:
            reason = ctx.session.get(LostReason, lead.lost_reason_id) if lead.lost_reason_id else None
            return spans(": ".join(filter(None, (mark, reason.name if reason else ""))), _after(lead.lost_note))
        case LeadStatus.CONVERTED:
            return spans(mark, *_became(ctx, lead))
        case _:
            return spans(_beyond_status(ctx, lead, touched))


def _after(words: str | None) -> str:
    return f" · {words}" if words else ""


def _became(ctx: Context, lead: Lead) -> Spans:
    """Return when a lead was converted, and into whom."""
    became = [parties.seen(ctx, number) for number in (lead.converted_party_id, lead.converted_contact_id)]
    links = [span for party in became if party is not None for span in spans(" · ", phrases.link(party))]
    return (*spans(f" {phrases.clock(ctx, lead.converted_at)}" if lead.converted_at else ""), *links)


def _contact_words(ctx: Context, lead: Lead) -> str:
    """Return when an open lead is to be contacted; one that is set aside says so."""
    if lead.contact_on is None:
        return ""
    if leads.is_parked(ctx, lead):
        return f"💤 set aside until {phrases.on_day(ctx, lead.contact_on)}"
    return f"to contact {phrases.on_day(ctx, lead.contact_on)}"


def _pairs(ctx: Context, lead: Lead) -> list[tuple[str, Spans]]:
    budget = leads.budget_of(lead)
    person = " ".join(filter(None, (lead.civility, leads.person_name(lead))))
    role = ", ".join(filter(None, (lead.job_title, lead.department, lead.office)))
    place = ", ".join(filter(None, (lead.street, lead.postcode, lead.city, lead.region, lead.country)))
    return [
        ("Person", spans(person if lead.company_name or lead.civility else "")),
        ("Role", spans(role)),
        ("Phone", _number(ctx, lead, lead.phone, lead.phone_key)),
        ("Mobile", _number(ctx, lead, lead.mobile, lead.mobile_key)),
        ("Email", _mail(lead)),
        ("Fax", spans(lead.fax or "")),
        ("Web", spans(lead.website or "")),
        ("Address", spans(place)),
        ("Industry", spans(lead.industry or "")),
        ("Budget", spans(money.show(budget) if budget else "")),
        ("Source", spans(_source(ctx, lead))),
        ("Referred by", _referrer(ctx, lead)),
        ("Owner", spans(record_lines.owner(ctx, lead))),
        ("Tags", spans(record_lines.tag_words(ctx, lead))),
        ("Last touch", record_lines.last_touch(ctx, lead)),
    ]


def _number(ctx: Context, lead: Lead, text: str | None, key: str | None) -> Spans:
    """Return a number to tap; when they want no calls, one to copy, since apps dial what looks like a number."""
    if not text:
        return ()
    return spans(code(text)) if lead.no_calls else spans(phrases.phone(ctx, text, key))


def _mail(lead: Lead) -> Spans:
    if not lead.email:
        return ()
    return spans(lead.email) if lead.no_emails else spans(Mail(lead.email))


def _source(ctx: Context, lead: Lead) -> str:
    source = sources.of(ctx.session, lead.source_id)
    return " · ".join(filter(None, (source.name if source else "", lead.source_note)))


def _referrer(ctx: Context, lead: Lead) -> Spans:
    party = parties.seen(ctx, lead.referred_by_party_id)
    return spans(phrases.link(party)) if party is not None else spans(lead.referred_by or "")


def _words(lead: Lead) -> list[Spans]:
    """Return what was written of a lead, and whose message it came from."""
    said = [spans(lead.description or ""), spans(lead.status_note or "")]
    if lead.message_author or lead.message_link:
        by = f"From a message of {lead.message_author}" if lead.message_author else "From a message"
        said.append(spans(" · ".join(filter(None, (by, lead.message_link)))))
    return said


def _actions(ctx: Context, lead: Lead) -> tuple[Action | Menu, ...]:
    """Return the ways on from where a lead stands."""
    note, task = form_action("Note", "note", lead, field="about"), form_action("Task", "task new", lead, field="about")
    if lead.status is LeadStatus.LOST:
        return (act("Recycle", "recycle", lead), note, task, _closed_menu(lead))
    if lead.status is LeadStatus.CONVERTED:
        became = parties.seen(ctx, lead.converted_party_id)
        shown = (show_action(f"Open {became.title}", became),) if became is not None else ()
        return (*shown, note, task, _closed_menu(lead))
    ends = (form_action("Convert…", "convert", lead), form_action("Lose…", "lose lead", lead))
    return (*_first_steps(ctx, lead), *ends, note, task, _more(lead))


def _first_steps(ctx: Context, lead: Lead) -> tuple[Action, ...]:
    """Return what comes first: taking what is another's or nobody's, starting what was not begun."""
    mine = lead.owner_id == ctx.actor.id
    take = () if mine or not permissions.may(ctx, lead, "take") else (act("Take", "take lead", lead),)
    begun = lead.status is LeadStatus.IN_PROGRESS or not (mine or lead.owner_id is None)
    return (*take, *(() if begun else (act("Start", "start lead", lead, style="primary"),)))


def _closed_menu(lead: Lead) -> Menu:
    """Return what can be done with a lead that is only read any more."""
    usual = record_lines.more(lead, "lead set")
    kept = tuple(each for each in usual.options if each.invocation.command != "lead set")
    return replace(usual, options=(_print(lead), *kept))


def _more(lead: Lead) -> Menu:
    """Return what else can be done with an open lead; who rejects calls is offered none."""
    usual = record_lines.more(lead, "lead set")
    call = () if lead.no_calls else (form_action("Call", "call", lead, field="about"),)
    other = "suspect" if lead.grade.value == "prospect" else "prospect"
    own = (
        act(f"It is a {other}", "grade lead", lead, grade=other),
        form_action("Set aside…", "park", lead),
        form_action("Give to…", "give lead", lead),
        Action("Deal…", Invocation("deal new", {"party": records.code(lead)}, form=True)),
        _print(lead),
    )
    return replace(usual, options=(*call, *own, *usual.options))


def _print(lead: Lead) -> Action:
    return Action("Print", Invocation("print", {"which": records.code(lead)}))
