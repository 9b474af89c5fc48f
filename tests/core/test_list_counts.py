"""Lists counted by one of their fields, on either database."""

import crmbot.core.deals.lists  # noqa: F401  # says what deals are counted by
from crmbot.core import companies, contacts, deals, filters, people
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.parties import Reach
from crmbot.language.money import Money
from crmbot.store.models.people import GrantLevel, Role, RoleGrant
from tests.core.conftest import Office


def counted(ctx: Context, kind: str, text: str) -> list[tuple[str, int, dict[str, int]]]:
    """Return the groups a filter counts: what each is called, how many, and what they are worth."""
    found = filters.counted(ctx, filters.wanted(ctx, kind, text), 20)
    assert found.of == len(found.groups)
    return [(group.name, group.count, dict(group.sums)) for group in found.groups]


def listed(ctx: Context, kind: str, text: str) -> list[int]:
    """Return how long the list of each group is, in their order."""
    wanted = filters.wanted(ctx, kind, text)
    asked = (f'{wanted.among} {wanted.per}:"{group.said}"' for group in filters.counted(ctx, wanted, 20).groups)
    return [filters.page(ctx, filters.wanted(ctx, kind, line), 20, 0)[1] for line in asked]


def test_counted_when_amounts_are_in_several_currencies(office: Office) -> None:
    """Each currency is summed by itself, and only what the filter finds; each group's list has so many."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", Reach(city="York")))
        beta = companies.create(ctx, CompanyDraft("Beta"))
        for firm, minor, unit in ((acme, 500, "EUR"), (acme, 700, "EUR"), (acme, 900, "USD"), (beta, 100, "EUR")):
            deals.create(ctx, DealDraft("Pumps", firm, amount=Money(minor, unit)))

        assert counted(ctx, "deal", "per:company") == [
            ("Acme", 3, {"EUR": 1200, "USD": 900}),
            ("Beta", 1, {"EUR": 100}),
        ]
        assert counted(ctx, "deal", "amount>6 per:city") == [("York", 1, {"EUR": 700})]
        for by in ("company", "city", "owner", "stage", "pipeline", "source"):
            assert sum(listed(ctx, "deal", f"per:{by}")) == len([acme, acme, acme, beta])


def test_counted_when_two_colleagues_have_one_name(office: Office) -> None:
    """Each has a line, with the address that tells them apart; so is the list of each."""
    with office.acting() as ctx:
        twin = people.add(ctx.session, name="Ben Rep", email="ben2@firm.example", role="rep", zone="Europe/London")
        for owner_id in (office.ids["ben"], twin.id, twin.id):
            companies.create(ctx, CompanyDraft("Firm", owner_id=owner_id), anyway=True)

        groups = counted(ctx, "company", "everybody per:owner")

        assert groups == [("Ben Rep (ben2@firm.example)", 2, {}), ("Ben Rep (ben@firm.example)", 1, {})]
        assert listed(ctx, "company", "everybody per:owner") == [2, 1]


def test_counted_when_the_company_may_not_be_seen(office: Office) -> None:
    """Nobody learns what it is called, nor how many such there are."""
    with office.acting() as ctx:
        row = ctx.session.query(Role).filter_by(name="rep").one()
        ctx.session.add(RoleGrant(role_id=row.id, permission="company.see", level=GrantLevel.OWN))
        for name in ("Acme", "Beta"):
            firm = companies.create(ctx, CompanyDraft(name, Reach(city="York")))
            contacts.create(ctx, ContactDraft(f"Jane {name}", company=firm))
            deals.create(ctx, DealDraft("Pumps", firm))

    with office.acting("ben") as ctx:
        assert filters.counted(ctx, filters.wanted(ctx, "contact", "all per:company"), 20).groups == (
            filters.Group("", "", 2),
        )
        assert counted(ctx, "deal", "all per:city") == [("", 2, {})]
