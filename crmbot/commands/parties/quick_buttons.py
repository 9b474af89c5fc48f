"""The buttons under the card of a company or contact: what people most often add to it.

A module that adds something people want at once (events, jobs) puts it here; a row shows five, menus included.
"""

from crmbot.chat.card import Action
from crmbot.commands.phrases import form_action
from crmbot.store.models.record import Record

_QUICK = (
    ("Note", "note", "about"),
    ("Task", "task new", "about"),
    ("Deal", "deal new", "party"),
)
"""The label, the command, and the field of its form that takes the record."""


def quick_buttons(record: Record) -> tuple[Action, ...]:
    """Return the buttons that add something to a record; each opens its form with the record filled in."""
    return tuple(form_action(label, command, record, field=field) for label, command, field in _QUICK)
