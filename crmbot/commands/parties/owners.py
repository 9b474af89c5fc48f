"""Whose a company or contact is: taking it, giving it to somebody, leaving it to nobody, and being told."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Inline, Key, Person, RecordRef, Ref, UserRef
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import act, show_action
from crmbot.commands.showing import card_of
from crmbot.commands.telling import Fact, tells
from crmbot.core import lookup, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.party import Party

_KINDS = ("company", "contact")


class WhichParty(Form):
    """A company or contact."""

    which: Annotated[RecordRef, Head(), Ref(*_KINDS), Field(description="Which company or contact?")]


def _party(ctx: Context, ref: RecordRef) -> Party:
    party = lookup.get(ctx, ref.id)
    assert isinstance(party, Party)
    return party


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
    party = _party(ctx, form.which)
    if party.owner_id not in (None, ctx.actor.id) and not form.sure:
        permissions.require(ctx, party, "take")
        return _whose(ctx, party)
    party_owners.take(ctx, party)
    return record_lines.changed(ctx, card_of(ctx, party), "Yours now")


def _whose(ctx: Context, party: Party) -> Card:
    """Ask before a company or contact is taken from somebody."""
    owner = records.owner_name(ctx, party)
    yes = act("Take it over", "take company", party, style="primary", sure="yes")
    title = spans(f"{owner} owns ", phrases.link(party), ". Take it over?")
    line = Line(spans(f"{owner} will be told."))
    return Card(title, (line,), (yes, show_action("Leave it", party)), "🙋", records.code(party), whisper=True)


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
    party = _party(ctx, form.which)
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
    party = _party(ctx, form.which)
    party_owners.unassign(ctx, party)
    return record_lines.changed(ctx, card_of(ctx, party), "Nobody’s now")


@tells(party_owners.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a company or contact is theirs now; nothing when it has gone on since."""
    party = fact.record
    if not isinstance(party, Party) or party.owner_id != ctx.actor.id or party.is_deleted:
        return None
    card = card_of(ctx, party)
    return Card(spans(f"{fact.args['by']} gave you ", *card.title), card.blocks, card.actions, "📥", card.about)


@tells(party_owners.TAKEN)
def taken_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a company or contact of theirs is somebody else's now."""
    if not isinstance(fact.record, Party):
        return None
    try:
        party = lookup.get(ctx, fact.record.id)
    except NotFound:
        return None
    if party.owner_id == ctx.actor.id:
        return None  # they have it back
    title = spans(bold(fact.args["by"]), " took ", phrases.link(party), ".")
    return Card(title, actions=(show_action("Open", party),), icon="🙋")
