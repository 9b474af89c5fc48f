"""What the cards of companies, contacts and deals share: lines, the menu behind them, first and last words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from crmbot.chat.card import Action, Card, Footer, Item, Items, Menu, Spans, bold, code, spans
from crmbot.chat.form import Form, RecordRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.phrases import form_action
from crmbot.core import history, lookup, parties, records, tags, tasks
from crmbot.core.context import Context
from crmbot.core.errors import Found, InvalidInput
from crmbot.core.tags import TagCount
from crmbot.language import codes, money
from crmbot.language.money import Money
from crmbot.language.text import first_line
from crmbot.store.models.activity import Event, Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.pipeline import Stage
from crmbot.store.models.record import Record
from crmbot.store.models.tag import Tag

RecordT = TypeVar("RecordT", bound=Record)

NO_NEXT_STEP = "no next step 🟡"
NOTHING_NEXT = NO_NEXT_STEP.capitalize()
PICKS = 5

_TOUCHED = 100


def given(form: Form, field: str) -> str | None:
    """Return the text of a field; empty when the person emptied it, None when they left it alone."""
    text: str | None = getattr(form, field)
    return "" if text is None and field in form.model_fields_set else text


def named(ctx: Context, ref: RecordRef, kind: type[RecordT]) -> RecordT:
    """Return the record a field names that takes records of this kind alone."""
    record = lookup.get(ctx, ref.id)
    assert isinstance(record, kind)
    return record


def company_of(ctx: Context, ref: RecordRef) -> Company:
    """Return the company a field names."""
    return named(ctx, ref, Company)


def contact_of(ctx: Context, ref: RecordRef) -> Contact:
    """Return the contact a field names."""
    return named(ctx, ref, Contact)


def deal_of(ctx: Context, ref: RecordRef) -> Deal:
    """Return the deal a field names."""
    return named(ctx, ref, Deal)


def numbered(ctx: Context, rows: Sequence[tuple[int, Item]], offset: int, lines: Sequence[str] = ()) -> Items:
    """Draw a page of records as rows whose numbers go on from the page before and can be typed for a while.

    `rows`: the record's number and its row; `offset`: rows on the pages before; `lines`: how the list is gone on with.
    """
    # The rows of earlier pages are no longer in sight: their numbers stand for nothing.
    lookup.remember_list(ctx, [*([0] * offset), *(number for number, _ in rows)], lines)
    return Items(tuple(item for _, item in rows), first=offset + 1)


def more(record: Record, edit: str) -> Menu:
    """Return what else can be done with a record."""
    which = {"which": records.code(record)}
    return Menu(
        "More",
        (
            form_action("Event…", "event new", record, field="about"),
            form_action("Edit", edit, record),
            Action("All notes", Invocation("notes", {"about": records.code(record)})),
            Action("Files", Invocation("docs", {"about": records.code(record)})),
            Action("History", Invocation("log", which)),
            Action("Delete…", Invocation("delete", which)),
        ),
    )


def new_name(form: Form) -> str | None:
    """Return the name a form gives a record; None leaves it. Raises `InvalidInput` for one that was emptied."""
    name = given(form, "name")
    if name == "":
        raise InvalidInput("name", "-", "it needs a name")
    return name


def giving(ctx: Context, record: Record, give: str) -> tuple[Action, ...]:
    """Return the button that gives a record to somebody; nothing for one who may give none away."""
    return (form_action("Give to…", give, record),) if ctx.actor.can("record.assign") else ()


def made(ctx: Context, card: Card, record: Record, edit: str) -> Card:
    """Return the card of a record that was just made: what was made first, then the way back."""
    actions = (*card.actions[:3], phrases.undo_action(ctx), form_action("Edit", edit, record))
    return replace(card, title=spans("Made ", *card.title), actions=actions)


CHANGED = "Changed"


def changed(ctx: Context, card: Card, *words: str) -> Card:
    """Return the card of a record that was just changed: what happened first, then the way back."""
    title = spans(*(bold(word) for word in words), ": ", *card.title)
    if words == (CHANGED,) and not history.wrote(ctx):  # there would be nothing to undo, either
        return replace(card, title=spans(bold("Nothing to change"), ": ", *card.title))
    return replace(card, title=title, actions=(*card.actions, phrases.undo_action(ctx)))


def owner(ctx: Context, record: Record) -> str:
    """Return who owns a record, in words."""
    return records.owner_name(ctx, record) or "nobody"


def tag_words(ctx: Context, record: Record) -> str:
    """Return a record's tags as they are typed: with a sign before each, or commas where one is several words."""
    found = tags.coloured(ctx, record)
    if any(" " in tag.name for tag in found):
        return ", ".join(f"{sign(tag)}{tag.name}" for tag in found)
    return " ".join(f"{sign(tag)}#{tag.name}" for tag in found)


_SIGNS = dict(zip(tags.COLOURS, "🔴🟠🟡🟢🔵🟣🟤⚫⚪", strict=True))


def sign(tag: Tag | TagCount) -> str:
    """Return a tag's colour as a sign to stand before its name; nothing where it has none."""
    return f"{_SIGNS[tag.colour]} " if tag.colour else ""


def next_step(ctx: Context, record: Record) -> Spans:
    """Return a line that says which task or event comes next on a record, or that none does."""
    found = parties.next_step(ctx, record.id)
    return spans("Next: ", *step(ctx, found)) if found is not None else spans(NOTHING_NEXT)


def step(ctx: Context, found: Task | Event) -> Spans:
    """Return a task or an event as what comes next."""
    if isinstance(found, Event):
        return spans(phrases.link(found), f" · {_begins(ctx, found)}")
    late = " · overdue 🔴" if tasks.is_overdue(ctx, found) else ""
    due = tasks.due_of(found)
    return spans(phrases.link(found), " · ", phrases.due_span(ctx, due), late)


def _begins(ctx: Context, event: Event) -> str:
    assert event.starts_at is not None
    is_day = event.all_day and event.starts_on is not None
    return phrases.on_day(ctx, event.starts_on) if is_day else phrases.clock(ctx, event.starts_at)


def last_touch(ctx: Context, record: Record) -> Spans:
    """Return what happened last with a record, and how long ago."""
    last = parties.last_touch(ctx, record.id)
    at = (last.happened_at or last.starts_at) if last is not None else None
    if last is None or at is None:
        return spans("nothing yet")
    kind = (last.note_kind if isinstance(last, Note) else last.event_kind) or last.kind
    words = (last.body or "") if isinstance(last, Note) else last.title
    return spans(f"{phrases.ago(ctx, at)} · {kind} · {first_line(words, _TOUCHED)}")


def deal_line(deal: Deal, stage: Stage) -> Spans:
    """Return a deal as one line of a list: name, amount, stage."""
    worth = f" · {phrases.amount(deal)}" if deal.amount_minor is not None else ""
    return spans(phrases.link(deal), f"{worth} · {stage.name}")


def worth(rows: Sequence[tuple[Deal, Stage]]) -> str:
    """Return how many deals there are and what they are worth, each currency by itself."""
    if not rows:
        return "none"
    by_currency: dict[str, int] = {}
    for deal, _ in rows:
        by_currency[deal.currency] = by_currency.get(deal.currency, 0) + (deal.amount_minor or 0)
    total = joined(by_currency)
    return f"{len(rows)} · {total}" if total else str(len(rows))


def joined(by_currency: dict[str, int]) -> str:
    """Return sums of money one beside the other; currencies are never added up."""
    return " + ".join(money.show(Money(minor, unit)) for unit, minor in sorted(by_currency.items()) if minor)


def pick(asked: str, found: Sequence[Found], again: Invocation, field: str, *others: Action) -> Card:
    """Ask which record was meant: one button each, all of them the same command with that field filled in."""
    title = spans("Which ", bold(asked), "?") if found else spans("I find nothing called ", bold(asked), ".")
    picks = [Action(option_label(one), again.with_args(**{field: code_of(one)})) for one in found[:PICKS]]
    form = Action("Other…", Invocation(again.command, {**again.args, field: ""}, form=True))
    return asked_by_number(Card(title, actions=(*picks, *others, form), icon="🔎", whisper=True), len(picks))


def asked_by_number(card: Card, choices: int) -> Card:
    """Return a question whose first so many buttons may be answered by their number, and say so where there are two."""
    if choices < _WORTH_SAYING:
        return card
    told = Footer(spans("Or type its number: ", code("1"), " is the first."))
    return replace(card, blocks=(*card.blocks, told), choices=choices)


_WORTH_SAYING = 2


NEW = "new:"
"""Begins the text that makes the record a field names: `new:company:Acme`, as buttons write it."""


def making(kind: str, name: str) -> str:
    """Return the text that, given for a field, makes the record it names."""
    return f"{NEW}{kind}:{name}"


def option_label(found: Found) -> str:
    """Return a record as something to pick."""
    hint = f", {found.hint}" if found.hint else ""
    return f"{found.title}{hint} ({code_of(found)})"


def code_of(found: Found) -> str:
    """Return the code of a record that was found."""
    return codes.show(found.kind, found.id)
