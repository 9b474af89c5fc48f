"""Pipelines with their stages, and the lists of sources and lost reasons."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.models.list_entry import ListEntry
from crmbot.store.types import choice, index_of_some


class StageCategory(StrEnum):
    """What being in a stage means for a deal."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Pipeline(Base):
    """A way deals go; exactly one is the default. One that is closed keeps its stages for what was in it."""

    __tablename__ = "pipeline"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (index_of_some("uq_pipeline_is_default", "is_default", unique=True, where="is_default"),)


class Stage(Base):
    """A step of a pipeline; each pipeline has one won and one lost stage.

    A deal that is left alone in it for `rot_days` is idle. A step that was taken out is inactive:
    closed deals and the history still name it.
    """

    __tablename__ = "stage"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    name: Mapped[str]
    position: Mapped[int]
    category: Mapped[StageCategory] = mapped_column(choice(StageCategory), default=StageCategory.OPEN)
    probability: Mapped[int | None]
    rot_days: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        UniqueConstraint("pipeline_id", "name"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("rot_days > 0", name="rot_days"),
        index_of_some("uq_stage_closing", "pipeline_id", "category", unique=True, where="category <> 'open'"),
    )


class LostReason(ListEntry, Base):
    """Why a deal can be lost; some reasons want a word of explanation."""

    __tablename__ = "lost_reason"
    __tracked__ = True

    code: Mapped[str | None]
    needs_note: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("name_key"),)


class Source(ListEntry, Base):
    """Where business comes from."""

    __tablename__ = "source"
    __tracked__ = True

    code: Mapped[str | None]

    __table_args__ = (UniqueConstraint("name_key"),)
