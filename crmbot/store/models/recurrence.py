"""Recurrences: the rule behind a series of tasks or events."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import Json


class Recurrence(Base):
    """A rule of RFC 5545 over wall time: `first_on` and `at` in `zone`, so that nine o'clock stays nine o'clock.

    `kind` is that of the records it makes. `rule` is the value of an RRULE; an end in it is a local day. `left_out` are
    the days (ISO text) that were taken out of the series. `made_until` is the last day up to which its occurrences are
    there as rows, `reminded_until` the last one whose reminders are there, and `next_at` the instant there is something
    to make again; None when there never is.

    `pattern` is what each new occurrence gets: what one of them was changed to for itself does not go on to the next.
    """

    __tablename__ = "recurrence"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    rule: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date]
    at: Mapped[time | None]
    zone: Mapped[str]
    left_out: Mapped[list[str]] = mapped_column(Json, default=list)
    pattern: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_until: Mapped[date | None]
    reminded_until: Mapped[date | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("kind IN ('task', 'event')", name="kind"),)
