"""What is left unsaid: a number that answers the question last shown, words about whoever was last spoken of."""

from crmbot.chat.command import Registry
from crmbot.chat.invocation import read_token
from crmbot.chat.reading import Reading
from crmbot.core import bindings, choosing, lookup
from crmbot.core.context import Context
from crmbot.handlers.intents import Intent, pressed
from crmbot.language.fold import tokens
from crmbot.language.notes import read
from crmbot.language.plain_words import pleasantries

_DIGITS = 2
_THEM = frozenset({"he", "she", "they", "him", "her", "them", "it"})


def chosen(ctx: Context, registry: Registry, text: str) -> Intent | None:
    """Return what a number, a yes or a no does that answers the question last shown here; None for all else."""
    number = int(text) if text.isdecimal() and len(text) <= _DIGITS else 0
    yes = pleasantries.yes_or_no(text) if not number else None
    line = choosing.picked(ctx, number) if number else choosing.answered(ctx, yes=yes) if yes is not None else None
    invocation = read_token(line) if line is not None else None
    return pressed(registry, invocation) if invocation is not None else None


def is_of_it(ctx: Context, reading: Reading, text: str) -> bool:
    """Tell whether words that name nobody tell of whoever was last spoken of: "she called", "no answer".

    In a place that is about a record they are about that, whatever they say.
    """
    if bindings.here(ctx) is not None:
        return True
    told = read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    is_told = told.kind == "call" or (told.kind != "note" and bool(_THEM & set(tokens(text))))
    return told.kind_certain and is_told and lookup.it(ctx) is not None
