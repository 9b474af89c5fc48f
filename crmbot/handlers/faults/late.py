"""Answers to what comes too late, or twice: old buttons, buttons pressed while we were away, forms sent again."""

from dataclasses import replace

from crmbot.chat.card import Action, Card, Line, spans
from crmbot.chat.invocation import Invocation
from crmbot.handlers.faults.wording import text_kept, warning
from crmbot.handlers.intents import Invoke

_AWAY = "You pressed a button while I was away."
_NOT_DONE = "Nothing was done; press it again if you still want it."


def sent_already() -> Card:
    """Return the answer to a form that was sent before, or that nobody can find any more."""
    return warning("This form was sent already.", "Nothing was done a second time.")


def old_button() -> Card:
    """Return the answer to a button nothing is known of any more."""
    return warning("That button is too old.", "Nothing was done. Type the command, or open the record.")


def pressed_late(wanted: Invoke) -> Card:
    """Ask whether a button that was pressed while we were away is still meant."""
    again = Action("Do it now", Invocation(wanted.command.name, dict(wanted.values), wanted.rev), style="primary")
    lines = (*text_kept(wanted), Line(spans(_NOT_DONE)))
    return Card(spans(_AWAY), lines, (again,), icon="⏰", whisper=True)


def shown_late(card: Card) -> Card:
    """Return the card of a record as it is now, in answer to a button that was pressed while we were away."""
    return replace(card, blocks=(Line(spans(f"{_AWAY} {_NOT_DONE}")), *card.blocks))
