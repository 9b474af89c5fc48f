"""What is left unsaid: a number that answers the question last shown, words about whoever was last spoken of."""

import re
from collections.abc import Sequence

from crmbot.chat.command import Registry
from crmbot.chat.invocation import read_token
from crmbot.chat.reading import Reading
from crmbot.core import bindings, choosing, lookup, notes, tasks
from crmbot.core.context import Context
from crmbot.handlers.intents import Intent, pressed
from crmbot.language.fold import tokens
from crmbot.language.notes import read
from crmbot.language.plain_words import pleasantries
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.record import Record

_DIGITS = 2
_ONE = ("contact", "lead")
_POINTING = re.compile(
    r"\s*(?:please )?(?:(?:remind me to|(?:add|make|create) an? (?:new )?task to|i (?:need|have) to"
    r"|don['’]?t forget to|task:?|to-?do:?) )?"
    r"(?:call|phone|ring|text|message|whatsapp|e-?mail|mail|write to|send|ask|tell|give|meet|visit|invite|thank|chase"
    r"|ping|follow up with|get back to|(?:lunch|coffee|dinner|breakfast|meeting|call|demo) with)"
    r" (?P<who>him|them|her(?=$|[.!]| (?:back|about|re|on|at|in|for|to|by|with|if|when|and|again|please|asap|the|an?"
    r"|our|my|this|that|today|tonight|tomorrow|tmrw|next|later|mon|tue|wed|thu|fri|sat|sun|\d)))(?!\w)",
    re.IGNORECASE,
)
_THEM = frozenset({"he", "she", "they", "him", "her", "them", "it"})


def chosen(ctx: Context, registry: Registry, text: str) -> Intent | None:
    """Return what a number, a yes or a no does that answers the question last shown here; None for all else."""
    number = int(text) if text.isdecimal() and len(text) <= _DIGITS else 0
    yes = pleasantries.yes_or_no(text) if not number else None
    line = choosing.picked(ctx, number) if number else choosing.answered(ctx, yes=yes) if yes is not None else None
    invocation = read_token(line) if line is not None else None
    return pressed(registry, invocation) if invocation is not None else None


def with_name(ctx: Context, text: str) -> str:
    """Return an order with the name of whom it points at, `call Jane Doe tomorrow` of `call her tomorrow`.

    Him and her are a person or a lead in hand, them a company as well; of anybody else the words stay as they are.
    """
    found = _POINTING.match(text)
    number = lookup.it(ctx) if found is not None else None
    record = next(iter(lookup.those(ctx, [number])), None) if number is not None else None
    if found is None or record is None:
        return text
    kinds = _ONE if found["who"].lower() != "them" else (*_ONE, "company")
    meant = [one for one in _behind(ctx, record) if one.kind in kinds]
    first, last = found.span("who")
    return f"{text[:first]}{meant[0].title}{text[last:]}" if len(meant) == 1 else text


def _behind(ctx: Context, record: Record) -> Sequence[Record]:
    """Return whom a note or a task is about; what is none of these stands for itself."""
    match record:
        case Note():
            return notes.about(ctx, record)
        case Task():
            return tasks.about(ctx, record)
        case _:
            return (record,)


def is_of_it(ctx: Context, reading: Reading, text: str) -> bool:
    """Tell whether words that name nobody tell of whoever was last spoken of: "she called", "no answer".

    In a place that is about a record they are about that, whatever they say.
    """
    if bindings.here(ctx) is not None:
        return True
    told = read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    is_told = told.kind == "call" or (told.kind != "note" and bool(_THEM & set(tokens(text))))
    return told.kind_certain and is_told and lookup.it(ctx) is not None
