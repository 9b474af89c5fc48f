"""Companies and contacts: two kinds of one party."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from crmbot.store.base import Base
from crmbot.store.models.record import Record
from crmbot.store.types import indexes_of_given

REACHED_BY = ("email_key", "phone_key", "mobile_key")
"""What a contact card is looked up by."""


class ContactCard:
    """Ways to reach somebody; the `…_key` columns hold the form that is compared."""

    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    company_name: Mapped[str | None]
    job_title: Mapped[str | None]
    department: Mapped[str | None]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    phone: Mapped[str | None]
    phone_key: Mapped[str | None]
    mobile: Mapped[str | None]
    mobile_key: Mapped[str | None]
    website: Mapped[str | None]
    street: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    postcode: Mapped[str | None]
    country: Mapped[str | None]
    language: Mapped[str | None]
    no_calls: Mapped[bool] = mapped_column(default=False)
    no_emails: Mapped[bool] = mapped_column(default=False)


class Party(ContactCard, Record):
    """Whoever one does business with.

    `kind` stands here as well as in `record`, so that companies can be gone through by name without the many people
    between them. Where an older release leaves it out, the database fills it in.
    """

    __tablename__ = "party"

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    kind: Mapped[str] = column_property(mapped_column("kind", String, nullable=True), Record.kind)
    name_key: Mapped[str] = mapped_column(index=True)
    civility: Mapped[str | None]
    fax: Mapped[str | None]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    # Set after both rows are there, which a company and its first contact are not at once.
    primary_contact_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    accounting_contact_id: Mapped[int | None] = mapped_column(ForeignKey("party.record_id"))
    # Of a person: one of the documents.
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("document.record_id"))
    is_prospect: Mapped[bool] = mapped_column(default=False)
    is_customer: Mapped[bool] = mapped_column(default=False)
    is_supplier: Mapped[bool] = mapped_column(default=False)
    is_partner: Mapped[bool] = mapped_column(default=False)
    industry: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(index=True)
    turnover_minor: Mapped[int | None] = mapped_column(BigInteger)
    turnover_currency: Mapped[str | None]
    registration_no: Mapped[str | None]
    tax_no: Mapped[str | None]
    currency: Mapped[str | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    description: Mapped[str | None] = mapped_column(Text)

    __table_args__: Any = (
        Index(None, "turnover_currency", "turnover_minor"),
        # Names in turn, of one kind at a time.
        Index("ix_party_in_turn", "kind", "name_key", "record_id"),
        *indexes_of_given(*REACHED_BY, "company_id", "reports_to_id", "parent_id"),
        *indexes_of_given("primary_contact_id", "accounting_contact_id", "picture_id"),
    )
    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_abstract": True,
        "polymorphic_load": "inline",
    }


class Company(Party):
    """An organisation."""

    __mapper_args__ = {"polymorphic_identity": "company", "polymorphic_load": "inline"}  # noqa: RUF012  # as above

    @property
    def hint(self) -> str:
        """Where it is, else what it does, else how it is reached."""
        return self.city or self.industry or self.website or self.email or self.phone or ""


class Contact(Party):
    """A person, at a company or on their own."""

    __mapper_args__ = {"polymorphic_identity": "contact", "polymorphic_load": "inline"}  # noqa: RUF012  # as above

    @property
    def hint(self) -> str:
        """What they do, else where they are, else how they are reached."""
        return self.job_title or self.city or self.email or self.phone or self.mobile or ""


class PartyLink(Base):
    """Somebody who has to do with a company beside the one they work at, or had: then with the day it ended."""

    __tablename__ = "party_link"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "contact_id"

    company_id: Mapped[int] = mapped_column(ForeignKey("party.record_id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("party.record_id"), primary_key=True, index=True)
    role: Mapped[str | None]
    ended_on: Mapped[date | None]
