"""What words may have asked for, one tap away: nothing is changed that nobody said."""

from collections.abc import Iterator
from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.core import introductions, lookup, people
from crmbot.core.context import Context
from crmbot.core.errors import CrmError, Found
from crmbot.core.introductions import Introduced
from crmbot.core.parties import Reach
from crmbot.handlers.faults.wording import quoted
from crmbot.language import codes, money
from crmbot.language.fold import fold, name_key
from crmbot.language.money import Money
from crmbot.language.plain_words import amounts, introduced, moves
from crmbot.language.plain_words.moves import Move, Moved

_BUYERS = ("company", "contact", "lead")
_A_DEAL = frozenset({"deal", "a deal", "new deal", "opportunity", "order", "budget"})
"""What says that it is a deal, and not what it is called."""
_THEIRS = frozenset({"the company", "the firm", "the business", "their company", "their job", "his job", "her job"})
"""Where somebody works, whatever it is called."""
_WORDS = 7
"""A deal is put in at most so many words."""


def beside(ctx: Context, text: str, card: Card) -> Card:
    """Return the card of a note with a button for what it tells of a firm or a person: `acme moved to berlin`."""
    moved = moves.read(text)
    action = _moved(ctx, moved) if moved is not None else None
    return replace(card, actions=(action, *card.actions)) if action is not None else card


def _moved(ctx: Context, moved: Moved) -> Action | None:
    """Return the button that puts a record where it went."""
    firm = (
        _one(ctx, moved.where, "company") if moved.move is not Move.TOWN or len(moved.where.split()) < _WORDS else None
    )
    person = _one(ctx, moved.who, "contact")
    if person is not None and moved.move is Move.AWAY and moved.where.lower() in _THEIRS:
        return Action(f"{person.title}: no longer at their company", _set(person, company="-"))
    if moved.move is Move.TOWN and not firm:
        there = _one(ctx, moved.who, "company") or person
        town = moves.town(moved.where)
        if there is None or not town:
            return None
        return Action(f"{there.title}: city {town}", _set(there, city=town))
    if person is None or firm is None:
        return None
    if moved.move is Move.AWAY:
        return Action(f"{person.title}: no longer at {firm.title}", _set(person, company="-"))
    job = {"role": moved.job} if moved.job else {}
    works = _set(person, company=codes.show(firm.kind, firm.id), **job)
    return Action(f"{person.title}: {moved.job or 'works'} at {firm.title}", works)


def _set(found: Found, **values: str) -> Invocation:
    return Invocation(f"{found.kind} set", {"which": codes.show(found.kind, found.id), **values})


def _one(ctx: Context, name: str, *kinds: str) -> Found | None:
    try:
        return lookup.resolve(ctx, name, kinds)
    except CrmError:
        return None


def member(ctx: Context, text: str) -> Card | None:
    """Ask whether somebody is to be added to a company or a deal: `add tom hardy to acme`; None for other words."""
    who, where = moves.added(text) or ("", "")
    there = _one(ctx, where, "company", "deal") if who else None
    if there is None or people.by_name(ctx, who):
        return None
    action = _joined(ctx, who, there)
    if action is None:
        return None
    save = Action("Save as note", Invocation("note", {"text": text}))
    foot = Footer(spans("Nothing was saved yet."))
    title = spans("Add ", bold(moves.as_name(who)), " to ", bold(there.title), "?")
    return Card(title, (foot,), (action, save), "👤", whisper=True)


def _joined(ctx: Context, who: str, there: Found) -> Action | None:
    """Return the button that adds somebody we know, or makes them; nothing for a word that is no name of a person."""
    code = codes.show(there.kind, there.id)
    field = "company" if there.kind == "company" else "contact"
    found = _one(ctx, who, "contact")
    if found is not None and there.kind == "company":
        return Action(f"{found.title}: works at {there.title}", _set(found, company=code))
    if found is not None:
        return Action(f"{there.title}: {field} {found.title}", _set(there, contact=codes.show(found.kind, found.id)))
    if there.kind != "company" or " " not in who or not ctx.actor.can("contact.create"):
        return None
    return Action(
        f"New contact {moves.as_name(who)}", Invocation("contact new", {"name": moves.as_name(who), "company": code})
    )


def person(ctx: Context, text: str) -> Card | None:
    """Ask what is to be made of a name and a number alone: `jane doe at acme, +44 …`; None for other words."""
    if ctx.origin.reply_to is not None or not introduced.may_be(text):
        return None
    told = introductions.of_person(text, ctx.org.region)
    if not introduced.is_name(told.name) or not all(map(introduced.is_detail, (told.at, *told.more))):
        return None
    found = _one(ctx, told.name, "contact", "company", "lead")
    actions = (*(_reached(found, told.reach) if found is not None else ()), *_newcomer(ctx, text, told, found))
    if not actions:
        return None
    save = Action("Save as note", Invocation("note", {"text": text}))
    foot = Footer(spans("Nothing was saved yet."))
    title = spans("Keep ", bold(found.title if found is not None else moves.as_name(told.name)), "?")
    return Card(title, (quoted(text), foot), (*actions, save), "👤", whisper=True)


def _reached(found: Found, reach: Reach) -> Iterator[Action]:
    """Yield a button for each number and address that was told of somebody we know."""
    for key in ("phone", "mobile", "email"):
        value = getattr(reach, key)
        if value and not (key == "mobile" and found.kind == "company"):
            yield Action(f"{found.title}: {key} {value}", _set(found, **{key: value}))


def _newcomer(ctx: Context, text: str, told: Introduced, found: Found | None) -> Iterator[Action]:
    """Yield what may be made of the line: it is read again as that kind's own."""
    name = moves.as_name(told.name)
    line = text.replace(told.name, name, 1)
    is_firm = " " not in name or name_key(name) != fold(name)
    kinds = ("company", "contact", "lead") if is_firm and not told.at else ("contact", "lead")
    for kind in kinds if found is None else (found.kind,):
        if ctx.actor.can(f"{kind}.create"):
            at = f" at {told.at}" if told.at and kind == "contact" else ""
            yield Action(f"New {kind} {name}{at}", Invocation("say", {"line": f"{kind} new {line}"}))


def deal(ctx: Context, text: str) -> Card | None:
    """Ask what a name with an amount shall be: `acme renewal 14000`, `two grand for ben`; None for other words."""
    if not 1 < len(text.split()) <= _WORDS or not ctx.actor.can("deal.create") or introduced.may_be(text):
        return None
    value, before = _amount_and_name(ctx, text)
    if value is None:
        return None
    is_code = codes.parse_code(before[0]) is not None and not before[0].isdecimal()
    count = (
        1
        if is_code
        else lookup.head_length(ctx, before, (*_BUYERS, "deal")) or lookup.head_length(ctx, before, _BUYERS)
    )
    head = " ".join(before[:count])
    name = " ".join(before[count:] if fold(" ".join(before[count:])) not in _A_DEAL else ())
    found = (_one(ctx, head) or _one(ctx, head, *_BUYERS)) if count else None
    if found is None:
        return None
    actions = tuple(_offers(ctx, found, name, value))
    save = Action("Save as note", Invocation("note", {"text": text}))
    foot = Footer(spans("Nothing was saved yet."))
    if not actions:
        return None
    return Card(spans(f"{money.show(value)} for what?"), (quoted(text), foot), (*actions, save), "💼", whisper=True)


def _amount_and_name(ctx: Context, text: str) -> tuple[Money | None, list[str]]:
    """Return the amount at either end of a line, and the words that name what it is for."""
    here = {"currency": ctx.org.currency, "locale": ctx.actor.locale}
    value, name = amounts.in_front(text, **here)
    if value is not None:
        return value, name.split()
    first, *words = text.split()
    value, said = amounts.at_the_end(words, **here)
    return value, [first, *said.split()]


def _offers(ctx: Context, found: Found, name: str, value: Money) -> Iterator[Action]:
    """Yield what may be meant: a deal that is there, with this amount; a new one."""
    shown = money.show(value)
    if found.kind == "deal":
        if not name:
            yield Action(f"{found.title}: set amount to {shown}", _set(found, amount=str(value)))
        record = lookup.get(ctx, found.id)
        buyer = getattr(record, "party_id", None)
        about = lookup.shown(ctx, [buyer]) if buyer is not None else ()
        called = f"{found.title} {name}".strip()
    else:
        about, called = (found,), name
        there = _one(ctx, f"{found.title} {name}", "deal") if name else None
        if there is not None:
            yield Action(f"{there.title}: set amount to {shown}", _set(there, amount=str(value)))
    if about and about[0].kind in _BUYERS:
        args = {"party": codes.show(about[0].kind, about[0].id), "amount": str(value)}
        label = f"New deal “{called}”: {shown}" if called else f"New deal for {about[0].title}: {shown}…"
        yield Action(label, Invocation("deal new", {**args, **({"name": called} if called else {})}, form=not called))
