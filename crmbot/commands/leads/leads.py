"""Leads: writing down who may become a customer, and what becomes known of them."""

from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import Form, Hidden, Rest
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.leads import card as lead_card
from crmbot.commands.leads.fields import TEXTS, LeadFields
from crmbot.core import introductions, leads, lookup, tags
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound
from crmbot.core.introductions import IntroducedLead
from crmbot.core.leads import LeadDraft
from crmbot.core.parties import Reach
from crmbot.core.settings import sources
from crmbot.language import codes, fullnames
from crmbot.language.fold import name_key
from crmbot.store.models.lead import Grade, Lead
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import Source

_REFERRERS = ("contact", "company")
_PICKS = 3


class LeadName(Form):
    """Who it is, or the line that tells of them."""

    name: Annotated[
        str, Rest(in_front=True), Field(max_length=1000, description="Who is it? Name, company, how to reach them")
    ]


class NewLead(LeadFields, LeadName):
    """Somebody who may become a customer."""

    own_fields_of: ClassVar[str] = "lead"

    author: Annotated[str | None, Hidden()] = None
    link: Annotated[str | None, Hidden()] = None
    anyway: Annotated[bool, Hidden()] = False


@command(
    "lead new",
    permission="lead.create",
    examples=[
        "Julia Toth, Orion, +36 1 555 0123 source:fair",
        "Paul Martin, Umbrella, paul@umbrella.example, from trade show, referred by Jane",
        "Hooli, budget 20k, no calls",
    ],
)
def add_lead(ctx: Context, form: NewLead) -> Reply:
    """Write a lead down: a name or a company is enough."""
    told = introductions.of_lead(form.name, ctx.org.region, ctx.org.currency)
    if not (told.person or told.company or form.company):
        return OpenForm("lead new", _said(form, told), {"name": Problem(Fault.MISSING)})
    source_text = form.source or told.source
    source = sources.named(ctx.session, source_text) if source_text else None
    draft = _draft(ctx, form, told, source)
    lead = leads.create(ctx, draft, anyway=form.anyway)
    own_fields.start(ctx, lead, form)
    tags.apply(ctx, lead, form.tag)
    return _made(ctx, lead, told, unknown="" if source else source_text or "")


def _draft(ctx: Context, form: NewLead, told: IntroducedLead, source: Source | None) -> LeadDraft:
    """Put together what was said; what was given by its own name wins over what stands in the words."""
    person, company = told.person, form.company or told.company
    is_person = form.company or form.civility or form.role or form.department
    if is_person and told.unsure and not told.person:
        person, company = told.company, form.company or ""  # the only name, and it is no company's
    first, last = fullnames.split(person) if person else (None, None)
    # Text is never lost: what is no known thing is kept beside the lead.
    more = ", ".join(filter(None, (form.note, *told.more))) or None
    referred_by = form.ref or told.referred_by
    texts = {column: getattr(form, field) for field, column in TEXTS.items()}
    known = {
        "company_name": company,
        "civility": form.civility or told.civility,
        "job_title": form.role or told.job_title,
        "description": more,
    }
    return LeadDraft(
        **(texts | known),
        first_name=first,
        last_name=last,
        reach=_reach(form, told),
        source=source,
        source_note=None if source else form.source or told.source,
        referred_by=referred_by,
        referrer=certain_referrer(ctx, referred_by),
        grade=form.grade or (Grade(told.grade) if told.grade else None),
        no_calls=form.nocall if form.nocall is not None else told.no_calls,
        no_emails=form.nomail if form.nomail is not None else told.no_emails,
        budget=form.budget or told.budget,
        contact_on=form.contact,
        message_author=form.author,
        message_link=form.link,
        owner_id=form.owner.id if form.owner else None,
    )


def _reach(form: NewLead, told: IntroducedLead) -> Reach:
    return Reach(
        phone=form.phone or told.reach.phone,
        mobile=form.mobile or told.reach.mobile,
        email=form.email or told.reach.email,
        website=form.website or told.reach.website,
        city=form.city,
    )


def _said(form: NewLead, told: IntroducedLead) -> dict[str, str]:
    """Return what was understood of a line without a name, for the form that asks for one."""
    reach = _reach(form, told)
    values = {
        **{field: getattr(form, field) for field in TEXTS},
        "phone": reach.phone,
        "mobile": reach.mobile,
        "email": reach.email,
        "website": reach.website,
        "city": form.city,
        "source": form.source or told.source,
        "ref": form.ref or told.referred_by,
        "budget": str(form.budget or told.budget or ""),
        "role": form.role or told.job_title,
        "contact": form.contact.isoformat() if form.contact else None,
        "author": form.author,
        "link": form.link,
        "owner": form.owner.name if form.owner else None,
        "tag": " ".join(form.tag),
        **form.own_texts(),
    }
    return {name: text for name, text in values.items() if text}


def certain_referrer(ctx: Context, text: str) -> Party | None:
    """Return the company or person a text names in full or by code; a first name alone is picked by the person."""
    found = _referrers(ctx, text)
    sure = len(found) == 1 and (codes.parse_code(text) is not None or name_key(found[0].title) == name_key(text))
    return ctx.session.get_one(Party, found[0].id) if sure else None


def _referrers(ctx: Context, text: str) -> tuple[Found, ...]:
    """Return whom a text may mean as the one who sent the lead to us."""
    if not text:
        return ()
    try:
        return (lookup.resolve(ctx, text, _REFERRERS),)
    except Ambiguous as several:
        return several.candidates
    except NotFound as none:
        return none.near


def _made(ctx: Context, lead: Lead, told: IntroducedLead, *, unknown: str) -> Card:
    """Draw the lead that was just made, with what was not certain about it as buttons."""
    card = record_lines.made(ctx, lead_card.lead_card(ctx, lead), lead, "lead set")
    first, *rest = card.actions
    doubted = with_doubts(ctx, lead, replace(card, actions=()), unknown=unknown)
    return replace(doubted, actions=(first, *_other_reading(lead, told), *doubted.actions, *rest))


def with_doubts(ctx: Context, lead: Lead, card: Card, *, unknown: str) -> Card:
    """Add to a lead's card who may be meant as its referrer, and what to do with a source that is on no list."""
    foot = (Footer(spans(f"“{unknown}” is no known source; it is kept as a word.")),) if unknown else ()
    actions = (*card.actions, *_picks(ctx, lead), *_new_source(ctx, lead, unknown))
    return replace(card, blocks=(*card.blocks, *foot), actions=actions)


def _other_reading(lead: Lead, told: IntroducedLead) -> tuple[Action, ...]:
    """Offer to take the only name the other way: a company's for a person's, or a person's for a company's."""
    if not told.unsure or (lead.last_name and (lead.company_name or lead.civility or lead.job_title)):
        return ()
    is_person = bool(lead.last_name)
    name, swapped = ("-", lead.title) if is_person else (lead.title, "-")
    label = "It is a company" if is_person else "It is a person"
    return (phrases.act(label, "lead set", lead, name=name, company=swapped),)


def _picks(ctx: Context, lead: Lead) -> tuple[Action, ...]:
    """Offer those whom the word for who referred the lead may mean."""
    if not lead.referred_by or lead.referred_by_party_id is not None:
        return ()
    found = _referrers(ctx, lead.referred_by)[:_PICKS]
    return tuple(
        phrases.act(f"By {record_lines.option_label(one)}", "lead set", lead, ref=codes.show(one.kind, one.id))
        for one in found
    )


def _new_source(ctx: Context, lead: Lead, unknown: str) -> tuple[Action, ...]:
    if not unknown or not ctx.actor.can("settings.edit"):
        return ()
    return (phrases.act(f"Add source “{unknown}”", "source new", lead, name=unknown),)


LEAD = Noun("lead", "lead", new="lead new", change="lead set", list="leads")
