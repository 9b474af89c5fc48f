"""Each part of a note, corrected with one tap: who was meant, what it was, what follows, how much, how far."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Quote, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.notes import deal_steps, reading
from crmbot.commands.notes.cards import PARTS, correct_menu, note_card
from crmbot.commands.phrases import form_action
from crmbot.core import lookup, notes, records, subjects, tasks
from crmbot.core.context import Context
from crmbot.core.deals import told_of
from crmbot.core.errors import Ambiguous, Found, InvalidInput, NotFound
from crmbot.core.naming import mentions
from crmbot.language.text import first_line
from crmbot.store.models.activity import Note, NoteKind
from crmbot.store.models.party import Contact
from crmbot.store.models.record import Record

_SHOWN = 160
_NAME = 30
_NEAR = 4
_ICON = "✏️"
_SOONER = (("Tomorrow", "tomorrow"), ("+3 days", "in 3 days"), ("Next week", "next week"))
_KINDS = {
    "note": NoteKind.NOTE,
    "call": NoteKind.CALL,
    "mail": NoteKind.EMAIL,
    "email": NoteKind.EMAIL,
    "meeting": NoteKind.MEETING,
    "visit": NoteKind.VISIT,
}


class Correction(Form):
    """A note, the part of it that is wrong, and what it should be."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    words: Annotated[str | None, Rest(), Field(max_length=200, description="Which part, and what should it be?")] = None
    called: Annotated[str | None, Hidden()] = None


@command(
    "correct",
    permission="note.create",
    examples=["N-88 company Globex", "N-88 person Jane Doe", "N-88 kind call", "N-88 follow-up fri 10:00", "N-88"],
    in_place=True,
)
def correct_note(ctx: Context, form: Correction) -> Reply:
    """Put one part of a note right: company, person, kind, follow-up, amount or stage."""
    note = lookup.get(ctx, form.which.id)
    assert isinstance(note, Note)
    part, to = _parted(form.words or "")
    if not part:
        return _which_part(ctx, note, form.called or "")
    return _OF_PART[part](ctx, note, to, form.called or "")


def _parted(words: str) -> tuple[str, str]:
    """Return the part that words name first, and what stands behind it. Raises `InvalidInput` for no part."""
    plain = " ".join(words.split())
    for said, part in _NAMES:
        if plain.lower() == said or plain.lower().startswith((f"{said} ", f"{said}: ")):
            return part, plain[len(said) :].lstrip(": ").removeprefix("to ")
    if plain:
        raise InvalidInput("words", plain, "say which part is wrong first", tuple(part.lower() for part in PARTS))
    return "", ""


def _which_part(ctx: Context, note: Note, called: str) -> Card:
    card = note_card(ctx, note)
    title = spans("What is wrong with ", phrases.link(note), "?")
    words = form_action("Words…", "edit", note)
    return Card(title, card.blocks, (*correct_menu(note, called).options, words), _ICON, card.about, whisper=True)


def _question(note: Note, title: str, now: str, *actions: Action) -> Card:
    """Ask what a part should be; below it stands what was written, for that is what it is read from."""
    quoted = Quote(first_line(note.body or "", _SHOWN))
    asked = spans(title, " Now: ", bold(now), ".") if now else spans(title)
    return Card(asked, (quoted,), (*actions, phrases.show_action("Leave it", note)), _ICON, records.code(note))


# Who was meant


def _company(ctx: Context, note: Note, to: str, called: str) -> Card:
    about = notes.about(ctx, note)
    main = next((record for record in about if not isinstance(record, Contact)), None)
    words = called or (mentions.words_for(ctx, note.body or "", main) if main is not None else "")
    kinds = [kind for kind in subjects.kinds() if kind != "contact"]
    again = Invocation("refile", {"which": records.code(note)} | ({"called": words} if words else {}))
    if to:
        return _named(ctx, again, to, kinds)
    likely = mentions.near(ctx, words or (main.title if main else ""), ["company"], {each.id for each in about}, _NEAR)
    now = main.title if main is not None else "none"
    return _question(note, "Which company is it about?", now, *_picks(likely, again), _other(again))


def _person(ctx: Context, note: Note, to: str, called: str) -> Card:
    """Ask who it was; where several people are on the note, first which of them is wrong."""
    there = [record for record in notes.about(ctx, note) if isinstance(record, Contact)]
    wrong = next((each for each in there if to.startswith(records.code(each))), None)
    if wrong is not None:
        to = to.removeprefix(records.code(wrong)).strip()
    elif len(there) == 1:
        wrong = there[0]
    elif there and not to:
        return _which_person(note, there)
    body = note.body or ""
    words = mentions.words_for(ctx, body, wrong) if wrong is not None else called
    args = {"which": records.code(note)} | ({"called": words} if words else {})
    again = Invocation("refile", args | ({"instead": records.code(wrong)} if wrong is not None else {"beside": "yes"}))
    if to:
        return _named(ctx, again, to, ["contact"])
    likely = _likely_people(ctx, note, words or (wrong.title if wrong else body))
    none = [_without(note, wrong)] if wrong is not None and len(notes.about(ctx, note)) > 1 else []
    now = wrong.title if wrong is not None else "nobody"
    return _question(note, "Who was it?", now, *_picks(likely, again), _other(again), *none)


def _which_person(note: Note, there: Sequence[Contact]) -> Card:
    code = records.code(note)
    ways = [
        Action(first_line(each.title, _NAME), Invocation("correct", {"which": code, "words": f"person {_code(each)}"}))
        for each in there[:_NEAR]
    ]
    more = Action("Somebody else too…", Invocation("refile", {"which": code, "beside": "yes", "about": ""}, form=True))
    return _question(note, "Who of them is wrong?", "", *ways, more)


def _likely_people(ctx: Context, note: Note, words: str) -> tuple[Found, ...]:
    """Return who may be meant instead: people at the companies of the note, then whoever the words may name."""
    about = notes.about(ctx, note)
    apart = {record.id for record in about}
    firms = [record.id for record in about if record.kind == "company"]
    at_work = [person.id for person in mentions.colleagues(ctx, firms, _NEAR + len(apart)) if person.id not in apart]
    named = mentions.near(ctx, words, ["contact"], {*apart, *at_work}, _NEAR)
    return (*lookup.shown(ctx, at_work[: _NEAR - 1]), *named)[:_NEAR]


def _without(note: Note, wrong: Contact) -> Action:
    return Action("Nobody", Invocation("correct", {"which": records.code(note), "words": f"without {_code(wrong)}"}))


def _take_out(ctx: Context, note: Note, to: str, called: str) -> Card:
    """Take somebody off a note; the last one stays, for a note is about somebody."""
    del called
    gone = lookup.resolve(ctx, to).id if to else 0
    about = notes.about(ctx, note)
    left = [record for record in about if record.id != gone]
    if len(left) == len(about) or not left:
        raise InvalidInput("words", to, "name somebody of several the note is about")
    notes.relink(ctx, note, left)
    return _corrected(ctx, note)


def _picks(found: Sequence[Found], again: Invocation) -> list[Action]:
    return [Action(record_lines.option_label(one), again.with_args(about=record_lines.code_of(one))) for one in found]


def _other(again: Invocation) -> Action:
    return Action("Other…", Invocation("refile", {**again.args, "about": ""}, form=True))


def _named(ctx: Context, again: Invocation, words: str, kinds: Sequence[str]) -> Card:
    """Return the button for what was typed: the note goes where it says once it is tapped, or one of several."""
    try:
        found: tuple[Found, ...] = (lookup.resolve(ctx, words, kinds),)
    except Ambiguous as several:
        found = several.candidates
    except NotFound as none:
        found = none.near
    return record_lines.pick(words, found, again, "about")


def _code(record: Record) -> str:
    return records.code(record)


# What it was


def _kind(ctx: Context, note: Note, to: str, called: str) -> Card:
    del called
    if not to:
        now = note.note_kind or NoteKind.NOTE
        others = [word for word, kind in _KINDS.items() if kind is not now and word != "email"]
        code = records.code(note)
        ways = [
            Action(word.title(), Invocation("correct", {"which": code, "words": f"kind {word}"})) for word in others
        ]
        return _question(note, "What was it?", "mail" if now is NoteKind.EMAIL else now.value, *ways)
    kind = next((kind for word, kind in _KINDS.items() if word.startswith(to.lower())), None)
    if kind is None:
        raise InvalidInput("words", to, "no such kind", tuple(f"kind {word}" for word in _KINDS if word != "email"))
    notes.amend(ctx, note, {"note_kind": kind})
    return _corrected(ctx, note)


def _corrected(ctx: Context, note: Note) -> Card:
    card = note_card(ctx, note)
    title = spans("Changed: ", *card.title)
    return Card(title, card.blocks, (correct_menu(note), phrases.undo_action(ctx)), card.icon, card.about)


# What follows from it


def _follow_up(ctx: Context, note: Note, to: str, called: str) -> Card:
    """Offer other times for the task of a note; where it has none, one."""
    del called
    task = notes.follow_up_of(ctx, note)
    if task is None:
        return _next_step(ctx, note, to)
    code = records.code(task)
    due = tasks.due_of(task)
    now = f"{first_line(task.title, _NAME)}, {phrases.due_words(ctx, due) or 'no date'}"
    said = [(to, to)] if to else []
    ways = [Action(label, Invocation("move", {"which": code, "until": until})) for label, until in (*said, *_SOONER)]
    other = form_action("Other time…", "move", task)
    none = Action("No task", Invocation("cancel task", {"which": code}))
    return _question(note, "When is it due?", now, *ways, other, form_action("Other words…", "task set", task), none)


def _next_step(ctx: Context, note: Note, to: str) -> Card:
    about = notes.about(ctx, note)
    on = {"about": records.code(about[0] if about else note), "after": records.code(note)}
    said = [(to, to)] if to else []
    ways = [Action(label, Invocation("follow up", {"due": due, **on})) for label, due in (*said, *_SOONER)]
    other = Action("Other time…", Invocation("follow up", {**on, "due": ""}, form=True))
    return _question(note, "What follows from it, and when?", "nothing", *ways, other)


# What it says of a deal


def _amount(ctx: Context, note: Note, to: str, called: str) -> Card:
    """Offer the deals whose amount it may be, with what was read of it."""
    del called
    about = notes.about(ctx, note)
    found = told_of.open_deals(ctx, about)
    read = deal_steps.offered(ctx, about, reading.of_note(ctx, note))
    said = [Action(f"{_short(deal)}: {to}", _set(deal, amount=to)) for deal, _ in found] if to else []
    others = [Action(f"{_short(deal)}: other amount…", _set(deal, form=True)) for deal, _ in found]
    now = ", ".join(f"{deal.title} {phrases.amount(deal)}" for deal, _ in found) or "no open deal"
    return _question(note, "How much is it?", now, *said, *read, *others, *_fresh(ctx, about, has_deal=bool(found)))


def _stage(ctx: Context, note: Note, to: str, called: str) -> Card:
    """Offer the deals it may be about, each with its stages one tap further."""
    del called
    about = notes.about(ctx, note)
    found = told_of.open_deals(ctx, about)
    said = [Action(f"{_short(deal)}: {to}", _into(deal, to)) for deal, _ in found] if to else []
    others = [Action(f"{_short(deal)}: {stage.name}…", _into(deal)) for deal, stage in found]
    now = ", ".join(f"{deal.title} in {stage.name}" for deal, stage in found) or "no open deal"
    return _question(note, "How far is it?", now, *said, *others, *_fresh(ctx, about, has_deal=bool(found)))


def _short(deal: Record) -> str:
    return first_line(deal.title, _NAME)


def _set(deal: Record, *, form: bool = False, **values: str) -> Invocation:
    return Invocation("deal set", {"which": records.code(deal), **values}, form=form)


def _into(deal: Record, stage: str = "") -> Invocation:
    return Invocation("stage", {"which": records.code(deal)} | ({"stage": stage} if stage else {}))


def _fresh(ctx: Context, about: Sequence[Record], *, has_deal: bool) -> list[Action]:
    """Offer to make the deal where there is none."""
    if has_deal or not about or not ctx.actor.can("deal.create"):
        return []
    return [Action("New deal…", Invocation("deal new", {"party": records.code(about[-1])}, form=True))]


_OF_PART: dict[str, Callable[[Context, Note, str, str], Card]] = {
    "company": _company,
    "person": _person,
    "without": _take_out,
    "kind": _kind,
    "follow-up": _follow_up,
    "amount": _amount,
    "stage": _stage,
}
_NAMES = (
    ("company", "company"),
    ("record", "company"),
    ("firm", "company"),
    ("person", "person"),
    ("contact", "person"),
    ("who", "person"),
    ("without", "without"),
    ("kind", "kind"),
    ("type", "kind"),
    ("follow-up", "follow-up"),
    ("follow up", "follow-up"),
    ("followup", "follow-up"),
    ("task", "follow-up"),
    ("due", "follow-up"),
    ("amount", "amount"),
    ("stage", "stage"),
)
