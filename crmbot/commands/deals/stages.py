"""The way of a deal through its stages, and into another pipeline."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Key, Quick, RecordRef, Ref, Rest
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals import card as deal_card
from crmbot.commands.deals import closing
from crmbot.commands.deals.closing import WhichDeal
from crmbot.core import deals, records
from crmbot.core.context import Context
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import pipelines
from crmbot.language.fold import fold
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Stage, StageCategory


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


@command(
    "stage",
    permission="deal.edit",
    aliases=["to", "move deal"],
    examples=["D-12 next", "D-12 proposal"],
    changes=True,
    in_place=True,
)
def set_stage(ctx: Context, form: IntoStage) -> Reply:
    """Put a deal into another stage."""
    deal = record_lines.deal_of(ctx, form.which)
    wanted = fold(form.stage or "").removeprefix("to ")
    if not wanted:
        return _which_stage(ctx, deal)
    if wanted in ("next", "back"):
        return _step(ctx, deal, 1 if wanted == "next" else -1)
    return enter(ctx, deal, deal_moves.find_stage(ctx, deal, wanted))


def _which_stage(ctx: Context, deal: Deal) -> Card:
    """Offer every stage as a button."""
    here = deals.stage_of(ctx, deal)
    ladder = [stage for stage in pipelines.open_stages(ctx.session, here.pipeline_id) if stage.id != here.id]
    is_open = here.category is StageCategory.OPEN
    steps = [phrases.act(stage.name, "stage", deal, stage=stage.name) for stage in ladder] if is_open else []
    ends = deal_card.closing_actions(deal) if is_open else (phrases.act("Open again", "reopen", deal),)
    title = spans(phrases.link(deal), f" is in {here.name}. ", "Which stage next?" if is_open else "It is closed.")
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
        return closing.reopened(ctx, deal)
    return _step(ctx, deal, -1)


def _step(ctx: Context, deal: Deal, by: int) -> Reply:
    """Move by one; nobody wins by `next`, and there is nothing before the first stage (R-41)."""
    deals.require_open(ctx, deal)
    wanted = deal_moves.neighbour(ctx, deal, by)
    return enter(ctx, deal, wanted) if wanted is not None else at_an_end(ctx, deal, by)


def at_an_end(ctx: Context, deal: Deal, by: int) -> Card:
    """Say that a deal can get no further; behind the last step it is won or lost."""
    here = deals.stage_of(ctx, deal).name
    if by < 0:
        title = spans(phrases.link(deal), f" is in {here}, the first step.")
        return Card(title, icon="💼", about=records.code(deal), whisper=True)
    title = spans(phrases.link(deal), f" is in {here}, the last step. Won or lost?")
    return Card(title, actions=deal_card.closing_actions(deal), icon="💼", about=records.code(deal), whisper=True)


def enter(ctx: Context, deal: Deal, stage: Stage) -> Reply:
    """Put a deal into any stage, of another pipeline as well; being lost wants its reason first (R-40)."""
    if stage.category is StageCategory.LOST:
        deals.require_open(ctx, deal)
        return OpenForm("lost", {"which": records.code(deal)})
    if stage.category is StageCategory.WON:
        return closing.won(ctx, deal)
    before = deal_moves.move(ctx, deal, stage)
    return deal_card.moved(ctx, deal, f"{before.name} → {stage.name}")


class IntoPipeline(Form):
    """A deal and the pipeline it goes to."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    to: Annotated[str, Rest(), Choice("pipelines"), Field(max_length=60, description="Into which pipeline?")]


@command("transfer", permission="deal.edit", examples=["D-12 Rep"], changes=True, in_place=True)
def transfer_deal(ctx: Context, form: IntoPipeline) -> Card:
    """Take a deal over into another pipeline, into the stage that answers to its own."""
    deal = record_lines.deal_of(ctx, form.which)
    pipeline = pipelines.named(ctx.session, form.to)
    stage = deal_moves.transfer(ctx, deal, pipeline)
    return deal_card.moved(ctx, deal, f"{pipeline.name}: {stage.name}")
