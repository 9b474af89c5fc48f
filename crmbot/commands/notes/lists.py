"""Lists of notes: what happened with somebody, or at all; the calls among them."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Head, RecordRef, Ref
from crmbot.commands import phrases
from crmbot.commands.listing import ListForm, listing
from crmbot.commands.phrases import form_action
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.language.codes import SUBJECT

_CALLS = "type:call"


class ListNotes(ListForm):
    """Which notes to list: those on a record, or those a filter asks for."""

    about: Annotated[RecordRef | None, Head(), Ref(SUBJECT), Aside(), Field(description="Notes on what?")] = None


@command(
    "notes",
    permission="note.see",
    examples=["Acme", "type:call new<30d", "author:Ben dur>30"],
    in_place=True,
)
def list_notes(ctx: Context, form: ListNotes) -> Card:
    """List what happened, with somebody or at all, the latest first."""
    if form.about is None:
        return listing(ctx, "note", form.filter, form.page, command="notes", title="notes", make="note Acme: met Jane")
    record = lookup.get(ctx, form.about.id)
    about = f"on:{records.code(record)} {form.filter}".strip()
    new = form_action("Note", "note", record, "about")
    empty = "Nothing here." if form.filter else "Nothing yet."
    card = listing(ctx, "note", about, form.page, command="notes", title="notes", empty=empty, actions=[new])
    return card if form.filter else replace(card, title=spans("What happened with ", phrases.link(record)))


@command(
    "calls",
    permission="note.see",
    examples=["", "Jane", 'dir:out result:"no answer"'],
    in_place=True,
)
def list_calls(ctx: Context, form: ListNotes) -> Card:
    """List the phone calls, with somebody or at all, the latest first."""
    about = f"on:{records.code(lookup.get(ctx, form.about.id))} " if form.about is not None else ""
    asked = form.filter if _CALLS in form.filter.split() else f"{_CALLS} {form.filter}"
    make = "call Anna: no answer"
    return listing(ctx, "note", f"{about}{asked}".strip(), form.page, command="notes", title="notes", make=make)
