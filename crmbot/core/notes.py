"""Notes: what happened with somebody, written down in ten seconds, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, inspect, select

from crmbot.core import documents, filters, history, lookup, permissions, records, subjects, tags, tasks
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput
from crmbot.core.filters.conditions import EMPTY
from crmbot.core.naming import named_people
from crmbot.core.permissions import visible, visible_to_any
from crmbot.language.text import first_line
from crmbot.store.models.activity import ActivityLink, Direction, Note, NoteKind, Task
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record
from crmbot.store.models.search import RecentRecord

TITLE_LENGTH = 80
STILL_THERE = timedelta(minutes=15)
"""So long what somebody sends after a visit, a place or a picture, belongs to it."""

_LINKED = select(ActivityLink.record_id).where(ActivityLink.activity_id == bindparam("activity"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was, in degrees. Raises `ValueError` for what is nowhere: buttons can be made by hand."""

    latitude: float
    longitude: float
    title: str = ""

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # noqa: PLR2004 - the poles, and once around
            raise ValueError("a place is on earth")


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What a note is made from: `outcome` in a few words, `happened_at` where it was not just now.

    `source` is the platform's key of the message it was written in.
    """

    text: str
    about: Sequence[Record]
    kind: NoteKind = NoteKind.NOTE
    tags: Sequence[str] = ()
    duration_minutes: int | None = None
    place: Place | None = None
    source: str | None = None
    happened_at: datetime | None = None
    direction: Direction | None = None
    outcome: str | None = None


def log(ctx: Context, draft: NoteDraft) -> Note:
    """Write down what happened. The people and the company of what it is about are linked as well.

    Raises `NotAllowed`, or `InvalidInput` for an empty text, or a time that is still to come.
    """
    text = _worded(ctx, draft.text)
    note = Note(
        title=first_line(text, TITLE_LENGTH),
        body=text,
        note_kind=draft.kind,
        happened_at=_over(ctx, draft.happened_at or ctx.now),
        direction=draft.direction,
        outcome=draft.outcome or None,
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
    words = _worded(ctx, text)
    records.change(ctx, note, {"body": words, "title": first_line(words, TITLE_LENGTH)})
    records.reindex_own(ctx, note)


def amend(ctx: Context, note: Note, values: Mapping[str, object]) -> None:
    """Change what a note says besides its words: `note_kind`, `direction`, `duration_minutes` and the like.

    Raises `NotAllowed`, or `InvalidInput` for a `happened_at` that is still to come.
    """
    permissions.require(ctx, note, "edit")
    at = values.get("happened_at")
    if isinstance(at, datetime):
        _over(ctx, at)
    records.change(ctx, note, values)


def _worded(ctx: Context, text: str) -> str:
    words = named_people.spelt(ctx, text.strip())
    if not words:
        raise InvalidInput("text", text, "a note needs words")
    return words


def _over(ctx: Context, at: datetime) -> datetime:
    if at > ctx.now:
        raise InvalidInput("at", "", "that is still to come, and a note is of what was")
    return at


def place(ctx: Context, note: Note, where: Place) -> None:
    """Keep where a visit was. Raises `NotAllowed`."""
    amend(ctx, note, {"lat": where.latitude, "lng": where.longitude, "location": where.title or note.location})


def visit_in_hand(ctx: Context) -> Note | None:
    """Return the visit the actor has just written down in this chat; None once they went on to something else."""
    last = ctx.session.scalar(
        select(Note)
        .join(RecentRecord, RecentRecord.record_id == Note.id)
        .where(RecentRecord.user_id == ctx.actor.id, RecentRecord.address == ctx.origin.address)
        .where(RecentRecord.at >= ctx.now - STILL_THERE, Note.note_kind == NoteKind.VISIT)
        .where(Note.owner_id == ctx.actor.id, visible(ctx, ["note"]))
        .order_by(RecentRecord.at.desc())
        .limit(1)
    )
    if last is None:
        return None
    here = records.last_here(ctx)
    return last if here in {last.id, *(record.id for record in about(ctx, last))} else None


class Before(NamedTuple):
    """What had been written down: of which kind, and when it was."""

    kind: NoteKind
    at: datetime


def before(ctx: Context, note: Note, record: Record) -> Before | None:
    """Return what had been written down last about a record before a note."""
    scope, who = visible_to_any(ctx, ["note"])
    asked = {"record": record.id, "note": note.id, "at": note.happened_at, **who}
    row = ctx.session.connection().execute(_earlier(scope), asked).first()
    return Before(row.note_kind or NoteKind.NOTE, row.happened_at) if row is not None else None


@lru_cache(maxsize=256)  # one for each way of seeing: it costs more to build than to run, and every note asks
def _earlier(scope: ColumnElement[bool]) -> Select[NoteKind | None, datetime | None]:
    # lint: unscoped the scope is handed in
    on_record = select(Note.note_kind, Note.happened_at).join(ActivityLink, ActivityLink.activity_id == Note.id)
    return (
        on_record.where(ActivityLink.record_id == bindparam("record"), Note.id != bindparam("note"), scope)
        .where(Note.happened_at <= bindparam("at"))
        .order_by(Note.happened_at.desc(), Note.id.desc())
        .limit(1)
    )


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


def follow_up_of(ctx: Context, note: Record) -> Task | None:
    """Return the task that was made along with a note, or another activity."""
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


def _came_of_it(ctx: Context, term: filters.Term) -> ColumnElement[bool]:
    """Return the condition for what came of a call, by the start of the words."""
    del ctx
    filters.only_named(term)
    return filters.any_of(term, (_begins(text) for text in term.values))


def _begins(text: str) -> ColumnElement[bool]:
    if text == EMPTY:
        return Note.outcome.is_(None)
    return func.lower(Note.outcome).startswith(text.lower(), autoescape=True)


@records.found_by("note")
def _found_by(ctx: Context, record: Record) -> records.Texts:
    del ctx
    assert isinstance(record, Note)
    return [(record.body or "", 1)]


@history.after_undo("note")
def _undone(ctx: Context, record: Record) -> None:
    records.reindex_own(ctx, record)


filters.declare(
    "note",
    filters.choice("type", Note.note_kind, NoteKind, aliases=("kind",)),
    filters.choice("dir", Note.direction, Direction, aliases=("direction",)),
    filters.number("dur", Note.duration_minutes, aliases=("duration", "minutes")),
    filters.Field("result", _came_of_it, ("outcome",), 'what came of it, such as result:"no answer"'),
    filters.person("author", Note.created_by_id, aliases=("by", "writer"), says=filters.WHOSE),
    filters.instant("when", Note.happened_at, aliases=("happened",)),
    filters.age("new", Note.happened_at),
    filters.linked("on"),
)
filters.arrange("note", Note.happened_at.desc(), Note.id.desc())
