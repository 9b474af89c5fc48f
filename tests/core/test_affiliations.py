"""People who have to do with several companies, on either database."""

import pytest

from crmbot.core import companies, contacts, history, lookup, parties, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactChange, ContactDraft, ContactFacts
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.parties import PartyQuery, Reach, affiliations
from crmbot.core.people import teams
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


def _hidden_employer(office: Office) -> tuple[int, int]:
    """Have Ana's Jane work at a company that Ben does not see, and be seen by him; return both numbers."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        contacts.change(ctx, jane, ContactChange(company=globex))
        south = teams.make(ctx, "South").id
        globex.team_id = south
        return jane.id, globex.id


def test_employer_when_the_actor_does_not_see_it(office: Office) -> None:
    """Who sees a person and not where they work is not told of it."""
    jane, globex = _hidden_employer(office)

    with office.acting("ben") as ctx:
        person = ctx.session.get_one(Contact, jane)
        assert contacts.employer(ctx, person) is None
    with office.acting("ana") as ctx:
        found = contacts.employer(ctx, ctx.session.get_one(Contact, jane))
        assert found is not None
        assert found.id == globex


def test_words_when_who_renames_a_company_does_not_see_its_people(office: Office) -> None:
    """Everybody at a company and each deal with it are found by its new name, whoever gave it that."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        jane.team_id, acme.owner_id = teams.make(ctx, "South").id, office.ids["ben"]
        number = acme.id

    with office.acting("ben") as ctx:
        companies.change(ctx, ctx.session.get_one(Company, number), name="Initech", reach=Reach())

    with office.acting() as ctx:
        assert [hit.title for hit in lookup.search(ctx, "jane initech").hits] == ["Jane Doe"]
        assert [hit.title for hit in lookup.search(ctx, "jane acme").hits] == []


def test_words_when_a_linked_company_is_deleted_and_restored(office: Office) -> None:
    """Somebody is found by a company they are linked to, though they were changed while it was away."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        affiliations.join(ctx, jane, globex)
        records.delete(ctx, globex)
        contacts.change(ctx, jane, ContactChange(job_title="Head of sales"))

        records.restore(ctx, globex.id)

        assert [hit.title for hit in lookup.search(ctx, "jane globex").hits] == ["Jane Doe"]


def test_words_when_a_person_comes_back_to_a_renamed_company(office: Office) -> None:
    """What was put away is found by the words of today once it is back."""
    with office.acting() as ctx:
        jane, globex = _jane_and_globex(ctx)
        contacts.change(ctx, jane, ContactChange(company=globex))
        records.delete(ctx, jane)
        companies.change(ctx, globex, name="Initech", reach=Reach())

        records.restore(ctx, jane.id)

        assert [hit.title for hit in lookup.search(ctx, "jane initech").hits] == ["Jane Doe"]
