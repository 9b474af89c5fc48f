"""Changing a deal, its chance and its place, and copying it."""

from typing import Annotated, ClassVar

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import (
    Aside,
    Form,
    Head,
    Named,
    Quick,
    RecordRef,
    Ref,
    Rest,
)
from crmbot.chat.reply import Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands import shared_fields as ask
from crmbot.commands.deals import card as deal_card
from crmbot.commands.deals import fields as deal_fields
from crmbot.commands.deals.closing import WhichDeal
from crmbot.commands.deals.deals import source_id
from crmbot.commands.deals.stages import enter
from crmbot.commands.fields import own_fields
from crmbot.core import deals, lookup, tags
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.deals import DealChange, Recurring
from crmbot.core.deals import moves as deal_moves
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import sources
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party


class EditDeal(Form):
    """What is to change of a deal."""

    own_fields_of: ClassVar[str] = "deal"

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    amount: deal_fields.Amount = None
    close: deal_fields.Close = None
    prob: deal_fields.Chance = None
    step: deal_fields.NextStep = None
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None
    stage: Annotated[str | None, Named("stages"), Aside(), Field(max_length=60, description="Which stage?")] = None
    best: deal_fields.Best = None
    worst: deal_fields.Worst = None
    kind: deal_fields.Kind = None
    recurring: deal_fields.RecurringAmount = None
    every: deal_fields.Every = None
    starts: deal_fields.Starts = None
    ends: deal_fields.Ends = None
    source: deal_fields.Origin = None
    party: Annotated[deal_fields.Buyer, Aside()] = None
    contact: deal_fields.Contact = None
    about: deal_fields.About = None
    customer: deal_fields.Customer = None
    owner: ask.Owner = None
    tag: ask.TagWords = ()


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a deal's form shows before anything is changed."""
    deal = record_lines.deal_of(ctx, which)
    money = {
        "amount": deal.amount_minor,
        "best": deal.best_minor,
        "worst": deal.worst_minor,
        "recurring": deal.recurring_minor,
    }
    days = {"close": deal.expected_close, "starts": deal.recurring_from, "ends": deal.recurring_until}
    source = sources.of(ctx.session, deal.source_id)
    return {
        **{
            name: phrases.money_words(minor, deal.currency) if minor is not None else ""
            for name, minor in money.items()
        },
        **{name: day.isoformat() if day is not None else "" for name, day in days.items()},
        "name": deal.title,
        "prob": str(deal.probability) if deal.probability is not None else "",
        "step": deal.next_step or "",
        "kind": deal.type.value,
        "every": deal.periodicity.value if deal.periodicity else "",
        "source": source.name if source is not None else "",
        "about": deal.description or "",
        "customer": deal.customer_description or "",
    }


@command(
    "deal set",
    permission="deal.edit",
    aliases=["edit deal"],
    examples=["D-12 amount:15k close:30dec", "D-12 stage:proposal prob:60", "D-12 best:20k worst:9k"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_deal(ctx: Context, form: EditDeal) -> Reply:
    """Change the amount, the close, the chance or the stage of a deal."""
    deal = record_lines.deal_of(ctx, form.which)
    wanted = _changes(ctx, form)
    if wanted != DealChange():
        deals.change(ctx, deal, wanted)
    if form.party is not None:
        buyer = lookup.get(ctx, form.party.id)
        assert isinstance(buyer, Party | Lead)
        deals.set_buyer(ctx, deal, buyer)
    own_fields.change(ctx, deal, form)
    tags.apply(ctx, deal, form.tag)
    if form.stage:
        return enter(ctx, deal, deal_moves.find_stage(ctx, deal, form.stage))
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), "Changed")


_COLUMNS = {
    "amount": "amount_minor",
    "best": "best_minor",
    "worst": "worst_minor",
    "close": "expected_close",
    "step": "next_step",
    "contact": "contact_id",
    "prob": "probability",
    "recurring": "recurring_minor",
    "every": "periodicity",
    "starts": "recurring_from",
    "ends": "recurring_until",
    "source": "source_id",
    "about": "description",
    "customer": "customer_description",
}


def _changes(ctx: Context, form: EditDeal) -> DealChange:
    emptied = {name for name in form.model_fields_set if getattr(form, name) is None}
    return DealChange(
        name=record_lines.new_name(form),
        amount=form.amount,
        best=form.best,
        worst=form.worst,
        probability=form.prob,
        expected_close=form.close,
        next_step=form.step,
        contact_id=form.contact.id if form.contact else None,
        owner_id=form.owner.id if form.owner else None,
        type=form.kind,
        recurring=Recurring(form.recurring, form.every, form.starts, form.ends),
        source_id=source_id(ctx, form.source),
        description=form.about,
        customer_description=form.customer,
        cleared=tuple(_COLUMNS[name] for name in _COLUMNS if name in emptied),
    )


class Chance(Form):
    """A deal and how likely it is."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    prob: Annotated[
        str,
        Rest(),
        Quick("25", "50", "75", "90", "stage"),
        Field(max_length=20, description="How likely, in per cent?"),
    ]


@command(
    "probability",
    permission="deal.edit",
    aliases=["prob"],
    examples=["D-12 60", "D-12 stage"],
    changes=True,
    in_place=True,
)
def set_probability(ctx: Context, form: Chance) -> Card:
    """Say how likely a deal is; it then stays so in every stage. The word stage gives it back that of its stage."""
    deal = record_lines.deal_of(ctx, form.which)
    word = form.prob.replace("%", "").strip()
    if word in ("-", "stage", "auto"):
        deals.change(ctx, deal, DealChange(cleared=("probability",)))
        return record_lines.changed(
            ctx, deal_card.deal_card(ctx, deal), f"{deal_card.chance_words(deal)}, that of its stage"
        )
    if not word.isdecimal():
        raise InvalidInput("prob", form.prob, "a probability is 0 to 100, or “stage” for that of its stage")
    deals.change(ctx, deal, DealChange(probability=int(word[:4])))
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), deal_card.chance_words(deal))


@command("copy deal", permission="deal.create", aliases=["copy", "clone"], examples=["D-12"])
def copy_deal(ctx: Context, form: WhichDeal) -> Card:
    """Make another deal like this one, in the first stage and yours."""
    deal = record_lines.deal_of(ctx, form.which)
    again = deals.copy(ctx, deal)
    tags.apply(ctx, again, tags.of(ctx, deal))
    custom_values.carry(ctx, deal, again)
    return record_lines.made(ctx, deal_card.deal_card(ctx, again), again, "deal set")


@command("top deal", permission="deal.edit", aliases=["top"], examples=["D-12"], changes=True, in_place=True)
def put_first(ctx: Context, form: WhichDeal) -> Card:
    """Put a deal first in its column of the board."""
    deal = record_lines.deal_of(ctx, form.which)
    deal_moves.put_first(ctx, deal)
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), "First on the board")
