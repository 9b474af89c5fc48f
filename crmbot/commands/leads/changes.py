"""What changes of a lead by its form: everything that is known of it, whose it is, how far it is."""

from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from crmbot.chat.command import command
from crmbot.chat.form import (
    Aside,
    Form,
    Head,
    Key,
    RecordRef,
    Ref,
)
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands import record_lines
from crmbot.commands import shared_fields as ask
from crmbot.commands.fields import own_fields
from crmbot.commands.leads import card as lead_card
from crmbot.commands.leads import fields as lead_fields
from crmbot.commands.leads.fields import TEXTS, LeadFields
from crmbot.commands.leads.leads import certain_referrer, with_doubts
from crmbot.commands.record_lines import given
from crmbot.core import leads, records, tags
from crmbot.core.context import Context
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import steps as lead_steps
from crmbot.core.parties import Reach
from crmbot.core.settings import sources
from crmbot.language import fullnames, money
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.pipeline import Source


def lead_of(ctx: Context, ref: RecordRef) -> Lead:
    """Return the lead a field names."""
    return record_lines.named(ctx, ref, Lead)


class WhichLead(Form):
    """The lead that changes, and the name of its person."""

    which: Annotated[RecordRef, Head(), Ref("lead"), Field(description="Which lead?")]
    name: Annotated[str | None, Key("person"), Field(max_length=300, description="Name of the person?")] = None


class EditLead(LeadFields, WhichLead):
    """What is to change of a lead."""

    own_fields_of: ClassVar[str] = "lead"

    role: lead_fields.JobTitle = None
    mobile: ask.Mobile = None
    budget: lead_fields.Budget = None
    status: Annotated[LeadStatus | None, Aside(), Field(description="How far is it?")] = None


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a lead's form shows before anything is changed."""
    lead = lead_of(ctx, which)
    budget, source = leads.budget_of(lead), sources.of(ctx.session, lead.source_id)
    told = {field: getattr(lead, column) or "" for field, column in TEXTS.items()}
    told |= {field: getattr(lead, field) or "" for field in ("phone", "mobile", "email", "city", "website")}
    return told | {
        "name": leads.person_name(lead),
        "source": source.name if source else lead.source_note or "",
        "ref": lead.referred_by or "",
        "budget": money.show(budget) if budget else "",
        "contact": lead.contact_on.isoformat() if lead.contact_on else "",
        "grade": lead.grade.value,
        "nocall": "yes" if lead.no_calls else "",
        "nomail": "yes" if lead.no_emails else "",
        "status": lead.status.value,
    }


@command(
    "lead set",
    permission="lead.edit",
    aliases=["edit lead"],
    examples=["L-5 phone:+36-1-555-0123 grade:prospect", "Hooli budget:20k #fair"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_lead(ctx: Context, form: EditLead) -> Reply:
    """Change what is known of a lead."""
    lead = lead_of(ctx, form.which)
    if form.model_fields_set == {"which"}:
        return OpenForm("lead set", {"which": records.code(lead)})
    if form.status is None:
        leads.require_open(ctx, lead)
    source = sources.named(ctx.session, form.source) if form.source else None
    unknown = form.source if form.source and source is None else ""
    wanted, cleared = _draft(ctx, form, source), (*_cleared(form), *(("source_id",) if unknown else ()))
    if wanted != LeadDraft() or cleared:
        leads.change(ctx, lead, wanted, cleared=cleared)
    own_fields.change(ctx, lead, form)
    tags.apply(ctx, lead, form.tag)
    if form.contact is not None:
        _plan(ctx, lead, form.contact)
    if form.owner is not None and form.owner.id != lead.owner_id:
        lead_steps.give(ctx, lead, form.owner.id)
    if form.status is not None and form.status is not lead.status:
        further = _enter(ctx, lead, form.status)
        if further is not None:
            return further
    card = record_lines.changed(ctx, lead_card.lead_card(ctx, lead), "Changed")
    return with_doubts(ctx, lead, card, unknown=unknown) if form.ref or unknown else card


def _draft(ctx: Context, form: EditLead, source: Source | None) -> LeadDraft:
    texts = {column: given(form, field) for field, column in TEXTS.items()}
    first_name, last_name = _person(given(form, "name"))
    return LeadDraft(
        **texts,  # type: ignore[arg-type] # each of the columns is a text
        first_name=first_name,
        last_name=last_name,
        reach=_reach(form),
        source=source,
        source_note=_source_note(form, source),
        referred_by=given(form, "ref"),
        referrer=certain_referrer(ctx, form.ref or ""),
        grade=form.grade,
        no_calls=form.nocall,
        no_emails=form.nomail,
        budget=form.budget,
    )


def _reach(form: EditLead) -> Reach:
    return Reach(
        phone=given(form, "phone"),
        mobile=given(form, "mobile"),
        email=given(form, "email"),
        website=given(form, "website"),
        city=given(form, "city"),
    )


def _person(name: str | None) -> tuple[str | None, str | None]:
    """Return first and last name; an empty name takes the person away, none leaves it alone."""
    if not name:
        return name, name
    first, last = fullnames.split(name)
    return first or "", last


def _source_note(form: EditLead, source: Source | None) -> str | None:
    """A source that is on no list is kept as a word; one that is takes the place of the word."""
    if form.source is None:
        return given(form, "source")
    return "" if source is not None else form.source


def _cleared(form: EditLead) -> tuple[str, ...]:
    columns = {"source": "source_id", "ref": "referred_by_party_id", "contact": "contact_on", "budget": "budget_minor"}
    return tuple(column for field, column in columns.items() if given(form, field) == "")


def _plan(ctx: Context, lead: Lead, day: date) -> None:
    """Say when a lead is to be contacted; a day to come sets it aside until then."""
    if day > ctx.today:
        lead_steps.park(ctx, lead, day)
    else:
        leads.change(ctx, lead, LeadDraft(contact_on=day))


def _enter(ctx: Context, lead: Lead, status: LeadStatus) -> Reply | None:
    """Bring a lead into another status by the step that leads there; what wants an answer first opens its form."""
    which = {"which": records.code(lead)}
    match status:
        case LeadStatus.LOST:
            return OpenForm("lose lead", which)
        case LeadStatus.CONVERTED:
            return OpenForm("convert", which)
        case LeadStatus.IN_PROGRESS if lead.status is LeadStatus.LOST:
            lead_steps.recycle(ctx, lead)
        case LeadStatus.IN_PROGRESS:
            lead_steps.start(ctx, lead)
        case LeadStatus.ASSIGNED:
            lead_steps.take(ctx, lead)
        case LeadStatus.NEW:
            lead_steps.unassign(ctx, lead)
        case _:
            assert_never(status)
    return None
