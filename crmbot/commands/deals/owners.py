"""Whose a deal is: taking it, giving it to somebody, leaving it to nobody, and being told."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Inline, Key, Person, RecordRef, Ref, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import ownership, phrases, record_lines
from crmbot.commands.deals.card import deal_card
from crmbot.commands.deals.closing import WhichDeal
from crmbot.commands.telling import Fact, tells
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.deals import owners as deal_owners
from crmbot.store.models.deal import Deal


class TakeDeal(Form):
    """A deal somebody takes."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    sure: Annotated[bool, Hidden()] = False


@command("take deal", permission="deal.take", examples=["D-12"], changes=True, in_place=True)
def take_deal(ctx: Context, form: TakeDeal) -> Card:
    """Make a deal yours; whoever had it is told."""
    deal = record_lines.deal_of(ctx, form.which)
    owner = records.owner_name(ctx, deal)
    if owner and deal.owner_id != ctx.actor.id and not form.sure:
        again = Invocation("take deal", {"which": records.code(deal), "sure": "yes"}, rev=deal.version)
        title = spans(f"{owner} owns ", phrases.link(deal), ". Take it?")
        return Card(title, actions=(Action("Take it", again, style="primary"),), icon="🙋", whisper=True)
    deal_owners.take(ctx, deal)
    return record_lines.changed(ctx, deal_card(ctx, deal), "Yours")


class GiveDeal(Form):
    """A deal and the person it goes to."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    who: Annotated[UserRef, Inline(), Key("to", "for"), Person(), Field(description="To whom?")]


@command(
    "give deal",
    permission="deal.edit",
    aliases=["assign deal", "reassign deal"],
    examples=["D-12 @eva"],
    changes=True,
    in_place=True,
    several="give deals",
)
def give_deal(ctx: Context, form: GiveDeal) -> Card:
    """Hand a deal to somebody else, who is told."""
    deal = record_lines.deal_of(ctx, form.which)
    deal_owners.give(ctx, deal, form.who.id)
    return record_lines.changed(ctx, deal_card(ctx, deal), f"Given to {form.who.name}")


@command(
    "unassign deal", permission="deal.edit", aliases=["release deal"], examples=["D-12"], changes=True, in_place=True
)
def unassign_deal(ctx: Context, form: WhichDeal) -> Card:
    """Leave a deal to nobody; anybody of its team may take it."""
    deal = record_lines.deal_of(ctx, form.which)
    deal_owners.unassign(ctx, deal)
    return record_lines.changed(ctx, deal_card(ctx, deal), "Nobody’s now")


@tells(deal_owners.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a deal is theirs now."""
    return ownership.given_card(ctx, fact, Deal)


@tells(deal_owners.TAKEN)
def taken_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a deal of theirs is somebody else's now."""
    return ownership.taken_card(ctx, fact, Deal)
