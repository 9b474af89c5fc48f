"""Contacts: people made, changed and listed; a name, or a number alone, is enough."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from crmbot.chat.card import Action, Card, Spans, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import Aside, Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals.deals import source_id
from crmbot.commands.fields import own_fields
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.parties import fields as party_fields
from crmbot.commands.parties.company_people import offer_primary, offering
from crmbot.commands.parties.contact_card import contact_card
from crmbot.commands.parties.fields import PartyFields
from crmbot.commands.phrases import form_action
from crmbot.commands.record_lines import given, making
from crmbot.core import contacts, introductions, lookup, tags
from crmbot.core.contacts import ContactChange, ContactDraft, ContactFacts
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound
from crmbot.core.introductions import Introduced
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.party import Company, Contact


class ContactName(Form):
    """What a person is called, or the line that tells of them."""

    name: Annotated[str, Rest(in_front=True), Field(max_length=300, description="What is their name?")]


class ContactPlace(Form):
    """Where a person works."""

    company: Annotated[RecordRef | None, Key("at"), Ref("company"), Field(description="At which company?")] = None
    role: Annotated[str | None, Key("job", "title"), Field(max_length=100, description="What do they do there?")] = None


class ContactFields(PartyFields):
    """What may be said of a person, new or not."""

    civility: Annotated[str | None, Aside(), Field(max_length=20, description="Ms, Mr, Dr or Prof?")] = None
    department: Annotated[str | None, Aside(), Field(max_length=100, description="In which department?")] = None
    reports: Annotated[
        RecordRef | None,
        Key("boss", "reports_to"),
        Ref("contact"),
        Aside(),
        Field(description="Whom do they report to?"),
    ] = None


class NewContact(ContactFields, ContactPlace, ContactName):
    """A person to be kept."""

    own_fields_of: ClassVar[str] = "contact"

    anyway: Annotated[bool, Hidden()] = False


@command(
    "contact new",
    permission="contact.create",
    examples=[
        "Kim Lee +1 212 555 0100",
        "Dr Bill Lumbergh, VP, bill@initech.example",
        "Jane Roe at:Acme role:Buyer",
        "+36 30 123 4567",
    ],
)
def add_contact(ctx: Context, form: NewContact) -> Card:
    """Keep a person: a name is enough, or a number."""
    told = introductions.of_person(form.name, ctx.org.region)
    company = record_lines.company_of(ctx, form.company) if form.company else None
    if company is None and told.at:
        try:
            found = lookup.resolve(ctx, told.at, ("company",))
        except (NotFound, Ambiguous) as unsure:
            return _which_company(form, told, unsure)
        company = ctx.session.get_one(Company, found.id)
    contact = contacts.create(ctx, _draft(ctx, form, told, company), anyway=form.anyway)
    own_fields.start(ctx, contact, form)
    tags.apply(ctx, contact, form.tag)
    card = record_lines.made(ctx, contact_card(ctx, contact), contact, "contact set")
    if company is None:
        return offering(card, "Company?", form_action("Company…", "works at", contact))
    return offer_primary(card, contact, company)


def _draft(ctx: Context, form: NewContact, told: Introduced, company: Company | None) -> ContactDraft:
    """Put together what was said; what was given by its own name wins over what stands in the words."""
    job, *others = told.more or (None,)
    # Text is never lost: what is no known thing is kept beside the person.
    beside = [job, *others] if form.role else others
    more = ", ".join(part for part in (form.note, *beside) if part) or None
    by_name = party_fields.reach(form)
    reach = replace(
        by_name,
        phone=by_name.phone or told.reach.phone,
        mobile=by_name.mobile or told.reach.mobile,
        email=by_name.email or told.reach.email,
    )
    facts = _facts(ctx, form)
    return ContactDraft(
        name=told.name,
        reach=reach,
        company=company,
        job_title=form.role or job,
        owner_id=form.owner.id if form.owner else None,
        facts=replace(facts, civility=facts.civility or told.civility or None, description=more),
        asks_primary=True,
    )


def _facts(ctx: Context, form: ContactFields) -> ContactFacts:
    return ContactFacts(
        civility=given(form, "civility"),
        department=given(form, "department"),
        language=given(form, "language"),
        description=given(form, "note"),
        reports_to=record_lines.contact_of(ctx, form.reports) if form.reports else None,
        source_id=source_id(ctx, form.source),
        no_calls=form.nocall,
        no_emails=form.nomail,
        cleared=party_fields.cleared(form, _CLEARED),
    )


_CLEARED = {"reports": "reports_to_id", "source": "source_id"}


def _which_company(form: NewContact, told: Introduced, unsure: NotFound | Ambiguous) -> Card:
    """Ask where somebody works when the words name no company for certain; nothing that was said is lost."""
    near: tuple[Found, ...] = unsure.candidates if isinstance(unsure, Ambiguous) else ()
    again = Invocation("contact new", _said_again(form, told))
    new = Action("New company", again.with_args(company=making("company", told.at)))
    without = Action("Without a company", again)
    return record_lines.pick(told.at, near, again, "company", *([] if near else [new]), without)


def _said_again(form: NewContact, told: Introduced) -> dict[str, str]:
    """Return everything that was said but the company, as the texts of a form."""
    reach = told.reach
    texts = {
        name: given(form, name)
        for name in ("role", "website", "fax", "street", "postcode", "city", "state", "country", "language")
    }
    flags = {name: "yes" if getattr(form, name) else None for name in ("nocall", "nomail")}
    said = {
        **texts,
        **flags,
        "name": ", ".join((" ".join(filter(None, (told.civility, told.name))), *told.more)),
        "phone": form.phone or reach.phone,
        "mobile": form.mobile or reach.mobile,
        "email": form.email or reach.email,
        "civility": form.civility,
        "department": form.department,
        "reports": form.reports.code if form.reports else None,
        "source": form.source,
        "note": form.note,
        "owner": form.owner.name if form.owner else None,
        "tag": " ".join(form.tag),
        **form.own_texts(),
    }
    return {field: text for field, text in said.items() if text}


class WhichContact(Form):
    """The person that changes, and their name."""

    which: Annotated[RecordRef, Head(), Ref("contact"), Field(description="Which contact?")]
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None


class EditContact(ContactFields, ContactPlace, WhichContact):
    """What is to change of a contact."""

    own_fields_of: ClassVar[str] = "contact"


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a person's form shows before anything is changed."""
    contact = record_lines.contact_of(ctx, which)
    return {
        **party_fields.now(ctx, contact),
        "name": contact.title,
        "company": party_fields.code_of(ctx, contact.company_id),
        "role": contact.job_title or "",
        "civility": contact.civility or "",
        "department": contact.department or "",
        "reports": party_fields.code_of(ctx, contact.reports_to_id),
    }


@command(
    "contact set",
    permission="contact.edit",
    aliases=["edit contact"],
    examples=["P-31 phone:+44-20-7946-0100", "Jane role:Buyer #vip", "P-31 reports:P-40 department:Purchasing"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_contact(ctx: Context, form: EditContact) -> Card:
    """Change what is known of a person."""
    contact = record_lines.contact_of(ctx, form.which)
    company = record_lines.company_of(ctx, form.company) if form.company else None
    facts = _facts(ctx, form)
    if given(form, "company") == "":
        facts = replace(facts, cleared=(*facts.cleared, "company_id"))
    wanted = ContactChange(
        record_lines.new_name(form), party_fields.reach(form), company, given(form, "role"), facts=facts
    )
    if wanted != ContactChange():
        contacts.change(ctx, contact, wanted)
    if form.owner is not None and form.owner.id != contact.owner_id:
        party_owners.give(ctx, contact, form.owner.id)
    own_fields.change(ctx, contact, form)
    tags.apply(ctx, contact, form.tag)
    card = record_lines.changed(ctx, contact_card(ctx, contact), "Changed")
    return offer_primary(card, contact, company)


@command(
    "contacts",
    permission="contact.see",
    aliases=["persons"],
    examples=["", "all", "at:Acme", "role:Buyer #vip", "reports:P-31"],
    in_place=True,
)
def list_contacts(ctx: Context, form: ListForm) -> Card:
    """List your contacts, or those a filter asks for."""
    make = "contact new Kim Lee"
    return listing(ctx, "contact", form.filter, form.page, command="contacts", title="contacts", make=make)


@rows("contact")
def contact_lines(ctx: Context, page: Sequence[Contact]) -> Sequence[Spans]:
    """Draw people as lines of a list: what they do, and where."""
    firms = {one.id: one.hint for one in lookup.shown(ctx, [contact.id for contact in page])}
    return [
        spans(
            phrases.link(contact),
            *(f" · {each}" for each in dict.fromkeys((contact.hint, firms.get(contact.id))) if each),
        )
        for contact in page
    ]


CONTACT = Noun("contact", "contact", new="contact new", change="contact set", list="contacts", aliases=("person",))
