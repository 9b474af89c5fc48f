"""Many leads, deals, companies or contacts given to somebody at once: shown first, then done, one undo for all."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Behind, Form, Head, Hidden, Inline, Key, Person, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import list_names, list_words, phrases
from crmbot.commands.phrases import show_action
from crmbot.commands.telling import Fact, tells
from crmbot.core import filters, giving, lookup, records
from crmbot.core.context import Context
from crmbot.core.errors import CrmError, NotAllowed
from crmbot.language.text import plural
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

_SHOWN = 10


class GiveMany(Form):
    """Which records, and whom they go to; `sure` is what the button says."""

    which: Annotated[str, Head(), Field(max_length=8000, description="Which ones? Codes, rows 1-3, or a filter")]
    who: Annotated[UserRef, Inline(), Key("to", "for"), Behind("to"), Person(), Field(description="To whom?")]
    sure: Annotated[bool, Hidden()] = False


@command("give leads", permission="lead.edit", aliases=["assign leads", "reassign leads"], examples=["of Ben to Eva"])
def give_leads(ctx: Context, form: GiveMany) -> Card:
    """Hand many leads to somebody; they are shown first."""
    return _given(ctx, form, "lead")


@command("give deals", permission="deal.edit", aliases=["assign deals", "reassign deals"], examples=["mine to Eva"])
def give_deals(ctx: Context, form: GiveMany) -> Card:
    """Hand many deals to somebody; they are shown first."""
    return _given(ctx, form, "deal")


@command("give companies", permission="company.edit", aliases=["assign companies"], examples=["in York to Eva"])
def give_companies(ctx: Context, form: GiveMany) -> Card:
    """Hand many companies to somebody; they are shown first."""
    return _given(ctx, form, "company")


@command("give contacts", permission="contact.edit", aliases=["assign contacts"], examples=["at Acme to Eva"])
def give_contacts(ctx: Context, form: GiveMany) -> Card:
    """Hand many contacts to somebody; they are shown first."""
    return _given(ctx, form, "contact")


def _given(ctx: Context, form: GiveMany, kind: str) -> Card:
    """Show what would go to somebody; once that is wanted, hand it over."""
    is_filter = giving.is_filter(ctx, kind, form.which)
    which = list_names.asked(ctx, kind, form.which).text if is_filter else form.which
    called = _called(ctx, kind, which) if is_filter else ""
    wanted = giving.named(ctx, kind, which, form.who.id)
    if not wanted.records:
        title = spans(f"There is nothing to give to {form.who.name}. ", called)
        return Card(title, icon="🤝", whisper=True)
    if not form.sure:
        return _asked(ctx, form, kind, wanted, called)
    return _told(ctx, form, kind, giving.give(ctx, wanted.records, form.who.id))


def _called(ctx: Context, kind: str, text: str) -> str:
    """Return what a filter asks for, as its list is headed."""
    terms = filters.wanted(ctx, kind, text).terms
    return f"{list_words.head(terms, plural(kind))}{list_words.behind(terms, names=list_names.shown(ctx, terms))}"


def _asked(ctx: Context, form: GiveMany, kind: str, wanted: giving.Wanted, called: str) -> Card:
    """Ask before many change hands; the button is for just those that were shown, a filter may find others by then."""
    codes = ",".join(records.code(record) for record in wanted.records)
    to = ctx.session.get_one(User, form.who.id).email
    yes = Invocation(f"give {plural(kind)}", {"which": codes, "who": to, "sure": "yes"})
    title = spans("Give ", bold(phrases.counted(len(wanted.records), kind)), f" to {form.who.name}?")
    head = (Line(spans(f"{called}:")),) if called else ()
    barred = (Footer(spans(f"{wanted.barred} more are not yours to give.")),) if wanted.barred else ()
    actions = (Action("Yes, give them", yes, style="danger"), Action("Leave them", Invocation(plural(kind))))
    return Card(title, (*head, Items(_rows(wanted.records)), *barred), actions, "❓", whisper=True)


def _rows(shown: Sequence[Record]) -> tuple[Item, ...]:
    """Draw the first of many, and how many are not shown."""
    rows = tuple(Item(spans(phrases.link(record))) for record in shown[:_SHOWN])
    rest = len(shown) - len(rows)
    return (*rows, Item(spans(f"… and {rest} more"))) if rest else rows


def _told(ctx: Context, form: GiveMany, kind: str, given: giving.Given) -> Card:
    """Say how many went over, and which did not and why; all of it is one undo."""
    refused = tuple(Item(spans(phrases.link(record), f" · {_why(error)}")) for record, error in given.refused[:_SHOWN])
    left = (Line(spans(f"Left where it was · {len(given.refused)}")), Items(refused)) if refused else ()
    title = spans(bold(phrases.counted(len(given.records), kind)), f" went to {form.who.name}.")
    actions = (phrases.undo_action(ctx),) if given.records else ()
    return Card(title, (Items(_rows(given.records)), *left), actions, icon="🤝")


def _why(error: CrmError) -> str:
    return "no right to give it away" if isinstance(error, NotAllowed) else phrases.why_not(error)


@tells(giving.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that many records are theirs now; those that have gone on since are left out."""
    numbers = [int(number) for number in fact.args["records"].split(",")]
    theirs = [record for record in lookup.those(ctx, numbers) if record.owner_id == ctx.actor.id]
    if not theirs:
        return None
    kind = fact.args["kind"]
    rows = [Item(spans(phrases.link(record)), show_action("Open", record)) for record in theirs[:_SHOWN]]
    more = [Item(spans(f"… and {len(theirs) - _SHOWN} more"))] if len(theirs) > _SHOWN else []
    listed = Action("All of mine", Invocation(plural(kind)))
    title = spans(f"{fact.args['by']} gave you ", bold(phrases.counted(len(theirs), kind)))
    return Card(title, (Items((*rows, *more)),), (listed,), "📥")
