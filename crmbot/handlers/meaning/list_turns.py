"""Going on with the list last shown: `more`, `only mine`, `sort by amount`, `as csv`, `and delta?`."""

from crmbot.chat.card import Card, spans
from crmbot.chat.command import Registry
from crmbot.chat.invocation import Invocation, read_token
from crmbot.core import choosing, filters, lookup, people
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, NotFound
from crmbot.handlers.intents import Intent, Invoke
from crmbot.language import codes
from crmbot.language import filters as language
from crmbot.language.filters.terms import Term
from crmbot.language.plain_words import going_on
from crmbot.language.plain_words.going_on import GoneOn, Turn

_OF = frozenset({"on", "company", "parent", "owner", "author", "at", "who", "for", "with", "text"})
"""The terms that say whose or about whom a list is: said of somebody else they are put aside."""
_WHOSE = frozenset({"mine", "team", "unassigned"})


def gone_on(ctx: Context, registry: Registry, text: str) -> Intent | Card | None:
    """Return what words do with the list last shown here; None where there is none, or they do nothing with it."""
    said = going_on.read(text)
    shown = choosing.last_list(ctx) if said is not None else None
    if said is not None and shown is None:
        return _next_card(ctx, registry, text, said)
    invocation = read_token(shown[0]) if shown is not None else None
    if said is None or shown is None or invocation is None or invocation.command not in registry:
        return None
    if said.turn in (Turn.NEXT, Turn.PREVIOUS):
        return _turned(registry, invocation, said.turn, shown[1])
    noun = next((noun for noun in registry.nouns() if noun.list == invocation.command), None)
    if noun is None:
        return None
    if noun.kind == "company" and said.turn is Turn.OF:
        return _card_of(ctx, registry, text, said.words)
    wanted = _filtered(ctx, noun.kind, invocation.args.get("filter", ""), said)
    command = registry[invocation.command]
    return Invoke(command, {"filter": wanted}, text) if wanted is not None else None


def _next_card(ctx: Context, registry: Registry, text: str, said: GoneOn) -> Intent | None:
    """Return the card of whom `same for delta` names, where one was opened here just now."""
    if said.turn is not Turn.OF or lookup.it(ctx) is None:
        return None
    return _card_of(ctx, registry, text, said.words)


def _card_of(ctx: Context, registry: Registry, text: str, name: str) -> Intent | None:
    for kinds in (("company",), ("contact",), ("lead", "deal")):
        try:
            found = lookup.resolve(ctx, name, kinds)
        except NotFound:
            continue
        except Ambiguous:
            return Invoke(registry["open"], {"which": name}, text)
        return Invoke(registry["open"], {"which": codes.show(found.kind, found.id)}, text)
    return None


def _turned(registry: Registry, invocation: Invocation, turn: Turn, pages: int) -> Intent | Card:
    """Return the page before or behind; where there is none, say so."""
    page = int(invocation.args.get("page", "1")) + (1 if turn is Turn.NEXT else -1)
    if 1 <= page <= pages:
        return Invoke(registry[invocation.command], {**invocation.args, "page": str(page)})
    words = "That was all of them." if turn is Turn.NEXT else "That was the first page."
    return Card(spans(words), icon="🔚", whisper=True)


def _filtered(ctx: Context, kind: str, before: str, said: GoneOn) -> str | None:
    """Return the filter of the list with what was said; None for a name nobody has and words that are no filter."""
    known = (*filters.fields(ctx, kind), *filters.SHAPES)
    read = language.read(before, known)
    match said.turn:
        case Turn.MINE:
            return _joined([term for term in read.terms if not _is_of(term)], read.words, "mine")
        case Turn.EVERYBODYS:
            return _joined([term for term in read.terms if not _is_whose(term)], read.words, "everybody")
        case Turn.OF:
            of = _joined([term for term in read.terms if not _is_of(term)], "", f'of "{said.words.strip(chr(34))}"')
            return of if _is_somebody(ctx, said.words) else None
        case _:
            new = language.read(said.words, known)
            told = {term.key for term in new.terms if term.key in filters.SHAPES}
            left = [term for term in read.terms if term.key not in told]
            return _joined(left, read.words, said.words)


def _joined(terms: list[Term], words: str, more: str) -> str:
    return " ".join(part for part in (words, *map(str, terms), more) if part)


def _is_whose(term: Term) -> bool:
    return term.key == "owner" or (term.key == "is" and bool(_WHOSE & set(term.values)))


def _is_of(term: Term) -> bool:
    return term.key in _OF or _is_whose(term)


def _is_somebody(ctx: Context, name: str) -> bool:
    """Tell whether words are the name of one of us, or of whom a list can be about."""
    return lookup.is_named(ctx, name, ("company", "contact", "lead", "deal")) or bool(people.by_name(ctx, name))
