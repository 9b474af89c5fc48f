"""What of a lead goes where when it is converted, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from crmbot.core import companies, contacts, conversion, custom_fields, deals, documents, notes, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.conversion import DealWish, Plan
from crmbot.core.custom_fields import FieldDraft
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.deals import DealDraft
from crmbot.core.documents import Attached, Filing
from crmbot.core.documents import lists as document_lists
from crmbot.core.errors import InvalidInput
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach, affiliations
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.custom import FieldType
from crmbot.store.models.deal import DealType
from crmbot.store.models.document import Document
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Contact
from tests.core.conftest import Office
from tests.core.umbrella import columns, umbrella, whole


def test_company_when_it_is_made_from_a_lead(office: Office) -> None:
    """It takes over the company's column of the map (spec: 1.6, R-26)."""
    names: tuple[str, ...] = (
        "email",
        "email_key",
        "phone",
        "phone_key",
        "mobile",
        "mobile_key",
        "website",
        "department",
        "industry",
    )
    names += ("source_id", "owner_id", "team_id", "street", "city", "region", "postcode", "country")
    names += ("no_calls", "no_emails")
    with office.acting() as ctx:
        lead = umbrella(ctx)

        party = whole(ctx, lead).party

        assert isinstance(party, Company)
        assert columns(party, *names) == columns(lead, *names)
        assert columns(party, "title", "name_key") == ["Umbrella", "umbrella"]


def test_contact_when_it_is_made_with_the_company(office: Office) -> None:
    """It takes over the contact's column of the map, and works at the company as its primary contact."""
    names: tuple[str, ...] = (
        "first_name",
        "last_name",
        "job_title",
        "email",
        "email_key",
        "phone",
        "phone_key",
        "mobile",
        "mobile_key",
    )
    names += ("owner_id", "team_id", "street", "city", "region", "postcode", "country", "no_calls", "no_emails")
    with office.acting() as ctx:
        lead = umbrella(ctx)

        made = whole(ctx, lead)

        assert made.contact is not None
        assert columns(made.contact, *names) == columns(lead, *names)
        assert columns(made.contact, "title", "company_id") == ["Paul Martin", made.party.id]
        assert columns(made.contact, "website", "industry", "source_id", "department") == [None] * 4
        assert made.party.primary_contact_id == made.contact.id


def test_deal_when_it_is_made_with_the_conversion(office: Office) -> None:
    """It takes over the deal's column of the map: source, owner, team, budget, description; lead and party stay."""
    with office.acting() as ctx:
        lead = umbrella(ctx)

        made = whole(ctx, lead)

        assert made.deal is not None
        assert columns(made.deal, "source_id", "owner_id", "team_id") == columns(
            lead, "source_id", "owner_id", "team_id"
        )
        assert columns(made.deal, "amount_minor", "currency", "customer_description") == [
            500_000,
            "EUR",
            "Wants 40 pumps\nby summer",
        ]
        assert columns(made.deal, "lead_id", "party_id", "title", "type") == [
            lead.id,
            made.party.id,
            "Umbrella – Wants 40 pumps",
            DealType.NEW_CUSTOMER,
        ]


def test_lead_when_it_is_converted(office: Office) -> None:
    """It is converted, with its pointers and the time."""
    with office.acting() as ctx:
        lead = umbrella(ctx)

        made = whole(ctx, lead)

        assert made.contact is not None
        assert columns(lead, "status", "converted_party_id", "converted_contact_id", "converted_at") == [
            LeadStatus.CONVERTED,
            made.party.id,
            made.contact.id,
            ctx.now,
        ]


@pytest.mark.parametrize(("customer", "flags"), [(False, [True, False]), (True, [False, True])])
def test_new_company_when_it_is_prospect_or_customer(office: Office, customer: bool, flags: list[bool]) -> None:
    """It is a prospect, unless it is said to be a customer."""
    with office.acting() as ctx:
        party = whole(ctx, umbrella(ctx), is_customer=customer).party

        assert columns(party, "is_prospect", "is_customer") == flags


@pytest.mark.parametrize(
    ("before", "customer", "after"),
    [("supplier", False, [True, False]), ("customer", False, [False, True]), ("prospect", True, [False, True])],
)
def test_existing_company_when_a_lead_joins_it(office: Office, before: str, customer: bool, after: list[bool]) -> None:
    """It becomes a prospect unless it is a customer (R-28); the lead's rejections hold for it, its own data stay."""
    with office.acting() as ctx:
        there = companies.create(ctx, CompanyDraft("Umbrella Ltd", Reach(city="Paris"), (before,)))
        lead = umbrella(ctx, company_name="Umbrella Group")

        made = whole(ctx, lead, company=there, is_customer=customer)

        assert made.party is there
        assert columns(there, "is_prospect", "is_customer") == after
        assert columns(there, "no_calls", "no_emails", "city", "email") == [True, True, "Paris", None]
        assert made.contact is not None
        assert made.contact.company_id == there.id


def test_individual_when_a_lead_names_no_company(office: Office) -> None:
    """They are the third party themselves, without a separate contact."""
    with office.acting() as ctx:
        lead = umbrella(ctx, company_name=None)

        made = whole(ctx, lead)

        assert isinstance(made.party, Contact)
        assert made.contact is None
        assert columns(made.party, "title", "is_prospect", "website", "source_id") == [
            "Paul Martin",
            True,
            "umbrella.example",
            lead.source_id,
        ]
        assert columns(lead, "converted_party_id", "converted_contact_id") == [made.party.id, None]


def test_company_alone_when_the_lead_names_nobody(office: Office) -> None:
    """There is no contact to make."""
    with office.acting() as ctx:
        made = whole(ctx, umbrella(ctx, first_name=None, last_name=None))

        assert (made.party.kind, made.contact) == ("company", None)


def test_existing_contact_when_nothing_is_said_of_a_company(office: Office) -> None:
    """Their company is meant."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))

        made = whole(ctx, umbrella(ctx), contact=jane)

        assert (made.party, made.contact) == (acme, jane)


def test_existing_contact_when_they_had_no_company(office: Office) -> None:
    """They work at the existing company from then on."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))

        made = whole(ctx, umbrella(ctx), contact=jane, company=acme)

        assert (made.party, jane.company_id, jane.no_calls) == (acme, acme.id, True)


def test_existing_contact_when_they_worked_elsewhere(office: Office) -> None:
    """Where they worked is kept as a link that has ended, and they are no longer whom to talk to there."""
    with office.acting() as ctx:
        acme, globex = (companies.create(ctx, CompanyDraft(name)) for name in ("Acme", "Globex"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=globex))
        globex.primary_contact_id = jane.id

        whole(ctx, umbrella(ctx), contact=jane, company=acme)

        (left,) = affiliations.of(ctx, jane)
        assert (jane.company_id, left.company, left.ended_on) == (acme.id, globex, ctx.today)
        assert ctx.session.get_one(Company, globex.id).primary_contact_id is None


def test_existing_contact_when_the_company_is_new(office: Office) -> None:
    """That is refused: an existing contact is offered only with an existing company (R-27)."""
    with office.acting() as ctx:
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))

        with pytest.raises(InvalidInput, match="Jane"):
            whole(ctx, umbrella(ctx), contact=jane)


def test_activities_when_a_lead_is_converted(office: Office) -> None:
    """Each note and task is on the company and on the contact as well, once."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        note = notes.log(ctx, NoteDraft("met Paul", [lead]))
        task = tasks.create(ctx, TaskDraft("call Paul", about=[lead]))

        made = whole(ctx, lead)

        assert made.contact is not None
        links = ctx.session.execute(select(ActivityLink.activity_id, ActivityLink.record_id))
        assert sorted((link.activity_id, link.record_id) for link in links) == sorted(
            (activity.id, record.id) for activity in (note, task) for record in (lead, made.party, made.contact)
        )


def test_deals_when_a_lead_is_converted(office: Office) -> None:
    """Those of the lead get its company and contact; the lead stays with them (R-24)."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        deal = deals.create(ctx, DealDraft("Pumps", lead=lead))

        made = whole(ctx, lead, deal=None)

        assert made.contact is not None
        assert (made.deal, list(made.deals)) == (None, [deal])
        assert columns(deal, "lead_id", "party_id", "contact_id") == [lead.id, made.party.id, made.contact.id]


def test_tags_when_a_lead_is_converted(office: Office) -> None:
    """They are on the company and the contact as well."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        tags.apply(ctx, lead, ["fair", "key"])

        made = whole(ctx, lead)

        assert made.contact is not None
        assert [list(tags.of(ctx, party)) for party in (made.party, made.contact)] == [["fair", "key"]] * 2


@pytest.mark.parametrize("company", ["Umbrella", None])
def test_documents_when_a_lead_is_converted(office: Office, company: str | None) -> None:
    """They stay with the lead, and are listed with the company, or with the individual."""
    with office.acting() as ctx:
        lead = umbrella(ctx, company_name=company)
        (document,) = documents.keep(ctx, [Attached("x", "plan.pdf", "application/pdf", 1, "file")], Filing(lead))

        party = whole(ctx, lead).party

        listed = ctx.session.scalars(select(Document.id).where(document_lists.filed_with(party))).all()
        assert (list(listed), document.about_id) == ([document.id], lead.id)


def test_own_fields_when_a_lead_is_converted(office: Office) -> None:
    """Values go to the fields of equal key and type of company, contact and deal, before what those start with."""
    with office.acting() as ctx:
        for kind in ("lead", "company", "deal"):
            custom_fields.add(ctx, FieldDraft(kind, "Fleet size", FieldType.NUMBER))
            custom_fields.add(ctx, FieldDraft(kind, "Colour", FieldType.DROPDOWN, ("Red", "Blue")))
        custom_fields.add(ctx, FieldDraft("contact", "Fleet size", FieldType.TEXT))
        custom_fields.set_default(ctx, custom_fields.find(ctx, "company", "Fleet size"), "1")
        custom_fields.set_default(ctx, custom_fields.find(ctx, "company", "Colour"), "Red")
        lead = umbrella(ctx)
        custom_values.put(ctx, lead, {"fleet_size": Decimal(25)})

        made = whole(ctx, lead)

        assert made.contact is not None
        assert made.deal is not None
        assert custom_values.by_key(ctx, made.party) == {"fleet_size": Decimal(25), "colour": "Red"}
        assert custom_values.by_key(ctx, made.contact) == {}
        assert custom_values.by_key(ctx, made.deal) == {"fleet_size": Decimal(25)}


def test_own_fields_when_the_company_is_there_already(office: Office) -> None:
    """What stands in them there stays."""
    with office.acting() as ctx:
        for kind in ("lead", "company"):
            for label in ("Fleet size", "Doors"):
                custom_fields.add(ctx, FieldDraft(kind, label, FieldType.NUMBER))
        acme = companies.create(ctx, CompanyDraft("Acme"))
        custom_values.put(ctx, acme, {"fleet_size": Decimal(3)})
        lead = umbrella(ctx)
        custom_values.put(ctx, lead, {"fleet_size": Decimal(25), "doors": Decimal(2)})

        whole(ctx, lead, company=acme)

        assert custom_values.by_key(ctx, acme) == {"fleet_size": Decimal(3), "doors": Decimal(2)}


def test_queries_when_a_lead_has_many_activities(office: Office) -> None:
    """Their number does not depend on how much hangs on the lead."""
    counts = [_queries(office, amount) for amount in (1, 8)]

    assert counts[0] == counts[1]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the queries that are sent meanwhile."""
    sent: list[str] = []

    def take(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # Each changed row is an update of its own, by its version; words seen before are not asked for again.
        if statement.startswith("SELECT") and "search_token" not in statement:
            sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", take)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", take)


def _queries(office: Office, amount: int) -> int:
    with office.acting() as ctx:
        lead = umbrella(ctx, company_name=f"Firm {amount}", last_name=f"Boss{amount}", reach=Reach(city="Leeds"))
        for index in range(amount):
            notes.log(ctx, NoteDraft(f"note {index}", [lead]))
            deals.create(ctx, DealDraft(f"Deal {index}", lead=lead))
        number = lead.id
    with office.acting() as ctx:
        lead = ctx.session.get_one(Lead, number)
        with counted(ctx.session) as statements:
            conversion.convert(ctx, lead, Plan(deal=DealWish()), anyway=True)
        return len(statements)
