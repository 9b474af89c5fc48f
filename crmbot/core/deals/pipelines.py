"""Pipelines and their stages, as they are looked up: by deal, by name, in order."""

from collections.abc import Sequence
from difflib import get_close_matches

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store import rivals
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Pipeline, Stage, StageCategory

ROT_DAYS = 10
"""After so many days of silence a deal in one of the first stages is idle, until somebody says otherwise."""

DEFAULT_STAGES = (
    ("New", StageCategory.OPEN, 10),
    ("Qualification", StageCategory.OPEN, 25),
    ("Proposition", StageCategory.OPEN, 50),
    ("Negotiation", StageCategory.OPEN, 75),
    ("Won", StageCategory.WON, 100),
    ("Lost", StageCategory.LOST, 0),
)
SYNONYMS = {
    "qualified": "qualification",
    "proposal": "proposition",
    "quote": "proposition",
    "nego": "negotiation",
}


def fresh_stages(pipeline: Pipeline) -> list[Stage]:
    """Return the stages a new pipeline begins with."""
    return [
        Stage(
            pipeline_id=pipeline.id,
            name=name,
            position=position,
            category=category,
            probability=probability,
            rot_days=ROT_DAYS if category is StageCategory.OPEN else None,
        )
        for position, (name, category, probability) in enumerate(DEFAULT_STAGES)
    ]


def pipelines(session: Session) -> Sequence[Pipeline]:
    """Return the pipelines in use, the default one first."""
    return session.scalars(
        select(Pipeline).where(Pipeline.is_active).order_by(Pipeline.is_default.desc(), Pipeline.id)
    ).all()


def keep_open(session: Session, *pipeline_ids: int) -> None:
    """Let nobody close pipelines that deals come into, to the end of the transaction.

    A deal points at its stage, and the stages of a pipeline that is closed stay what they are. Raises
    `StaleDataError` where one was just closed.
    """
    rivals.hold(session, Pipeline, pipeline_ids)


def default(session: Session) -> Pipeline:
    """Return the pipeline a deal goes into when none is named."""
    return session.scalars(select(Pipeline).where(Pipeline.is_default)).one()


def named(session: Session, text: str) -> Pipeline:
    """Return the pipeline of a name or of the start of one. Raises `InvalidInput`."""
    known = pipelines(session)
    wanted = fold(text)
    exact = [each for each in known if fold(each.name) == wanted]
    near = exact or [each for each in known if wanted and fold(each.name).startswith(wanted)]
    if len(near) != 1:
        raise InvalidInput("pipeline", text, "no pipeline is called that", tuple(each.name for each in known))
    return near[0]


def stages(session: Session, pipeline_id: int | None = None) -> Sequence[Stage]:
    """Return the stages of a pipeline, the default one when none is named, in order."""
    statement = select(Stage).order_by(Stage.position)
    if pipeline_id is None:
        statement = statement.join(Pipeline, Pipeline.id == Stage.pipeline_id).where(Pipeline.is_default)
    else:
        statement = statement.where(Stage.pipeline_id == pipeline_id)
    found = session.scalars(statement).all()
    # A pipeline whose making was undone has no stage in use, but perhaps deals by now: they must get out.
    return [stage for stage in found if stage.is_active] or found


def all_stages(session: Session) -> Sequence[Stage]:
    """Return the stages of every pipeline in use, the default one's first, in order."""
    return session.scalars(
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.is_active, Pipeline.is_active)
        .order_by(Pipeline.is_default.desc(), Pipeline.id, Stage.position)
    ).all()


def open_stages(session: Session, pipeline_id: int | None) -> list[Stage]:
    """Return the stages of a pipeline in which a deal is still open, in order; of the default one for None."""
    return [stage for stage in stages(session, pipeline_id) if stage.category is StageCategory.OPEN]


def columns(session: Session, pipeline_id: int) -> Sequence[Stage]:
    """Return the open stages of a pipeline, and those taken out in which there are deals all the same."""
    holds_deals = select(Deal.id).where(Deal.stage_id == Stage.id).exists()  # lint: unscoped a stage is for everybody
    return session.scalars(
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.category == StageCategory.OPEN)
        .where(or_(Stage.is_active, holds_deals))
        .order_by(Stage.position)
    ).all()


def stage_named(session: Session, text: str, pipeline_id: int | None) -> Stage:
    """Return the stage of a pipeline a word means, of the default one when none is named. Raises `InvalidInput`."""
    return by_word(stages(session, pipeline_id), text)


_NEAR = 0.5
"""So alike a word is to the name of the stage it may be a slip of."""


def by_word(ladder: Sequence[Stage], text: str) -> Stage:
    """Find a stage by its name, the start of the name, or a synonym; the first of namesakes in several pipelines.

    Raises `InvalidInput` with the stages there are.
    """
    found = meant(ladder, text)
    if not found or len({fold(stage.name) for stage in found}) > 1:
        names = list(dict.fromkeys(stage.name for stage in ladder))
        near = get_close_matches(text.capitalize(), names, n=1, cutoff=_NEAR)
        raise InvalidInput("stage", text, "no stage is called that", tuple(dict.fromkeys((*near, *names))))
    return found[0]


def meant(ladder: Sequence[Stage], text: str) -> list[Stage]:
    """Return every stage a word may mean; a full name beats the start of one, the word itself its synonym."""
    wanted = fold(text)
    for word in dict.fromkeys((wanted, SYNONYMS.get(wanted, wanted))):
        exact = [stage for stage in ladder if fold(stage.name) == word]
        near = exact or [stage for stage in ladder if word and fold(stage.name).startswith(word)]
        if near:
            return near
    return []


@lists("stages")
def _stage_list(ctx: Context) -> Sequence[Listed]:
    names = dict.fromkeys(each.name for each in all_stages(ctx.session) if each.category is StageCategory.OPEN)
    return [Listed(name, name) for name in names]


@lists("pipelines")
def _pipeline_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(each.name, each.name) for each in pipelines(ctx.session)]
