"""What people are told of leads: given to them, taken from them, back from being set aside."""

from crmbot.chat.card import Card, spans
from crmbot.commands import ownership, phrases
from crmbot.commands.leads.card import lead_card
from crmbot.commands.phrases import show_action
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.leads import GIVEN, PARKED
from crmbot.core.leads.steps import TAKEN
from crmbot.store.models.lead import Lead


@tells(GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a lead is theirs now; nothing when it has gone on since."""
    return ownership.given_card(ctx, fact, Lead)


@tells(TAKEN)
def taken_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that their lead was taken over; nothing when they have it back."""
    lead = fact.record
    if not isinstance(lead, Lead) or lead.is_deleted or lead.owner_id == ctx.actor.id:
        return None
    title = spans(f"{fact.args['by']} took ", phrases.link(lead), ".")
    return Card(title, actions=(show_action("Open", lead),), icon="🙋")


@tells(PARKED)
def back_card(ctx: Context, fact: Fact) -> Card | None:
    """Remind the owner of a lead that was set aside until today, if that is still so."""
    lead = fact.record
    if not isinstance(lead, Lead) or lead.is_deleted or not lead.is_open or lead.owner_id != ctx.actor.id:
        return None
    if lead.contact_on is None or lead.contact_on.isoformat() != fact.args["day"]:
        return None
    card = lead_card(ctx, lead)
    return Card(spans("Back today: ", *card.title), card.blocks, card.actions, "⏰", card.about)
