"""The people of companies: who they are, whom to talk to first, and who has to do with several."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, Spans, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.parties.company_card import company_card
from crmbot.commands.parties.contact_card import contact_card
from crmbot.commands.phrases import form_action, show_action
from crmbot.core import companies, contacts, parties, records
from crmbot.core.contacts import ContactChange
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import PartyQuery, affiliations
from crmbot.store.models.party import Company, Contact, Party

PAGE = 10


class People(Form):
    """Whose people to list."""

    which: Annotated[RecordRef, Head(), Ref("company"), Field(description="The people of which company?")]
    page: Annotated[int, Hidden()] = 1


@command("people", permission="contact.see", examples=["Acme"], in_place=True)
def list_people(ctx: Context, form: People) -> Card:
    """List the people at a company: those who work there, and others who have to do with it."""
    company = record_lines.company_of(ctx, form.which)
    query = PartyQuery("contact", company_id=company.id, limit=PAGE, offset=(form.page - 1) * PAGE)
    page, total = parties.listed(ctx, query)
    title = spans("People at ", phrases.link(company), f" · {total}")
    turns = phrases.pager("people", {"which": form.which.code}, form.page, -(-total // PAGE))
    new = form_action("New contact", "contact new", company, field="company")
    shown = _rows(ctx, company, page, query.offset) if page else Line(spans("Nobody yet."))
    return Card(title, (shown,), (*turns, new), "👥", records.code(company), whisper=True)


def _rows(ctx: Context, company: Company, page: Sequence[Party], offset: int) -> Items:
    """Draw people as numbered rows: what they do there; the numbers can be typed for a while."""
    people = [person for person in page if isinstance(person, Contact)]
    roles = affiliations.roles_at(ctx, company, people)
    rows = [
        (person.id, Item(_row(company, person, roles.get(person.id, "")), show_action("Open", person)))
        for person in people
    ]
    return record_lines.numbered(ctx, rows, offset)


def _row(company: Company, person: Contact, role: str) -> Spans:
    told = (
        role or (person.hint if person.company_id == company.id else ""),
        "" if person.company_id == company.id else "works elsewhere",
        "primary contact" if person.id == company.primary_contact_id else "",
    )
    return spans(phrases.link(person), *(f" · {part}" for part in told if part))


class WhichContact(Form):
    """A person."""

    which: Annotated[RecordRef, Head(), Ref("contact"), Field(description="Who?")]


class FirstThere(WhichContact):
    """A person and the company to talk to them at; their own when none is said."""

    company: Annotated[
        RecordRef | None, Rest(), Key("at", "of"), Ref("company"), Aside(), Field(description="At which company?")
    ] = None


@command(
    "make primary",
    permission="company.edit",
    aliases=["primary contact"],
    examples=["P-31", "Jane", "P-31 at:Globex"],
    in_place=True,
)
def make_primary(ctx: Context, form: FirstThere) -> Card:
    """Say that somebody is whom to talk to first at their company."""
    person = record_lines.contact_of(ctx, form.which)
    company = record_lines.company_of(ctx, form.company) if form.company else contacts.employer(ctx, person)
    if company is None:
        raise InvalidInput("company", person.title, "works at no company yet")
    companies.set_primary(ctx, company, person)
    return record_lines.changed(ctx, company_card(ctx, company), f"Primary contact {person.title}")


class WorksAt(WhichContact):
    """A person and their company."""

    company: Annotated[RecordRef | None, Rest(), Key("at"), Ref("company"), Field(description="At which company?")] = (
        None
    )


@command(
    "works at",
    permission="contact.edit",
    aliases=["works for"],
    examples=["P-31 Globex"],
    changes=True,
    in_place=True,
)
def works_at(ctx: Context, form: WorksAt) -> Card:
    """Say at which company somebody works; where they did before is kept."""
    person = record_lines.contact_of(ctx, form.which)
    if form.company is None:
        return contact_card(ctx, person)  # the question was skipped: they stay on their own
    company = record_lines.company_of(ctx, form.company)
    contacts.change(ctx, person, ContactChange(company=company))
    card = record_lines.changed(ctx, contact_card(ctx, person), f"Works at {company.title}")
    return offer_primary(card, person, company)


def offer_primary(card: Card, person: Contact, company: Company | None) -> Card:
    """Offer somebody as the one to talk to first at a company that has none."""
    if company is None or company.primary_contact_id is not None:
        return card
    code = records.code(person)
    offer = Action(
        "Make primary contact", Invocation("make primary", {"which": code, "company": records.code(company)})
    )
    return offering(card, f"{company.title} has no primary contact. Is it {person.title}?", offer)


def offering(card: Card, question: str, offer: Action) -> Card:
    """Return a card that asks something by the way; the row still has five buttons."""
    return replace(
        card,
        blocks=(*card.blocks, Line(spans(question))),
        actions=(offer, *card.actions[:1], *card.actions[1:][-3:]),
    )


class AlsoAt(WhichContact):
    """A person, another company, and what they do there."""

    company: Annotated[RecordRef, Rest(), Key("at"), Ref("company"), Field(description="At which other company?")]
    role: Annotated[
        str | None, Key("job", "as"), Field(max_length=affiliations.LONGEST_ROLE, description="As what?")
    ] = None


@command(
    "also at",
    permission="contact.edit",
    aliases=["also works at", "works also at"],
    examples=["P-31 Globex role:Adviser"],
    changes=True,
    in_place=True,
)
def also_at(ctx: Context, form: AlsoAt) -> Card:
    """Say that somebody has to do with another company as well, and as what."""
    person, company = record_lines.contact_of(ctx, form.which), record_lines.company_of(ctx, form.company)
    affiliations.join(ctx, person, company, form.role)
    return record_lines.changed(ctx, contact_card(ctx, person), f"Also at {company.title}")


class NoLongerAt(WhichContact):
    """A person and the company they left; their own when none is said."""

    company: Annotated[
        RecordRef | None, Rest(), Key("at"), Ref("company"), Aside(), Field(description="Which one?")
    ] = None


@command(
    "no longer at",
    permission="contact.edit",
    aliases=["has left", "left company"],
    examples=["P-31 Globex"],
    changes=True,
    in_place=True,
)
def no_longer_at(ctx: Context, form: NoLongerAt) -> Card:
    """Say that somebody has left a company; that they were there is kept."""
    person = record_lines.contact_of(ctx, form.which)
    company = record_lines.company_of(ctx, form.company) if form.company else contacts.employer(ctx, person)
    if company is None:
        raise InvalidInput("company", person.title, "works at no company")
    affiliations.leave(ctx, person, company)
    return record_lines.changed(ctx, contact_card(ctx, person), f"No longer at {company.title}")
