"""Notes: one line about what happened, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Footer,
    Line,
    Quote,
    Span,
    Spans,
    Text,
    bold,
    code,
    spans,
)
from crmbot.chat.command import Noun, command
from crmbot.chat.form import (
    Aside,
    Form,
    Head,
    Hidden,
    Key,
    Long,
    Mentioned,
    Quick,
    RecordRef,
    Ref,
    Rest,
    Tags,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.documents import lines as document_lines
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.phrases import form_action
from crmbot.commands.showing import shows
from crmbot.core import lookup, mentions, notes, records, rejections, tags, tasks
from crmbot.core.context import Context
from crmbot.core.documents import Attached
from crmbot.core.notes import NoteDraft, Place
from crmbot.core.tasks import TaskDraft
from crmbot.language import notes as reading
from crmbot.language import when
from crmbot.language.codes import SUBJECT
from crmbot.language.notes import FollowUp
from crmbot.language.text import first_line
from crmbot.language.when import When
from crmbot.store.models.activity import Note, NoteKind, Task
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)
SHOWN = 600

_WORDS = {
    NoteKind.NOTE: "Note",
    NoteKind.CALL: "Call",
    NoteKind.EMAIL: "Mail",
    NoteKind.MEETING: "Meeting",
    NoteKind.VISIT: "Visit",
}
_ICONS = {NoteKind.CALL: "📞", NoteKind.EMAIL: "✉️", NoteKind.MEETING: "🤝", NoteKind.VISIT: "🏭"}


class NewNote(Form):
    """What happened with somebody."""

    about: Annotated[
        RecordRef, Head(":"), Mentioned(), Key("on"), Ref(SUBJECT), Field(description="About whom or what?")
    ]
    text: Annotated[str, Rest(), Long(), Field(max_length=10_000, description="What happened?")]
    follow_up: Annotated[
        When | None,
        Aside(),
        Quick("tomorrow 9:00", "next mon 9:00", "in 1 week"),
        Field(description="Follow up when?"),
    ] = None
    tag: Annotated[tuple[str, ...], Tags(keep=True), Aside(), Key("tags"), Field(description="Tags")] = ()
    place: Annotated[str | None, Hidden()] = None
    files: Annotated[str | None, Hidden()] = None
    anyway: Annotated[bool, Hidden()] = False


class NewTouch(NewNote):
    """A call, meeting, visit or mail: "met Jane at Acme" is kept as it was said."""

    text: Annotated[str, Rest(with_word=True), Long(), Field(max_length=10_000, description="What happened?")]


@command("note", permission="note.create", aliases=["n"], examples=["Acme: met Jane, follow up Tuesday 3pm #q4"])
def add_note(ctx: Context, form: NewNote) -> Card:
    """Write down what happened with a company, contact or deal."""
    return _log(ctx, form, None)


@command("call", permission="note.create", examples=["Anna: no answer, try tomorrow 10am"])
def add_call(ctx: Context, form: NewTouch) -> Card:
    """Write down a phone call."""
    return _log(ctx, form, NoteKind.CALL)


@command("met", permission="note.create", aliases=["meet"], examples=["Acme: with Jane about the renewal"])
def add_meeting(ctx: Context, form: NewTouch) -> Card:
    """Write down a meeting."""
    return _log(ctx, form, NoteKind.MEETING)


@command("visit", permission="note.create", aliases=["visited"], examples=["Acme: saw the new hall"])
def add_visit(ctx: Context, form: NewTouch) -> Card:
    """Write down a visit."""
    return _log(ctx, form, NoteKind.VISIT)


@command("mail", permission="note.create", aliases=["mailed", "emailed"], examples=["Acme: sent the price list"])
def add_mail(ctx: Context, form: NewTouch) -> Card:
    """Write down an e-mail."""
    return _log(ctx, form, NoteKind.EMAIL)


def _log(ctx: Context, form: NewNote, kind: NoteKind | None) -> Card:
    """Store the note on what it is about, and the follow-up it asks for when that is certain.

    Without a kind the words say whether it was a call, a meeting, a mail or a visit.
    """
    main = lookup.get(ctx, form.about.id)
    about = _with_people(ctx, main, form.text)
    read = reading.read(form.text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    kind = kind or NoteKind(read.kind)
    rejecting = rejections.of_calls(ctx, main) if kind is NoteKind.CALL and not form.anyway else None
    if rejecting is not None:
        return _no_calls(form, rejecting)
    draft = NoteDraft(
        text=form.text,
        about=about,
        kind=kind,
        tags=form.tag,
        duration_minutes=read.duration_minutes,
        source=ctx.origin.message,
        place=_PLACE.validate_json(form.place) if form.place else None,
    )
    note = notes.log(ctx, draft)
    files = notes.attach(ctx, note, _FILES.validate_json(form.files)) if form.files else ()
    task, proposed = _follow_up(ctx, form, note, about, read.follow_up)
    kept = Kept(tags.of(ctx, note) if form.tag else (), files)
    return saved_card(ctx, note, task, kept=kept, proposed=proposed)


def _no_calls(form: NewNote, rejecting: Record) -> Card:
    """Ask before a call to somebody who wants none is written down; the text is kept in the buttons (R-25)."""
    said = {
        "about": form.about.code,
        "text": form.text,
        "follow_up": form.follow_up.iso() if form.follow_up else None,
        "tag": " ".join(form.tag),
        "place": form.place,
        "files": form.files,
        "anyway": "yes",
    }
    log = Invocation("call", {name: text for name, text in said.items() if text})
    title = spans(f"{rejecting.title} rejects calls. Log anyway?")
    actions = (Action("Log anyway", log, style="primary"), phrases.show_action("Leave it", rejecting))
    kept = (Quote(first_line(form.text, SHOWN)), Footer(spans("Your text is kept.")))
    return Card(title, kept, actions, icon="🚫", about=form.about.code, whisper=True)


def _with_people(ctx: Context, main: Record, text: str) -> list[Record]:
    """Return the main record and the people of its company that the text names."""
    company_id = main.id if main.kind == "company" else getattr(main, "party_id", None)
    if company_id is None:
        return [main]
    named = mentions.people_at(ctx, [company_id], mentions.spellings(text))
    return tasks.unique([main, *named])


def _follow_up(
    ctx: Context, form: NewNote, note: Note, about: Sequence[Record], read: FollowUp | None
) -> tuple[Task | None, FollowUp | None]:
    """Make the task that was asked for; what is not certain comes back as a proposal (language.md: doubt)."""
    if form.follow_up is not None:
        title = read.title if read is not None else ""
        return _make(ctx, title, form.follow_up, about, note), None
    if read is None:
        return None, None
    if read.certain and read.expression.when is not None:
        return _make(ctx, read.title, read.expression.when, about, note), None
    return None, read


def _make(ctx: Context, title: str, due: When, about: Sequence[Record], note: Note) -> Task:
    words = title.strip() or f"Follow up with {about[0].title}"
    words = first_line(words[:1].upper() + words[1:], notes.TITLE_LENGTH)
    return tasks.create(ctx, TaskDraft(words, due, [*about, note]))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept with a note: the words of its tags, and its files."""

    tags: Sequence[str] = ()
    files: Sequence[Document] = ()


def saved_card(ctx: Context, note: Note, task: Task | None, *, kept: Kept, proposed: FollowUp | None = None) -> Card:
    """Draw a note that was just saved: on what, what was understood, and how to mend it."""
    about = notes.about(ctx, note)
    kind = note.note_kind or NoteKind.NOTE
    title = spans(f"{_WORDS[kind]} saved on ", *_names(about))
    understood = [f"{_WORDS[kind].lower()}", *(f"#{tag}" for tag in kept.tags)]
    if note.duration_minutes:
        understood.append(f"{note.duration_minutes} min")
    blocks: list[Block] = [Quote(first_line(note.body or "", SHOWN))]
    blocks += document_lines.kept(ctx, kept.files)
    if task is not None:
        due = tasks.due_of(task)
        words = phrases.read_as(ctx, due) if due is not None else "no date"
        blocks.append(Line(spans("Task ", phrases.link(task), ": ", bold(words))))
    elif proposed is not None and proposed.no_such:
        blocks.append(Line(spans(bold(proposed.no_such), f" {_why_not(proposed)}, so there is no task yet.")))
    blocks.append(Footer(spans("Read as " + " · ".join(understood) + " · ", code(records.code(note)))))
    actions = [*_proposals(ctx, about, proposed), *_mending(ctx, note, task, about)]
    return Card(title, tuple(blocks), tuple(actions), icon=_ICONS.get(kind, "📝"), about=records.code(note))


def withdrawn_card(ctx: Context, note: Note) -> Card:
    """Ask about a note whose message was deleted by who had written it: gone from the chat, it is still kept here."""
    task = notes.follow_up_of(ctx, note)
    stays = (Footer(spans("Its task ", phrases.link(task), " stays.")),) if task is not None else ()
    remove = phrases.act("Remove", "delete", note, style="danger", sure="yes")
    title = spans("You deleted your message. Also remove ", code(records.code(note)), "?")
    quoted = Quote(first_line(note.body or "", SHOWN))
    keep = phrases.show_action("Keep", note)
    return Card(title, (quoted, *stays), (remove, keep), "🗑️", records.code(note), whisper=True)


def _names(about: Sequence[Record]) -> list[Span]:
    parts: list[Span] = []
    for record in about:
        parts += [Text(", ")] if parts else []
        parts.append(phrases.link(record))
    return parts


def _proposals(ctx: Context, about: Sequence[Record], read: FollowUp | None) -> list[Action]:
    """Return one button for each reading of a follow-up that was not certain."""
    if read is None or not about:
        return []
    doubt = read.expression.doubt
    readings = doubt.options if doubt and doubt.options else tuple(filter(None, [read.expression.when]))
    title = read.title.strip() or f"Follow up with {about[0].title}"
    return [
        Action(
            f"Task: {when.show(option, today=ctx.today)}",
            Invocation(
                "task new",
                {
                    "title": title[:1].upper() + title[1:],
                    "due": option.iso(),
                    "about": records.code(about[0]),
                },
            ),
            style="primary",
        )
        for option in readings[:2]
    ]


def _why_not(read: FollowUp) -> str:
    """Say what is wrong with a time that is none: a day has others near it, an hour has not."""
    doubt = read.expression.doubt
    return "does not exist" if doubt is not None and doubt.options else "is not a time"


def _mending(ctx: Context, note: Note, task: Task | None, about: Sequence[Record]) -> list[Action]:
    subject = about[0] if about else note
    step = [] if task is not None else [form_action("Next step…", "task new", subject, field="about")]
    edit = Action("Edit", Invocation("edit", {"which": records.code(note)}, form=True))
    wrong = Action("Wrong record", Invocation("refile", {"which": records.code(note)}, form=True))
    return [*step, edit, wrong, phrases.undo_action(ctx)]


class EditNote(Form):
    """A note and its new words."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    text: Annotated[str, Rest(), Long(), Field(max_length=10_000, description="What should it say?")]


def _words(ctx: Context, ref: RecordRef) -> Mapping[str, str]:
    """Return what a note says now, for its form."""
    return {"text": _note(ctx, ref).body or ""}


@command("edit", permission="note.create", examples=["N-88 met Jane and Bob"], in_place=True, present=_words)
def edit_note(ctx: Context, form: EditNote) -> Card:
    """Change the words of a note; the old ones stay in its history."""
    note = _note(ctx, form.which)
    notes.rewrite(ctx, note, form.text)
    card = note_card(ctx, note)
    return Card(spans("Changed: ", *card.title), card.blocks, (phrases.undo_action(ctx),), card.icon, card.about)


class Refile(Form):
    """A note and what it is really about."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    about: Annotated[RecordRef, Key("on"), Rest(), Ref(SUBJECT), Field(description="What is it about?")]


@command("refile", permission="note.create", examples=["N-88 on:Globex"], in_place=True)
def refile_note(ctx: Context, form: Refile) -> Card:
    """Move a note to another company, contact or deal."""
    note = _note(ctx, form.which)
    main = lookup.get(ctx, form.about.id)
    notes.relink(ctx, note, _with_people(ctx, main, note.body or ""))
    kept = Kept(tags.of(ctx, note), notes.files(ctx, note))
    return saved_card(ctx, note, notes.follow_up_of(ctx, note), kept=kept)


class ListNotes(ListForm):
    """Which notes to list: those on a record, or those a filter asks for."""

    about: Annotated[RecordRef | None, Head(), Ref(), Aside(), Field(description="Notes on what?")] = None


@command("notes", permission="note.see", aliases=["timeline"], examples=["Acme", "type:call new<30d"], in_place=True)
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


@rows("note")
def note_lines(ctx: Context, page: Sequence[Note]) -> Sequence[Spans]:
    """Draw notes as lines of a list: when, what, the first words."""
    return [_row(ctx, note) for note in page]


def _row(ctx: Context, note: Note) -> tuple[Span, ...]:
    kind = note.note_kind or NoteKind.NOTE
    at = note.happened_at
    day = phrases.ago(ctx, at) if at is not None else ""
    return spans(f"{day} · {_WORDS[kind].lower()} · ", first_line(note.body or "", 120), " ", code(records.code(note)))


NOTE = Noun("note card", "note", new="note", change="edit", list="notes")


@shows("note", icon="📝")
def note_card(ctx: Context, note: Note) -> Card:
    """Draw a note: what happened, with whom, who wrote it."""
    kind = note.note_kind or NoteKind.NOTE
    about = notes.about(ctx, note)
    blocks: list[Block] = [Quote(note.body or ""), *document_lines.kept(ctx, notes.files(ctx, note))]
    written = [records.owner_name(ctx, note), *(f"#{tag}" for tag in tags.of(ctx, note))]
    at = (phrases.moment(ctx, note.happened_at),) if note.happened_at else ()
    blocks.append(Footer(spans(" · ".join(filter(None, written)) + " · ", *at)))
    title = spans(bold(_WORDS[kind]), " on ", *_names(about), "  ", code(records.code(note)))
    edit = Action("Edit", Invocation("edit", {"which": records.code(note)}, form=True))
    return Card(title, tuple(blocks), (edit,), _ICONS.get(kind, "📝"), records.code(note))


def _note(ctx: Context, ref: RecordRef) -> Note:
    note = lookup.get(ctx, ref.id)
    assert isinstance(note, Note)
    return note
