"""Whose a company or contact is: taking it, giving it to somebody, leaving it to nobody, and being told."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Inline, Key, Person, RecordRef, Ref, UserRef
from crmbot.commands import ownership, record_lines
from crmbot.commands.showing import card_of
from crmbot.commands.telling import Fact, tells
from crmbot.core import permissions
from crmbot.core.context import Context
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.party import Party

_KINDS = ("company", "contact")


class WhichParty(Form):
    """A company or contact."""

    which: Annotated[RecordRef, Head(), Ref(*_KINDS), Field(description="Which company or contact?")]


class TakeParty(WhichParty):
    """A company or contact somebody takes; `sure` is what the button says."""

    sure: Annotated[bool, Hidden()] = False


@command(
    "take company",
    permission="company.take",
    aliases=["take contact"],
    examples=["C-7", "Acme"],
    changes=True,
    in_place=True,
)
def take_party(ctx: Context, form: TakeParty) -> Card:
    """Make a company or contact yours; whoever had it is asked about first, and told."""
    party = record_lines.named(ctx, form.which, Party)
    if party.owner_id not in (None, ctx.actor.id) and not form.sure:
        permissions.require(ctx, party, "take")
        return ownership.whose_card(ctx, party, "take company")
    party_owners.take(ctx, party)
    return record_lines.changed(ctx, card_of(ctx, party), "Yours now")


class GiveParty(WhichParty):
    """A company or contact and the person it goes to."""

    who: Annotated[UserRef, Inline(), Key("to", "for"), Person(), Field(description="To whom?")]


@command(
    "give company",
    permission="company.edit",
    aliases=[f"{verb} {kind}" for verb in ("give", "assign", "reassign") for kind in _KINDS][1:],
    examples=["C-7 @eva", "P-31 @eva"],
    changes=True,
    in_place=True,
)
def give_party(ctx: Context, form: GiveParty) -> Card:
    """Hand a company or contact to somebody else, who is told."""
    party = record_lines.named(ctx, form.which, Party)
    party_owners.give(ctx, party, form.who.id)
    return record_lines.changed(ctx, card_of(ctx, party), f"Given to {form.who.name}")


@command(
    "unassign company",
    permission="company.edit",
    aliases=["unassign contact"],
    examples=["C-7"],
    changes=True,
    in_place=True,
)
def unassign_party(ctx: Context, form: WhichParty) -> Card:
    """Leave a company or contact to nobody; anybody of its team may take it."""
    party = record_lines.named(ctx, form.which, Party)
    party_owners.unassign(ctx, party)
    return record_lines.changed(ctx, card_of(ctx, party), "Nobody’s now")


@tells(party_owners.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a company or contact is theirs now; nothing when it has gone on since."""
    return ownership.given_card(ctx, fact, Party)


@tells(party_owners.TAKEN)
def taken_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a company or contact of theirs is somebody else's now; nothing when they have it back."""
    has_it_back = fact.record is not None and fact.record.owner_id == ctx.actor.id
    return None if has_it_back else ownership.taken_card(ctx, fact, Party)
