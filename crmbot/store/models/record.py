"""The super-table of everything that has a code: one number space, owner, team, history, deletion."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import index_of_some, indexes_of_given


class Record(Base):
    """Anything that notes, tags, tasks, documents and links can point at."""

    __tablename__ = "record"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "id"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deleted_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    # When a card of it was last put into a chat: what never was is not looked for there when it changes.
    shown_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    # Numbers are never given out twice: people keep codes in their messages.
    __table_args__: Any = (
        # All that tells who sees a record: where many are counted or summed up, their own rows are not read for it.
        Index("ix_record_seen", "kind", "owner_id", "deleted_at", "created_by_id", "team_id", "id"),
        # The same of a team's, person by person.
        Index("ix_record_of_team", "team_id", "kind", "owner_id", "deleted_at", "created_by_id", "id"),
        Index(None, "owner_id", "deleted_at"),
        Index(None, "kind", "created_at"),
        # The few that were put away, among so many that were not.
        index_of_some("ix_record_put_away", "kind", "deleted_at", where="deleted_at IS NOT NULL"),
        *indexes_of_given("merged_into_id"),
        {"sqlite_autoincrement": True},
    )
    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_on": "kind",
        "polymorphic_abstract": True,
        "version_id_col": version,
    }

    @property
    def hint(self) -> str:
        """The word that tells this record from its namesakes; empty when there is none."""
        return ""

    @property
    def is_deleted(self) -> bool:
        """Tell whether the record was put away; it can be brought back."""
        return self.deleted_at is not None
