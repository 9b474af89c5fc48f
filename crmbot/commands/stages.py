"""The way of a deal through its stages, to won or lost, and back."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Key, Quick, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import deal_card, phrases, record_lines
from crmbot.commands.deals import enter
from crmbot.core import deal_lines, deals, notes, records, tasks
from crmbot.core.context import Context
from crmbot.core.notes import NoteDraft
from crmbot.core.tasks import TaskQuery
from crmbot.language.fold import fold
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import StageCategory


class WhichDeal(Form):
    """A deal."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]


class IntoStage(Form):
    """A deal and the stage it goes to."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    stage: Annotated[
        str | None,
        Rest(),
        Key("to"),
        Quick("next", "back"),
        Aside(),
        Field(max_length=60, description="Which stage, next or back?"),
    ] = None


@command("stage", permission="deal.edit", examples=["D-12 next", "D-12 proposal"], changes=True, in_place=True)
def set_stage(ctx: Context, form: IntoStage) -> Reply:
    """Put a deal into another stage."""
    deal = record_lines.deal_of(ctx, form.which)
    wanted = fold(form.stage or "").removeprefix("to ")
    if not wanted:
        return _which_stage(ctx, deal)
    if wanted in ("next", "back"):
        return _step(ctx, deal, 1 if wanted == "next" else -1)
    return enter(ctx, deal, deals.find_stage(ctx, deal, wanted))


def _which_stage(ctx: Context, deal: Deal) -> Card:
    """Offer every stage as a button."""
    here = deals.stage_of(ctx, deal)
    ladder = [stage for stage in deals.open_stages(ctx.session, here.pipeline_id) if stage.id != here.id]
    steps = [phrases.act(stage.name, "stage", deal, stage=stage.name) for stage in ladder]
    ends = deal_card.closing_actions(deal) if here.category is StageCategory.OPEN else ()
    title = spans(phrases.link(deal), f" is in {here.name}. Which stage next?")
    return Card(title, actions=(*steps, *ends), icon="💼", about=records.code(deal), whisper=True)


@command("next", permission="deal.edit", examples=["D-12"], changes=True, in_place=True)
def next_stage(ctx: Context, form: WhichDeal) -> Reply:
    """Take a deal one stage on."""
    return _step(ctx, record_lines.deal_of(ctx, form.which), 1)


@command(
    "previous", permission="deal.edit", aliases=["back", "back stage"], examples=["D-12"], changes=True, in_place=True
)
def previous_stage(ctx: Context, form: WhichDeal) -> Reply:
    """Take a deal one stage back; a closed one is opened again."""
    deal = record_lines.deal_of(ctx, form.which)
    if deals.stage_of(ctx, deal).category is not StageCategory.OPEN:
        return _reopened(ctx, deal)
    return _step(ctx, deal, -1)


def _step(ctx: Context, deal: Deal, by: int) -> Reply:
    """Move by one; nobody wins by `next`, and there is nothing before the first stage (R-41)."""
    deals.require_open(ctx, deal)
    wanted = deals.neighbour(ctx, deal, by)
    if wanted is not None:
        return enter(ctx, deal, wanted)
    here = deals.stage_of(ctx, deal).name
    if by < 0:
        title = spans(phrases.link(deal), f" is in {here}, the first step.")
        return Card(title, icon="💼", about=records.code(deal), whisper=True)
    title = spans(phrases.link(deal), f" is in {here}, the last step. Won or lost?")
    return Card(title, actions=deal_card.closing_actions(deal), icon="💼", about=records.code(deal), whisper=True)


class Won(Form):
    """A deal that was won, perhaps at another amount."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    amount: Annotated[Money | None, Key("at", "for"), Aside(), Field(description="At another amount?")] = None
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="A word on it?")] = None


@command("won", permission="deal.edit", examples=["D-12", "D-12 13k signed today"], changes=True, in_place=True)
def win_deal(ctx: Context, form: Won) -> Card:
    """Close a deal as won."""
    deal = record_lines.deal_of(ctx, form.which)
    amount, note = form.amount, form.note
    if amount is None and note:
        amount, note = deal_lines.leading_amount(note, deal.currency)
    deals.win(ctx, deal, amount)
    if note:
        notes.log(ctx, NoteDraft(note, [deal]))
    return deal_card.won(ctx, deal)


class Lost(Form):
    """A deal that was lost, and why."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    reason: Annotated[str, Key("why"), Choice("lost_reasons"), Field(description="Why was it lost?")]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="A word of explanation?")] = None


@command(
    "lost",
    permission="deal.edit",
    aliases=["lose"],
    examples=["D-12 reason:pricing too dear"],
    changes=True,
    in_place=True,
)
def lose_deal(ctx: Context, form: Lost) -> Reply:
    """Close a deal as lost; the reason is always asked."""
    deal = record_lines.deal_of(ctx, form.which)
    reason = deals.reason_named(ctx.session, form.reason)
    if reason.needs_note and not form.note:
        told = Problem(Fault.REFUSED, "", f"“{reason.name}” wants a word of explanation.")
        return OpenForm("lost", {"which": records.code(deal), "reason": reason.name}, {"note": told})
    deals.lose(ctx, deal, reason, form.note)
    return _with_open_tasks(ctx, deal, deal_card.moved(ctx, deal, f"🟥 Lost ({reason.name})"))


def _with_open_tasks(ctx: Context, deal: Deal, card: Card) -> Card:
    """Say what is still to do on a deal that is over."""
    _, count = tasks.listed(ctx, TaskQuery(about_id=deal.id, limit=1))
    if not count:
        return card
    words = Line(spans(f"{count} open task{'s' if count > 1 else ''} on it."))
    show = Action("Its tasks", Invocation("tasks", {"about": records.code(deal)}))
    return Card(card.title, (*card.blocks, words), (show, *card.actions), card.icon, card.about, card.whisper)


@command("reopen", permission="deal.edit", aliases=["reopen deal"], examples=["D-12"], changes=True, in_place=True)
def reopen_deal(ctx: Context, form: WhichDeal) -> Card:
    """Take a closed deal up again, in the stage it was in before."""
    return _reopened(ctx, record_lines.deal_of(ctx, form.which))


def _reopened(ctx: Context, deal: Deal) -> Card:
    stage = deals.reopen(ctx, deal)
    return deal_card.moved(ctx, deal, f"Open again in {stage.name}")
