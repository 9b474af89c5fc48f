"""Companies and the people at them, on either database."""

import pytest

from crmbot.core import companies, contacts, lookup, parties
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.errors import Duplicate, InvalidInput
from crmbot.core.parties import PartyQuery, Reach
from tests.core.conftest import Office


@pytest.mark.parametrize("name", ["ACME Ltd", "Akme", "Acmé"])
def test_company_when_one_nearly_of_that_name_is_there(office: Office, name: str) -> None:
    """It is offered before a second one is made."""
    with office.acting() as ctx:
        companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(Duplicate):
            companies.create(ctx, CompanyDraft(name))


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (("customer",), ("prospect",), ["prospect"]),
        (("prospect",), ("customer",), ["customer"]),
        (("customer",), ("supplier",), ["customer", "supplier"]),
        (("customer", "supplier"), ("-supplier",), ["customer"]),
    ],
)
def test_roles_when_some_are_said(
    office: Office, before: tuple[str, ...], said: tuple[str, ...], after: list[str]
) -> None:
    """Roles are added; prospect and customer exclude one another."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", roles=before))
        companies.change(ctx, acme, name=None, reach=Reach(), roles=said)

        assert companies.roles_of(acme) == after


def test_people_when_the_company_gets_another_name(office: Office) -> None:
    """They are found by the new one."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        companies.change(ctx, acme, name="Zephyr", reach=Reach(), roles=())

        hits = lookup.search(ctx, "jane zephyr").hits

    assert [hit.title for hit in hits] == ["Jane Doe"]


def test_primary_contact_when_they_work_elsewhere(office: Office) -> None:
    """Only somebody of the company can be its first contact."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))

        with pytest.raises(InvalidInput):
            companies.set_primary(ctx, acme, jane)


def test_list_when_narrowed_to_a_company(office: Office) -> None:
    """Only its people are listed, by name."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        for name in ("Zoe Ray", "Ann Ray"):
            contacts.create(ctx, ContactDraft(name, company=acme))
        contacts.create(ctx, ContactDraft("Bob Else"))

        page, total = parties.listed(ctx, PartyQuery("contact", company_id=acme.id))
        names = [party.title for party in page]

    assert (names, total) == (["Ann Ray", "Zoe Ray"], 2)
