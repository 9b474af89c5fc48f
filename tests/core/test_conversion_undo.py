"""Conversions taken back, on either database."""

import pytest
from sqlalchemy import select

from crmbot.core import companies, deals, history, notes, tags
from crmbot.core.companies import CompanyDraft
from crmbot.core.conversion import undo as conversion_undo
from crmbot.core.deals import DealDraft
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Party
from tests.core.conftest import Office
from tests.core.umbrella import columns, umbrella, whole


def test_undo_when_a_lead_was_converted(office: Office) -> None:
    """All of it is taken back as one."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        tags.apply(ctx, lead, ["fair"])
        notes.log(ctx, NoteDraft("met Paul", [lead]))
        deal = deals.create(ctx, DealDraft("Pumps", lead=lead))
        numbers = lead.id, deal.id
    with office.acting(command="convert") as ctx:
        batch = history.current(ctx)
        whole(ctx, ctx.session.get_one(Lead, numbers[0]))
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch, within=history.UNDO_LIFE)

        lead = ctx.session.get_one(Lead, numbers[0])
        assert columns(lead, "status", "converted_party_id", "converted_contact_id", "converted_at") == [
            LeadStatus.ASSIGNED,
            None,
            None,
            None,
        ]
        assert ctx.session.get_one(Deal, numbers[1]).party_id is None
        assert ctx.session.scalars(select(Party).where(Party.deleted_at.is_(None))).all() == []
        assert set(ctx.session.scalars(select(ActivityLink.record_id))) == {numbers[0]}
        assert list(tags.of(ctx, lead)) == ["fair"]


def converted(office: Office, who: str = "ben") -> tuple[int, int, str]:
    """Let somebody convert a lead of theirs; return the lead, the company, the batch."""
    with office.acting(who, "convert") as ctx:
        number = umbrella(ctx).id
    with office.acting(who, "convert") as ctx:
        party = whole(ctx, ctx.session.get_one(Lead, number)).party
        return number, party.id, history.current(ctx)


def test_undo_when_the_conversion_is_old(office: Office) -> None:
    """Who made it cannot take it back any more, a manager can (R-29)."""
    lead, _, batch = converted(office)
    office.later(minutes=11)

    with office.acting("ben", "undo") as ctx, pytest.raises(Conflict, match="Umbrella"):
        history.undo(ctx, batch)
    with office.acting("ben", "unconvert") as ctx, pytest.raises(NotAllowed):
        conversion_undo.take_back(ctx, ctx.session.get_one(Lead, lead))
    with office.acting("mia", "unconvert") as ctx:
        conversion_undo.take_back(ctx, ctx.session.get_one(Lead, lead))

        assert ctx.session.get_one(Lead, lead).status is LeadStatus.ASSIGNED


def test_conversion_when_taken_back_a_second_time(office: Office) -> None:
    """There is nothing to take back."""
    lead, _, _ = converted(office)
    with office.acting("mia", "unconvert") as ctx:
        conversion_undo.take_back(ctx, ctx.session.get_one(Lead, lead))

    with office.acting("mia", "unconvert") as ctx, pytest.raises(Conflict):
        conversion_undo.take_back(ctx, ctx.session.get_one(Lead, lead))


def test_undo_when_new_business_stands_on_the_conversion(office: Office) -> None:
    """A deal of the new company keeps it from vanishing."""
    _, company, batch = converted(office)
    with office.acting("ben") as ctx:
        deals.create(ctx, DealDraft("More", ctx.session.get_one(Party, company)))

    with office.acting("ben", "undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert "stands on that" in refused.value.reason


def test_undo_when_the_existing_company_has_other_deals(office: Office) -> None:
    """They have nothing to do with the conversion."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        numbers = acme.id, umbrella(ctx).id
    with office.acting("ben", "convert") as ctx:
        batch = history.current(ctx)
        whole(ctx, ctx.session.get_one(Lead, numbers[1]), company=ctx.session.get_one(Company, numbers[0]))
    with office.acting("ben") as ctx:
        deals.create(ctx, DealDraft("More", ctx.session.get_one(Party, numbers[0])))
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

        assert ctx.session.get_one(Lead, numbers[1]).status is LeadStatus.ASSIGNED


def test_conversion_when_asked_who_made_it(office: Office) -> None:
    """Who and when are known; of an open lead nothing is."""
    number, _, batch = converted(office)
    with office.acting() as ctx:
        made = conversion_undo.of(ctx, ctx.session.get_one(Lead, number))
        open_one = umbrella(ctx, company_name="Hooli", last_name="Bell", reach=Reach(city="Leeds"))

        assert made == conversion_undo.Conversion(office.now, office.ids["ben"], "Ben Rep", batch)
        assert conversion_undo.of(ctx, open_one) is None
