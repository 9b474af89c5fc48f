"""Secret addresses of calendars.

None of it is tracked: an undo brings no address back, and the history keeps none.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import index_of_some


class Feed(Base):
    """The calendar of a person, or with `team_id` that of a team as they see it; only a hash of the secret is kept."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_feed_user_id_team_id", "user_id", "team_id", unique=True),
        # Where there is no team, the index above takes no two rows for the same.
        index_of_some("uq_feed_user_id", "user_id", unique=True, where="team_id IS NULL"),
    )
