"""What people are told whose records came in with a file that somebody else sent: once for all of them."""

from crmbot.chat.card import Action, Card, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands.importing import cards as import_cards
from crmbot.commands.importing.cards import PLURALS
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.imports import steps
from crmbot.store.models.imports import Import, ImportState
from crmbot.store.models.people import User


@tells(steps.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody how many records are theirs now; nothing when they were taken back meanwhile."""
    row = ctx.session.get(Import, int(fact.args["import"]))
    if row is None or row.kind is None or row.state is not ImportState.DONE:
        return None
    count = int(fact.args["count"])
    sender = ctx.session.get_one(User, row.user_id)
    words = import_cards.counted(count, row.kind)
    title = spans(bold(words), f" {'is' if count == 1 else 'are'} yours now: import {row.id}, by {sender.name}")
    plural = PLURALS[row.kind]
    latest = Action(f"Show {plural}", Invocation(plural, {"filter": "is:mine sort:-created"}))
    return Card(title, actions=(latest,), icon=import_cards.ICON)
