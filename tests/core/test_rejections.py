"""Who wants no calls or no mails."""

import pytest

from crmbot.core import companies, contacts, deals, leads, rejections
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.deals import DealDraft
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.store.models.lead import LeadStatus
from crmbot.store.models.party import Contact
from tests.core.conftest import Office


def test_rejection_when_said_of_anybody(office: Office) -> None:
    """It holds for leads, companies and contacts, and can be taken back."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        everybody = (
            acme,
            contacts.create(ctx, ContactDraft("Jane Doe")),
            leads.create(ctx, LeadDraft(company_name="Hooli")),
        )
        for record in everybody:
            rejections.declare(ctx, record, no_calls=True)
        rejections.declare(ctx, acme, no_calls=False)

        assert [rejections.of_calls(ctx, record) is record for record in everybody] == [False, True, True]
        assert [rejections.of_mails(ctx, record) for record in everybody] == [None] * 3


def test_rejection_when_a_deal_is_talked_over(office: Office) -> None:
    """Whom one calls about a deal is its contact, else whoever buys."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        with_jane = deals.create(ctx, DealDraft("Pumps", acme, contact_id=jane.id))
        alone = deals.create(ctx, DealDraft("Valves", acme))
        rejections.declare(ctx, jane, no_calls=True, no_emails=True)
        rejections.require_mail(ctx, alone)

        assert (rejections.of_calls(ctx, with_jane), rejections.of_calls(ctx, alone)) == (jane, None)
        with pytest.raises(Conflict):
            rejections.require_mail(ctx, with_jane)


def test_rejection_when_it_may_not_be_said(office: Office) -> None:
    """It wants the right to change whom it is said of, and an open lead."""
    with office.acting("mia") as ctx:
        number = contacts.create(ctx, ContactDraft("Jane Doe")).id
        lost = leads.create(ctx, LeadDraft(company_name="Hooli"))
        lost.status = LeadStatus.LOST
        with pytest.raises(Conflict):
            rejections.declare(ctx, lost, no_calls=True)
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        rejections.declare(ctx, ctx.session.get_one(Contact, number), no_calls=True)
