"""Deals: business that may be won."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.models.record import Record
from crmbot.store.types import choice, indexes_of_given


class DealType(StrEnum):
    """What sort of business it is."""

    NEW_CUSTOMER = "new_customer"
    EXISTING_CUSTOMER = "existing_customer"
    RECURRING = "recurring"


class Periodicity(StrEnum):
    """How often a recurring amount comes in."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Deal(Record):
    """A deal with a party, or with a lead that is none yet.

    Amounts are minor units of `currency`; `probability` is per cent. `position` is its place on the
    board, the lowest first.
    """

    __tablename__ = "deal"

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.record_id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    type: Mapped[DealType] = mapped_column(choice(DealType), default=DealType.NEW_CUSTOMER)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    previous_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger, index=True)
    best_minor: Mapped[int | None] = mapped_column(BigInteger)
    worst_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    probability: Mapped[int | None]
    probability_manual: Mapped[bool] = mapped_column(default=False)
    expected_close: Mapped[date | None] = mapped_column(index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    next_step: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    customer_description: Mapped[str | None] = mapped_column(Text)
    lost_reason_id: Mapped[int | None] = mapped_column(ForeignKey("lost_reason.id"))
    lost_note: Mapped[str | None] = mapped_column(Text)
    stage_entered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    snoozed_until: Mapped[datetime | None]
    snooze_note: Mapped[str | None] = mapped_column(Text)
    recurring_minor: Mapped[int | None] = mapped_column(BigInteger)
    periodicity: Mapped[Periodicity | None] = mapped_column(choice(Periodicity))
    recurring_from: Mapped[date | None]
    recurring_until: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)

    __table_args__: Any = (
        CheckConstraint("party_id IS NOT NULL OR lead_id IS NOT NULL", name="whose"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("recurring_until >= recurring_from", name="recurring"),
        Index(None, "stage_id", "position", "expected_close"),
        # All that a board sums up: its deals' own rows are not read for it.
        Index("ix_deal_board", "stage_id", "currency", "probability", "amount_minor", "expected_close", "record_id"),
        *indexes_of_given("party_id", "lead_id", "contact_id"),
    )
    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_identity": "deal",
    }
