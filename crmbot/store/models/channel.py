"""Channels: chats of several people that we may write into, and how they want to be written to."""

from datetime import time
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class ChannelState(StrEnum):
    """Whether we may write into a channel: where we are muted, somebody has to let us again."""

    LIVE = "live"
    MUTED = "muted"
    GONE = "gone"


class Channel(Base):
    """A channel or group we were added to, the record it is bound to, and its own habits.

    Its times are in `zone`, the organisation's where that is empty; `work_days` as for people. `has_outsiders` tells
    that people of other organisations read along, `shows_amounts` that they may see amounts. Of a chat that has
    migrated, a row that is gone stays under the old name; `moved_to` is the new address.
    """

    __tablename__ = "channel"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    workspace_ext: Mapped[str]
    channel_ext: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    state: Mapped[ChannelState] = mapped_column(choice(ChannelState), default=ChannelState.LIVE)
    bound_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    zone: Mapped[str | None]
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    work_days: Mapped[str | None]
    has_outsiders: Mapped[bool] = mapped_column(default=False)
    shows_amounts: Mapped[bool] = mapped_column(default=False)
    # Numbers of rules are not given out twice: buttons of old messages name them.
    last_rule: Mapped[int | None]
    moved_to: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("platform", "workspace_ext", "channel_ext"),)
