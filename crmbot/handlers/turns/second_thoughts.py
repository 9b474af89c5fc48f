"""What is said right after something was written down and meant otherwise: `no, thursday`, `i meant delta`."""

import re
from datetime import timedelta

from crmbot.commands.notes import reading, to_do
from crmbot.core import deals, lookup, notes, records, slots, tasks
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning import timing
from crmbot.handlers.turns.running import Runner
from crmbot.language import money, when
from crmbot.language.plain_words import amounts, shifts
from crmbot.store.models.activity import Event, Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.record import Record

_LEAD = re.compile(
    r"(?:(?:no|nope|oops|sorry|actually|wait|rather|correction|i\s+mean(?:t)?|i\s+said|it(?:'s| is| was)"
    r"|(?:make|change)\s+(?:it|that)(?:\s+to)?)\b"
    r"[\s,:;.-]*)+",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(r"not\s+(?P<wrong>\S.{0,40}?)(?:\s*,|\s+but)\s+(?P<right>\S.{0,60})", re.IGNORECASE)
_RIGHT_NOT = re.compile(r"(?P<right>\S.{0,60}?)[\s,]+not\s+(?P<wrong>\S.{0,40})", re.IGNORECASE)
_IN = re.compile(r"in\s+\S.{0,30}", re.IGNORECASE)
_NOT = re.compile(r"(?:no,?\s+)?not\s+(?P<day>\S.{0,20})", re.IGNORECASE)
_A_MOMENT = timedelta(minutes=10)
"""So long after it was written a time alone is meant for it."""
_MOVES = {"task": ("move", "until"), "event": ("move event", "to")}
"""By kind the command that moves it, and its field for the time."""
_MOST_WORDS = 7
_PERSON = ("contact",)
_OTHERS = ("company", "deal", "lead")


def meant(runner: Runner, text: str) -> Invoke | None:
    """Return what puts right what was last written down here; None where words correct nothing.

    A time moves the task or the event in hand, or what follows from the note; a name is whom the note is about.
    """
    said = " ".join(text.split()).rstrip(".!")
    soon = _soon(runner, said, text)
    if soon is not None:
        return soon
    lead = _LEAD.match(said)
    swapped = _NOT_BUT.fullmatch(said[lead.end() :] if lead else said)
    behind = said[lead.end() :] if lead is not None else ""
    swapped = swapped or (_RIGHT_NOT.fullmatch(behind or said))
    right, wrong = (swapped["right"], swapped["wrong"]) if swapped is not None else (behind, "")
    if not right or len(said.split()) > _MOST_WORDS:
        return None
    record = _just_made(runner.ctx)
    later = timing.put_off(right)
    time = (later or timing.moved_to(right, runner.reading)) if record is not None else None
    if isinstance(record, Task | Event) and behind == right and shifts.is_hour(right):
        time = right  # which half of the day is meant is asked where it moves: `no, 7`
    if record is not None and time is not None:
        is_other = (
            not wrong or timing.moved_to(wrong, runner.reading) is not None
        )  # "friday is not ok" asks for nothing
        return _at(runner, record, time, text) if is_other else None
    note = _note_behind(runner.ctx, record)
    worth = _worth(runner, note, right, wrong, text)
    if worth is not None or note is None:
        return worth
    is_other = not wrong or lookup.is_named(runner.ctx, wrong, (*_PERSON, *_OTHERS))
    return _of(runner, note, right, text) if is_other else None


def _worth(runner: Runner, note: Note | None, right: str, wrong: str, text: str) -> Invoke | None:
    """Return what puts an amount right: of the deal changed a moment ago, or in the words of the note in hand."""
    ctx, unit = runner.ctx, runner.reading.currency
    if not amounts.is_amount(right, unit) or (wrong and not amounts.is_amount(wrong, unit)):
        return None
    number = lookup.it(ctx)
    deal = next(iter(lookup.those(ctx, [number])), None) if number is not None else None
    if isinstance(deal, Deal) and ctx.now - deal.updated_at <= _A_MOMENT:
        is_of_it = not wrong or money.read(wrong, currency=deal.currency) == deals.amount_of(deal)
        values = {"which": records.code(deal), "amount": right}
        return Invoke(runner.registry["deal set"], values, text) if is_of_it else None
    if note is None or ctx.now - note.updated_at > _A_MOMENT:
        return None
    said = re.compile(rf"(?<![\w.,]){re.escape(wrong)}(?![\w])", re.IGNORECASE)
    if wrong and len(said.findall(note.body or "")) == 1:
        values = {"which": records.code(note), "text": said.sub(lambda _: right, note.body or "")}
        return Invoke(runner.registry["edit"], values, text)
    return Invoke(runner.registry["correct"], {"which": records.code(note), "words": f"amount {right}"}, text)


def _note_behind(ctx: Context, record: Record | None) -> Note | None:
    """Return the note in hand, or the one that the task in hand follows from."""
    if not isinstance(record, Task):
        return record if isinstance(record, Note) else None
    last = next(iter(lookup.recent(ctx, ("note",), 1)), None)
    step = notes.follow_up_of(ctx, last) if isinstance(last, Note) else None
    return last if isinstance(last, Note) and step is not None and step.id == record.id else None


def _soon(runner: Runner, said: str, text: str) -> Invoke | None:
    """Return what moves the task or the event written down a moment ago: `in an hour`, `not today` asks until when."""
    waits, day = _IN.fullmatch(said), _NOT.fullmatch(said)
    record = _just_made(runner.ctx) if waits or day else None
    if not isinstance(record, Task | Event) or runner.ctx.now - record.updated_at > _A_MOMENT:
        return None
    if waits is not None:
        return _at(runner, record, said, text) if timing.moved_to(said, runner.reading) is not None else None
    assert day is not None
    here, at = runner.reading, slots.time_of(record)
    meant = when.read(day["day"], now=here.now, zone=here.zone, conventions=here.conventions)
    if at is None or meant is None or meant.when is None or meant.when.on != at.on:
        return None
    command = runner.registry[_MOVES[record.kind][0]]
    return Invoke(command, {"which": records.code(record)}, text)


def edited(runner: Runner, key: str | None, text: str) -> Invoke | None:
    """Return what changes the task that an edited message made, by what it says now; None where it made none.

    Nothing is done twice because it was edited.
    """
    task = tasks.made_in(runner.ctx, key) if key else None
    if task is None:
        return None
    said = to_do.values(runner.ctx, text, mentions.named_in(runner.ctx, text))
    if said is None:
        read = runner.interpreter.read(text)
        is_task = isinstance(read, Invoke) and read.command.name == "task new"
        said = dict(read.values) if isinstance(read, Invoke) and is_task else None
    changed = {name: said[name] for name in ("title", "due") if said.get(name)} if said is not None else {}
    if not changed:
        return None
    return Invoke(runner.registry["task set"], {"which": records.code(task), **changed}, text)


def _just_made(ctx: Context) -> Record | None:
    """Return what was last written down here: where whom a note is about is in hand, the note itself."""
    number = lookup.it(ctx)
    record = next(iter(lookup.those(ctx, [number])), None) if number is not None else None
    if record is None or isinstance(record, Note | Task | Event):
        return record
    last = next(iter(lookup.recent(ctx, ("note",), 1)), None)
    is_of_it = isinstance(last, Note) and any(each.id == record.id for each in notes.about(ctx, last))
    return last if is_of_it else None


def _at(runner: Runner, record: Record, time: str, text: str) -> Invoke | None:
    """Return what gives the task, the event, or what follows from the note in hand another time."""
    registry, ctx = runner.registry, runner.ctx
    time = _on_its_day(record, time)
    if isinstance(record, Note):
        step = notes.follow_up_of(ctx, record)
        if step is None and reading.of_note(ctx, record).follow_up is None:
            return None  # nothing was to follow: whatever is meant, it is no next step
        if step is None or not step.is_open:
            return Invoke(registry["follow up"], {"about": records.code(record), "due": time}, text)
        record, time = step, _on_its_day(step, time)
    command = _MOVES.get(record.kind)
    if command is None:
        return None
    field = "by" if timing.put_off(time) else command[1]
    return Invoke(registry[command[0]], {"which": records.code(record), field: time}, text)


def _on_its_day(record: Record, time: str) -> str:
    """Return a time with the day of what it corrects, where an hour is all that is said: `actually 4pm`."""
    starts = slots.time_of(record)
    return f"{starts.on.isoformat()} {time}" if starts is not None and shifts.is_hour(time) else time


def _of(runner: Runner, note: Note, name: str, text: str) -> Invoke | None:
    """Return what offers to put the note in hand on somebody else; None for words that name nobody."""
    parts = (("person", _PERSON), ("company", _OTHERS))
    part = next((part for part, kinds in parts if lookup.is_named(runner.ctx, name, kinds)), None)
    if part is None:
        return None
    values = {"which": records.code(note), "words": f"{part} {name}"}
    return Invoke(runner.registry["correct"], values, text)
