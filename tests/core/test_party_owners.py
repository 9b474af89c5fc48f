"""Whose companies and contacts are, on either database."""

import pytest
from sqlalchemy import select

from crmbot.core import companies
from crmbot.core.companies import CompanyDraft
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.party import Company
from tests.core.conftest import Office


def test_company_when_taken_from_somebody(office: Office) -> None:
    """It is the taker's, and whoever had it is told."""
    with office.acting("ben") as ctx:
        number = companies.create(ctx, CompanyDraft("Acme")).id
    with office.acting("ana") as ctx:
        party_owners.take(ctx, ctx.session.get_one(Company, number))

        assert ctx.session.get_one(Company, number).owner_id == office.ids["ana"]
        told = ctx.session.scalars(select(Outbox).where(Outbox.kind == party_owners.TAKEN)).all()
        assert [fact.user_id for fact in told] == [office.ids["ben"]]


def test_company_when_given_to_who_has_it(office: Office) -> None:
    """Nothing is to be done, and that is said; so for taking, and for nobody's."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        with pytest.raises(Conflict):
            party_owners.give(ctx, acme, office.ids["ana"])
        with pytest.raises(Conflict):
            party_owners.take(ctx, acme)

        party_owners.unassign(ctx, acme)

        assert acme.owner_id is None
        with pytest.raises(Conflict):
            party_owners.unassign(ctx, acme)


def test_company_when_somebody_only_reads(office: Office) -> None:
    """They neither take, give nor leave it."""
    with office.acting() as ctx:
        number = companies.create(ctx, CompanyDraft("Acme")).id
    with office.acting("rita") as ctx:
        acme = ctx.session.get_one(Company, number)
        with pytest.raises(NotAllowed):
            party_owners.take(ctx, acme)
        with pytest.raises(NotAllowed):
            party_owners.give(ctx, acme, office.ids["ben"])
        with pytest.raises(NotAllowed):
            party_owners.unassign(ctx, acme)
