"""Deals as they are made, changed and copied, on either database."""

from datetime import date

import pytest

from crmbot.core import companies, deals, history, leads, lookup
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.conversion import links
from crmbot.core.deals import DealChange, DealDraft, Recurring, closing
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.core.settings import lost_reasons, options, sources
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal, DealType, Periodicity
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Company
from tests.core.conftest import Office


def pumps(ctx: Context, **more: object) -> Deal:
    """Make a deal of EUR 12,500 with Acme."""
    acme = companies.create(ctx, CompanyDraft("Acme"), anyway=True)
    draft = {"amount": Money(1_250_000, "EUR"), "expected_close": date(2026, 12, 30), **more}
    return deals.create(ctx, DealDraft("40 pumps", acme, **draft))  # type: ignore[arg-type]  # named by the test


def hooli(ctx: Context) -> Lead:
    """Make a lead."""
    return leads.create(ctx, LeadDraft(company_name="Hooli"), anyway=True)


def test_change_when_the_deal_is_closed(office: Office) -> None:
    """What is won stays as it was."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.win(ctx, deal, Money(1_300_000, "EUR"))

        with pytest.raises(Conflict):
            deals.change(ctx, deal, DealChange(name="Other"))


def test_amount_and_close_when_cleared(office: Office) -> None:
    """They are empty again."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.change(ctx, deal, DealChange(cleared=("amount_minor", "expected_close")))

        assert (deal.amount_minor, deal.expected_close) == (None, None)


def test_owner_when_a_rep_makes_a_deal_for_a_colleague(office: Office) -> None:
    """Giving records away is a right of its own."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(NotAllowed):
            deals.create(ctx, DealDraft("Pumps", acme, owner_id=office.ids["eva"]))


def test_search_when_a_rename_was_undone(office: Office) -> None:
    """A deal is found by the name it has again, not by the one it had for a while."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    with office.acting() as ctx:
        deals.change(ctx, ctx.session.get_one(Deal, number), DealChange(name="Zephyr"))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert [lookup.search(ctx, word, kinds=("deal",)).total for word in ("pumps", "zephyr")] == [1, 0]


def test_name_when_it_is_blank(office: Office) -> None:
    """Every deal has a name (R-47)."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(InvalidInput):
            deals.create(ctx, DealDraft("  ", acme))


def test_deal_when_it_is_with_nobody(office: Office) -> None:
    """A deal is with a company, a person or a lead."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        deals.create(ctx, DealDraft("Pumps"))


def test_deal_when_made_on_a_lead(office: Office) -> None:
    """It is linked to the lead, has no party yet, and is found by the name of the lead (R-24)."""
    with office.acting() as ctx:
        lead = hooli(ctx)
        deal = deals.create(ctx, DealDraft("Rack", lead=lead, amount=Money(500_000, "EUR")))

        found = [hit.record_id for hit in lookup.search(ctx, "hooli", kinds=("deal",)).hits]

        assert (deal.lead_id, deal.party_id, deals.buyer_of(ctx, deal), found) == (lead.id, None, lead, [deal.id])


def test_lead_when_its_deal_gets_a_party(office: Office) -> None:
    """The link to the lead stays (R-24)."""
    with office.acting() as ctx:
        lead = hooli(ctx)
        deal = deals.create(ctx, DealDraft("Rack", lead=lead))
        acme = companies.create(ctx, CompanyDraft("Hooli Inc"), anyway=True)
        links.deals_of(ctx, lead, acme, None)

        assert (deal.party_id, deal.lead_id, deals.buyer_of(ctx, deal)) == (acme.id, lead.id, acme)


def test_buyer_when_another_one_is_chosen(office: Office) -> None:
    """Choosing a lead clears the company, and the other way round."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        lead, acme = hooli(ctx), deals.buyer_of(ctx, deal)
        deals.set_buyer(ctx, deal, lead)
        on_lead = (deal.party_id, deal.lead_id)
        assert isinstance(acme, Company)
        deals.set_buyer(ctx, deal, acme)

        assert (on_lead, (deal.party_id, deal.lead_id)) == ((None, lead.id), (acme.id, None))


@pytest.mark.parametrize(
    ("roles", "said", "expected"),
    [
        ((), None, DealType.NEW_CUSTOMER),
        (("customer",), None, DealType.EXISTING_CUSTOMER),
        (("customer",), DealType.NEW_CUSTOMER, DealType.NEW_CUSTOMER),
    ],
)
def test_type_when_not_said(office: Office, roles: tuple[str, ...], said: DealType | None, expected: DealType) -> None:
    """It is existing for a customer, new for anybody else; what is said holds (R-49)."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", roles=roles))

        assert deals.create(ctx, DealDraft("Pumps", acme, type=said)).type is expected


def test_type_when_something_recurs(office: Office) -> None:
    """What recurs makes a deal recurring."""
    with office.acting() as ctx:
        deal = pumps(ctx, recurring=Recurring(Money(20_000, "EUR"), Periodicity.MONTH, date(2027, 1, 1)))

        assert (deal.type, deal.recurring_minor, deal.periodicity) == (DealType.RECURRING, 20_000, Periodicity.MONTH)


def test_recurring_amount_when_the_deal_is_not_recurring(office: Office) -> None:
    """Only a recurring deal has one; saying another type takes it away."""
    with office.acting() as ctx:
        with pytest.raises(InvalidInput):
            pumps(ctx, type=DealType.NEW_CUSTOMER, recurring=Recurring(Money(20_000, "EUR")))
        deal = pumps(ctx, recurring=Recurring(Money(20_000, "EUR"), Periodicity.MONTH))
        deals.change(ctx, deal, DealChange(type=DealType.EXISTING_CUSTOMER))

        assert (deal.type, deal.recurring_minor, deal.periodicity) == (DealType.EXISTING_CUSTOMER, None, None)


def test_recurring_when_it_ends_before_it_starts(office: Office) -> None:
    """Days are in their order."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        pumps(ctx, recurring=Recurring(None, Periodicity.MONTH, date(2027, 1, 1), date(2026, 12, 1)))


def test_cases_when_the_worst_is_better_than_the_best(office: Office) -> None:
    """The worst case is not more than the best case."""
    with office.acting() as ctx:
        deal = pumps(ctx, best=Money(2_000_000, "EUR"))

        with pytest.raises(InvalidInput):
            deals.change(ctx, deal, DealChange(worst=Money(2_000_100, "EUR")))


def test_amounts_when_their_currencies_differ(office: Office) -> None:
    """Nothing is converted: all amounts of a deal are in one currency."""
    with office.acting() as ctx:
        with pytest.raises(InvalidInput):
            pumps(ctx, best=Money(2_000_000, "USD"))
        deal = pumps(ctx, best=Money(2_000_000, "EUR"))
        with pytest.raises(InvalidInput):
            deals.change(ctx, deal, DealChange(amount=Money(100, "USD")))
        deals.change(ctx, deal, DealChange(amount=Money(100, "USD"), cleared=("best_minor",)))

        assert (deal.amount_minor, deal.currency, deal.best_minor) == (100, "USD", None)


def test_probability_when_it_is_none(office: Office) -> None:
    """A probability is 0 to 100."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            deals.change(ctx, deal, DealChange(probability=101))


def test_probability_when_cleared(office: Office) -> None:
    """It is that of the stage again, and follows the stage from there on (B18)."""
    with office.acting() as ctx:
        deal = pumps(ctx, probability=60)
        own = (deal.probability, deal.probability_manual)
        deals.change(ctx, deal, DealChange(cleared=("probability",)))

        assert (own, (deal.probability, deal.probability_manual)) == ((60, True), (10, False))


@pytest.mark.parametrize(("is_on", "expected"), [(False, None), (True, "Two plants")])
def test_description_of_the_customer_when_a_deal_is_made(office: Office, is_on: bool, expected: str | None) -> None:
    """It is taken over if the option says so, and stays as it was then (R-48)."""
    with office.acting() as ctx:
        options.assign(ctx, options.COPY_CUSTOMER_DESCRIPTION, is_on)
        acme = companies.create(ctx, CompanyDraft("Acme", description="Two plants"))
        deal = deals.create(ctx, DealDraft("Valves", acme))
        acme.description = "Three plants"
        ctx.session.flush()

        assert deal.customer_description == expected


def test_source_when_the_customer_has_one(office: Office) -> None:
    """A deal comes from where its customer came from, unless it is said otherwise."""
    with office.acting() as ctx:
        fair, web = sources.add(ctx, "Boat fair"), sources.add(ctx, "Hotline")
        acme = companies.create(ctx, CompanyDraft("Acme"))
        acme.source_id = fair.id
        found = [deals.create(ctx, DealDraft("Pumps", acme, source_id=said)).source_id for said in (None, web.id)]

        assert found == [fair.id, web.id]


def test_copy_when_the_deal_was_lost(office: Office) -> None:
    """The copy is open and in the first stage, without reason, note and an own chance."""
    with office.acting() as ctx:
        deal = pumps(ctx, probability=60, next_step="call")
        closing.lose(ctx, deal, lost_reasons.reason_named(ctx.session, "pricing"), "too dear")
        again = deals.copy(ctx, deal)

        told = (again.title, again.amount_minor, again.expected_close, again.next_step, again.party_id)
        state = (deals.stage_of(ctx, again).name, again.probability, again.lost_reason_id, again.closed_at)

        assert (told, state) == (
            ("40 pumps", 1_250_000, date(2026, 12, 30), "call", deal.party_id),
            ("New", 10, None, None),
        )
