"""The words of a note, read: names are masked first, so that no day, amount or kind is found in them."""

import re
from dataclasses import replace

from crmbot.commands.notes.forms import NewTouch, Told, Unfiled
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.core.naming.mentions import Named
from crmbot.language import notes as reader
from crmbot.language.catalogue.spotting import spotted
from crmbot.language.notes import FollowUp, NoteReading
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
    told = replace(whole, way=bare.way, result=bare.result, happened=bare.happened)
    return replace(told, follow_up=None) if _is_the_deed(ctx, whole.follow_up, cut) else told


def _is_the_deed(ctx: Context, ahead: FollowUp | None, cut: int) -> bool:
    """Tell whether a follow-up is nothing but what is reported: "visit Delta this morning" asks for no other one."""
    due = ahead.expression.when if ahead is not None else None
    return ahead is not None and due is not None and ahead.span[0] < cut and due.on <= ctx.today


def of_words(ctx: Context, text: str, named: Named) -> NoteReading:
    """Read words of which nobody has said yet that anything in them was done."""
    return _read(ctx, text, named, reported=False)


def of_note(ctx: Context, note: Note) -> NoteReading:
    """Read a note again, as its words were meant when they were written."""
    text, at = note.body or "", note.created_at or ctx.now
    told = note.note_kind is not None and note.note_kind is not NoteKind.NOTE
    then = replace(ctx, now=at)
    return _read(then, text, mentions.named_in(ctx, text), reported=told)


def _read(ctx: Context, text: str, named: Named, *, reported: bool) -> NoteReading:
    # Who writes "demain" writes French, whatever their settings say: a day that is missed is a call that was not.
    languages = (*ctx.conventions.languages, *spotted(text, ctx.conventions.languages))
    return reader.read(
        text,
        now=ctx.now,
        zone=ctx.actor.zone,
        conventions=replace(ctx.conventions, languages=languages),
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
