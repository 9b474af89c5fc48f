"""Whose a record is, in words: asking before it is taken from somebody, and telling those it concerns."""

from crmbot.chat.card import Card, Line, bold, spans
from crmbot.commands import phrases
from crmbot.commands.phrases import act, show_action
from crmbot.commands.showing import card_of
from crmbot.commands.telling import Fact
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.store.models.record import Record


def whose_card(ctx: Context, record: Record, command: str) -> Card:
    """Ask before a record is taken from somebody; `command` takes it."""
    owner = records.owner_name(ctx, record)
    yes = act("Take it over", command, record, style="primary", sure="yes")
    title = spans(f"{owner} owns ", phrases.link(record), ". Take it over?")
    line = Line(spans(f"{owner} will be told."))
    return Card(title, (line,), (yes, show_action("Leave it", record)), "🙋", records.code(record), whisper=True)


def given_card(ctx: Context, fact: Fact, kind: type[Record]) -> Card | None:
    """Tell somebody that a record is theirs now; nothing when it has gone on since."""
    record = fact.record
    if not isinstance(record, kind) or record.is_deleted or record.owner_id != ctx.actor.id:
        return None
    card = card_of(ctx, record)
    return Card(spans(f"{fact.args['by']} gave you ", *card.title), card.blocks, card.actions, "📥", card.about)


def taken_card(ctx: Context, fact: Fact, kind: type[Record]) -> Card | None:
    """Tell somebody that a record of theirs is somebody else's now; nothing when they no longer see it."""
    if not isinstance(fact.record, kind):
        return None
    try:
        record = lookup.get(ctx, fact.record.id)
    except NotFound:
        return None
    title = spans(bold(fact.args["by"]), " took ", phrases.link(record), ".")
    return Card(title, actions=(show_action("Open", record),), icon="🙋")
