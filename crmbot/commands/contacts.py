"""Contacts: people, where they work and how to reach them."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Fields, Line, Mail, Menu, Spans, code, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import (
    Aside,
    Email,
    Form,
    Head,
    Hidden,
    Inline,
    Key,
    Person,
    RecordRef,
    Ref,
    Rest,
    Tags,
    Tel,
    UserRef,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.companies import party_rows
from crmbot.commands.phrases import form_action
from crmbot.commands.record_lines import given, making
from crmbot.commands.showing import shows
from crmbot.core import contacts, introductions, lookup, parties, records, tags
from crmbot.core.contacts import ContactChange, ContactDraft
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound
from crmbot.core.introductions import Introduced
from crmbot.core.parties import PartyQuery, Reach
from crmbot.store.models.party import Company, Contact

PAGE = 10


class NewContact(Form):
    """A person to be kept."""

    name: Annotated[str, Rest(), Field(max_length=300, description="What is their name?")]
    company: Annotated[RecordRef | None, Key("at"), Ref("company"), Field(description="At which company?")] = None
    role: Annotated[str | None, Key("job", "title"), Field(max_length=100, description="What do they do there?")] = None
    phone: Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")] = None
    mobile: Annotated[str | None, Key("cell"), Tel(), Aside(), Field(max_length=60, description="Mobile number?")] = (
        None
    )
    email: Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")] = None
    city: Annotated[str | None, Aside(), Field(max_length=100, description="In which city?")] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()
    anyway: Annotated[bool, Hidden()] = False


@command(
    "contact new",
    permission="contact.create",
    examples=["Kim Lee +1 212 555 0100", "Bill Lumbergh, VP, bill@initech.example", "Jane Roe at:Acme role:Buyer"],
)
def add_contact(ctx: Context, form: NewContact) -> Card:
    """Keep a person: a name is enough."""
    told = introductions.of_person(form.name, ctx.org.region)
    company = record_lines.company_of(ctx, form.company) if form.company else None
    if company is None and told.at:
        try:
            found = lookup.resolve(ctx, told.at, ("company",))
        except (NotFound, Ambiguous) as unsure:
            return _which_company(form, told, unsure)
        company = ctx.session.get_one(Company, found.id)
    contact = contacts.create(ctx, _draft(form, told, company), anyway=form.anyway)
    tags.apply(ctx, contact, form.tag)
    return record_lines.made(ctx, contact_card(ctx, contact), contact, "contact set")


def _draft(form: NewContact, told: Introduced, company: Company | None) -> ContactDraft:
    """Put together what was said; what was given by its own name wins over what stands in the words."""
    job, *others = told.more or (None,)
    # Text is never lost: what is no known thing is kept beside the person.
    more = ", ".join(part for part in (*((job,) if form.role else ()), *others) if part) or None
    reach = Reach(
        phone=form.phone or told.reach.phone,
        mobile=form.mobile,
        email=form.email or told.reach.email,
        city=form.city,
    )
    owner_id = form.owner.id if form.owner else None
    return ContactDraft(told.name, reach, company, form.role or job, owner_id, more)


def _which_company(form: NewContact, told: Introduced, unsure: NotFound | Ambiguous) -> Card:
    """Ask where somebody works when the words name no company for certain; nothing that was said is lost."""
    near: tuple[Found, ...] = unsure.candidates if isinstance(unsure, Ambiguous) else ()
    said = {
        "name": ", ".join((told.name, *told.more)),
        "role": form.role,
        "phone": form.phone or told.reach.phone,
        "mobile": form.mobile,
        "email": form.email or told.reach.email,
        "city": form.city,
        "owner": form.owner.name if form.owner else None,
        "tag": " ".join(form.tag),
    }
    again = Invocation("contact new", {field: text for field, text in said.items() if text})
    new = Action("New company", again.with_args(company=making("company", told.at)))
    without = Action("Without a company", again)
    return record_lines.pick(told.at, near, again, "company", *([] if near else [new]), without)


class EditContact(Form):
    """What is to change of a contact."""

    which: Annotated[RecordRef, Head(), Ref("contact"), Field(description="Which contact?")]
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None
    company: Annotated[RecordRef | None, Key("at"), Ref("company"), Field(description="At which company?")] = None
    role: Annotated[str | None, Key("job", "title"), Field(max_length=100, description="What do they do there?")] = None
    phone: Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")] = None
    mobile: Annotated[str | None, Key("cell"), Tel(), Field(max_length=60, description="Mobile number?")] = None
    email: Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")] = None
    city: Annotated[str | None, Aside(), Field(max_length=100, description="In which city?")] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a person's form shows before anything is changed."""
    contact = record_lines.contact_of(ctx, which)
    company = parties.seen(ctx, contact.company_id) if contact.company_id is not None else None
    told = {"name": contact.title, **record_lines.reach_now(contact), "role": contact.job_title or ""}
    return told | {"mobile": contact.mobile or "", "company": records.code(company) if company else ""}


@command(
    "contact set",
    permission="contact.edit",
    examples=["P-31 phone:+44-20-7946-0100", "Jane role:Buyer #vip"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_contact(ctx: Context, form: EditContact) -> Card:
    """Change what is known of a person."""
    contact = record_lines.contact_of(ctx, form.which)
    reach = Reach(
        phone=given(form, "phone"),
        mobile=given(form, "mobile"),
        email=given(form, "email"),
        city=given(form, "city"),
    )
    company = record_lines.company_of(ctx, form.company) if form.company else None
    owner_id = form.owner.id if form.owner else None
    contacts.change(ctx, contact, ContactChange(form.name, reach, company, given(form, "role"), owner_id))
    tags.apply(ctx, contact, form.tag)
    return record_lines.changed(ctx, contact_card(ctx, contact), "Changed")


class ListContacts(Form):
    """Which contacts to list."""

    only: Annotated[str, Key("is"), Rest(), Aside(), Field(max_length=30, description="mine or all")] = "mine"
    who: Annotated[UserRef | None, Inline(), Key("owner"), Person(), Aside(), Field(description="Whose?")] = None
    company: Annotated[
        RecordRef | None, Key("at", "on"), Ref("company"), Aside(), Field(description="At which company?")
    ] = None
    page: Annotated[int, Hidden()] = 1


@command("contacts", permission="contact.see", aliases=["persons"], examples=["", "all", "at:Acme"], in_place=True)
def list_contacts(ctx: Context, form: ListContacts) -> Card:
    """List your contacts."""
    mine = form.who is None and form.company is None and form.only != "all"
    owner_id = form.who.id if form.who else (ctx.actor.id if mine else None)
    at = form.company.id if form.company else None
    query = PartyQuery("contact", owner_id, "", at, PAGE, (form.page - 1) * PAGE)
    page, total = parties.listed(ctx, query)
    title = spans(f"{'Your contacts' if mine else 'Contacts'} · {total}")
    if not page:
        words = (code("contact new Kim Lee"), " makes one, ", code("contacts all"), " shows all.")
        return Card(title, (Line(spans("Nothing here. ", *words)),), icon="👤", whisper=True)
    args = {"only": form.only} | ({"who": form.who.name} if form.who else {})
    args |= {"company": form.company.code} if form.company else {}
    turns = phrases.pager("contacts", args, form.page, -(-total // PAGE))
    return Card(title, (party_rows(ctx, page, query.offset),), tuple(turns), icon="👤", whisper=True)


CONTACT = Noun("contact", "contact", new="contact new", change="contact set", list="contacts", aliases=("person",))


@shows("contact", icon="👤")
def contact_card(ctx: Context, contact: Contact) -> Card:
    """Draw a person: where they work, how to reach them, what is going on, what comes next."""
    company = parties.seen(ctx, contact.company_id)
    at = f", {company.title}" if company and contact.job_title else company.title if company else ""
    place = f"{contact.job_title or ''}{at}"
    return Card(
        title=spans(*phrases.heading(contact), f" · {place}" if place else ""),
        blocks=_facts(ctx, contact, company if isinstance(company, Company) else None),
        actions=_actions(contact),
        icon="👤",
        about=records.code(contact),
        whisper=True,
    )


def _facts(ctx: Context, contact: Contact, company: Company | None) -> tuple[Block, ...]:
    primary = " · primary contact" if company and company.primary_contact_id == contact.id else ""
    rows = parties.open_deals(ctx, contact.id)
    pairs: list[tuple[str, Spans]] = [
        ("Company", spans(phrases.link(company), primary) if company else ()),
        ("Phone", _phone(ctx, contact, contact.phone, contact.phone_key)),
        ("Mobile", _phone(ctx, contact, contact.mobile, contact.mobile_key)),
        ("Email", _mail(contact)),
        ("Owner", spans(record_lines.owner(ctx, contact))),
        ("Tags", spans(record_lines.tag_words(ctx, contact))),
        ("City", spans(contact.city or "")),
        ("Last touch", record_lines.last_touch(ctx, contact)),
    ]
    more = (Line(spans(contact.description)),) if contact.description else ()
    deals = [Line(spans("Open deal: ", *record_lines.deal_line(deal, stage))) for deal, stage in rows[:_DEALS]]
    if len(rows) > _DEALS:
        deals = [Line(spans(f"Open deals: {record_lines.worth(rows)}"))]
    step = Line(spans("Next: ", *record_lines.next_step(ctx, contact)))
    return (Fields(tuple(pair for pair in pairs if pair[1])), *more, *deals, step)


_DEALS = 3


def _phone(ctx: Context, contact: Contact, text: str | None, key: str | None) -> Spans:
    """Return a number to tap, or only to read when they want no calls."""
    if not text:
        return ()
    return spans(text, " 🚫 no calls") if contact.no_calls else spans(phrases.phone(ctx, text, key))


def _mail(contact: Contact) -> Spans:
    if not contact.email:
        return ()
    return spans(contact.email, " 🚫 no mails") if contact.no_emails else spans(Mail(contact.email))


def _actions(contact: Contact) -> tuple[Action | Menu, ...]:
    return (
        form_action("Note", "note", contact, field="about"),
        form_action("Call", "call", contact, field="about"),
        form_action("Task", "task new", contact, field="about"),
        form_action("Deal", "deal new", contact, field="party"),
        record_lines.more(contact, "contact set"),
    )
