"""Companies: prospects, customers, suppliers and partners, made, changed and listed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from crmbot.chat.card import Card, Spans, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import AnyOf, Aside, Form, Head, Hidden, Key, Quick, RecordRef, Ref, Rest
from crmbot.commands import phrases, record_lines
from crmbot.commands import shared_fields as ask
from crmbot.commands.deals.deals import source_id
from crmbot.commands.fields import own_fields
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.parties import fields as party_fields
from crmbot.commands.parties import kinds as party_kinds
from crmbot.commands.parties.company_card import company_card
from crmbot.commands.parties.fields import PartyFields
from crmbot.commands.record_lines import given
from crmbot.core import companies, introductions, tags
from crmbot.core.companies import CompanyDraft, CompanyFacts
from crmbot.core.context import Context
from crmbot.core.parties import Reach, kinds
from crmbot.core.parties import owners as party_owners
from crmbot.language.fold import fold
from crmbot.language.money import Money
from crmbot.store.models.party import Company


class CompanyName(Form):
    """What a new company is called, or the line that tells of it."""

    name: Annotated[str, Rest(in_front=True), Field(max_length=300, description="What is the company called?")]


class CompanyKind(Form):
    """What a company is to us."""

    kind: Annotated[
        str | None,
        Key("type"),
        Quick(*companies.ROLES),
        AnyOf(),
        Field(max_length=60, description="Prospect, customer, supplier or partner?"),
    ] = None


class CompanyFields(PartyFields):
    """What may be said of a company, new or not."""

    city: ask.City = None
    industry: ask.Industry = None
    employees: Annotated[int | None, Key("staff"), Aside(), Field(description="How many employees?")] = None
    turnover: Annotated[Money | None, Key("revenue"), Aside(), Field(description="Turnover a year?")] = None
    registration: Annotated[
        str | None, Key("regno"), Aside(), Field(max_length=60, description="Registration number?")
    ] = None
    tax: Annotated[str | None, Key("vat"), Aside(), Field(max_length=60, description="Tax number?")] = None
    currency: Annotated[str | None, Aside(), Field(max_length=3, description="Which currency do they pay in?")] = None
    parent: Annotated[
        RecordRef | None, Ref("company"), Aside(), Field(description="Which company does it belong to?")
    ] = None


class NewCompany(CompanyFields, CompanyKind, CompanyName):
    """A company to be made."""

    own_fields_of: ClassVar[str] = "company"

    anyway: Annotated[bool, Hidden()] = False


@command(
    "company new",
    permission="company.create",
    examples=[
        "Initech, prospect, +33 1 40 00 00 00, initech.example",
        "Globex kind:customer city:Leeds",
        "Globex UK parent:Globex employees:250 industry:Pumps",
    ],
)
def add_company(ctx: Context, form: NewCompany) -> Card:
    """Make a company."""
    company = companies.create(ctx, _draft(ctx, form), anyway=form.anyway)
    own_fields.start(ctx, company, form)
    tags.apply(ctx, company, form.tag)
    return record_lines.made(ctx, company_card(ctx, company), company, "company set")


def _draft(ctx: Context, form: NewCompany) -> CompanyDraft:
    """Read the line; what was given by its own name wins over what stands in the words."""
    told = introductions.of_company(form.name, ctx.org.region)
    name, role = (told.name, ()) if form.name.startswith('"') else _with_role(told.name)
    said = (*role, *(fold(part) for part in told.more if fold(part) in companies.ROLES))
    city, *others = [part for part in told.more if fold(part) not in companies.ROLES] or [""]
    by_name = party_fields.reach(form)
    reach = replace(
        by_name,
        phone=by_name.phone or told.reach.phone,
        email=by_name.email or told.reach.email,
        website=by_name.website or told.reach.website,
        city=by_name.city or city or None,
    )
    # Text is never lost: what is no known thing is kept beside the company.
    beside = [*([city] if by_name.city and by_name.city != city else []), *others]
    more = ", ".join(part for part in (form.note, *beside) if part) or None
    roles = party_kinds.words_of(form.kind) or said
    owner_id = form.owner.id if form.owner else None
    facts = replace(_facts(ctx, form), description=more)
    return CompanyDraft(name, reach, roles, owner_id, facts=facts)


def _with_role(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without what its company is to us, and that: `Globex customer`."""
    words = name.split()
    is_role = len(words) > 1 and fold(words[-1]) in companies.ROLES
    return (" ".join(words[:-1]), (fold(words[-1]),)) if is_role else (name, ())


def _facts(ctx: Context, form: CompanyFields) -> CompanyFacts:
    return CompanyFacts(
        industry=given(form, "industry"),
        employees=form.employees,
        turnover=form.turnover,
        registration_no=given(form, "registration"),
        tax_no=given(form, "tax"),
        language=given(form, "language"),
        currency=given(form, "currency"),
        description=given(form, "note"),
        parent=record_lines.company_of(ctx, form.parent) if form.parent else None,
        source_id=source_id(ctx, form.source),
        no_calls=form.nocall,
        no_emails=form.nomail,
        cleared=party_fields.cleared(form, _CLEARED),
    )


_CLEARED = {
    "employees": "employees",
    "turnover": "turnover_minor",
    "parent": "parent_id",
    "source": "source_id",
}


_CLEARED_PEOPLE = {"primary": "primary_contact_id", "accounting": "accounting_contact_id"}


class WhichCompany(Form):
    """The company that changes, and its name."""

    which: Annotated[RecordRef, Head(), Ref("company"), Field(description="Which company?")]
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None


class EditCompany(CompanyFields, CompanyKind, WhichCompany):
    """What is to change of a company; `sure` is what the button says.

    The accounting contact can be said, but is not asked for before an accounting program is linked (R-88).
    """

    own_fields_of: ClassVar[str] = "company"

    primary: Annotated[
        RecordRef | None, Key("contact"), Ref("contact"), Aside(), Field(description="Whom to talk to first?")
    ] = None
    accounting: Annotated[RecordRef | None, Hidden(), Ref("contact")] = None
    sure: Annotated[bool, Hidden()] = False


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a company's form shows before anything is changed."""
    company = record_lines.company_of(ctx, which)
    minor, unit = company.turnover_minor, company.turnover_currency
    return {
        **party_fields.now(ctx, company),
        "name": company.title,
        "kind": ", ".join(kinds.of(company)),
        "industry": company.industry or "",
        "employees": str(company.employees) if company.employees is not None else "",
        "turnover": phrases.money_words(minor, unit) if minor is not None and unit is not None else "",
        "registration": company.registration_no or "",
        "tax": company.tax_no or "",
        "currency": company.currency or "",
        "parent": party_fields.code_of(ctx, company.parent_id),
        "primary": party_fields.code_of(ctx, company.primary_contact_id),
    }


@command(
    "company set",
    permission="company.edit",
    aliases=["edit company"],
    examples=["C-7 city:Leeds phone:+44-113-496-0000", "Acme kind:customer #key", "Acme parent:Globex turnover:2m"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_company(ctx: Context, form: EditCompany) -> Card:
    """Change what is known of a company."""
    company = record_lines.company_of(ctx, form.which)
    _change_fields(ctx, company, form)
    _change_people(ctx, company, form)
    own_fields.change(ctx, company, form)
    tags.apply(ctx, company, form.tag)
    said = given(form, "kind")
    if said is None:
        return record_lines.changed(ctx, company_card(ctx, company), "Changed")
    change = kinds.read(company, party_kinds.words_of(said))
    if change.lost and not form.sure:
        return party_kinds.ask(company, change, *party_kinds.choices(company, change))
    kinds.become(ctx, company, change.roles)
    return record_lines.changed(ctx, company_card(ctx, company), "Changed")


def _change_fields(ctx: Context, company: Company, form: EditCompany) -> None:
    reach, facts = party_fields.reach(form), _facts(ctx, form)
    name = record_lines.new_name(form)
    if name or reach != Reach() or facts != CompanyFacts():
        companies.change(ctx, company, name=name, reach=reach, facts=facts)


def _change_people(ctx: Context, company: Company, form: EditCompany) -> None:
    """Change whose a company is and whom to talk to there."""
    if form.owner is not None and form.owner.id != company.owner_id:
        party_owners.give(ctx, company, form.owner.id)
    if form.primary is not None:
        companies.set_primary(ctx, company, record_lines.contact_of(ctx, form.primary))
    if form.accounting is not None:
        companies.set_accounting_contact(ctx, company, record_lines.contact_of(ctx, form.accounting))
    emptied = party_fields.cleared(form, _CLEARED_PEOPLE)
    if emptied:
        companies.change(ctx, company, facts=CompanyFacts(cleared=emptied))


@command(
    "companies",
    permission="company.see",
    aliases=["customers"],
    examples=["", "all", "supplier", "city:Leeds quiet>14d", "employees>200 turnover>2m"],
    in_place=True,
)
def list_companies(ctx: Context, form: ListForm) -> Card:
    """List your companies, or those a filter asks for."""
    make = "company new Initech"
    return listing(ctx, "company", form.filter, form.page, command="companies", title="companies", make=make)


@rows("company")
def company_lines(ctx: Context, page: Sequence[Company]) -> Sequence[Spans]:
    """Draw companies as lines of a list: where they are, what they are to us."""
    del ctx
    return [_row(company) for company in page]


def _row(company: Company) -> Spans:
    told = (company.hint, ", ".join(kinds.of(company)))
    return spans(phrases.link(company), *(f" · {part}" for part in told if part))


COMPANY = Noun(
    "company", "company", new="company new", change="company set", list="companies", aliases=("customer", "account")
)
