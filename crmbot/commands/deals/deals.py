"""Deals: making, changing and copying them."""

import re
from typing import Annotated, ClassVar

from pydantic import Field

from crmbot.chat.card import Action, Card
from crmbot.chat.command import Noun, command
from crmbot.chat.form import (
    Aside,
    Choice,
    Form,
    Quick,
    Rest,
)
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Option, Problem, Reply
from crmbot.commands import record_lines
from crmbot.commands import shared_fields as ask
from crmbot.commands.deals import card as deal_card
from crmbot.commands.deals import fields as deal_fields
from crmbot.commands.deals.fields import BUYERS
from crmbot.commands.fields import own_fields
from crmbot.commands.record_lines import making
from crmbot.core import deals, lookup, records, tags
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft, Recurring, pipelines
from crmbot.core.deals import lines as deal_lines
from crmbot.core.deals.lines import DealLine
from crmbot.core.errors import Ambiguous, Found, InvalidInput, NotFound
from crmbot.core.naming import mentions
from crmbot.core.settings import sources
from crmbot.language import when
from crmbot.language.codes import parse_code
from crmbot.language.fold import tokens
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.record import Record

DEAL = Noun("deal", "deal", new="deal new", change="deal set", list="deals", aliases=("opp", "opportunity"))


class NewDeal(Form):
    """A deal to be made."""

    own_fields_of: ClassVar[str] = "deal"

    name: Annotated[str, Rest(in_front=True), Field(max_length=300, description="What is it called?")]
    party: deal_fields.Buyer = None
    amount: deal_fields.Amount = None
    close: Annotated[deal_fields.Close, Quick("in 30 days", "in 60 days", "in 90 days")] = None
    contact: deal_fields.Contact = None
    stage: Annotated[
        str | None, Choice("stages", others=True), Aside(), Field(max_length=60, description="In which stage?")
    ] = None
    pipeline: Annotated[
        str | None, Choice("pipelines", others=True), Aside(), Field(max_length=60, description="In which pipeline?")
    ] = None
    prob: Annotated[deal_fields.Chance, Aside()] = None
    best: deal_fields.Best = None
    worst: deal_fields.Worst = None
    kind: deal_fields.Kind = None
    recurring: deal_fields.RecurringAmount = None
    every: deal_fields.Every = None
    starts: deal_fields.Starts = None
    ends: deal_fields.Ends = None
    source: deal_fields.Origin = None
    step: Annotated[deal_fields.NextStep, Aside()] = None
    about: deal_fields.About = None
    customer: deal_fields.Customer = None
    owner: ask.Owner = None
    tag: ask.TagWords = ()


@command(
    "deal new",
    permission="deal.create",
    examples=["Acme renewal 12k", 'Acme "Service contract" 8,400 close 18 apr', "Pumps 5k on:Acme close:30dec"],
)
def add_deal(ctx: Context, form: NewDeal) -> Reply:
    """Start a deal with a company, a person or a lead."""
    line = deal_lines.read(ctx, form.name) if form.amount is None else deal_lines.without_amount(form.name)
    if form.party is not None:
        return _make(ctx, form, line, lookup.get(ctx, form.party.id), line.name or line.words)
    try:
        buyer, name = _named(ctx, line)
    except (NotFound, Ambiguous) as unsure:
        return _which_buyer(form, line, unsure)
    return _make(ctx, form, line, buyer, name)


_LEADING = re.compile(r"^(?:for|with|at|on)\s+(?=\S)", re.IGNORECASE)
"""Leads to the customer in front of a deal's name."""


def _named(ctx: Context, line: DealLine) -> tuple[Record | None, str]:
    """Return whom the words name and what is left as the deal's name. Raises `NotFound`, `Ambiguous`."""
    if line.before:
        return lookup.get(ctx, lookup.resolve(ctx, line.before, BUYERS).id), line.name
    first, _, behind = line.words.partition(" ")
    sign = parse_code(first.rstrip(",:;"))
    if sign is not None and sign.kind in BUYERS:
        return lookup.get(ctx, lookup.resolve(ctx, first.rstrip(",:;"), BUYERS).id), behind.strip()
    named = mentions.named_in(ctx, line.words)
    if named.doubtful and not any(record.kind in BUYERS for record in named.sure):
        raise Ambiguous(named.asked, named.doubtful)
    buyer = next((record for record in named.sure if record.kind in BUYERS), None)
    words = _LEADING.sub("", line.words) if buyer is not None else line.words
    return buyer, line.name or (_without(words, buyer) if buyer else words)


def _without(words: str, buyer: Record) -> str:
    """Return what the words say besides the name; "Acme renewal" keeps it, "Acme: renewal" does not."""
    if set(tokens(words)) <= set(tokens(buyer.title)):
        return ""
    front, sign, behind = words.partition(":") if ":" in words else words.partition(",")
    return behind.strip() if sign and set(tokens(front)) <= set(tokens(buyer.title)) else words


def _make(ctx: Context, form: NewDeal, line: DealLine, found: Record | None, name: str) -> Reply:
    """Make the deal, or ask for what it cannot do without; what was understood stays in the form."""
    problems = _problems(ctx, line, name, found)
    if problems or not isinstance(found, Party | Lead):
        said = _said(form, line) | {"name": name, "party": records.code(found) if found else ""}
        return OpenForm("deal new", {field: text for field, text in said.items() if text}, problems)
    deal = deals.create(ctx, _draft(ctx, form, line, found, name))
    own_fields.start(ctx, deal, form)
    tags.apply(ctx, deal, form.tag)
    return record_lines.made(ctx, deal_card.deal_card(ctx, deal), deal, "deal set")


def _problems(ctx: Context, line: DealLine, name: str, buyer: Record | None) -> dict[str, Problem]:
    problems = {} if name else {"name": Problem(Fault.MISSING)}
    if buyer is None:
        problems["party"] = Problem(Fault.MISSING)
    if line.closes is not None and line.closes.when is None:
        doubt = line.closes.doubt
        options = tuple(Option(one.iso(), when.show(one, today=ctx.today)) for one in doubt.options) if doubt else ()
        problems["close"] = Problem(Fault.UNSURE, line.closes.text, "", options)
    return problems


def _draft(ctx: Context, form: NewDeal, line: DealLine, found: Party | Lead, name: str) -> DealDraft:
    party, lead, contact = _sides(ctx, found)
    closes = line.closes.by_end.on if line.closes and line.closes.by_end else None
    pipeline = pipelines.named(ctx.session, form.pipeline) if form.pipeline else None
    pipeline_id = pipeline.id if pipeline is not None else None
    return DealDraft(
        name=name,
        party=party,
        lead=lead,
        amount=form.amount or line.amount,
        best=form.best,
        worst=form.worst,
        expected_close=form.close or closes,
        contact_id=form.contact.id if form.contact else contact,
        owner_id=form.owner.id if form.owner else None,
        type=form.kind or line.type,
        recurring=Recurring(form.recurring, form.every, form.starts, form.ends),
        probability=form.prob,
        source_id=source_id(ctx, form.source),
        next_step=form.step,
        description=form.about,
        customer_description=form.customer,
        pipeline_id=pipeline_id,
        stage=pipelines.stage_named(ctx.session, form.stage, pipeline_id) if form.stage else None,
    )


def _sides(ctx: Context, found: Party | Lead) -> tuple[Party | None, Lead | None, int | None]:
    """Return who buys and whom one talks to: a person at a company speaks for it, a lead for what it became."""
    if isinstance(found, Lead):
        if found.converted_party_id is None:
            return None, found, None
        return ctx.session.get_one(Party, found.converted_party_id), found, found.converted_contact_id
    if not isinstance(found, Contact) or found.company_id is None:
        return found, None, None
    return ctx.session.get_one(Party, found.company_id), None, found.id


def source_id(ctx: Context, name: str | None) -> int | None:
    """Return the number of a source of the list, None when none is named. Raises `InvalidInput` for another."""
    if not name:
        return None
    source = sources.named(ctx.session, name)
    if source is None:
        raise InvalidInput("source", name, "no such source", tuple(each.name for each in sources.listed(ctx.session)))
    return source.id


def _said(form: NewDeal, line: DealLine) -> dict[str, str | None]:
    """Return what was understood so far as texts for the form."""
    amounts = {"amount": form.amount or line.amount, "best": form.best, "worst": form.worst}
    days = {"close": form.close, "starts": form.starts, "ends": form.ends}
    kind = form.kind or line.type
    told: dict[str, str | None] = {
        **{name: str(amount) if amount else None for name, amount in amounts.items()},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        **{name: getattr(form, name) for name in ("stage", "pipeline", "source", "step", "about", "customer")},
        "recurring": str(form.recurring) if form.recurring else None,
        "every": form.every.value if form.every else None,
        "contact": form.contact.code if form.contact else None,
        "prob": str(form.prob) if form.prob is not None else None,
        "kind": kind.value if kind else None,
        "owner": form.owner.name if form.owner else None,
        "tag": " ".join(form.tag),
        **form.own_texts(),
    }
    return told if told["close"] or not line.closes else told | {"close": line.closes.text}


def _which_buyer(form: NewDeal, line: DealLine, unsure: NotFound | Ambiguous) -> Card:
    """Ask whose deal it is when the words name nobody for certain; nothing that was said is lost."""
    found: tuple[Found, ...] = unsure.candidates if isinstance(unsure, Ambiguous) else ()
    said = _said(form, line) | {"name": f'"{line.name}"' if line.name else line.words}
    again = Invocation("deal new", {field: text for field, text in said.items() if text})
    kinds = ("company", "contact") if not found else ()
    new = [Action(f"New {kind}", again.with_args(party=making(kind, unsure.asked))) for kind in kinds]
    return record_lines.pick(unsure.asked, found, again, "party", *new)
