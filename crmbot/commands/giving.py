"""Many leads, deals, companies or contacts given to somebody at once: shown first, then done, one undo for all."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Behind, Form, Hidden, Inline, Key, Person, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import many_at_once, phrases
from crmbot.commands.many_at_once import Which
from crmbot.commands.telling import Fact, tells
from crmbot.core import giving, lookup
from crmbot.core.context import Context
from crmbot.core.many import Wanted
from crmbot.language.text import plural
from crmbot.store.models.people import User


class GiveMany(Form):
    """Which records, and whom they go to; `sure` is what the button says."""

    which: Which
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
    wanted = giving.named(ctx, kind, many_at_once.asked_for(ctx, kind, form.which, giving.MOST), form.who.id)
    if not wanted.records:
        of = many_at_once.called(ctx, kind, wanted)
        return Card(spans(f"There is nothing to give to {form.who.name}. ", of), icon="🤝", whisper=True)
    if not form.sure:
        title = spans("Give ", *many_at_once.count(wanted.records, kind), f" to {form.who.name}?")
        return many_at_once.ask(ctx, title, kind, wanted, _yes(ctx, form, kind, wanted))
    outcome = giving.give(ctx, wanted.records, form.who.id)
    title = spans(*many_at_once.count(outcome.changed, kind), f" went to {form.who.name}.")
    return many_at_once.tell(ctx, title, outcome, "🤝")


def _yes(ctx: Context, form: GiveMany, kind: str, wanted: Wanted) -> Action:
    to = ctx.session.get_one(User, form.who.id).email
    args = {"which": many_at_once.codes_of(wanted), "who": to, "sure": "yes"}
    return Action("Yes, give them", Invocation(f"give {plural(kind)}", args), style="danger")


@tells(giving.GIVEN)
def given_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that many records are theirs now; those that have gone on since are left out."""
    numbers = [int(number) for number in fact.args["records"].split(",")]
    theirs = [record for record in lookup.those(ctx, numbers) if record.owner_id == ctx.actor.id]
    return many_at_once.given(fact.args["by"], theirs, lambda one: spans(phrases.link(one))) if theirs else None
