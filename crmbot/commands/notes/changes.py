"""Mending a note: its words, what it says besides them, what it is about, what is sent after it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from crmbot.chat.card import Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Key, Long, RecordRef, Ref, Rest
from crmbot.commands import named, phrases
from crmbot.commands.notes import meaning
from crmbot.commands.notes.cards import Kept, note_card, saved_card
from crmbot.commands.notes.forms import At, Kind, Length, Result, Way
from crmbot.commands.notes.keeping import NOON, minutes
from crmbot.core import documents, lookup, notes, tags
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput
from crmbot.core.naming import mentions, named_people
from crmbot.core.notes import Place
from crmbot.language import happened, when
from crmbot.language.codes import SUBJECT
from crmbot.store.models.activity import Note
from crmbot.store.models.record import Record

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)


class EditNote(Form):
    """A note, its new words, and what else is to change of it."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    text: Annotated[str | None, Rest(), Long(), Field(max_length=10_000, description="What should it say?")] = None
    type: Kind = None
    at: At = None
    dur: Length = None
    dir: Way = None
    result: Result = None


def _present(ctx: Context, ref: RecordRef) -> Mapping[str, str]:
    """Return what a note says now, for its form."""
    note = _note(ctx, ref)
    at = when.at_instant(note.happened_at, ctx.actor.zone).iso() if note.happened_at else ""
    return {
        "text": note.body or "",
        "type": (note.note_kind or "note"),
        "at": at,
        "dur": f"{note.duration_minutes} min" if note.duration_minutes else "",
        "dir": note.direction or "",
        "result": note.outcome or "",
    }


@command(
    "edit",
    permission="note.create",
    examples=["N-88 met Jane and Bob", 'N-88 type:call result:"no answer"', "N-88 at:yesterday"],
    in_place=True,
    present=_present,
)
def edit_note(ctx: Context, form: EditNote) -> Card:
    """Change the words of a note, or what it says besides; the old ones stay in its history."""
    note = _note(ctx, form.which)
    values = _values(ctx, form)
    if form.text is None and not values:
        raise InvalidInput("text", "", "say what the note should say, behind its number")
    before = note.body or ""
    if form.text is not None and form.text != before:
        notes.rewrite(ctx, note, form.text)
    if values:
        notes.amend(ctx, note, values)
    return _changed(ctx, note, before)


def _changed(ctx: Context, note: Note, before: str) -> Card:
    """Return the card of a note that was changed; people its words name only now are told."""
    about = notes.about(ctx, note)
    card = note_card(ctx, note)
    title = spans("Changed: ", *card.title)
    changed = Card(title, card.blocks, (phrases.undo_action(ctx),), card.icon, card.about)
    return named.with_told(changed, named_people.tell(ctx, note, about, note.body or "", before))


def _values(ctx: Context, form: EditNote) -> dict[str, object]:
    """Return what is to change besides the words, by column; `-` empties what may be empty."""
    said = form.model_fields_set
    values: dict[str, object] = {}
    if form.type is not None:
        values["note_kind"] = form.type
    if form.at is not None:
        past = happened.past_or_asked(form.at, phrases.due_words(ctx, form.at), now=ctx.now).when
        at = (past or form.at).instant_or(NOON)
        values["happened_at"] = min(at, ctx.now) if past is not None else at
    if "dur" in said:
        values["duration_minutes"] = minutes(form.dur) if form.dur else None
    if "dir" in said:
        values["direction"] = form.dir
    if "result" in said:
        values["outcome"] = form.result
    return values


class Refile(Form):
    """A note and what it is really about, instead of somebody or beside them; `called`: the words that meant it."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    about: Annotated[RecordRef, Key("on"), Rest(), Ref(SUBJECT), Field(description="What is it about?")]
    called: Annotated[str | None, Hidden()] = None
    instead: Annotated[RecordRef | None, Hidden(), Ref()] = None
    beside: Annotated[bool, Hidden()] = False


@command("refile", permission="note.create", examples=["N-88 on:Globex"], in_place=True)
def refile_note(ctx: Context, form: Refile) -> Card:
    """Move a note to another company, contact or deal; what you meant by its words is remembered."""
    note = _note(ctx, form.which)
    main = lookup.get(ctx, form.about.id)
    called = meaning.misheard(ctx, note, main, form.called or "")
    notes.relink(ctx, note, _about(ctx, note, main, form))
    learnt = meaning.learnt(ctx, called, main)
    kept = Kept(tags.of(ctx, note), notes.files(ctx, note), learnt, called=called)
    return saved_card(ctx, note, notes.follow_up_of(ctx, note), kept=kept)


def _about(ctx: Context, note: Note, main: Record, form: Refile) -> list[Record]:
    """Return what a note is about from now on: another person goes with the company they work at."""
    if form.instead is None and not form.beside:
        return mentions.with_people(ctx, [main], note.body or "")
    there = notes.about(ctx, note)
    left = [record for record in there if form.instead is None or record.id != form.instead.id]
    firm = getattr(main, "company_id", None)
    elsewhere = firm is not None and all(record.id != firm for record in left)
    if form.instead is not None and elsewhere:
        left = [record for record in left if record.kind != "company"]
    firms = lookup.those(ctx, [firm]) if firm is not None and elsewhere else []
    return list({record.id: record for record in (main, *left, *firms)}.values())


class Added(Form):
    """A note, and what was sent for it: where it was, pictures."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    place: Annotated[str | None, Hidden()] = None
    files: Annotated[str | None, Hidden()] = None


@command("add to note", permission="note.create", visible=False)
def add_to_note(ctx: Context, form: Added) -> Card:
    """Keep a place or pictures with a note."""
    note = _note(ctx, form.which)
    if form.place:
        notes.place(ctx, note, _PLACE.validate_json(form.place))
    if form.files:
        documents.keep(ctx, _FILES.validate_json(form.files), Filing(note, source=ctx.origin.message))
    kept = Kept(tags.of(ctx, note), notes.files(ctx, note))
    card = saved_card(ctx, note, notes.follow_up_of(ctx, note), kept=kept)
    what = " and ".join(filter(None, ["place" if form.place else "", _count(len(kept.files)) if form.files else ""]))
    return replace(card, title=spans(f"Kept with it, {what}: ", *card.title))


def _count(files: int) -> str:
    return "1 photo" if files == 1 else f"{files} photos"


def _note(ctx: Context, ref: RecordRef) -> Note:
    note = lookup.get(ctx, ref.id)
    assert isinstance(note, Note)
    return note
