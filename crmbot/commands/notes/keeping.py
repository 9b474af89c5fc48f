"""A note is kept: read, stored on whom it is about, and what it asks for done or offered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from pydantic import TypeAdapter

from crmbot.chat.card import Action, Card, Footer, Quote, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import named, next_steps, phrases
from crmbot.commands.notes import deal_steps, deeds, elsewhere, meaning, newcomers, reading, still_to_come, to_do
from crmbot.commands.notes.cards import SHOWN, Kept, saved_card
from crmbot.commands.notes.forms import NewCall, NewMail, NewNote, Told, Unfiled
from crmbot.core import dialogs, lookup, notes, records, rejections, tags, tasks
from crmbot.core.context import Context
from crmbot.core.documents import Attached
from crmbot.core.errors import InvalidInput
from crmbot.core.naming import mentions, named_people
from crmbot.core.naming.mentions import Named, People
from crmbot.core.notes import NoteDraft, Place
from crmbot.language import happened
from crmbot.language import notes as reader
from crmbot.language.happened import Past
from crmbot.language.names_index import Unlisted
from crmbot.language.notes import FollowUp, NoteReading
from crmbot.language.text import first_line
from crmbot.store.models.activity import Direction, Note, NoteKind, Task
from crmbot.store.models.party import Contact
from crmbot.store.models.record import Record

_FILES = TypeAdapter(list[Attached])
_PLACE = TypeAdapter(Place)

NOON = time(12)
"""Stands for a whole day: of what happened "yesterday" nobody said at what time."""

KINDS = {"call": NoteKind.CALL, "met": NoteKind.MEETING, "visit": NoteKind.VISIT, "mail": NoteKind.EMAIL}
"""The kinds of notes that have a command of their own, by its name."""


def keep(ctx: Context, form: Told, kind: NoteKind | None, command_name: str) -> Card:
    """Store the note on what it is about, and what it asks for when that is certain.

    Without a kind the words say whether it was a call, a meeting, a mail or a visit.
    """
    main = lookup.get(ctx, form.about.id) if isinstance(form, NewNote) else None
    names = mentions.named_in(ctx, form.text)
    planned = to_do.task_instead(ctx, form, names, command_name)
    if planned is not None:
        return planned
    said = _said(ctx, form, main, names, kind)
    asked = _asked_first(ctx, said, command_name)
    return asked if asked is not None else _saved(ctx, said)


@dataclass(frozen=True, slots=True)
class _Said:
    """A note as it was told: on what it was said to be, whom its words name, what they say, of what and when."""

    form: Told
    main: Record | None
    names: Named
    read: NoteReading
    kind: NoteKind
    past: Past | None


def _said(ctx: Context, form: Told, main: Record | None, names: Named, kind: NoteKind | None) -> _Said:
    read = reading.of_form(ctx, form, names)
    return _Said(form, main, names, read, kind or form.type or NoteKind(read.kind), _past(ctx, form, read))


def _asked_first(ctx: Context, said: _Said, command_name: str) -> Card | None:
    """Return what is asked before anything is written down: a call to who rejects them, what is only to come."""
    form, main = said.form, said.main
    rejecting = rejections.of_calls(ctx, main) if main is not None and said.kind is NoteKind.CALL else None
    if rejecting is not None and not form.anyway:
        return _no_calls(form, rejecting)
    undone = deeds.asked(ctx, form, said.names, command_name)
    if undone is not None:
        return undone
    if said.past is not None and said.past.when is None:
        return still_to_come.card(ctx, Invocation(command_name, form.said()), said.past, main)
    return None


def _saved(ctx: Context, said: _Said) -> Card:
    form, heard = said.form, _heard(ctx, said)
    draft = replace(_draft(form, said.kind, said.read, heard.about), happened_at=_instant(ctx, said.past))
    note = notes.log(ctx, replace(draft, source=ctx.origin.message))
    task, proposed = _follow_up(ctx, form, note, heard.about, said.read.follow_up)
    kept = _kept(ctx, form, note, heard)
    if form.called:
        dialogs.drop_draft(ctx, form.text)
    kept = replace(kept, told=(*kept.told, *elsewhere.told(ctx, heard.guests)))
    return saved_card(ctx, note, task, kept=kept, proposed=proposed)


def _about(main: Record | None, names: Named, people: People) -> list[Record]:
    """Return whom a note is about: beside the main one its people, and others where the text names them all."""
    if main is None:
        return []
    named = [record for record in names.sure if isinstance(record, Contact)] if main in names.sure else []
    return tasks.unique([main, *people.sure, *named])


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was made of a note: whom it is about, which of them are from elsewhere, who in it is nobody we know."""

    about: Sequence[Record]
    guests: Sequence[Contact]
    unlisted: Sequence[Unlisted]
    people: People
    read: NoteReading
    deal: deal_steps.Told


def _heard(ctx: Context, said: _Said) -> _Heard:
    """Find out whom a note is about, and do or offer what it says of a deal of theirs."""
    main, text = said.main, said.form.text
    people = mentions.people_in(ctx, [main], text) if main is not None else mentions.People()
    about = _about(main, said.names, people)
    guests = elsewhere.people(ctx, about, text)
    about = [*about, *guests]
    deal = deal_steps.offer(ctx, about, said.read) if said.form.quoted else deal_steps.follow(ctx, about, said.read)
    about = tasks.unique([*about, *([deal.deal] if deal.deal is not None else [])])
    return _Heard(about, guests, said.names.unlisted, people, said.read, deal)


def _kept(ctx: Context, form: Told, note: Note, heard: _Heard) -> Kept:
    """Keep what came with a note, tell whom it names, and gather what is said of it all."""
    files = notes.attach(ctx, note, _FILES.validate_json(form.files)) if form.files else ()
    told = named.told_lines(named_people.tell(ctx, note, heard.about, note.body or ""))
    learnt = meaning.learnt(ctx, form.called, heard.about[0]) if heard.about else ()
    fresh = newcomers.offers(ctx, note, heard.about, heard.unlisted)
    return Kept(
        tags=tags.of(ctx, note) if form.tag or heard.read.tags else (),
        files=files,
        told=(*heard.deal.done, *told, *learnt, *newcomers.question(heard.people)),
        offered=(*newcomers.answers(note, heard.people), *heard.deal.offered, *fresh),
        said=deal_steps.said(heard.read),
        called=meaning.called_by(form.about, form.called) if isinstance(form, NewNote) else "",
    )


def _draft(form: Told, kind: NoteKind, read: NoteReading, about: Sequence[Record]) -> NoteDraft:
    draft = NoteDraft(
        text=form.text,
        about=about,
        kind=kind,
        tags=tuple(dict.fromkeys((*form.tag, *read.tags))),
        duration_minutes=minutes(form.dur) if form.dur else read.duration_minutes,
        place=_PLACE.validate_json(form.place) if form.place else None,
    )
    return _with_way(draft, form, read) if kind in (NoteKind.CALL, NoteKind.EMAIL) else draft


def _with_way(draft: NoteDraft, form: Told, read: NoteReading) -> NoteDraft:
    """Add who called or wrote, and what came of it: as it was given, else as the words tell it.

    Behind the words `call` and `mail` it was we, unless what follows says otherwise.
    """
    way = Direction(read.way) if read.way else None
    if isinstance(form, NewMail | Unfiled):
        told = isinstance(form, NewMail) or form.word in ("call", "mail")
        way = form.dir or way or (Direction.OUT if told else None)
    if draft.kind is NoteKind.EMAIL:
        return replace(draft, direction=way)
    given = form.result if isinstance(form, NewCall | Unfiled) else None
    return replace(draft, direction=way, outcome=given or read.result)


def minutes(text: str) -> int:
    """Return a length of time in minutes. Raises `InvalidInput` for words that are none."""
    found = reader.minutes(text)
    if found is None:
        raise InvalidInput("dur", text, "say how long it took as 5m, 1h or 1h30")
    return found


def _past(ctx: Context, form: Told, read: NoteReading) -> Past | None:
    """Return when it was: as given, else as the words tell it; None for just now."""
    if form.at is None:
        return read.happened
    return happened.past_or_asked(form.at, phrases.due_words(ctx, form.at), now=ctx.now)


def _instant(ctx: Context, past: Past | None) -> datetime | None:
    return min(past.when.instant_or(NOON), ctx.now) if past is not None and past.when is not None else None


def _no_calls(form: Told, rejecting: Record) -> Card:
    """Ask before a call to somebody who wants none is written down; the text is kept in the buttons (R-25)."""
    log = Invocation("call", form.said() | {"anyway": "yes"})
    title = spans(f"{rejecting.title} rejects calls. Log anyway?")
    actions = (Action("Log anyway", log, style="primary"), phrases.show_action("Leave it", rejecting))
    kept = (Quote(first_line(form.text, SHOWN)), Footer(spans("Your text is kept.")))
    return Card(title, kept, actions, icon="🚫", about=records.code(rejecting), whisper=True)


def _follow_up(
    ctx: Context, form: Told, note: Note, about: Sequence[Record], read: FollowUp | None
) -> tuple[Task | None, FollowUp | None]:
    """Make the task that was asked for; what is not certain comes back as a proposal (language.md: doubt).

    As long as nobody knows whom it is about, and in somebody else's words, nothing is certain but a time that was given
    by itself.
    """
    if form.follow_up is not None:
        words = read.title if read is not None else ""
        return next_steps.make(ctx, words, form.follow_up, _with_nearest(about) or [note], note), None
    if read is None:
        return None, None
    sure = read.certain and about and not form.quoted and ctx.actor.can("task.create")
    if sure and read.expression.when is not None:
        return next_steps.make(ctx, read.title, read.expression.when, _with_nearest(about), note), None
    return None, read


def _with_nearest(about: Sequence[Record]) -> list[Record]:
    return [next_steps.nearest(about), *about] if about else []
