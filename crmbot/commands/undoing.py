"""The safety net: taking back, and finding what was kept."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, Spans, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, undone_settings
from crmbot.commands.merging import cards as merge_cards
from crmbot.commands.shared_fields import Nothing
from crmbot.core import dialogs, history, lookup, merging
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotUndone
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

_NAMED = 4


class Undo(Form):
    """What to take back: the last thing, the last thing on a record, or what one card shows."""

    which: Annotated[RecordRef | None, Rest(), Ref(), Aside(), Field(description="On which record?")] = None
    batch: Annotated[str | None, Hidden()] = None
    late: Annotated[bool, Hidden()] = False


@command("undo", aliases=["u"], examples=["", "D-12"], in_place=True, group="help")
def undo(ctx: Context, form: Undo) -> Card:
    """Take your last change back, or the last one on a record."""
    record = lookup.get(ctx, form.which.id) if form.which and not form.batch else None
    batch = form.batch or history.last_batch(ctx, record)
    setting = undone_settings.words(ctx, batch)
    if form.batch and not form.late:
        touched = history.undo(ctx, batch, within=history.UNDO_LIFE)
    else:
        touched = _undone_or_why_not(ctx, batch, record)
    taken = merging.taken_apart(ctx)
    if taken is not None:
        return merge_cards.taken_apart(ctx, taken)
    return Card(spans("Undone: ", *_named(touched, setting)), actions=tuple(islice(_ways(touched), 1)), icon="↩️")


def _ways(touched: list[Record]) -> Iterator[Action]:
    """Yield the way to what is there still, and the way back for what is not: undo is pressed by mistake, too."""
    gone = [record for record in touched if record.is_deleted]
    yield from (phrases.show_action("Show", record) for record in touched if not record.is_deleted and not gone)
    if len(gone) == 1:
        yield phrases.restore_action(gone[0])
    elif gone:
        yield Action("Restore…", Invocation("restore"))


def _undone_or_why_not(ctx: Context, batch: str, record: Record | None) -> list[Record]:
    """Take a batch back. Raises `NotUndone` with what was before it, so that whoever goes on with that has said so."""
    try:
        return history.undo(ctx, batch)
    except (Conflict, InvalidInput, NotAllowed) as why:
        if isinstance(why, Conflict) and why.reason == "undone already":
            raise
        before = _before(ctx, batch, record)
        raise NotUndone(_words(ctx, batch), why, before, _words(ctx, before) if before else "") from why


def _before(ctx: Context, batch: str, record: Record | None) -> str:
    try:
        return history.last_batch(ctx, record, before=batch)
    except NotFound:
        return ""


def _words(ctx: Context, batch: str) -> str:
    """Say what a batch changed: the names of its records, or what was set."""
    return ", ".join(history.titles(ctx, batch, _NAMED)) or undone_settings.words(ctx, batch)


def _named(touched: list[Record], setting: str) -> Spans:
    """Name what was brought back; a setting has no record."""
    if not touched:
        return spans(setting)
    more = len(touched) - _NAMED
    return spans(*phrases.links(touched[:_NAMED]), f" and {more} more" if more > 0 else "")


@command("drafts", examples=[""], group="help")
def list_drafts(ctx: Context, form: Nothing) -> Card:
    """Show the texts of the last day that found no place."""
    del form
    kept = dialogs.drafts(ctx)
    if not kept:
        return Card(spans("No drafts."), icon="🗂️", whisper=True)
    rows = tuple(
        Item(
            spans(first_line(draft.text, 120)),
            Action("Save as note", Invocation("note", {"text": draft.text}, form=True)),
        )
        for draft in kept[:5]
    )
    return Card(spans(f"Drafts · {len(kept)}"), (Items(rows, first=1),), icon="🗂️", whisper=True)


@command("cancel", examples=[""], group="help", public=True)
def cancel(ctx: Context, form: Nothing) -> Card:
    """Leave the question that is open; nothing is saved."""
    del ctx, form
    line = Line(spans(code("undo"), " takes back what was saved."))
    return Card(spans("Nothing is open here."), (line,), icon="✋", whisper=True)
