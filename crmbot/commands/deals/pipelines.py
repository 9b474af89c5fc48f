"""Pipelines and stages as they are set up: shown to everybody, changed by those who may change settings."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.deals.card import SIGNS
from crmbot.commands.shared_fields import Nothing
from crmbot.core.context import Context
from crmbot.core.deals import colours, pipelines, stage_setup
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.language.plain_words import house
from crmbot.store.models.pipeline import Pipeline, Stage, StageCategory

_CLOSING = {StageCategory.WON: "🟩 won", StageCategory.LOST: "🟥 lost"}


@command("pipelines", permission="deal.see", examples=[""], in_place=True)
def list_pipelines(ctx: Context, form: Nothing) -> Card:
    """List the pipelines with their stages."""
    del form
    return _all(ctx)


class OnePipeline(Form):
    """A pipeline by its name."""

    name: Annotated[str, Rest(), Field(max_length=60, description="What is the pipeline called?")]


@command("pipeline new", permission="settings.edit", aliases=["pipeline add"], examples=["Service contracts"])
def add_pipeline(ctx: Context, form: OnePipeline) -> Card:
    """Make another pipeline, with the usual stages to begin with."""
    made = stage_setup.make_pipeline(ctx, form.name)
    return _changed(ctx, f"Made {made.name}", made)


class RenamePipeline(Form):
    """A pipeline and what it is called from now on."""

    which: Annotated[str, Head(), Field(max_length=130, description="Which pipeline?")]
    name: Annotated[str | None, Key("to"), Field(max_length=60, description="New name?")] = None


@command("pipeline rename", permission="settings.edit", examples=["Rep to:Renewals", "Rep to Renewals"])
def rename_pipeline(ctx: Context, form: RenamePipeline) -> Card:
    """Call a pipeline something else."""
    which, name = _to(form.which, form.name)
    pipeline = pipelines.named(ctx.session, which)
    before = pipeline.name
    stage_setup.rename_pipeline(ctx, pipeline, name)
    return _changed(ctx, f"{before} → {pipeline.name}", pipeline)


class WhichPipeline(Form):
    """A pipeline."""

    which: Annotated[str, Rest(), Choice("pipelines"), Field(max_length=60, description="Which pipeline?")]


@command("pipeline default", permission="settings.edit", examples=["Rep"])
def set_default(ctx: Context, form: WhichPipeline) -> Card:
    """Have new deals go into a pipeline when none is named."""
    pipeline = pipelines.named(ctx.session, form.which)
    stage_setup.make_default(ctx, pipeline)
    return _changed(ctx, f"New deals go into {pipeline.name}", pipeline)


class ClosePipeline(Form):
    """A pipeline to be taken out of use, and where its deals go."""

    which: Annotated[str, Head(), Field(max_length=130, description="Which pipeline?")]
    to: Annotated[
        str | None, Key("into"), Choice("pipelines"), Field(max_length=60, description="Into which do its deals go?")
    ] = None


@command("pipeline remove", permission="settings.edit", aliases=["pipeline close"], examples=["Rep", "Rep to:Other"])
def remove_pipeline(ctx: Context, form: ClosePipeline) -> Card:
    """Take a pipeline out of use; its deals go into another one."""
    which, to = _to(form.which, form.to)
    pipeline = pipelines.named(ctx.session, which)
    into = pipelines.named(ctx.session, to) if to else None
    count = stage_setup.close_pipeline(ctx, pipeline, into)
    went = f", {phrases.counted(count, 'deal')} went into {into.name}" if into is not None and count else ""
    return _changed(ctx, f"Closed {pipeline.name}{went}", into or pipelines.default(ctx.session))


class Stages(Form):
    """Whose stages to list."""

    of: Annotated[
        str | None, Rest(), Key("pipeline"), Choice("pipelines"), Aside(), Field(description="Of which pipeline?")
    ] = None


@command("stages", permission="deal.see", examples=["", "Rep"], in_place=True)
def list_stages(ctx: Context, form: Stages) -> Card:
    """List the stages of a pipeline: their chances, and after how many days of silence a deal is idle."""
    return _card(ctx, _pipeline(ctx, form.of))


class NewStage(Form):
    """A stage to be added."""

    name: Annotated[str, Rest(), Field(max_length=60, description="What is the stage called?")]
    prob: Annotated[int | None, Key("probability"), Field(description="How likely is a deal in it, in per cent?")] = (
        None
    )
    place: Annotated[int | None, Key("at"), Aside(), Field(description="At which place? 1 is the first")] = None
    rot: Annotated[int | None, Key("idle"), Aside(), Field(description="After how many days is a deal idle?")] = None
    pipeline: Annotated[
        str | None, Key("of"), Choice("pipelines"), Aside(), Field(description="Of which pipeline?")
    ] = None


@command(
    "stages add",
    permission="settings.edit",
    aliases=["stage new", "stages new"],
    examples=["Demo prob:40 place:3", "Trial rot:14"],
)
def add_stage(ctx: Context, form: NewStage) -> Card:
    """Add a stage to a pipeline, behind the other open ones unless you say where."""
    pipeline = _pipeline(ctx, form.pipeline)
    words, prob = _likely(form.name, form.prob)
    name, place = _beside(ctx, pipeline, words)
    stage = stage_setup.add_stage(ctx, pipeline, name, form.place or place)
    if prob is not None:
        stage_setup.set_chance(ctx, stage, prob)
    if form.rot is not None:
        stage_setup.set_rot_days(ctx, stage, form.rot)
    return _changed(ctx, f"Added {stage.name}", pipeline)


_LIKELY = re.compile(r"(?<=\s)(?:(?P<told>\d{1,3})\s?(?:%|per\s?cent)|(?P<bare>[1-9]\d|100))$", re.IGNORECASE)


def _likely(words: str, prob: int | None) -> tuple[str, int | None]:
    """Return what a stage is called and how likely it is: `Demo 40` says both; `Phase 2` is a name."""
    found = _LIKELY.search(words.strip()) if prob is None else None
    if found is None:
        return words, prob
    return found.string[: found.start()].rstrip(), int(found["told"] or found["bare"])


def _beside(ctx: Context, pipeline: Pipeline, words: str) -> tuple[str, int | None]:
    """Return the name of a stage and its place, where words put it beside another: `Demo after Qualification`."""
    name, is_behind, other = house.beside(words) or (words, False, "")
    ladder = [stage for stage in pipelines.stages(ctx.session, pipeline.id) if fold(stage.name) != fold(name)]
    place = next((at for at, stage in enumerate(ladder, 1) if other and fold(stage.name) == fold(other)), None)
    return (name, place + is_behind) if place is not None else (words, None)


class ChangeStage(Form):
    """What is to change of a stage."""

    stage: Annotated[str, Head(), Field(max_length=130, description="Which stage?")]
    name: Annotated[str | None, Key("to"), Field(max_length=60, description="New name?")] = None
    prob: Annotated[int | None, Key("probability"), Field(description="How likely is a deal in it, in per cent?")] = (
        None
    )
    rot: Annotated[int | None, Key("idle"), Field(description="After how many days is a deal idle?")] = None
    place: Annotated[int | None, Key("at"), Field(description="At which place? 1 is the first")] = None
    pipeline: Annotated[
        str | None, Key("of"), Choice("pipelines"), Aside(), Field(description="Of which pipeline?")
    ] = None


@command(
    "stages set",
    permission="settings.edit",
    aliases=["stages rename", "stages change"],
    examples=["Demo prob:40", '"Price talks" to:Haggling', "Demo rot:-"],
)
def change_stage(ctx: Context, form: ChangeStage) -> Card:
    """Change the name, the chance, the place of a stage, or when a deal in it is idle."""
    pipeline = _pipeline(ctx, form.pipeline)
    words, prob = _likely(form.stage, form.prob)
    words, place = _beside(ctx, pipeline, words)
    which, name = _to(words, form.name)
    stage = pipelines.stage_named(ctx.session, which, pipeline.id)
    place = form.place or place
    told = [*_renamed(ctx, stage, name), *_chance(ctx, stage, prob)]
    if "rot" in form.model_fields_set:
        stage_setup.set_rot_days(ctx, stage, form.rot)
        told.append(f"{stage.name}: {_idle(stage)}")
    if place is not None:
        stage_setup.place_stage(ctx, stage, place)
        told.append(f"{stage.name} at place {place}")
    if not told:
        raise InvalidInput("stage", form.stage, "say what is to change: to:, prob:, rot: or place:")
    return _changed(ctx, " · ".join(told), pipeline)


def _renamed(ctx: Context, stage: Stage, name: str) -> list[str]:
    if not name:
        return []
    before = stage.name
    stage_setup.rename_stage(ctx, stage, name)
    return [f"{before} → {stage.name}"]


def _chance(ctx: Context, stage: Stage, percent: int | None) -> list[str]:
    if percent is None:
        return []
    following = stage_setup.set_chance(ctx, stage, percent)
    return [f"{stage.name} {percent} %" + (f", {phrases.counted(following, 'deal')} with it" if following else "")]


class RemoveStage(Form):
    """A stage to be taken out, and where its deals go."""

    stage: Annotated[str, Head(), Field(max_length=130, description="Which stage?")]
    to: Annotated[str | None, Key("into"), Field(max_length=60, description="Where do its deals go?")] = None
    pipeline: Annotated[
        str | None, Key("of"), Choice("pipelines"), Aside(), Field(description="Of which pipeline?")
    ] = None


@command(
    "stages remove",
    permission="settings.edit",
    aliases=["stages drop", "stages merge"],
    examples=["Demo to:proposition", "Demo into negotiation"],
)
def remove_stage(ctx: Context, form: RemoveStage) -> Card:
    """Take a stage out; its deals go into another one, and the history still names it."""
    pipeline = _pipeline(ctx, form.pipeline)
    which, to = _to(form.stage, form.to)
    stage = pipelines.stage_named(ctx.session, which, pipeline.id)
    into = pipelines.stage_named(ctx.session, to, pipeline.id) if to else None
    count = stage_setup.remove_stage(ctx, stage, into)
    went = f", {phrases.counted(count, 'deal')} went into {into.name}" if into is not None and count else ""
    return _changed(ctx, f"Took {stage.name} out{went}", pipeline)


def _to(text: str, given: str | None) -> tuple[str, str]:
    """Return what is meant and what it becomes or goes into: `Demo to Haggling` says both in one."""
    if given:
        return text.strip('" '), given
    which, _, to = text.replace(" into ", " to ").partition(" to ")
    return which.strip('" '), to.strip('" ')


def _pipeline(ctx: Context, name: str | None) -> Pipeline:
    return pipelines.named(ctx.session, name) if name else pipelines.default(ctx.session)


def _all(ctx: Context) -> Card:
    rows = [
        Item(
            spans(bold(each.name), " · usual" if each.is_default else "", " · ", _ladder(ctx, each)),
            Action("Stages", Invocation("stages", {"of": each.name})),
        )
        for each in pipelines.pipelines(ctx.session)
    ]
    foot = Footer(spans(code("pipeline new Service contracts"), " makes another one."))
    blocks = (Items(tuple(rows)), *((foot,) if ctx.actor.can("settings.edit") else ()))
    return Card(spans(bold("Pipelines"), f" · {len(rows)}"), blocks, icon="🪜", whisper=True)


def _ladder(ctx: Context, pipeline: Pipeline) -> str:
    return " › ".join(stage.name for stage in pipelines.open_stages(ctx.session, pipeline.id))


def _card(ctx: Context, pipeline: Pipeline) -> Card:
    """Draw the stages of a pipeline in their order."""
    ladder = pipelines.stages(ctx.session, pipeline.id)
    rows = tuple(Item(_row(stage)) for stage in ladder)
    foot = Footer(
        spans(code("stages add Demo prob:40 place:3"), " adds one, ", code("stages set Demo rot:14"), " changes it.")
    )
    blocks: tuple[Block, ...] = (Items(rows, first=1), *((foot,) if ctx.actor.can("settings.edit") else ()))
    board = Action("Board", Invocation("board", {"only": pipeline.name}))
    return Card(spans("Stages of ", bold(pipeline.name)), blocks, (board,), icon="🪜", whisper=True)


def _row(stage: Stage) -> Spans:
    if stage.category is not StageCategory.OPEN:
        return spans(bold(stage.name), f" · {_CLOSING[stage.category]}")
    edge = colours.of_probability(stage.probability)
    chance = f" · {stage.probability} % {SIGNS[edge]}" if edge is not None else ""
    return spans(bold(stage.name), chance, f" · {_idle(stage)}")


def _idle(stage: Stage) -> str:
    return f"idle after {stage.rot_days} d" if stage.rot_days is not None else "never idle"


def _changed(ctx: Context, words: str, pipeline: Pipeline) -> Card:
    """Return the stages as they are now, behind what was changed and with the way back."""
    card = _card(ctx, pipeline)
    line = Line(card.title)
    return Card(
        spans(bold(words)), (line, *card.blocks), (*card.actions, phrases.undo_action(ctx)), "🪜", "", card.whisper
    )
