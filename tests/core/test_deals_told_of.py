"""What somebody told of a deal without naming it."""

import pytest

from crmbot.core import companies, contacts, deals, lookup
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft, closing, told_of
from crmbot.store.models.deal import Deal
from tests.core.conftest import Office


@pytest.fixture
def acme(office: Office) -> Office:
    """Let there be a company with a person, two open deals and one that is won."""
    with office.acting() as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Roe", company=company))
        ben = contacts.create(ctx, ContactDraft("Ben Moss", company=company))
        office.ids |= {"acme": company.id, "jane": jane.id, "moss": ben.id}
        for name in ("Valves", "Pumps", "Old hall"):
            office.ids[name] = deals.create(ctx, DealDraft(name, company, contact_id=jane.id)).id
        closing.win(ctx, deal(office, ctx, "Old hall"))
    return office


def deal(office: Office, ctx: Context, name: str) -> Deal:
    """Return one of the deals."""
    found = lookup.get(ctx, office.ids[name])
    assert isinstance(found, Deal)
    return found


@pytest.mark.parametrize(
    ("about", "names"),
    [
        (["acme"], ["Valves", "Pumps"]),
        (["jane"], ["Valves", "Pumps"]),
        (["acme", "jane"], ["Valves", "Pumps"]),
        (["acme", "Pumps"], ["Pumps"]),
        (["Old hall"], []),
        (["moss"], ["Valves", "Pumps"]),
        ([], []),
    ],
)
def test_deals_when_words_are_of_somebody(acme: Office, about: list[str], names: list[str]) -> None:
    """They are the open ones of whoever is spoken of; a deal that is named is the only one."""
    with acme.acting() as ctx:
        found = told_of.open_deals(ctx, [lookup.get(ctx, acme.ids[name]) for name in about])

        assert [each.title for each, _ in found] == names


def test_deals_when_there_are_many(acme: Office) -> None:
    """No more are offered than can be looked through."""
    with acme.acting() as ctx:
        company = lookup.get(ctx, acme.ids["acme"])
        for number in range(9):
            deals.create(ctx, DealDraft(f"More {number}", company))  # type: ignore[arg-type]  # it is a company

        assert len(told_of.open_deals(ctx, [company])) == told_of.MOST


def test_deal_when_somebody_only_reads(acme: Office) -> None:
    """What they may not change is not offered to them."""
    with acme.acting("rita") as ctx:
        assert not told_of.may_change(ctx, deal(acme, ctx, "Pumps"))
    with acme.acting() as ctx:
        assert told_of.may_change(ctx, deal(acme, ctx, "Pumps"))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("won", "Won"),
        ("lost", "Lost"),
        ("proposal", "Proposition"),
        ("qualified", "Qualification"),
        ("negotiation", "Negotiation"),
        ("demo", None),
        ("on_hold", None),
        ("new", None),
    ],
)
def test_stage_when_it_is_told(acme: Office, word: str, name: str | None) -> None:
    """It is the step of that name in the deal's own pipeline; the one it is in, or none, is no change."""
    with acme.acting() as ctx:
        stage = told_of.stage_meant(ctx, deals.stage_of(ctx, deal(acme, ctx, "Pumps")), word)

        assert (stage.name if stage is not None else None) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [("price", "Pricing"), ("competitor", "Competition"), ("feature", "Missing features"), (None, None), ("x", None)],
)
def test_reason_when_it_is_told(acme: Office, said: str | None, name: str | None) -> None:
    """It is that of the organisation's own list; what the list does not have is asked."""
    with acme.acting() as ctx:
        reason = told_of.reason_meant(ctx, said)

        assert (reason.name if reason is not None else None) == name
