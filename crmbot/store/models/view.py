"""Saved views: a filter under a name, one's own or a team's."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class ViewKind(StrEnum):
    """How a view is shown."""

    LIST = "list"
    BOARD = "board"
    CALENDAR = "calendar"
    DASHBOARD = "dashboard"


class SavedView(Base):
    """A view under its maker's name for it; those of `team_id` may use it, too.

    `noun` is the record kind a list or board is of; `query` holds what is asked for, by the words
    of `kind`: `{"filter": …}` for a list.
    """

    __tablename__ = "saved_view"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ViewKind] = mapped_column(choice(ViewKind), default=ViewKind.LIST)
    noun: Mapped[str | None]
    name: Mapped[str]
    name_key: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    query: Mapped[dict[str, Any]]

    __table_args__ = (Index("uq_saved_view_owner_id", "owner_id", "kind", "name_key", unique=True),)
