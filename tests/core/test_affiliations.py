"""People who have to do with several companies, on either database."""

import pytest

from crmbot.core import companies, contacts, history, lookup, parties
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactChange, ContactDraft, ContactFacts
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.parties import PartyQuery, affiliations
from crmbot.store.models.party import Company, Contact
from tests.core.conftest import Office


def _jane_and_globex(ctx: Context) -> tuple[Contact, Company]:
    acme = companies.create(ctx, CompanyDraft("Acme"))
    jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme, job_title="Buyer"))
    return jane, companies.create(ctx, CompanyDraft("Globex"))


def test_person_when_linked_to_another_company(office: Office) -> None:
    """She is among its people with her role there, found by its name, and still works where she did."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)

        affiliations.join(ctx, jane, globex, "Adviser")

        page, total = parties.listed(ctx, PartyQuery("contact", company_id=globex.id))
        assert ([party.id for party in page], total) == ([jane.id], 1)
        assert affiliations.roles_at(ctx, globex, [jane]) == {jane.id: "Adviser"}
        assert [hit.title for hit in lookup.search(ctx, "jane globex").hits] == ["Jane Doe"]
        assert jane.company_id != globex.id


def test_link_when_it_is_there_already(office: Office) -> None:
    """Nothing new is refused; another role is taken."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        affiliations.join(ctx, jane, globex, "Adviser")

        with pytest.raises(Conflict):
            affiliations.join(ctx, jane, globex, "Adviser")
        with pytest.raises(Conflict):
            affiliations.join(ctx, jane, ctx.session.get_one(Company, jane.company_id))
        affiliations.join(ctx, jane, globex, "Chair")

        assert [(link.company.title, link.role) for link in affiliations.of(ctx, jane)] == [("Globex", "Chair")]


def test_link_when_the_role_is_too_long(office: Office) -> None:
    """It is refused."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)

        with pytest.raises(InvalidInput):
            affiliations.join(ctx, jane, globex, "x" * 101)


def test_link_when_somebody_may_not_change_the_person(office: Office) -> None:
    """Neither a link nor its end is for those who only read."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        numbers = jane.id, globex.id

    with office.acting("rita") as ctx:
        person, firm = ctx.session.get_one(Contact, numbers[0]), ctx.session.get_one(Company, numbers[1])
        with pytest.raises(NotAllowed):
            affiliations.join(ctx, person, firm)
        with pytest.raises(NotAllowed):
            affiliations.leave(ctx, person, firm)


def test_primary_contact_when_they_leave(office: Office) -> None:
    """The company has none any more; that they were there is kept with the day and what they did."""
    with office.acting() as ctx:
        jane, _ = _jane_and_globex(ctx)
        acme = ctx.session.get_one(Company, jane.company_id)
        assert acme.primary_contact_id == jane.id

        affiliations.leave(ctx, jane, acme)

        assert not affiliations.is_at(ctx, jane, acme)
        assert parties.seen(ctx, acme.primary_contact_id) is None
        assert [(link.role, link.ended_on) for link in affiliations.of(ctx, jane)] == [("Buyer", ctx.today)]


def test_leaving_when_they_were_never_there(office: Office) -> None:
    """It is refused."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)

        with pytest.raises(Conflict):
            affiliations.leave(ctx, jane, globex)


def test_employer_when_it_is_another_one(office: Office) -> None:
    """The old one becomes a link that has ended; the link to the new one is needed no more."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        affiliations.join(ctx, jane, globex, "Adviser")

        contacts.change(ctx, jane, ContactChange(company=globex, job_title="Director"))

        assert (jane.company_id, jane.job_title) == (globex.id, "Director")
        assert [(link.company.title, link.role) for link in affiliations.of(ctx, jane)] == [("Acme", "Buyer")]


def test_employer_when_it_is_emptied(office: Office) -> None:
    """Somebody is on their own."""
    with office.acting() as ctx:
        jane, _ = _jane_and_globex(ctx)

        contacts.change(ctx, jane, ContactChange(facts=ContactFacts(cleared=("company_id",))))

        assert jane.company_id is None


def test_link_when_it_is_undone(office: Office) -> None:
    """It is gone, not ended."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        numbers = jane.id, globex.id
    with office.acting() as ctx:
        person, firm = ctx.session.get_one(Contact, numbers[0]), ctx.session.get_one(Company, numbers[1])
        affiliations.join(ctx, person, firm)
        batch = history.current(ctx)

    with office.acting() as ctx:
        history.undo(ctx, batch)

        assert affiliations.of(ctx, ctx.session.get_one(Contact, numbers[0])) == []
        assert "Jane Doe" not in [hit.title for hit in lookup.search(ctx, "jane globex").hits]


def test_company_when_its_name_changes(office: Office) -> None:
    """Those linked to it are found by the new name as well, and by their own company's still."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        affiliations.join(ctx, jane, globex)

        companies.change(ctx, globex, name="Zephyr")

        assert [hit.title for hit in lookup.search(ctx, "jane zephyr").hits] == ["Jane Doe"]
        assert "Jane Doe" in [hit.title for hit in lookup.search(ctx, "jane acme").hits]
