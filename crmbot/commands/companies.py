"""Companies: prospects, customers, suppliers, partners, and the people at them."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Fields, Item, Items, Line, Link, Mail, Menu, Spans, code, spans
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
    Quick,
    RecordRef,
    Ref,
    Rest,
    Tags,
    Tel,
    UserRef,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import form_action, show_action
from crmbot.commands.record_lines import given
from crmbot.commands.showing import shows
from crmbot.core import companies, introductions, parties, records, tags
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import PartyQuery, Reach
from crmbot.language.fold import fold
from crmbot.store.models.party import Company, Party

PAGE = 10

_SPLIT = re.compile(r"[,\s]+")
_MINE, _ALL = "mine", "all"


class NewCompany(Form):
    """A company to be made."""

    name: Annotated[str, Rest(), Field(max_length=300, description="What is the company called?")]
    kind: Annotated[
        str | None,
        Key("type"),
        Quick(*companies.ROLES),
        Field(max_length=60, description="Prospect, customer, supplier or partner?"),
    ] = None
    phone: Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")] = None
    email: Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")] = None
    website: Annotated[str | None, Key("web", "site"), Aside(), Field(max_length=200, description="Web site?")] = None
    city: Annotated[str | None, Field(max_length=100, description="In which city?")] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()
    anyway: Annotated[bool, Hidden()] = False


@command(
    "company new",
    permission="company.create",
    examples=["Initech, prospect, +33 1 40 00 00 00, initech.example", "Globex kind:customer city:Leeds"],
)
def add_company(ctx: Context, form: NewCompany) -> Card:
    """Make a company."""
    company = companies.create(ctx, _draft(ctx, form), anyway=form.anyway)
    tags.apply(ctx, company, form.tag)
    return record_lines.made(ctx, company_card(ctx, company), company, "company set")


def _draft(ctx: Context, form: NewCompany) -> CompanyDraft:
    """Read the line; what was given by its own name wins over what stands in the words."""
    told = introductions.of_company(form.name, ctx.org.region)
    said = tuple(fold(part) for part in told.more if fold(part) in companies.ROLES)
    city, *others = [part for part in told.more if fold(part) not in companies.ROLES] or [""]
    reach = Reach(
        phone=form.phone or told.reach.phone,
        email=form.email or told.reach.email,
        website=form.website or told.reach.website,
        city=form.city or city or None,
    )
    owner_id = form.owner.id if form.owner else None
    # Text is never lost: what is no known thing is kept beside the company.
    more = ", ".join(part for part in others if part) or None
    return CompanyDraft(told.name, reach, roles(form.kind) or said, owner_id, more)


def roles(text: str | None) -> tuple[str, ...]:
    """Return the roles a text lists, `customer, supplier`; a leading minus takes one away."""
    return tuple(word.lower() for word in _SPLIT.split(text or "") if word)


class EditCompany(Form):
    """What is to change of a company."""

    which: Annotated[RecordRef, Head(), Ref("company"), Field(description="Which company?")]
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None
    kind: Annotated[
        str | None,
        Key("type"),
        Quick(*companies.ROLES),
        Aside(),
        Field(max_length=60, description="Prospect, customer, supplier or partner?"),
    ] = None
    phone: Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")] = None
    email: Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")] = None
    website: Annotated[str | None, Key("web", "site"), Field(max_length=200, description="Web site?")] = None
    city: Annotated[str | None, Field(max_length=100, description="In which city?")] = None
    primary: Annotated[
        RecordRef | None, Key("contact"), Ref("contact"), Aside(), Field(description="Whom to talk to first?")
    ] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a company's form shows before anything is changed."""
    company = record_lines.company_of(ctx, which)
    return {"name": company.title, **record_lines.reach_now(company), "website": company.website or ""}


@command(
    "company set",
    permission="company.edit",
    examples=["C-7 city:Leeds phone:+44-113-496-0000", "Acme kind:customer #key"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_company(ctx: Context, form: EditCompany) -> Card:
    """Change what is known of a company."""
    company = record_lines.company_of(ctx, form.which)
    reach = Reach(
        phone=given(form, "phone"),
        email=given(form, "email"),
        website=given(form, "website"),
        city=given(form, "city"),
    )
    companies.change(ctx, company, name=form.name, reach=reach, roles=roles(form.kind))
    if form.owner is not None:
        companies.give(ctx, company, form.owner.id)
    if form.primary is not None:
        companies.set_primary(ctx, company, record_lines.contact_of(ctx, form.primary))
    tags.apply(ctx, company, form.tag)
    return record_lines.changed(ctx, company_card(ctx, company), "Changed")


class ListCompanies(Form):
    """Which companies to list."""

    only: Annotated[
        str, Key("kind", "is"), Rest(), Aside(), Field(max_length=30, description="mine, all or a kind")
    ] = _MINE
    who: Annotated[UserRef | None, Inline(), Key("owner"), Person(), Aside(), Field(description="Whose?")] = None
    page: Annotated[int, Hidden()] = 1


@command("companies", permission="company.see", aliases=["customers"], examples=["", "all", "supplier"], in_place=True)
def list_companies(ctx: Context, form: ListCompanies) -> Card:
    """List your companies."""
    only = fold(form.only)
    role = only.removesuffix("s") if only.removesuffix("s") in companies.ROLES else ""
    if not role and only not in (_MINE, _ALL):
        raise InvalidInput("only", form.only, "no such kind of company", (_MINE, _ALL, *companies.ROLES))
    owner_id = form.who.id if form.who else (ctx.actor.id if only == _MINE else None)
    query = PartyQuery("company", owner_id, role, None, PAGE, (form.page - 1) * PAGE)
    page, total = parties.listed(ctx, query)
    args = {"only": only} | ({"who": form.who.name} if form.who else {})
    title = spans(f"{'Your companies' if only == _MINE else f'Companies, {only}'} · {total}")
    if not page:
        words = (code("company new Initech"), " makes one, ", code("companies all"), " shows all.")
        return Card(title, (Line(spans("Nothing here. ", *words)),), icon="🏢", whisper=True)
    turns = phrases.pager("companies", args, form.page, -(-total // PAGE))
    return Card(title, (party_rows(ctx, page, query.offset),), tuple(turns), icon="🏢", whisper=True)


def party_rows(ctx: Context, page: Sequence[Party], offset: int) -> Items:
    """Draw companies or contacts as numbered rows; the numbers can be typed for a while."""
    rows = [(party.id, Item(_row(party), show_action("Open", party))) for party in page]
    return record_lines.numbered(ctx, rows, offset)


def _row(party: Party) -> Spans:
    kinds = ", ".join(companies.roles_of(party)) if isinstance(party, Company) else ""
    return spans(phrases.link(party), *(f" · {part}" for part in (party.hint, kinds) if part))


class People(Form):
    """Whose people to list."""

    which: Annotated[RecordRef, Head(), Ref("company"), Field(description="The people of which company?")]
    page: Annotated[int, Hidden()] = 1


@command("people", permission="contact.see", examples=["Acme"], in_place=True)
def list_people(ctx: Context, form: People) -> Card:
    """List the people at a company."""
    company = record_lines.company_of(ctx, form.which)
    query = PartyQuery("contact", company_id=company.id, limit=PAGE, offset=(form.page - 1) * PAGE)
    page, total = parties.listed(ctx, query)
    title = spans("People at ", phrases.link(company), f" · {total}")
    turns = phrases.pager("people", {"which": form.which.code}, form.page, -(-total // PAGE))
    new = form_action("New contact", "contact new", company, field="company")
    shown = party_rows(ctx, page, query.offset) if page else Line(spans("Nobody yet."))
    return Card(title, (shown,), (*turns, new), "👥", records.code(company), whisper=True)


COMPANY = Noun(
    "company", "company", new="company new", change="company set", list="companies", aliases=("customer", "account")
)


@shows("company", icon="🏢")
def company_card(ctx: Context, company: Company) -> Card:
    """Draw a company: what it is to us, how to reach it, what is going on, what comes next."""
    facts = [*companies.roles_of(company), company.city or ""]
    return Card(
        title=spans(*phrases.heading(company), *(f" · {fact}" for fact in facts if fact)),
        blocks=_facts(ctx, company),
        actions=_actions(ctx, company),
        icon="🏢",
        about=records.code(company),
        whisper=True,
    )


def _facts(ctx: Context, company: Company) -> tuple[Block, ...]:
    primary = parties.seen(ctx, company.primary_contact_id)
    site = website(company.website) if company.website else ()
    pairs: list[tuple[str, Spans]] = [
        ("Primary contact", spans(phrases.link(primary)) if primary else ()),
        ("Phone", spans(phrases.phone(ctx, company.phone, company.phone_key))),
        ("Email", spans(Mail(company.email)) if company.email else ()),
        ("Web", site),
        ("Owner", spans(record_lines.owner(ctx, company))),
        ("Tags", spans(record_lines.tag_words(ctx, company))),
        ("Open deals", spans(record_lines.worth(parties.open_deals(ctx, company.id)))),
        ("Last touch", record_lines.last_touch(ctx, company)),
    ]
    more = (Line(spans(company.description)),) if company.description else ()
    step = Line(spans("Next: ", *record_lines.next_step(ctx, company)))
    return (Fields(tuple(pair for pair in pairs if pair[1])), *more, step)


def website(address: str) -> Spans:
    """Return a web site to tap, shown as it was typed."""
    return spans(Link(address if "://" in address else f"https://{address}", address))


def _actions(ctx: Context, company: Company) -> tuple[Action | Menu, ...]:
    _, people = parties.listed(ctx, PartyQuery("contact", company_id=company.id, limit=1))
    return (
        form_action("Note", "note", company, field="about"),
        form_action("Task", "task new", company, field="about"),
        form_action("Deal", "deal new", company, field="party"),
        Action(f"People ({people})", Invocation("people", {"which": records.code(company)})),
        record_lines.more(company, "company set"),
    )
