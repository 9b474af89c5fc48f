"""The cards of notes: as just saved, as they stand, and where their message was deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Footer,
    Line,
    Link,
    Menu,
    Quote,
    Span,
    Spans,
    bold,
    code,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import next_steps, phrases
from crmbot.commands.documents import lines as document_lines
from crmbot.commands.listing import rows
from crmbot.commands.showing import shows
from crmbot.core import notes, records, tags, tasks
from crmbot.core.context import Context
from crmbot.language import follow_ups, when
from crmbot.language.notes import FollowUp
from crmbot.language.text import first_line
from crmbot.language.when import When
from crmbot.store.models.activity import Direction, Note, NoteKind, Task
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record

SHOWN = 600
PARTS = ("Company", "Person", "Kind", "Follow-up", "Amount", "Stage")
"""What of a note can be corrected part by part."""

_IN_A_LIST = 120
_OFFERED = 2
_NOON = 12
_MOMENT = timedelta(minutes=1)

_WORDS = {
    NoteKind.NOTE: "Note",
    NoteKind.CALL: "Call",
    NoteKind.EMAIL: "Mail",
    NoteKind.MEETING: "Meeting",
    NoteKind.VISIT: "Visit",
}
_ICONS = {NoteKind.CALL: "📞", NoteKind.EMAIL: "✉️", NoteKind.MEETING: "🤝", NoteKind.VISIT: "🏭"}
_WAYS = {Direction.IN: "incoming", Direction.OUT: "outgoing"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept with a note, or offered with it.

    The words of its tags, its files; `told`: who was told of it, what was done besides, what was learnt; `offered`:
    what is one tap away; `said`: what else was read in it; `called`: the words it was filed by.
    """

    tags: Sequence[str] = ()
    files: Sequence[Document] = ()
    told: Sequence[Line] = ()
    offered: Sequence[Action] = ()
    said: Sequence[str] = ()
    called: str = ""


def saved_card(ctx: Context, note: Note, task: Task | None, *, kept: Kept, proposed: FollowUp | None = None) -> Card:
    """Draw a note that was just saved: on what, what was understood, what follows, and how to mend it."""
    about = notes.about(ctx, note)
    kind = note.note_kind or NoteKind.NOTE
    offered = (*_proposals(ctx, about, proposed), *kept.offered)
    steps = next_steps.actions(ctx, about[0], note) if about and task is None and not offered else ()
    on = (" on ", *phrases.links(about)) if about else (", on nobody yet",)
    title = spans(f"{_WORDS[kind]} saved", *on, ". Next step?" if steps else "")
    blocks: list[Block] = [Quote(first_line(note.body or "", SHOWN))]
    blocks += [*document_lines.kept(ctx, kept.files), *_place(note), *_planned(ctx, task, about, proposed), *kept.told]
    blocks.append(Footer(_understood(ctx, note, kept, about)))
    actions = (*offered, *steps, *_mending(ctx, note, kept.called))
    return Card(title, tuple(blocks), actions, icon=_ICONS.get(kind, "📝"), about=records.code(note))


def _planned(ctx: Context, task: Task | None, about: Sequence[Record], proposed: FollowUp | None) -> list[Line]:
    """Say what was planned along with it, what may be meant to be, or why nothing was."""
    if task is not None:
        due = tasks.due_of(task)
        words = phrases.read_as(ctx, due) if due is not None else "no date"
        return [Line(spans("Task ", phrases.link(task), ": ", bold(words)))]
    if proposed is None:
        return []
    if proposed.no_such:
        return [Line(spans(bold(proposed.no_such), f" {_why_not(proposed)}, so there is no task yet."))]
    when_due = [when.show(option, today=ctx.today) for option in _readings(proposed)]
    return [Line(spans("Not a task yet: ", bold(_title(about, proposed)), " · ", " or ".join(when_due)))]


def _understood(ctx: Context, note: Note, kept: Kept, about: Sequence[Record]) -> Spans:
    kind = note.note_kind or NoteKind.NOTE
    said = [_WORDS[kind].lower(), *_facts(note), *(f"#{tag}" for tag in kept.tags), *kept.said]
    past = note.happened_at is not None and ctx.now - note.happened_at >= _MOMENT
    day = [_moment(ctx, note.happened_at)] if past and note.happened_at is not None else []
    last = notes.before(ctx, note, about[0]) if about else None
    before = f" · Last: {_touch(ctx, last)}" if last is not None else ""
    return spans("Read as ", " · ".join([*said, *day]), " · ", code(records.code(note)), before)


def _facts(note: Note) -> list[str]:
    """Return what is known of a note besides its words: who called, how long it took, what came of it."""
    length = f"{note.duration_minutes} min" if note.duration_minutes else ""
    return [word for word in (_WAYS.get(note.direction) if note.direction else "", length, note.outcome) if word]


def _touch(ctx: Context, last: notes.Before) -> str:
    return f"{_WORDS[last.kind].lower()} {phrases.ago(ctx, last.at)}"


def _moment(ctx: Context, at: datetime) -> str:
    """Return when it was: the day alone where it stands at noon, which is what a day without a time is kept as."""
    local = when.at_instant(at, ctx.actor.zone)
    is_day = local.at is not None and (local.at.hour, local.at.minute) == (_NOON, 0)
    return phrases.on_day(ctx, local.on) if is_day else phrases.clock(ctx, at)


def _place(note: Note) -> list[Line]:
    if note.lat is None or note.lng is None:
        return []
    words = note.location or f"{note.lat:.5f}, {note.lng:.5f}"
    return [Line(spans("Place: ", Link(f"https://www.openstreetmap.org/?mlat={note.lat}&mlon={note.lng}", words)))]


def withdrawn_card(ctx: Context, note: Note) -> Card:
    """Ask about a note whose message was deleted by who had written it: gone from the chat, it is still kept here."""
    task = notes.follow_up_of(ctx, note)
    stays = (Footer(spans("Its task ", phrases.link(task), " stays.")),) if task is not None else ()
    remove = phrases.act("Remove", "delete", note, style="danger", sure="yes")
    title = spans("You deleted your message. Also remove ", code(records.code(note)), "?")
    quoted = Quote(first_line(note.body or "", SHOWN))
    keep = phrases.show_action("Keep", note)
    return Card(title, (quoted, *stays), (remove, keep), "🗑️", records.code(note), whisper=True)


def _proposals(ctx: Context, about: Sequence[Record], read: FollowUp | None) -> list[Action]:
    """Return one button for each reading of a follow-up that was not certain."""
    if read is None or not ctx.actor.can("task.create"):
        return []
    on = {"about": records.code(about[0])} if about else {}
    return [
        Action(
            f"Task: {when.show(option, today=ctx.today)}",
            Invocation("task new", {"title": _title(about, read), "due": option.iso(), **on}),
            style="primary",
        )
        for option in _readings(read)
    ]


def _readings(read: FollowUp) -> Sequence[When]:
    """Return the times a follow-up may be due at, the likelier first."""
    doubt = read.expression.doubt
    found = doubt.options if doubt and doubt.options else tuple(filter(None, [read.expression.when]))
    return found[:_OFFERED]


def _title(about: Sequence[Record], read: FollowUp) -> str:
    if not about:
        return first_line(f"{read.title[:1].upper()}{read.title[1:]}", next_steps.TITLE_LENGTH) or "Follow up"
    return follow_ups.titled(read.title, next_steps.nearest(about).title)


def _why_not(read: FollowUp) -> str:
    """Say what is wrong with a time that is none: a day has others near it, an hour has not."""
    doubt = read.expression.doubt
    return "does not exist" if doubt is not None and doubt.options else "is not a time"


def _mending(ctx: Context, note: Note, called: str) -> list[Action | Menu]:
    """Return the ways to mend a note: its words, each part that was read in it, all of it."""
    return [_edit(note), phrases.undo_action(ctx), correct_menu(note, called)]


def correct_menu(note: Note, called: str = "") -> Menu:
    """Return the parts of a note that can be corrected, one tap each; `called`: the words it was filed by."""
    args = {"which": records.code(note)} | ({"called": called} if called else {})
    options = [Action(f"{part}…", Invocation("correct", {**args, "words": part.lower()})) for part in PARTS]
    options.append(Action("Tags…", Invocation("tag", {"which": args["which"]}, form=True)))
    return Menu("Correct", tuple(options))


def _edit(note: Note) -> Action:
    return Action("Edit", Invocation("edit", {"which": records.code(note)}, form=True))


@rows("note")
def note_lines(ctx: Context, page: Sequence[Note]) -> Sequence[Spans]:
    """Draw notes as lines of a list: when, what, the first words."""
    return [_row(ctx, note) for note in page]


def _row(ctx: Context, note: Note) -> tuple[Span, ...]:
    kind = note.note_kind or NoteKind.NOTE
    day = phrases.ago(ctx, note.happened_at) if note.happened_at is not None else ""
    head = " · ".join([day, _WORDS[kind].lower(), *_facts(note)])
    return spans(f"{head} · ", first_line(note.body or "", _IN_A_LIST), " ", code(records.code(note)))


@shows("note", icon="📝")
def note_card(ctx: Context, note: Note) -> Card:
    """Draw a note: what happened, with whom, who wrote it."""
    kind = note.note_kind or NoteKind.NOTE
    about = notes.about(ctx, note)
    blocks: list[Block] = [Quote(note.body or ""), *document_lines.kept(ctx, notes.files(ctx, note)), *_place(note)]
    written = [records.owner_name(ctx, note), *_facts(note), *(f"#{tag}" for tag in tags.of(ctx, note))]
    at = (_moment(ctx, note.happened_at),) if note.happened_at else ()
    blocks.append(Footer(spans(" · ".join(filter(None, [*written, *at])))))
    on = (" on ", *phrases.links(about)) if about else (" on nobody yet",)
    title = spans(bold(_WORDS[kind]), *on, "  ", code(records.code(note)))
    step = phrases.form_action("Next step…", "follow up", note, field="about")
    return Card(title, tuple(blocks), (_edit(note), step), _ICONS.get(kind, "📝"), records.code(note))
