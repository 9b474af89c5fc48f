"""Putting records away and bringing them back."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Footer, Item, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, RecordRef, Ref, Rest
from crmbot.commands import phrases, record_lines, repeating
from crmbot.commands.phrases import act, show_action
from crmbot.core import lookup, permissions, putaway, records
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.language.codes import parse_code
from crmbot.language.fold import fold
from crmbot.store.models.record import Record

_LATEST = 8
"""So many of what was deleted are listed: what is longer ago is found by its name, or by `companies is:deleted`."""


class Delete(Form):
    """What to put away; `sure` is what the button says."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]
    sure: Annotated[bool, Hidden()] = False


@command("delete", aliases=["remove", "archive"], examples=["D-12"], changes=True, in_place=True)
def delete_record(ctx: Context, form: Delete) -> Card:
    """Put a record away, after asking; it can be brought back."""
    record = lookup.get(ctx, form.which.id)
    permissions.require(ctx, record, "delete")
    if not form.sure:
        yes = act("Delete", "delete", record, style="danger", sure="yes")
        line = Line(spans("What hangs on it stays. It can be brought back."))
        title = spans("Delete ", phrases.link(record), "?")
        return Card(title, (line,), (yes, show_action("Keep", record)), "🗑️", records.code(record), whisper=True)
    records.delete(ctx, record)
    words = spans("Brought back any time with ", code(f"restore #{record.id}"), ".")
    actions = (phrases.undo_action(ctx), phrases.restore_action(record))
    card = Card(spans("Deleted ", bold(record.title), "."), (Footer(words),), actions, icon="🗑️")
    return repeating.offered(ctx, record, card)


class Deleted(Form):
    """Part of what it was called."""

    words: Annotated[str, Rest(), Field(max_length=100, description="What was it called?")] = ""


@command("deleted", aliases=["trash", "bin"], examples=["", "Acme"], in_place=True)
def list_deleted(ctx: Context, form: Deleted) -> Card:
    """List what was deleted and you may bring back, the latest first."""
    return _listed(ctx, form.words.strip())


def _listed(ctx: Context, words: str) -> Card:
    found = putaway.latest(ctx, words, _LATEST)
    said = f" · “{words}”" if words else ""
    if not found:
        return Card(spans(bold("Deleted"), said, " · nothing"), icon="🗑️", whisper=True)
    rows = record_lines.numbered(ctx, [(record.id, _row(ctx, record)) for record in found], 0)
    count = f"the latest {len(found)}" if len(found) == _LATEST else str(len(found))
    return Card(spans(bold("Deleted"), said, f" · {count}"), (rows,), icon="🗑️", whisper=True)


def _row(ctx: Context, record: Record) -> Item:
    hint = f" · {record.hint}" if record.hint else ""
    words = spans(phrases.link(record), f" · {record.kind}{hint} · {phrases.ago(ctx, record.deleted_at or ctx.now)}")
    return Item(words, phrases.restore_action(record))


class Restore(Form):
    """The number of what was put away, or what it was called."""

    number: Annotated[
        str, Rest(), Aside(), Field(max_length=100, description="Which, as in C-61, or what was it called?")
    ] = ""


@command("restore", aliases=["undelete", "bring back"], examples=["C-61", "#61", "Acme"])
def restore_record(ctx: Context, form: Restore) -> Card:
    """Bring a deleted record back."""
    text = form.number.strip()
    if not text:
        return _listed(ctx, "")
    found = parse_code(text if not text.isdecimal() else f"#{text}")
    if found is None:
        return _restore_named(ctx, text)
    record = records.restore(ctx, found.number)
    if found.kind not in (None, record.kind):
        raise NotFound(text)
    return _restored(ctx, record)


def _restore_named(ctx: Context, name: str) -> Card:
    """Bring the one back that was called so; of several, ask which."""
    found = putaway.latest(ctx, name, _LATEST)
    same = [record for record in found if fold(record.title) == fold(name)] or found
    if not found:
        raise NotFound(name)
    return _restored(ctx, records.restore(ctx, same[0].id)) if len(same) == 1 else _listed(ctx, name)


def _restored(ctx: Context, record: Record) -> Card:
    actions = (show_action("Show", record), phrases.undo_action(ctx))
    return Card(spans("Brought back: ", phrases.link(record)), actions=actions, icon="♻️", about=records.code(record))
