"""Conversions that are refused, and what is offered instead, on either database."""

import pytest

from crmbot.core import companies, contacts, conversion
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Level
from crmbot.core.conversion import Plan
from crmbot.core.conversion import near as conversion_near
from crmbot.core.errors import Conflict, Duplicate, InvalidInput, NotAllowed, NotFound
from crmbot.core.parties import Reach
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company
from tests.core.conftest import Office
from tests.core.umbrella import umbrella, whole


def test_conversion_when_only_contact_and_deal_are_wanted(office: Office) -> None:
    """The person buys in their own name."""
    with office.acting() as ctx:
        made = whole(ctx, umbrella(ctx), with_company=False)

        assert (made.party.title, made.contact, made.deal is not None) == ("Paul Martin", None, True)


def test_conversion_when_it_makes_nobody(office: Office) -> None:
    """A deal needs somebody who buys."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        whole(ctx, umbrella(ctx), with_company=False, with_contact=False)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [({"country": None}, "country"), ({"reach": Reach(phone="+442079460100")}, "city"), ({"country": ""}, "company")],
)
def test_conversion_when_the_address_is_incomplete(office: Office, given: dict[str, object], lacking: str) -> None:
    """It is refused, and names what is missing."""
    with office.acting() as ctx:
        lead = umbrella(ctx, **given)

        with pytest.raises(Conflict) as refused:
            whole(ctx, lead)

        assert lacking in refused.value.reason


def test_conversion_when_the_contacts_address_is_incomplete(office: Office) -> None:
    """The same holds for a contact made at a company that is there."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(Conflict) as refused:
            whole(ctx, umbrella(ctx, country=None), company=acme)

        assert "the contact’s address needs its country" in refused.value.reason


def test_conversion_when_the_lead_is_converted_already(office: Office) -> None:
    """It is final."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        whole(ctx, lead)

        with pytest.raises(Conflict, match="Umbrella"):
            whole(ctx, lead)


def test_conversion_when_the_lead_is_lost(office: Office) -> None:
    """It is to be recycled first."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        lead.status = LeadStatus.LOST

        with pytest.raises(Conflict):
            whole(ctx, lead)


def test_conversion_when_a_company_of_that_name_is_there(office: Office) -> None:
    """It warns before it makes a second one."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        there = companies.create(ctx, CompanyDraft("Umbrella Ltd"))

        with pytest.raises(Duplicate) as near:
            whole(ctx, lead)
        made = conversion.convert(ctx, lead, Plan(), anyway=True)

        assert [found.id for found in near.value.near] == [there.id]
        assert made.party is not there


def test_conversion_when_a_contact_of_that_mail_is_there(office: Office) -> None:
    """It warns of contacts, too."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        contacts.create(ctx, ContactDraft("P. Martin", Reach(email="paul@umbrella.example")))

        with pytest.raises(Duplicate) as near:
            whole(ctx, lead)

        assert near.value.kind == "contact"


def test_companies_near_when_name_phone_or_domain_is_the_same(office: Office) -> None:
    """The one of the name comes first, then those reached or writing from the same place; a mail provider is none."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        phone = companies.create(ctx, CompanyDraft("Globex", Reach(phone="020 7946 0100")), anyway=True)
        site = companies.create(ctx, CompanyDraft("Hive", Reach(website="https://www.umbrella.example/en")))
        named = companies.create(ctx, CompanyDraft("UMBRELLA Inc"), anyway=True)
        free = umbrella(ctx, company_name="Solo", reach=Reach(email="solo@gmail.com", city="Leeds"), last_name="Solo")
        companies.create(ctx, CompanyDraft("Mailers", Reach(email="info@gmail.com")))

        assert conversion_near.companies(ctx, lead) == [named, phone, site]
        assert conversion_near.companies(ctx, free) == []


def test_contacts_near_when_some_work_at_the_company(office: Office) -> None:
    """Those of the company come first (R-27), and its other people after all who look alike."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        acme = companies.create(ctx, CompanyDraft("Acme"))
        elsewhere = contacts.create(ctx, ContactDraft("Paul Martin"), anyway=True)
        here = contacts.create(ctx, ContactDraft("Paul Martin", company=acme), anyway=True)
        other = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))

        assert conversion_near.to_pick(ctx, lead, acme) == [here, elsewhere, other]


def test_conversion_when_the_lead_is_somebody_elses(office: Office) -> None:
    """Only who may change the lead converts it."""
    with office.acting() as ctx:
        number = umbrella(ctx).id

    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        whole(ctx, ctx.session.get_one(Lead, number))


def test_conversion_when_the_company_may_not_be_changed(office: Office) -> None:
    """One that would have to change needs the right to; one that stays as it is only needs to be seen."""
    with office.acting("mia") as ctx:
        taken = companies.create(ctx, CompanyDraft("Umbrella Ltd", roles=("supplier",), owner_id=office.ids["mia"]))
        known = companies.create(ctx, CompanyDraft("Globex", roles=("customer",), owner_id=office.ids["mia"]))
        for company in (taken, known):
            company.owner_id = None
        ids = taken.id, known.id

    with office.acting("ben") as ctx:
        lead = umbrella(ctx, no_calls=False, no_emails=False)
        supplier, customer = (ctx.session.get_one(Company, number) for number in ids)
        with pytest.raises(NotAllowed):
            whole(ctx, lead, company=supplier)

        assert whole(ctx, lead, company=customer).party is customer


def test_conversion_when_the_company_is_hidden(office: Office) -> None:
    """What one does not see is not there."""
    with office.acting("eva") as ctx:
        hidden = companies.create(ctx, CompanyDraft("Umbrella Ltd"))
        number, hidden.team_id = hidden.id, None

    with office.acting("ben") as ctx, pytest.raises(NotFound):
        whole(ctx, umbrella(ctx), company=ctx.session.get_one(Company, number))


def test_conversion_when_a_kind_may_not_be_made(office: Office) -> None:
    """A right that is missing for one of them stops all of it."""
    with office.acting("ben") as ctx:
        lead = umbrella(ctx)
        ctx.actor.rights["deal.create"] = Level.NONE

        with pytest.raises(NotAllowed) as refused:
            whole(ctx, lead)

        assert refused.value.permission == "deal.create"
        assert lead.status is LeadStatus.ASSIGNED


def test_owner_when_a_manager_converts_a_reps_lead(office: Office) -> None:
    """What is made stays the rep's."""
    with office.acting("ben") as ctx:
        number = umbrella(ctx).id
    with office.acting("mia") as ctx:
        ctx.actor.rights["lead.edit"] = ctx.actor.rights["*.see"]
        made = whole(ctx, ctx.session.get_one(Lead, number))

        assert made.contact is not None
        assert made.deal is not None
        assert {record.owner_id for record in (made.party, made.contact, made.deal)} == {office.ids["ben"]}
