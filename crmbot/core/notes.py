"""Notes: what happened with somebody, written down in ten seconds, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, inspect, select

from crmbot.core import documents, filters, lookup, permissions, records, subjects, tags, tasks
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.text import first_line
from crmbot.store.models.activity import ActivityLink, Note, NoteKind, Task
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record

TITLE_LENGTH = 80

_LINKED = select(ActivityLink.record_id).where(ActivityLink.activity_id == bindparam("activity"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was, in degrees."""

    latitude: float
    longitude: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What a note is made from. `source` is the platform's key of the message it was written in."""

    text: str
    about: Sequence[Record]
    kind: NoteKind = NoteKind.NOTE
    tags: Sequence[str] = ()
    duration_minutes: int | None = None
    place: Place | None = None
    source: str | None = None


def log(ctx: Context, draft: NoteDraft) -> Note:
    """Write down what happened. The people and the company of what it is about are linked as well.

    Raises `NotAllowed`, or `InvalidInput` for an empty text.
    """
    text = draft.text.strip()
    if not text:
        raise InvalidInput("text", draft.text, "a note needs words")
    note = Note(
        title=first_line(text, TITLE_LENGTH),
        body=text,
        note_kind=draft.kind,
        happened_at=ctx.now,
        owner_id=ctx.actor.id,
        duration_minutes=draft.duration_minutes,
        source_message=draft.source,
        lat=draft.place.latitude if draft.place else None,
        lng=draft.place.longitude if draft.place else None,
        location=(draft.place.title or None) if draft.place else None,
        links=tasks.links_to(ctx, draft.about),
    )
    records.store(ctx, note, [(text, 1)])
    tags.apply(ctx, note, draft.tags)
    records.remember(ctx, note, *reversed(draft.about))
    return note


def relink(ctx: Context, note: Note, about: Sequence[Record]) -> None:
    """Move a note to other records."""
    permissions.require(ctx, note, "edit")
    for old in ctx.session.scalars(select(ActivityLink).where(ActivityLink.activity_id == note.id)):
        ctx.session.delete(old)
    ctx.session.flush()
    ctx.session.expire(note, ["links"])
    for link in tasks.links_to(ctx, about):
        link.activity_id = note.id
        ctx.session.add(link)
    ctx.session.flush()


def rewrite(ctx: Context, note: Note, text: str) -> None:
    """Change the words of a note; the old ones stay in its history. Raises `NotAllowed`, `InvalidInput`."""
    permissions.require(ctx, note, "edit")
    words = text.strip()
    if not words:
        raise InvalidInput("text", text, "a note needs words")
    records.change(ctx, note, {"body": words, "title": first_line(words, TITLE_LENGTH)})
    records.reindex(ctx, note, [(words, 1)])


def written_in(ctx: Context, source: str) -> Note | None:
    """Return the note that was made from a message of the actor's; None when there is none."""
    return ctx.session.scalar(
        select(Note).where(Note.source_message == source, Note.created_by_id == ctx.actor.id, visible(ctx, ["note"]))
    )


def about(ctx: Context, note: Note) -> Sequence[Record]:
    """Return the records a note is on that the actor may see: deals and people before companies."""
    if "links" in inspect(note).unloaded:
        numbers = ctx.session.scalars(_LINKED, {"activity": note.id}).all()
    else:  # it was made just now
        numbers = [link.record_id for link in note.links]
    linked = lookup.those(ctx, numbers)
    return sorted(linked, key=lambda record: (subjects.rank(record.kind), record.id))


def follow_up_of(ctx: Context, note: Note) -> Task | None:
    """Return the task that was made along with a note."""
    return ctx.session.scalar(
        select(Task)
        .join(ActivityLink, ActivityLink.activity_id == Task.id)
        .where(ActivityLink.record_id == note.id, visible(ctx, ["task"]))
        .order_by(Task.id)
        .limit(1)
    )


def attach(ctx: Context, note: Note, files: Sequence[Attached]) -> list[Document]:
    """Keep files with a note."""
    return documents.keep(ctx, files, Filing(note, source=note.source_message))


def files(ctx: Context, note: Note) -> Sequence[Document]:
    """Return the files kept with a note."""
    return ctx.session.scalars(
        select(Document).where(Document.about_id == note.id, visible(ctx, ["document"])).order_by(Document.id)
    ).all()


def on(ctx: Context, record: Record, limit: int = 5, offset: int = 0) -> Sequence[Note]:
    """Return the notes on a record, the latest first."""
    return ctx.session.scalars(
        select(Note)
        .join(ActivityLink, ActivityLink.activity_id == Note.id)
        .where(ActivityLink.record_id == record.id, visible(ctx, ["note"]))
        .order_by(Note.happened_at.desc(), Note.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


filters.declare(
    "note",
    filters.choice("type", Note.note_kind, NoteKind, aliases=("kind",)),
    filters.instant("when", Note.happened_at, aliases=("happened",)),
    filters.age("new", Note.happened_at),
    filters.linked("on"),
)
filters.arrange("note", Note.happened_at.desc(), Note.id.desc())
