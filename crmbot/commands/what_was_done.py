"""What was done: notes, the tasks that were finished and the events that were held."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmbot.chat.card import Action, Block, Card, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.commands import list_names
from crmbot.commands.events.events import event_rows
from crmbot.commands.listing import ListForm, Rows, listing, row_of, shown
from crmbot.commands.tasks.lists import task_rows
from crmbot.core import filters
from crmbot.core.context import Context
from crmbot.language.filters.terms import Term
from crmbot.language.text import plural

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the notes: its kind and state, its fields for when and who, and how its rows are drawn."""

    kind: str
    state: str
    keys: Mapping[str, str]
    rows: Callable[[Context, Sequence[Any]], Rows]

    def asked(self, terms: Sequence[Term]) -> str:
        """Return the filter of this kind that asks for what one of notes does; nothing where it has no such fields."""
        told = [replace(term, key=self.keys[term.key]) for term in terms if term.key in self.keys]
        return " ".join((f"is:{self.state}", *map(str, told))) if len(told) == len(terms) else ""


_BESIDES = (
    _Beside("task", "done", {"when": "finished", "author": "owner", "is": "is"}, task_rows),
    _Beside("event", "held", {"when": "held", "author": "with", "is": "is"}, event_rows),
)


@command("activities", permission="note.see", examples=["me today", "of Eva this week"], in_place=True)
def show_did(ctx: Context, form: ListForm) -> Card:
    """Show what was done: notes, tasks finished and events held."""
    card = listing(ctx, "note", form.filter, form.page, command="activities", title="notes", empty="No notes.")
    if form.page > 1:
        return card
    terms = filters.to_list(ctx, "note", list_names.asked(ctx, "note", form.filter).text).terms
    for beside in _BESIDES:
        asked = beside.asked(terms) if ctx.actor.can(f"{beside.kind}.see") else ""
        card = _with(ctx, card, beside, asked) if asked else card
    return card


def _with(ctx: Context, card: Card, beside: _Beside, asked: str) -> Card:
    """Return a card with what was done of a kind, the first of it; of more, with the way to the list."""
    found, total = filters.page(ctx, filters.to_list(ctx, beside.kind, asked), _SHOWN, 0)
    if not found:
        return card
    called = f"{plural(beside.kind).capitalize()} {beside.state}"
    rows = map(row_of, beside.rows(ctx, found), found)
    blocks: tuple[Block, ...] = (Line(spans(bold(called), f" · {shown(total)}")), Items(tuple(rows)))
    every = Action(f"All {plural(beside.kind)}", Invocation(plural(beside.kind), {"filter": asked}))
    more = (every,) if total > _SHOWN else ()
    return replace(card, blocks=(*card.blocks, *blocks), actions=(*card.actions, *more))
