"""Writing down what happened: a note, a call, a meeting, a visit, a mail."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from pydantic import TypeAdapter

from crmbot.chat.card import Action, Card, Footer, Quote, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.invocation import Invocation
from crmbot.commands import named, next_steps, phrases
from crmbot.commands.notes import still_to_come
from crmbot.commands.notes.cards import SHOWN, Kept, saved_card
from crmbot.commands.notes.forms import NewCall, NewMail, NewNote, NewTouch
from crmbot.core import lookup, mentions, named_people, notes, rejections, tags
from crmbot.core.context import Context
from crmbot.core.documents import Attached
from crmbot.core.errors import InvalidInput
from crmbot.core.notes import NoteDraft, Place
from crmbot.language import happened
from crmbot.language import notes as reading
from crmbot.language.happened import Past
from crmbot.language.notes import FollowUp, NoteReading
from crmbot.language.text import first_line
from crmbot.store.models.activity import Direction, Note, NoteKind, Task
from crmbot.store.models.record import Record

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)

NOON = time(12)
"""Stands for a whole day: of what happened "yesterday" nobody said at what time."""

NOTE = Noun("note card", "note", new="note", change="edit", list="notes")


@command(
    "note",
    permission="note.create",
    aliases=["n"],
    examples=["Acme: met Jane, follow up Tuesday 3pm #q4", "Acme: saw their new hall type:visit at:yesterday"],
)
def add_note(ctx: Context, form: NewNote) -> Card:
    """Write down what happened with a company, contact or deal."""
    return _log(ctx, form, None, "note")


@command(
    "call",
    permission="note.create",
    examples=["Anna: no answer, try tomorrow 10am", "Jane wants a quote dur:5m dir:in", "Anna result:voicemail"],
)
def add_call(ctx: Context, form: NewCall) -> Card:
    """Write down a phone call."""
    return _log(ctx, form, NoteKind.CALL, "call")


@command("met", permission="note.create", aliases=["meet"], examples=["Acme: with Jane about the renewal"])
def add_meeting(ctx: Context, form: NewTouch) -> Card:
    """Write down a meeting."""
    return _log(ctx, form, NoteKind.MEETING, "met")


@command("visit", permission="note.create", aliases=["visited"], examples=["Acme: saw the new hall"])
def add_visit(ctx: Context, form: NewTouch) -> Card:
    """Write down a visit."""
    return _log(ctx, form, NoteKind.VISIT, "visit")


@command("mail", permission="note.create", aliases=["mailed", "emailed"], examples=["Acme: sent the price list"])
def add_mail(ctx: Context, form: NewMail) -> Card:
    """Write down an e-mail."""
    return _log(ctx, form, NoteKind.EMAIL, "mail")


def _log(ctx: Context, form: NewNote, kind: NoteKind | None, command_name: str) -> Card:
    """Store the note on what it is about, and the follow-up it asks for when that is certain.

    Without a kind the words say whether it was a call, a meeting, a mail or a visit.
    """
    main = lookup.get(ctx, form.about.id)
    about = mentions.with_people(ctx, [main], form.text)
    read = _read(ctx, form)
    kind = kind or form.type or NoteKind(read.kind)
    rejecting = rejections.of_calls(ctx, main) if kind is NoteKind.CALL and not form.anyway else None
    if rejecting is not None:
        return _no_calls(form, rejecting)
    past = _past(ctx, form, read)
    if past is not None and past.when is None:
        return still_to_come.card(ctx, Invocation(command_name, form.said()), past, main)
    tag_words = tuple(dict.fromkeys((*form.tag, *read.tags)))
    draft = replace(_draft(form, kind, read, about), tags=tag_words, happened_at=_instant(ctx, past))
    note = notes.log(ctx, replace(draft, source=ctx.origin.message))
    files = notes.attach(ctx, note, _FILES.validate_json(form.files)) if form.files else ()
    task, proposed = _follow_up(ctx, form, note, about, read.follow_up)
    told = named_people.tell(ctx, note, about, note.body or "")
    kept = Kept(tags.of(ctx, note) if tag_words else (), files, named.told_lines(told))
    return saved_card(ctx, note, task, kept=kept, proposed=proposed)


def _read(ctx: Context, form: NewNote) -> NoteReading:
    """Read the words of a note; behind `call` or `visit` they tell of what was done: "call Jane left a voicemail"."""

    def read(text: str, *, reported: bool) -> NoteReading:
        zone, conventions = ctx.actor.zone, ctx.conventions
        return reading.read(text, now=ctx.now, zone=zone, conventions=conventions, reported=reported)

    whole = read(form.text, reported=isinstance(form, NewTouch))
    behind = _VERB.sub("", form.text) if isinstance(form, NewTouch) else form.text
    if behind == form.text:
        return whole
    bare = read(behind, reported=True)
    return replace(whole, way=bare.way, result=bare.result, happened=bare.happened)


_VERB = re.compile(r"^(?:call|meet|visit|mail)\s+(?!from\b|to\b|with\b|back\b)", re.IGNORECASE)


def _draft(form: NewNote, kind: NoteKind, read: NoteReading, about: Sequence[Record]) -> NoteDraft:
    draft = NoteDraft(
        text=form.text,
        about=about,
        kind=kind,
        duration_minutes=minutes(form.dur) if form.dur else read.duration_minutes,
        place=_PLACE.validate_json(form.place) if form.place else None,
    )
    return _with_way(draft, form, read) if kind in (NoteKind.CALL, NoteKind.EMAIL) else draft


def _with_way(draft: NoteDraft, form: NewNote, read: NoteReading) -> NoteDraft:
    """Add who called or wrote, and what came of it: as it was given, else as the words tell it.

    Behind the words `call` and `mail` it was we, unless what follows says otherwise.
    """
    way = Direction(read.way) if read.way else None
    if isinstance(form, NewMail):
        way = form.dir or way or Direction.OUT
    if draft.kind is NoteKind.EMAIL:
        return replace(draft, direction=way)
    given = form.result if isinstance(form, NewCall) else None
    return replace(draft, direction=way, outcome=given or read.result)


def minutes(text: str) -> int:
    """Return a length of time in minutes. Raises `InvalidInput` for words that are none."""
    found = reading.minutes(text)
    if found is None:
        raise InvalidInput("dur", text, "say how long it took as 5m, 1h or 1h30")
    return found


def _past(ctx: Context, form: NewNote, read: NoteReading) -> Past | None:
    """Return when it was: as given, else as the words tell it; None for just now."""
    if form.at is None:
        return read.happened
    return happened.past_or_asked(form.at, phrases.due_words(ctx, form.at), now=ctx.now)


def _instant(ctx: Context, past: Past | None) -> datetime | None:
    return min(past.when.instant_or(NOON), ctx.now) if past is not None and past.when is not None else None


def _no_calls(form: NewNote, rejecting: Record) -> Card:
    """Ask before a call to somebody who wants none is written down; the text is kept in the buttons (R-25)."""
    log = Invocation("call", form.said() | {"anyway": "yes"})
    title = spans(f"{rejecting.title} rejects calls. Log anyway?")
    actions = (Action("Log anyway", log, style="primary"), phrases.show_action("Leave it", rejecting))
    kept = (Quote(first_line(form.text, SHOWN)), Footer(spans("Your text is kept.")))
    return Card(title, kept, actions, icon="🚫", about=form.about.code, whisper=True)


def _follow_up(
    ctx: Context, form: NewNote, note: Note, about: Sequence[Record], read: FollowUp | None
) -> tuple[Task | None, FollowUp | None]:
    """Make the task that was asked for; what is not certain comes back as a proposal (language.md: doubt)."""
    subject = next_steps.nearest(about)
    if form.follow_up is not None:
        words = read.title if read is not None else ""
        return next_steps.make(ctx, words, form.follow_up, [subject, *about], note), None
    if read is None:
        return None, None
    if read.certain and read.expression.when is not None:
        return next_steps.make(ctx, read.title, read.expression.when, [subject, *about], note), None
    return None, read
