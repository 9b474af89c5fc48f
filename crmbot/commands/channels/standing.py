"""Cards that stand in chats, brought to the state of their records."""

from crmbot.chat.card import Card, Style, Text, spans
from crmbot.commands import showing
from crmbot.commands.channels import news
from crmbot.commands.telling import Fact, tells
from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.delivery import sent_cards
from crmbot.core.outbox import REFRESH
from crmbot.core.permissions import sees
from crmbot.store.models.record import Record


@tells(REFRESH)
def refreshed_card(ctx: Context, fact: Fact) -> Card | None:
    """Bring a card that stands in a chat to the state of its record, as far as its reader may see that."""
    record = fact.record
    if record is None:
        return None
    if record.is_deleted:
        return Card(spans(Text(record.title, Style.STRIKE), " was deleted."), icon="🗑️")
    if fact.args.get("of") == sent_cards.NEWS:
        channel = channels.at(ctx.session, ctx.origin.address)
        return news.kept_true(ctx, channel, record) if channel is not None else None
    return _for_reader(ctx, record)


def _for_reader(ctx: Context, record: Record) -> Card | None:
    """Return the card for one person; in a group none that was for one of them alone."""
    if not sees(ctx, record):
        return Card(spans(record.title, " is not yours to see any more."), icon="🙈") if ctx.origin.private else None
    card = showing.standing_card_of(ctx, record)
    return card if ctx.origin.private or not card.whisper else None
