"""Erasing for good: a record by an owner, oneself by anybody; asked twice, and never undone."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, RecordLink, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Person, RecordRef, Ref, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.commands.telling import Fact, tells
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.erasing import people as forgetting
from crmbot.core.erasing import records as erasing
from crmbot.core.erasing.extent import Extent
from crmbot.core.errors import InvalidInput
from crmbot.core.outbox import ERASED
from crmbot.core.people import handover
from crmbot.language.codes import show
from crmbot.store.models.people import User

_KINDS = {
    "note": ("note", "notes"),
    "task": ("task", "tasks"),
    "event": ("event", "events"),
    "document": ("file", "files"),
    "deal": ("deal", "deals"),
    "lead": ("lead", "leads"),
    "contact": ("contact merged into it", "contacts merged into it"),
    "company": ("company merged into it", "companies merged into it"),
}
_LOGGED = 20
_RECEIVERS = 3
_FOR_GOOD = "It cannot be undone."


class Erase(Form):
    """A record to be erased; its name is what confirms it."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]
    name: Annotated[str | None, Rest(), Field(max_length=300, description="Its name, to confirm")] = None


@command("erase", permission=erasing.ERASE, examples=["P-31", "P-31 Jane Doe"])
def erase(ctx: Context, form: Erase) -> Card:
    """Erase a record for good, with all that hangs on it, after asking for its name."""
    record = lookup.get(ctx, form.which.id)
    extent = erasing.preview(ctx, record)
    if form.name is None:
        confirm = Action("Erase…", Invocation("erase for good", {"which": records.code(record)}, form=True), "danger")
        title = spans("Erase ", phrases.link(record), " for good?")
        return Card(title, _what_goes(extent), (confirm, phrases.show_action("Leave it", record)), "🧨", whisper=True)
    words, named = record.title, form.name
    return _erased(ctx, erasing.erase(ctx, record, named), words)


class EraseForGood(Form):
    """A record, and its name typed by whoever means it."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]
    name: Annotated[str, Rest(), Field(max_length=300, description="Type its name to erase it for good")]


@command("erase for good", permission=erasing.ERASE, examples=["P-31 Jane Doe"], visible=False, submit="Erase")
def erase_for_good(ctx: Context, form: EraseForGood) -> Card:
    """Erase a record for good, confirmed by its name."""
    record = lookup.get(ctx, form.which.id)
    words = record.title
    return _erased(ctx, erasing.erase(ctx, record, form.name), words)


def _what_goes(extent: Extent) -> tuple[Block, ...]:
    counted = [f"{count} {_KINDS[kind][count != 1]}" for kind in _KINDS if (count := extent.kinds[kind])]
    goes = f"With it go {', '.join(counted)}." if counted else "Nothing hangs on it."
    more = f"Of {extent.changes} entries of its history only the names of fields stay"
    many = f"{extent.cards} cards in chats" if extent.cards != 1 else "one card in a chat"
    cards = f"; {many} will say that it was erased." if extent.cards else "."
    lines = (Line(spans(goes)), Line(spans("Links, tags, own fields, reminders and search words go, too.")))
    return (*lines, Line(spans(more + cards)), Footer(spans(f"{_FOR_GOOD} Files drawn up from lists are not touched.")))


def _erased(ctx: Context, erased: erasing.Erased, words: str) -> Card:
    """Say what was erased, and where its name still stands in the words of other records."""
    others = f", and {erased.others} more with it" if erased.others else ""
    left = lookup.search(ctx, words).hits[:5]
    blocks: list[Block] = [Line(spans("That it was erased, and by whom, is kept: ", code("erased")))]
    if left:
        blocks.append(Line(spans("Something of that name is still here:")))
        blocks.append(Items(tuple(Item(spans(RecordLink(show(hit.kind, hit.record_id), hit.title))) for hit in left)))
    return Card(spans("Erased ", bold(erased.code), others, "."), tuple(blocks), icon="🧨", whisper=True)


@command("erased", permission=erasing.ERASE, examples=[""])
def list_erased(ctx: Context, form: Nothing) -> Card:
    """List what was erased for good, when and by whom."""
    del form
    rows = erasing.log(ctx, _LOGGED)
    items = tuple(Item(spans(bold(row.code), f" · {name} · ", phrases.moment(ctx, row.at))) for row, name in rows)
    title = f"Erased · {len(rows)}" if rows else "Nothing was erased yet."
    return Card(spans(title), (Items(items),) if items else (), icon="🧨", whisper=True)


@tells(ERASED)
def erased_card(ctx: Context, fact: Fact) -> Card:  # noqa: ARG001 - every teller is asked the same way
    """Stand in the place of a card whose record was erased."""
    return Card(spans("This was erased."), icon="🧨")


class ForgetMe(Form):
    """To whom the work goes; `sure` counts how often it was asked."""

    to: Annotated[UserRef | None, Person(), Field(description="Who takes your work over?")] = None
    sure: Annotated[str | None, Hidden()] = None


@command("forget me", examples=["", "to:Eva"], in_place=True)
def forget_me(ctx: Context, form: ForgetMe) -> Card:
    """Leave for good: your name, chats and texts go, your work to somebody else, after asking twice."""
    forgetting.check(ctx)
    if form.to is not None and form.to.id == ctx.actor.id:
        raise InvalidInput("to", form.to.name, "your work cannot go to yourself")
    user = ctx.session.get_one(User, ctx.actor.id)
    work = handover.all_work(ctx, user)
    if form.sure is None:
        return _first_question(ctx, user, work, form.to)
    to = ctx.session.get_one(User, form.to.id) if form.to is not None else None
    if form.sure != _TWICE:
        return _second_question(to, work)
    forgetting.forget_me(ctx, to)
    return Card(spans("You are forgotten here. Farewell."), icon="👋", whisper=True)


_TWICE = "twice"


def _first_question(ctx: Context, user: User, work: handover.Work, to: UserRef | None) -> Card:
    """Say what will be, and ask who takes the work over where there is any and nobody was named."""
    lines = (
        Line(spans("Your name, e-mail, chats, rights, drafts and what you wrote to me go.")),
        Line(spans(f"What you did stays under “{forgetting.FORMER}”. Yours are {work.words}.")),
        Footer(spans(_FOR_GOOD)),
    )
    if to is not None or not work:
        named = (ctx.session.get_one(User, to.id),) if to is not None else ()
        steps = tuple(_step(f"Give all to {each.name}", each) for each in named) or (_step("Forget me", None),)
    else:
        found = handover.receivers(ctx, user, _RECEIVERS)
        steps = (*(_step(f"Give all to {each.name}", each) for each in found), _step("Leave all to nobody", None))
    return Card(spans("Forget you?"), lines, (*steps, Action("Stay", Invocation("me"))), "🧨", whisper=True)


def _step(label: str, to: User | None, sure: str = "once") -> Action:
    args = {"to": to.email, "sure": sure} if to is not None else {"sure": sure}
    return Action(label, Invocation("forget me", args), style="danger")


def _second_question(to: User | None, work: handover.Work) -> Card:
    where = f"{work.words} will be {to.name}’s." if to is not None else "What is yours will be nobody’s."
    yes = _step("Yes, forget me for good", to, _TWICE)
    line = Line(spans(where if work else "Nothing is yours.", f" {_FOR_GOOD}"))
    stay = Action("Stay", Invocation("me"))
    return Card(spans("Really? I will not know you any more."), (line,), (yes, stay), icon="🧨", whisper=True)
