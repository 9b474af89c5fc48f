"""Records that become one, and are taken apart again, on either database."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import inspect, select

from crmbot.core import (
    companies,
    contacts,
    custom_fields,
    deals,
    documents,
    history,
    leads,
    lookup,
    merging,
    notes,
    records,
    tags,
    tasks,
)
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.conversion import undo as conversion_undo
from crmbot.core.custom_fields import FieldDraft
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.deals import DealDraft
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from crmbot.core.leads import LeadDraft
from crmbot.core.merging import fields as merge_fields
from crmbot.core.merging import links as merge_links
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.store.base import Base
from crmbot.store.models.custom import FieldType
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import LeadStatus
from crmbot.store.models.party import Company, Contact, Party, PartyLink
from crmbot.store.models.record import Record
from tests.core.conftest import Office
from tests.core.test_conversion import counted
from tests.core.umbrella import umbrella, whole

_UNSTABLE = {"version", "updated_at", "updated_by_id"}


def everything(ctx: Context) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every tracked table, bookkeeping left out."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in {mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__tracked__}:
        columns = [column for column in table.c if column.name not in _UNSTABLE]
        rows = ctx.session.connection().execute(select(*columns))
        found[str(table)] = sorted((tuple(row) for row in rows), key=repr)
    return found


def two_janes(ctx: Context) -> tuple[Contact, Contact]:
    """Make Jane twice, with all that can hang on her."""
    acme = companies.create(ctx, CompanyDraft("Acme"))
    jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(email="jane@acme.example"), acme))
    twin = contacts.create(ctx, ContactDraft("Janet Dow", Reach(mobile="+44 7700 900123", city="Leeds")), anyway=True)
    notes.log(ctx, NoteDraft("met her", [twin]))
    notes.log(ctx, NoteDraft("met both", [jane, twin]))
    tasks.create(ctx, TaskDraft("Call", None, [twin]))
    deals.create(ctx, DealDraft("Pumps", twin))
    tags.apply(ctx, jane, ["key"])
    tags.apply(ctx, twin, ["key", "fair"])
    return jane, twin


def test_pointers_when_a_table_has_a_new_one() -> None:
    """Every foreign key to a record says how a merge deals with it."""
    assert set(merge_links.pointers()) == set(merge_links.POINTERS)


def test_merge_when_blanks_are_there(office: Office) -> None:
    """The survivor keeps its values, and blanks are filled."""
    with office.acting() as ctx:
        jane, twin = two_janes(ctx)
        merged = merging.merge(ctx, merging.Wanted(jane, (twin,)))

        assert (jane.title, jane.email, jane.mobile_key, jane.city) == (
            "Jane Doe",
            "jane@acme.example",
            "447700900123",
            "Leeds",
        )
        assert (twin.is_deleted, twin.merged_into_id) == (True, jane.id)
        assert merged.moved == {"note": 1, "task": 1, "deal": 1, "tag": 1}
        assert list(tags.of(ctx, jane)) == ["fair", "key"]
        assert lookup.get(ctx, twin.id) is jane
        assert lookup.resolve(ctx, "Janet Dow").id == jane.id


def test_merge_when_a_value_is_picked(office: Office) -> None:
    """The picked one stands, whole: the number with the form it is found by."""
    with office.acting() as ctx:
        jane, twin = two_janes(ctx)
        jane.mobile, jane.mobile_key = "07700 900999", "447700900999"
        merging.merge(ctx, merging.Wanted(jane, (twin,), {"mobile": twin.id, "name": twin.id}))

        assert (jane.mobile_key, jane.title, jane.last_name) == ("447700900123", "Janet Dow", "Dow")
        assert jane.email == "jane@acme.example"


def test_merge_when_a_pick_means_nothing(office: Office) -> None:
    """A field in which nothing differs cannot be chosen."""
    with office.acting() as ctx:
        jane, twin = two_janes(ctx)

        with pytest.raises(InvalidInput):
            merging.merge(ctx, merging.Wanted(jane, (twin,), {"email": twin.id}))


def test_unmerge_when_nothing_happened_since(office: Office) -> None:
    """All rows are as they were."""
    with office.acting() as ctx:
        numbers = [jane.id for jane in two_janes(ctx)]
    with office.acting() as ctx:
        before = everything(ctx)
    with office.acting(command="merge") as ctx:
        jane, twin = (ctx.session.get_one(Contact, number) for number in numbers)
        merging.merge(ctx, merging.Wanted(jane, (twin,)))
    with office.acting("mia", command="unmerge") as ctx:
        merging.unmerge(ctx, numbers[1])
    with office.acting() as ctx:
        assert everything(ctx) == before
        assert lookup.resolve(ctx, "Janet Dow").id == numbers[1]


def of(ctx: Context, number: int) -> Party:
    """Return a company or contact by its number."""
    return ctx.session.get_one(Party, number)


def merged_janes(office: Office) -> tuple[int, int, str]:
    """Merge the two Janes; return their numbers, and the batch."""
    with office.acting() as ctx:
        jane, twin = two_janes(ctx)
        numbers = jane.id, twin.id
    with office.acting(command="merge") as ctx:
        merging.merge(ctx, merging.Wanted(of(ctx, numbers[0]), (of(ctx, numbers[1]),)))
        return *numbers, history.current(ctx)


def test_unmerge_when_more_came_since(office: Office) -> None:
    """What was added since stays where it is, and hinders nothing."""
    number, twin, batch = merged_janes(office)
    with office.acting("ben") as ctx:
        notes.log(ctx, NoteDraft("a new one", [of(ctx, number)]))
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        taken = merging.taken_apart(ctx)
        assert taken is not None
        assert ([one.id for one in taken.back], taken.stays) == ([twin], ())
        assert [note.body for note in notes.on(ctx, of(ctx, number))] == ["a new one", "met both"]
        assert [note.body for note in notes.on(ctx, of(ctx, twin))] == ["met both", "met her"]


def test_unmerge_when_somebody_changed_something_since(office: Office) -> None:
    """Their change stays and is told; the rest goes back."""
    number, twin, batch = merged_janes(office)
    with office.acting("mia") as ctx:
        acme = ctx.session.scalar(select(Company))
        deal = ctx.session.scalar(select(Deal))
        assert acme is not None
        assert deal is not None
        records.change(ctx, deal, {"party_id": acme.id})
        records.change(ctx, of(ctx, number), {"city": "York"})
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        taken = merging.taken_apart(ctx)
        jane = of(ctx, number)
        assert taken is not None
        assert {(one.code, one.column) for one in taken.stays} == {
            (records.code(jane), "city"),
            (records.code(ctx.session.get_one(Deal, deal.id)), "party_id"),
        }
        assert (jane.city, jane.mobile) == ("York", None)
        assert of(ctx, twin).city == "Leeds"


def test_unmerge_when_it_is_undone_itself(office: Office) -> None:
    """They are one again, and can be taken apart again."""
    number, twin, _ = merged_janes(office)
    with office.acting() as ctx:
        one = everything(ctx)
    with office.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, twin)
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        assert everything(ctx) == one
    with office.acting(command="unmerge") as ctx:
        assert [record.id for record in merging.unmerge(ctx, twin).back] == [twin]
        assert lookup.get(ctx, number).title == "Jane Doe"


def test_unmerge_when_it_is_long_ago(office: Office) -> None:
    """After thirty days they stay one."""
    _, twin, _ = merged_janes(office)
    office.later(days=30, minutes=1)

    with office.acting() as ctx, pytest.raises(Conflict, match="Janet"):
        merging.unmerge(ctx, twin)


def test_unmerge_when_it_is_not_merged(office: Office) -> None:
    """There is nothing to take apart."""
    with office.acting() as ctx:
        jane, _ = two_janes(ctx)

        with pytest.raises(Conflict):
            merging.unmerge(ctx, jane.id)
        with pytest.raises(NotFound):
            merging.unmerge(ctx, 4711)


def test_unmerge_when_somebody_may_not(office: Office) -> None:
    """Whoever could not merge them cannot take them apart."""
    _, twin, _ = merged_janes(office)

    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        merging.unmerge(ctx, twin)


def test_merge_when_the_survivor_is_merged_in_turn(office: Office) -> None:
    """Every old code leads to the last one; they come apart in the reverse order only."""
    number, twin, _ = merged_janes(office)
    with office.acting(command="merge") as ctx:
        third = contacts.create(ctx, ContactDraft("Jane Third"), anyway=True)
        merging.merge(ctx, merging.Wanted(third, (of(ctx, number),)))

        assert [lookup.get(ctx, old).id for old in (number, twin)] == [third.id, third.id]
        before = third.id
    with office.acting() as ctx, pytest.raises(Conflict) as refused:
        merging.unmerge(ctx, twin)
    with office.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, number)
    with office.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, twin)

        assert f"unmerge P-{number}" in refused.value.reason
        assert [lookup.get(ctx, old).id for old in (before, number, twin)] == [before, number, twin]


def test_merge_when_they_are_not_alike(office: Office) -> None:
    """A person is no company, a deal cannot be merged, and nothing goes into itself."""
    with office.acting() as ctx:
        jane, twin = two_janes(ctx)
        acme = jane.company_id and of(ctx, jane.company_id)
        deal = ctx.session.scalar(select(Deal))
        assert acme
        assert deal is not None
        for into, others in ((acme, (jane,)), (deal, (deal,)), (jane, (jane,)), (jane, ()), (jane, (twin,) * 5)):
            with pytest.raises(InvalidInput):
                merging.check(ctx, into, others)


def test_merge_when_somebody_may_not(office: Office) -> None:
    """It needs the right to change and to delete each of them."""
    with office.acting("ben") as ctx:
        own = contacts.create(ctx, ContactDraft("Kim Lee"))
        numbers = [own.id]
    with office.acting() as ctx:
        numbers.append(contacts.create(ctx, ContactDraft("Kim L. Lee"), anyway=True).id)

    for order in (numbers, numbers[::-1]):
        with office.acting("ben") as ctx, pytest.raises(NotAllowed):
            merging.check(ctx, of(ctx, order[0]), [of(ctx, order[1])])


def test_merge_when_a_lead_is_converted(office: Office) -> None:
    """It is read-only: what it became can be merged."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        other = leads.create(ctx, LeadDraft(last_name="Martin"), anyway=True)
        whole(ctx, lead)

        with pytest.raises(Conflict):
            merging.check(ctx, other, [lead])
        assert conversion_undo.of(ctx, lead) is not None


def test_merge_when_they_are_leads(office: Office) -> None:
    """A lead takes over notes, deals and its owner; who has one is assigned."""
    with office.acting() as ctx:
        lead = leads.create(ctx, LeadDraft(last_name="Martin", unowned=True))
        twin = leads.create(ctx, LeadDraft(last_name="Martyn", company_name="Umbrella"), anyway=True)
        deal = deals.create(ctx, DealDraft("Pumps", lead=twin))
        notes.log(ctx, NoteDraft("met", [twin]))
        before = everything(ctx)
        number = twin.id
    with office.acting(command="merge") as ctx:
        kept = lookup.get(ctx, lead.id)
        merging.merge(ctx, merging.Wanted(kept, (lookup.get(ctx, number),)))

        assert (kept.owner_id, inspect(kept).dict["status"]) == (ctx.actor.id, LeadStatus.ASSIGNED)
        assert ctx.session.get_one(Deal, deal.id).lead_id == kept.id
        assert [note.body for note in notes.on(ctx, kept)] == ["met"]
    with office.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, number)
        assert everything(ctx) == before


def test_merge_when_they_are_companies(office: Office) -> None:
    """People, deals, subsidiaries and documents come over, and are found by the name that stays."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", roles=("prospect",)))
        twin = companies.create(ctx, CompanyDraft("Akme Group", roles=("customer",)), anyway=True)
        below = companies.create(ctx, CompanyDraft("Daughter"))
        below.parent_id = twin.id
        contacts.create(ctx, ContactDraft("Jane Doe", company=twin))
        deals.create(ctx, DealDraft("Pumps", twin))
        documents.keep(ctx, [Attached("r", "offer.pdf", "application/pdf", 9, "file")], Filing(twin))
        merged = merging.merge(ctx, merging.Wanted(acme, (twin,)))

        assert merged.moved == {"contact": 1, "deal": 1, "company": 1, "document": 1}
        assert (acme.is_customer, acme.is_prospect, below.parent_id) == (True, False, acme.id)
        assert {hit.title for hit in lookup.search(ctx, "acme").hits} >= {"Acme", "Jane Doe", "Pumps"}
        assert lookup.resolve(ctx, "Akme Group").id == acme.id


@pytest.mark.parametrize("into_parent", [True, False])
def test_merge_when_one_is_the_parent_of_the_other(office: Office, into_parent: bool) -> None:
    """Nobody is above itself afterwards."""
    with office.acting() as ctx:
        top = companies.create(ctx, CompanyDraft("Top"))
        middle = companies.create(ctx, CompanyDraft("Middle"))
        low = companies.create(ctx, CompanyDraft("Low"))
        middle.parent_id, low.parent_id = top.id, middle.id
        ctx.session.flush()
        into, other = (top, low) if into_parent else (low, top)
        merging.merge(ctx, merging.Wanted(into, (other,)))

        assert (into.parent_id, middle.parent_id) == (None, into.id)


def test_merge_when_they_work_elsewhere(office: Office) -> None:
    """The other employer is kept as a link."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        globex = companies.create(ctx, CompanyDraft("Globex"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        twin = contacts.create(ctx, ContactDraft("Jane D. Doe", company=globex, job_title="Buyer"), anyway=True)
        merging.merge(ctx, merging.Wanted(jane, (twin,)))

        links = ctx.session.scalars(select(PartyLink)).all()
        assert jane.company_id == acme.id
        assert [(link.company_id, link.contact_id, link.role) for link in links] == [(globex.id, jane.id, "Buyer")]


def test_merge_when_an_own_field_differs(office: Office) -> None:
    """Blanks are filled, what is there stays unless the other was picked."""
    with office.acting() as ctx:
        for label in ("Fleet size", "Depots"):
            custom_fields.add(ctx, FieldDraft("company", label, FieldType.NUMBER))
        acme, twin = (companies.create(ctx, CompanyDraft(name)) for name in ("Acme", "Globex"))
        custom_values.put(ctx, acme, {"fleet_size": Decimal(5)})
        custom_values.put(ctx, twin, {"fleet_size": Decimal(7), "depots": Decimal(2)})
        names = [one.name for one in merging.differences(ctx, (acme, twin))]
        merging.merge(ctx, merging.Wanted(acme, (twin,), {"own:fleet_size": twin.id}))

        assert names == ["name", "own:fleet_size"]
        assert custom_values.by_key(ctx, acme) == {"fleet_size": Decimal(7), "depots": Decimal(2)}


def test_address_when_it_is_filled() -> None:
    """It is filled up by one that does not contradict it, never mixed of two."""
    into = Company(title="A", name_key="a", city="Leeds", postcode=None)
    same = Company(title="B", name_key="b", city="LEEDS", street="1 Mill Lane", postcode="LS1")
    other = Company(title="C", name_key="c", city="York", street="2 High Street")

    assert merge_fields.united(into, [same], {})["street"] == "1 Mill Lane"
    assert "street" not in merge_fields.united(into, [other], {})


def _selects(office: Office, amount: int) -> list[int]:
    """Count the queries of a merge, and of taking it apart, with so many notes, deals and files to move."""
    with office.acting() as ctx:
        one, two = (companies.create(ctx, CompanyDraft(f"{name} {amount}"), anyway=True) for name in ("Stark", "Wayne"))
        for number in range(amount):
            person = contacts.create(ctx, ContactDraft(f"Person {number}", company=two), anyway=True)
            notes.log(ctx, NoteDraft(f"note {number}", [person]))
            deals.create(ctx, DealDraft(f"Deal {number}", two))
            documents.keep(ctx, [Attached("r", "a.pdf", "application/pdf", 9, "file")], Filing(two))
    counts: list[int] = []
    for command in ("merge", "unmerge"):
        with office.acting(command=command) as ctx, counted(ctx.session) as sent:
            if command == "merge":
                merging.merge(ctx, merging.Wanted(of(ctx, one.id), (of(ctx, two.id),)))
            else:
                merging.unmerge(ctx, two.id)
        counts.append(len(sent))
    return counts


def test_merge_when_much_is_moved(office: Office) -> None:
    """The number of queries does not grow with what comes over, nor with what goes back."""
    assert _selects(office, 2) == _selects(office, 9)


def market(ctx: Context, chance: Random) -> Sequence[int]:
    """Make companies and people that have to do with each other in all ways there are, by chance."""
    firms = [companies.create(ctx, CompanyDraft(f"Firm {name}"), anyway=True) for name in "abcd"]
    people = [
        contacts.create(ctx, ContactDraft(f"Kim {name}", company=chance.choice([*firms, None])), anyway=True)
        for name in "abcdef"
    ]
    for firm in firms:
        firm.primary_contact_id = chance.choice([*(person.id for person in people), None])
        firm.city = chance.choice(["Leeds", None])
    for person in people:
        person.mobile = chance.choice(["1", None])
        person.is_customer = chance.random() < 0.5
    both = [*firms, *people]
    for number in range(12):
        about = chance.sample(both, 2)
        notes.log(ctx, NoteDraft(f"note {number}", about, tags=["x"]))
        deals.create(ctx, DealDraft(f"Deal {number}", chance.choice(both)))
        tags.apply(ctx, chance.choice(both), [chance.choice(["key", "fair", "old"])])
        documents.keep(ctx, [Attached("r", "a.pdf", "application/pdf", 9, "file")], Filing(chance.choice(both)))
    lead = leads.create(ctx, LeadDraft(last_name="Ref", referrer=chance.choice(people)))
    lead.referred_by_party_id = chance.choice(people).id
    return [record.id for record in (firms if chance.random() < 0.5 else people)]


@pytest.mark.parametrize("seed", range(4))
def test_unmerge_whatever_was_merged(office: Office, seed: int) -> None:
    """All rows are what they were before."""
    chance = Random(seed)  # noqa: S311  # chance that can be had again, no secret
    with office.acting() as ctx:
        numbers = chance.sample(list(market(ctx, chance)), 3)
    with office.acting() as ctx:
        before = everything(ctx)
    with office.acting(command="merge") as ctx:
        into, *others = (of(ctx, number) for number in numbers)
        merging.merge(ctx, merging.Wanted(into, tuple(others)))
        named = set(_named(ctx))
    with office.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, numbers[1])

        assert not named & set(numbers[1:])
        assert everything(ctx) == before


def _named(ctx: Context) -> Sequence[int]:
    """Return every number of a record that a row names from which merges move it away."""
    moved = {
        place for place, way in merge_links.POINTERS.items() if way in (merge_links.Way.MOVE, merge_links.Way.UNITE)
    }
    tables = Base.metadata.tables
    # What was put away keeps what it said.
    gone = select(Record.id).where(Record.deleted_at.is_not(None))
    found: list[int] = []
    for table, column in moved:
        key = tables[table].c.get("record_id") if table in ("party", "lead", "deal", "document") else None
        alive = [key.not_in(gone)] if key is not None else []
        found += [n for n in ctx.session.scalars(select(tables[table].c[column]).where(*alive)) if n is not None]
    return found
