"""The ends of a deal: won, lost, alone or several at once, and open again."""

import re
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals import card as deal_card
from crmbot.core import deals, lookup, notes, permissions, records
from crmbot.core.context import Context
from crmbot.core.deals import closing
from crmbot.core.deals import lines as deal_lines
from crmbot.core.deals.closing import Refused
from crmbot.core.deals.colours import Colour
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.notes import NoteDraft
from crmbot.core.settings import lost_reasons
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import LostReason

MANY = 5
"""Closing more deals than this at once is asked for once more (spec: commands, rule 8)."""

_LONGEST = 50
_NUMBER = re.compile(r"[A-Za-z]?-?\d+(?:\s*-\s*\d+)?")


class Won(Form):
    """A deal that was won, perhaps at another amount."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    amount: Annotated[Money | None, Key("at", "for"), Aside(), Field(description="At another amount?")] = None
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="A word on it?")] = None


@command(
    "won",
    permission="deal.edit",
    aliases=["win"],
    examples=["D-12", "D-12 13k signed today"],
    changes=True,
    in_place=True,
)
def win_deal(ctx: Context, form: Won) -> Card:
    """Close a deal as won."""
    deal = record_lines.deal_of(ctx, form.which)
    amount, note = form.amount, form.note
    if amount is None and note:
        amount, note = deal_lines.leading_amount(note, deal.currency)
    return won(ctx, deal, amount, note)


def won(ctx: Context, deal: Deal, amount: Money | None = None, note: str | None = None) -> Card:
    """Close a deal as won, keep the word on it, and show it."""
    closing.win(ctx, deal, amount)
    if note:
        notes.log(ctx, NoteDraft(note, [deal]))
    worth = phrases.amount(deal) if deal.amount_minor is not None else ""
    card = deal_card.moved(ctx, deal, f"{deal_card.SIGNS[Colour.WON]} Won {worth}".strip())
    return _with_open_tasks(ctx, deal, card)


class Lost(Form):
    """A deal that was lost, and why."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    reason: Annotated[str, Key("why"), Choice("lost_reasons", told=True), Field(description="Why was it lost?")]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="A word of explanation?")] = None


def _may_close(ctx: Context, which: RecordRef) -> None:
    """Refuse a deal that is closed, or another's, before its reason is asked for."""
    deal = record_lines.deal_of(ctx, which)
    permissions.require(ctx, deal, "edit")
    deals.require_open(ctx, deal)


@command(
    "lost",
    permission="deal.edit",
    aliases=["lose"],
    examples=["D-12 reason:pricing too dear"],
    changes=True,
    in_place=True,
    ready=_may_close,
)
def lose_deal(ctx: Context, form: Lost) -> Reply:
    """Close a deal as lost; the reason is always asked."""
    deal = record_lines.deal_of(ctx, form.which)
    reason = lost_reasons.reason_named(ctx.session, form.reason)
    if reason.needs_note and not form.note:
        return OpenForm("lost", {"which": records.code(deal), "reason": reason.name}, _note_wanted(reason))
    closing.lose(ctx, deal, reason, form.note)
    card = deal_card.moved(ctx, deal, f"{deal_card.SIGNS[Colour.LOST]} Lost ({reason.name})")
    return _with_open_tasks(ctx, deal, card)


def _note_wanted(reason: LostReason) -> dict[str, Problem]:
    return {"note": Problem(Fault.REFUSED, "", f"“{reason.name}” wants a word of explanation.")}


class LostDeals(Form):
    """Several deals that were lost for one reason."""

    which: Annotated[str, Rest(), Field(max_length=400, description="Which deals? D-12 D-15, or rows 1-3 of the list")]
    reason: Annotated[str, Key("why"), Choice("lost_reasons"), Field(description="Why were they lost?")]
    note: Annotated[str | None, Aside(), Field(max_length=2000, description="A word of explanation?")] = None
    sure: Annotated[bool, Hidden()] = False


@command(
    "lost deals",
    permission="deal.edit",
    aliases=["lose deals"],
    examples=["D-12 D-15 reason:pricing", "1-3 reason:budget note:postponed"],
)
def lose_deals(ctx: Context, form: LostDeals) -> Reply:
    """Close several deals as lost for one reason, by their codes or by the rows of the list last shown."""
    wanted = _named(ctx, form.which)
    reason = lost_reasons.reason_named(ctx.session, form.reason)
    values = {"which": form.which, "reason": reason.name}
    if reason.needs_note and not form.note:
        return OpenForm("lost deals", values, _note_wanted(reason))
    if len(wanted) > MANY and not form.sure:
        return _ask(wanted, Invocation("lost deals", values | {"note": form.note or "", "sure": "yes"}))
    closed, refused = closing.lose_all(ctx, wanted, reason, form.note)
    return _all_closed(ctx, closed, refused, reason)


def _named(ctx: Context, text: str) -> list[Deal]:
    """Return the deals some codes and row numbers stand for. Raises `NotFound`, `InvalidInput` for other words."""
    if _NUMBER.sub("", text).replace("and", "").strip(" ,;#&"):
        raise InvalidInput("which", text, "name them by code, D-12 D-15, or by the rows of the list, 1-3")
    signs = [sign for part in _NUMBER.findall(text) for sign in _rows(part)]
    found = [lookup.get(ctx, lookup.resolve(ctx, sign, ("deal",)).id) for sign in signs]
    return list({deal.id: deal for deal in found if isinstance(deal, Deal)}.values())


def _rows(part: str) -> list[str]:
    """Return the numbers a range stands for; a code is one."""
    first, sign, last = part.partition("-")
    if not sign or not first.strip().isdecimal():
        return [part]
    numbers = range(int(first), int(last) + 1)
    if not 1 <= len(numbers) <= _LONGEST:
        raise InvalidInput("which", part, f"a range goes up, over at most {_LONGEST} rows")
    return [str(number) for number in numbers]


def _ask(wanted: list[Deal], again: Invocation) -> Card:
    rows = tuple(Item(spans(phrases.link(deal))) for deal in wanted)
    title = spans(f"Close {len(wanted)} deals as lost ({again.args['reason']})?")
    return Card(title, (Items(rows),), (Action("Yes, close them", again, style="danger"),), icon="🟥", whisper=True)


def _all_closed(ctx: Context, closed: list[Deal], refused: list[Refused], reason: LostReason) -> Card:
    """Say how many were closed, and which were not and why; all of it is one undo."""
    count = phrases.counted(len(closed), "deal")
    title = spans(bold(f"🟥 Lost ({reason.name}): "), count, f", refused {len(refused)}" if refused else "")
    rows = [Item(spans(phrases.link(deal))) for deal in closed]
    rows += [
        Item(spans(phrases.link(each.deal), f" · {phrases.why_not(each.error, 'not closed')}")) for each in refused
    ]
    actions = (phrases.undo_action(ctx),) if closed else ()
    return Card(title, (Items(tuple(rows)),), actions, whisper=True)


def _with_open_tasks(ctx: Context, deal: Deal, card: Card) -> Card:
    """Ask what is to become of what is still to do on a deal that is over."""
    count = len(closing.open_tasks(ctx, deal))
    if not count:
        return card
    tasks = f"{count} open task{'s' if count > 1 else ''}"
    them = "them" if count > 1 else "it"
    code = records.code(deal)
    ask = (
        Action(f"Cancel {them}", Invocation("cancel tasks", {"which": code})),
        Action(f"Keep {them}", Invocation("tasks", {"about": code})),
    )
    return replace(card, blocks=(*card.blocks, Line(spans(f"{tasks}: cancel {them}?"))), actions=(*ask, *card.actions))


class WhichDeal(Form):
    """A deal."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]


@command("cancel tasks", permission="deal.edit", examples=["D-12"], in_place=True)
def cancel_tasks(ctx: Context, form: WhichDeal) -> Card:
    """Call off whatever is still to be done on a deal."""
    deal = record_lines.deal_of(ctx, form.which)
    cancelled, refused = closing.cancel_tasks(ctx, deal)
    if not cancelled:
        raise Conflict(deal.title, "has no open task that you may cancel", record_id=deal.id)
    left = f", {refused} left: no right" if refused else ""
    words = f"Cancelled {cancelled} task{'s' if cancelled > 1 else ''}{left}"
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), words)


@command("reopen", permission="deal.edit", aliases=["reopen deal"], examples=["D-12"], changes=True, in_place=True)
def reopen_deal(ctx: Context, form: WhichDeal) -> Card:
    """Take a closed deal up again, in the stage it was in before."""
    return reopened(ctx, record_lines.deal_of(ctx, form.which))


def reopened(ctx: Context, deal: Deal) -> Card:
    """Take a closed deal up again and show it."""
    stage = closing.reopen(ctx, deal)
    return deal_card.moved(ctx, deal, f"Open again in {stage.name}")
