"""A name written out leads straight to its record, or leaves the choice to the search."""

import pytest

from crmbot.core import companies, contacts, deals, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.naming import names
from crmbot.store.models.party import Company
from tests.core.conftest import Office

KINDS = ("company", "contact", "deal")


@pytest.fixture
def named(office: Office) -> Office:
    """Fill the office: Acme with a deal, two people who are called alike, a company with a long name."""
    with office.acting("mia") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme Ltd"))
        deal = deals.create(ctx, DealDraft("Pump renewal", acme))
        people = [contacts.create(ctx, ContactDraft("Jane Doe"), anyway=True) for _ in range(2)]
        long = companies.create(ctx, CompanyDraft("Globex " + "x" * 80))
        for name, record in (("acme", acme), ("deal", deal), ("jane", people[0]), ("long", long)):
            office.ids[name] = record.id
    return office


def rival(ctx: Context, office: Office, title: str) -> None:
    """Make a deal of a name."""
    deals.create(ctx, DealDraft(title, ctx.session.get_one(Company, office.ids["acme"])))


@pytest.mark.parametrize("spelt", ["Acme", "acme ltd", "ÁCME", "Acme GmbH", " acme, "])
def test_only_when_one_record_bears_the_name(named: Office, spelt: str) -> None:
    """Case, accents and legal forms do not count."""
    with named.acting("ben") as ctx:
        assert names.only(ctx, spelt, KINDS) == named.ids["acme"]


def test_only_when_it_is_the_name_of_a_deal(named: Office) -> None:
    """What has no key of its own is found by its words."""
    with named.acting("ben") as ctx:
        assert names.only(ctx, "pump renewal", KINDS) == named.ids["deal"]


def test_only_when_a_word_is_longer_than_the_index_holds(named: Office) -> None:
    """The key tells them apart all the same."""
    with named.acting("ben") as ctx:
        assert names.only(ctx, "Globex " + "x" * 80, KINDS) == named.ids["long"]


@pytest.mark.parametrize("spelt", ["", "Ltd.", "www", "Pump", "renewal", "Akme", "Jane", "Jane Doe"])
def test_only_when_no_single_record_bears_the_name(named: Office, spelt: str) -> None:
    """No name, a part of one, a slip, or one that two people have: the search is to decide."""
    with named.acting("ben") as ctx:
        assert names.only(ctx, spelt, KINDS) is None


def test_only_when_a_deal_is_called_like_its_company(named: Office) -> None:
    """Neither is taken for the other, unless its kind is asked for."""
    with named.acting("mia") as ctx:
        rival(ctx, named, "Acme")

        assert names.only(ctx, "Acme", KINDS) is None
        assert names.only(ctx, "Acme", ("company",)) == named.ids["acme"]


def test_only_when_others_merely_begin_with_the_name(named: Office) -> None:
    """A longer name is another one."""
    with named.acting("mia") as ctx:
        rival(ctx, named, "Acme pumps")

        assert names.only(ctx, "Acme", KINDS) == named.ids["acme"]


def test_only_when_the_name_is_too_common_a_word(named: Office) -> None:
    """Where not all who may bear it were looked at, nothing is certain."""
    with named.acting("mia") as ctx:
        for number in range(200):
            rival(ctx, named, f"Acme {number}")

        assert names.only(ctx, "Acme", KINDS) is None


def test_only_when_the_record_was_put_away(named: Office) -> None:
    """What is deleted bears no name."""
    with named.acting("mia") as ctx:
        records.delete(ctx, ctx.session.get_one(Company, named.ids["acme"]))

        assert names.only(ctx, "Acme", KINDS) is None
