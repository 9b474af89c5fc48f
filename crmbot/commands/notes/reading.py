"""The words of a note, read: names are masked first, so that no day, amount or kind is found in them."""

import re
from dataclasses import replace

from crmbot.commands.notes.forms import NewTouch, Told, Unfiled
from crmbot.core import mentions
from crmbot.core.context import Context
from crmbot.core.mentions import Named
from crmbot.language import notes as reader
from crmbot.language.notes import NoteReading
from crmbot.store.models.activity import Note, NoteKind

_VERB = re.compile(r"^(?:call|meet|visit|mail)\s+(?!from\b|to\b|with\b|back\b)", re.IGNORECASE)


def of_form(ctx: Context, form: Told, named: Named) -> NoteReading:
    """Read the words of a note; behind `call` or `visit` they tell of what was done: "call Jane left a voicemail"."""
    reported = isinstance(form, NewTouch) or (isinstance(form, Unfiled) and form.word != "note")
    whole = _read(ctx, form.text, named, reported=reported)
    behind = _VERB.sub("", form.text) if reported else form.text
    if behind == form.text:
        return whole
    cut = len(form.text) - len(behind)
    bare = _read(ctx, behind, _moved(named, cut), reported=True)
    return replace(whole, way=bare.way, result=bare.result, happened=bare.happened)


def of_note(ctx: Context, note: Note) -> NoteReading:
    """Read a note again, as its words were meant when they were written."""
    text, at = note.body or "", note.created_at or ctx.now
    told = note.note_kind is not None and note.note_kind is not NoteKind.NOTE
    then = replace(ctx, now=at)
    return _read(then, text, mentions.named_in(ctx, text), reported=told)


def _read(ctx: Context, text: str, named: Named, *, reported: bool) -> NoteReading:
    return reader.read(
        text,
        now=ctx.now,
        zone=ctx.actor.zone,
        conventions=ctx.conventions,
        masked=named.spans,
        companies=named.firms,
        currency=ctx.org.currency,
        reported=reported,
    )


def _moved(named: Named, cut: int) -> Named:
    """Return what is named in a text whose first letters are cut off."""
    spans, firms = (
        tuple((start - cut, end - cut) for start, end in places if start >= cut)
        for places in (named.spans, named.firms)
    )
    return replace(named, spans=spans, firms=firms)
