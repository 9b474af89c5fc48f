"""Who may be given companies and contacts (R-60), on every path that gives one to somebody."""

import pytest

from crmbot.core import companies, contacts, conversion, deals, leads, merging
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactChange, ContactDraft
from crmbot.core.context import Context
from crmbot.core.conversion import Plan
from crmbot.core.deals import DealDraft
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.core.parties import Reach
from crmbot.core.parties import owners as party_owners
from crmbot.core.people import teams
from crmbot.core.rights import assigning
from crmbot.store.models.party import Company
from crmbot.store.models.people import User
from tests.core.conftest import Office


@pytest.fixture
def north(office: Office) -> Office:
    """Have companies and contacts go to the team North, which is Eva and Mia."""
    with office.acting() as ctx:
        team = teams.make(ctx, "North")
        for who in ("eva", "mia"):
            teams.add(ctx, team, ctx.session.get_one(User, office.ids[who]))
        assigning.restrict(ctx, [team])
    return office


def refused(ctx: Context, act: object) -> InvalidInput:
    """Return the refusal of somebody who may not be assigned."""
    assert callable(act)
    with pytest.raises(InvalidInput) as error:
        act()
    assert error.value.field == "owner"
    return error.value


def test_owner_when_everybody_may_be_one(office: Office) -> None:
    """That is so until somebody says otherwise."""
    with office.acting("mia") as ctx:
        assert assigning.names(ctx) == ()
        assert companies.create(ctx, CompanyDraft("Initech", owner_id=office.ids["rita"])).owner_id


def test_refusal_when_somebody_is_in_no_such_team(north: Office) -> None:
    """It names who may be assigned, and the teams."""
    with north.acting("mia") as ctx:
        error = refused(ctx, lambda: assigning.owner_columns(ctx, north.ids["ben"]))

    assert error.choices == ("Eva Rep", "Mia Boss")
    assert "North" in error.reason


def test_company_and_contact_when_made_changed_or_given(north: Office) -> None:
    """Every path asks."""
    ben, eva = north.ids["ben"], north.ids["eva"]
    with north.acting("mia") as ctx:
        refused(ctx, lambda: companies.create(ctx, CompanyDraft("Initech", owner_id=ben)))
        refused(ctx, lambda: contacts.create(ctx, ContactDraft("Bill Lumbergh", owner_id=ben)))
        company = companies.create(ctx, CompanyDraft("Initech", owner_id=eva))
        contact = contacts.create(ctx, ContactDraft("Bill Lumbergh"))
        refused(ctx, lambda: companies.give(ctx, company, ben))
        refused(ctx, lambda: contacts.change(ctx, contact, ContactChange(owner_id=ben)))
        contacts.change(ctx, contact, ContactChange(owner_id=eva))

        assert (company.owner_id, contact.owner_id) == (eva, eva)


def test_company_when_its_maker_may_not_have_it(north: Office) -> None:
    """It is written down all the same, is nobody's, and its maker sees it."""
    with north.acting("ben") as ctx:
        company = companies.create(ctx, CompanyDraft("Initech"))
        contact = contacts.create(ctx, ContactDraft("Bill Lumbergh", company=company))

        assert (company.owner_id, contact.owner_id) == (None, None)
        assert company.team_id is not None
        assert company.created_by_id == north.ids["ben"]


def test_owner_when_there_before(office: Office) -> None:
    """Who owns one stays its owner until that is changed."""
    with office.acting("ben") as ctx:
        number = companies.create(ctx, CompanyDraft("Initech")).id
    with office.acting() as ctx:
        assigning.restrict(ctx, [teams.make(ctx, "North")])
    with office.acting("ben") as ctx:
        company = ctx.session.get_one(Company, number)
        companies.change(ctx, company, name="Initech Ltd", reach=Reach(), roles=())

        assert company.owner_id == office.ids["ben"]


def test_conversion_when_the_leads_owner_may_not_be_assigned(north: Office) -> None:
    """What it becomes is nobody's, but for the deal: those are not restricted."""
    with north.acting("ben") as ctx:
        lead = leads.create(ctx, LeadDraft(last_name="Lumbergh", company_name="Initech", unowned=False))
        made = conversion.convert(ctx, lead, Plan(deal=conversion.DealWish()))

        assert made.contact is not None
        assert made.deal is not None
        assert (made.party.owner_id, made.contact.owner_id) == (None, None)
        assert made.deal.owner_id == north.ids["ben"]


def test_deal_and_lead_when_given(north: Office) -> None:
    """They are not companies and contacts."""
    ben = north.ids["ben"]
    with north.acting("mia") as ctx:
        company = companies.create(ctx, CompanyDraft("Initech"))

        assert deals.create(ctx, DealDraft("Pumps", company, owner_id=ben)).owner_id == ben
        assert leads.create(ctx, LeadDraft(last_name="Lumbergh", owner_id=ben)).owner_id == ben


def test_restriction_when_lifted_or_team_changes(north: Office) -> None:
    """It holds at once, in the same breath."""
    with north.acting() as ctx:
        ben = ctx.session.get_one(User, north.ids["ben"])
        teams.add(ctx, teams.named(ctx, "North"), ben)
        assert assigning.may_own(ctx, ben.id)
        teams.remove(ctx, teams.named(ctx, "North"), ben)
        assert not assigning.may_own(ctx, ben.id)
        assigning.restrict(ctx, [])
        assert assigning.may_own(ctx, ben.id)


def test_restriction_when_it_is_not_theirs_to_set(office: Office) -> None:
    """It is a setting."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        assigning.restrict(ctx, [])


def test_company_when_taken_over(north: Office) -> None:
    """Taking asks as giving does."""
    with north.acting("ana") as ctx:
        number = companies.create(ctx, CompanyDraft("Initech", owner_id=north.ids["eva"])).id
    with north.acting("ana") as ctx:
        refused(ctx, lambda: party_owners.take(ctx, ctx.session.get_one(Company, number)))


@pytest.mark.parametrize("picked", [True, False])
def test_owner_when_records_are_merged(office: Office, picked: bool) -> None:
    """Who may not be assigned is refused when picked, and left out when a blank is filled."""
    with office.acting("ben") as ctx:
        theirs = companies.create(ctx, CompanyDraft("Initech")).id
    with office.acting() as ctx:
        ours = companies.create(ctx, CompanyDraft("Initech Ltd"), anyway=True).id
        if not picked:
            ctx.session.get_one(Company, ours).owner_id = None
        team = teams.make(ctx, "North")
        assigning.restrict(ctx, [team])
    with office.acting() as ctx:
        into, other = ctx.session.get_one(Company, ours), ctx.session.get_one(Company, theirs)
        if picked:
            refused(ctx, lambda: merging.merge(ctx, merging.Wanted(into, (other,), {"owner": theirs})))
        else:
            merging.merge(ctx, merging.Wanted(into, (other,)))

            assert into.owner_id is None
