"""Leads: somebody who may become a customer, kept apart from those we do business with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.models.party import REACHED_BY, ContactCard
from crmbot.store.models.record import Record
from crmbot.store.types import choice, indexes_of_given


class LeadStatus(StrEnum):
    """How far a lead is."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    CONVERTED = "converted"
    LOST = "lost"


class Grade(StrEnum):
    """How sure we are that there is something in it: unsure, or a genuine interest."""

    SUSPECT = "suspect"
    PROSPECT = "prospect"


class Lead(ContactCard, Record):
    """A lead: a person, a company, or both. The budget is minor units of `currency`."""

    __tablename__ = "lead"

    OPEN: ClassVar[tuple[LeadStatus, ...]] = (LeadStatus.NEW, LeadStatus.ASSIGNED, LeadStatus.IN_PROGRESS)

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(index=True)
    civility: Mapped[str | None]
    office: Mapped[str | None]
    fax: Mapped[str | None]
    status: Mapped[LeadStatus] = mapped_column(choice(LeadStatus), default=LeadStatus.NEW)
    grade: Mapped[Grade] = mapped_column(choice(Grade), default=Grade.SUSPECT)
    is_recycled: Mapped[bool] = mapped_column(default=False)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    source_note: Mapped[str | None] = mapped_column(Text)
    referred_by: Mapped[str | None]
    referred_by_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    industry: Mapped[str | None]
    contact_on: Mapped[date | None]
    budget_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    status_note: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    # The message a lead was made from, and who wrote it, when it came out of a conversation.
    message_author: Mapped[str | None]
    message_link: Mapped[str | None] = mapped_column(Text)
    lost_reason_id: Mapped[int | None] = mapped_column(ForeignKey("lost_reason.id"))
    lost_note: Mapped[str | None] = mapped_column(Text)
    converted_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    converted_contact_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    converted_at: Mapped[datetime | None]

    __table_args__: Any = (
        CheckConstraint("last_name IS NOT NULL OR company_name IS NOT NULL", name="named"),
        Index(None, "status", "contact_on"),
        # A list is read in this order, passing over those that are closed.
        Index(None, "contact_on", "record_id", "status"),
        *indexes_of_given(*REACHED_BY, "referred_by_party_id", "converted_party_id", "converted_contact_id"),
    )
    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_identity": "lead",
        "inherit_condition": id == Record.id,  # noqa: A003  # the column above
    }

    @property
    def is_open(self) -> bool:
        """Whether it is neither converted nor lost."""
        return self.status in self.OPEN

    @property
    def hint(self) -> str:
        """Where it stands."""
        return self.status.value.replace("_", " ")
