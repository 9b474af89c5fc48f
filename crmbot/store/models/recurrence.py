"""Recurrences: the rule behind a series of tasks or events."""

from datetime import date, time

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import Json


class Recurrence(Base):
    """A rule of RFC 5545 over wall time: `first_on` and `at` in `zone`, so that nine o'clock stays nine o'clock.

    `rule` is the value of an RRULE; an end in it is a local day. `left_out` are the days (ISO text) that were taken out
    of the series. `made_until` is the last day up to which its occurrences are there as rows.
    """

    __tablename__ = "recurrence"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date]
    at: Mapped[time | None]
    zone: Mapped[str]
    left_out: Mapped[list[str]] = mapped_column(Json, default=list)
    made_until: Mapped[date | None] = mapped_column(index=True)
