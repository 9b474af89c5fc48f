"""After an event: what came of it, and what comes next."""

from crmbot.chat.card import Block, Card, Line, bold, spans
from crmbot.commands import next_steps, phrases
from crmbot.commands.events.card import event_card, following
from crmbot.commands.phrases import form_action
from crmbot.core import events
from crmbot.core.context import Context
from crmbot.store.models.activity import Event


def held_card(ctx: Context, event: Event, word: str) -> Card:
    """Return the card of an event that was held just now, with the next step to choose."""
    card = event_card(ctx, event)
    about = events.about(ctx, event)
    steps = next_steps.actions(ctx, about[0], event) if about else ()
    ask: tuple[Block, ...] = (Line(spans(f"Next step for {about[0].title}?")),) if steps else ()
    told = () if event.outcome else (form_action("What came of it…", "event set", event),)
    buttons = (
        (*steps, *told, phrases.undo_action(ctx))
        if steps
        else (*told, *following(ctx, event)[:2], phrases.undo_action(ctx))
    )
    return Card(spans(bold(word), ": ", *card.title), (*card.blocks, *ask), buttons, "🟢", card.about)
