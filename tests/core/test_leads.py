"""Leads and what is known of them, on either database."""

from datetime import date

import pytest
from sqlalchemy import select

from crmbot.core import companies, contacts, history, leads, lookup, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.errors import Conflict, Duplicate, InvalidInput, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import steps as lead_steps
from crmbot.core.parties import Reach
from crmbot.core.settings import sources
from crmbot.language.money import Money
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import TeamMember
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

PAUL = LeadDraft("Paul", "Martin", "Umbrella", reach=Reach(mobile="+33 6 99 88 77 66", email="Paul@Umbrella.example"))


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"first_name": "Paul", "last_name": "Martin", "company_name": "Umbrella"}, "Umbrella, Paul Martin"),
        ({"first_name": None, "last_name": "Martin", "company_name": None}, "Martin"),
        ({"first_name": None, "last_name": None, "company_name": "Hooli"}, "Hooli"),
    ],
)
def test_name_when_parts_are_missing(parts: dict[str, str | None], title: str) -> None:
    """What is not known is left out."""
    assert leads.full_name(**parts) == title


def test_lead_when_made_by_somebody(office: Office) -> None:
    """It is theirs, assigned, a suspect, and to be contacted today (R-21)."""
    with office.acting() as ctx:
        lead = leads.create(ctx, PAUL)

        assert (lead.status, lead.owner_id, lead.grade, lead.contact_on) == (
            LeadStatus.ASSIGNED,
            office.ids["ana"],
            Grade.SUSPECT,
            NOW.date(),
        )
        assert (lead.mobile_key, lead.email_key) == ("33699887766", "paul@umbrella.example")


def test_lead_when_it_is_nobodys(office: Office) -> None:
    """It is new (R-21)."""
    with office.acting() as ctx:
        lead = leads.create(ctx, LeadDraft(company_name="Hooli", unowned=True))

        assert (lead.status, lead.owner_id) == (LeadStatus.NEW, None)


def test_lead_when_everything_is_said(office: Office) -> None:
    """All of it is kept."""
    texts = {
        **{name: name for name in ("civility", "job_title", "department", "office", "fax", "street", "region")},
        **{name: name for name in ("postcode", "country", "language", "industry", "status_note", "description")},
        **{name: name for name in ("source_note", "message_author", "message_link")},
    }
    with office.acting() as ctx:
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))
        fair = sources.named(ctx.session, "fair")
        lead = leads.create(
            ctx,
            LeadDraft(
                last_name="Ray",
                source=fair,
                referrer=jane,
                grade=Grade.PROSPECT,
                no_calls=True,
                no_emails=True,
                contact_on=date(2026, 12, 1),
                budget=Money(500_000, "USD"),
                **texts,  # type: ignore[arg-type] # texts all of them
            ),
        )

        assert {name: getattr(lead, name) for name in texts} == texts
        assert (lead.referred_by, lead.referred_by_party_id, lead.source_id) == ("Jane Doe", jane.id, fair and fair.id)
        assert (lead.no_calls, lead.no_emails, lead.budget_minor, lead.currency) == (True, True, 500_000, "USD")


def test_lead_when_it_has_no_name(office: Office) -> None:
    """A last name or a company it must have."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        leads.create(ctx, LeadDraft(first_name="Paul"))


@pytest.mark.parametrize(
    "again",
    [
        LeadDraft("paul", "martin", "UMBRELLA"),
        LeadDraft(last_name="Other", reach=Reach(phone="+33 6 99 88 77 66")),
        LeadDraft(last_name="Other", reach=Reach(email="paul@umbrella.EXAMPLE")),
    ],
)
def test_lead_when_one_like_it_is_there(office: Office, again: LeadDraft) -> None:
    """The same name, number or address is told; it can be made anyway."""
    with office.acting() as ctx:
        first = leads.create(ctx, PAUL)
        with pytest.raises(Duplicate) as told:
            leads.create(ctx, again)
        leads.create(ctx, again, anyway=True)

        assert [near.id for near in told.value.near] == [first.id]


def test_lead_when_a_contact_or_company_is_like_it(office: Office) -> None:
    """Those we know already are told as well, a company by a name with a slip in it, too."""
    with office.acting() as ctx:
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))
        acme = companies.create(ctx, CompanyDraft("Acme Ltd", Reach(phone="+44 20 7946 0100")))
        told = []
        for draft in (
            LeadDraft("Jane", "Doe", "Somewhere"),
            LeadDraft(company_name="ACME"),
            LeadDraft(company_name="Akme"),
            LeadDraft(last_name="Roe", reach=Reach(phone="020 7946 0100")),
        ):
            with pytest.raises(Duplicate) as found:
                leads.create(ctx, draft)
            told.append([near.id for near in found.value.near])

        assert told == [[jane.id], [acme.id], [acme.id], [acme.id]]


def test_lead_when_its_twin_is_out_of_sight(office: Office) -> None:
    """What the actor may not see is not told."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "team", office.now)
        session.delete(session.scalars(select(TeamMember).where(TeamMember.user_id == office.ids["ben"])).one())
    with office.acting("mia") as ctx:
        leads.create(ctx, PAUL)
    with office.acting("ben") as ctx:
        assert leads.create(ctx, PAUL).owner_id == office.ids["ben"]


def test_lead_when_it_is_looked_for(office: Office) -> None:
    """It is found by person, company, mail and phone."""
    with office.acting() as ctx:
        number = leads.create(ctx, PAUL).id

        words = ("martin", "umbrella", "paul@umbrella.example", "+33 6 99 88 77 66", "paul umbrella")
        assert [[hit.record_id for hit in lookup.search(ctx, word).hits] for word in words] == [[number]] * len(words)


def test_lead_when_it_is_changed(office: Office) -> None:
    """What is given changes, an empty text empties, the rest stays; it is found by what it is called now."""
    with office.acting() as ctx:
        lead = leads.create(ctx, PAUL)
        leads.change(ctx, lead, LeadDraft(last_name="Marten", reach=Reach(email=""), budget=Money(100, "EUR")))
        leads.change(ctx, lead, LeadDraft(), cleared=("budget_minor", "contact_on"))

        assert (lead.title, lead.email, lead.mobile) == ("Umbrella, Paul Marten", None, "+33 6 99 88 77 66")
        assert (leads.budget_of(lead), lead.contact_on) == (None, None)
        assert [lookup.search(ctx, word).total for word in ("marten", "martin")] == [1, 0]


def test_lead_when_its_last_name_is_emptied(office: Office) -> None:
    """It may be a company alone, but never nothing."""
    with office.acting() as ctx:
        lead = leads.create(ctx, PAUL)
        leads.change(ctx, lead, LeadDraft(first_name="", last_name=""))
        with pytest.raises(InvalidInput):
            leads.change(ctx, lead, LeadDraft(company_name=""))

        assert lead.title == "Umbrella"


def test_change_when_the_lead_is_somebody_elses(office: Office) -> None:
    """A rep changes what is theirs only."""
    with office.acting("mia") as ctx:
        number = leads.create(ctx, PAUL).id
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        leads.change(ctx, ctx.session.get_one(Lead, number), LeadDraft(company_name="Mine"))


def test_change_when_the_lead_is_closed(office: Office) -> None:
    """Converted and lost leads are read-only."""
    with office.acting() as ctx:
        lead = leads.create(ctx, PAUL)
        told = []
        for status in (LeadStatus.CONVERTED, LeadStatus.LOST):
            lead.status = status
            with pytest.raises(Conflict) as refused:
                leads.change(ctx, lead, LeadDraft(company_name="Other"))
            told.append(refused.value.reason)

        assert told == [
            "is converted. Converted leads are read-only",
            "is lost. Lost leads are read-only until they are recycled",
        ]


def test_history_when_a_change_is_undone(office: Office) -> None:
    """The lead is what it was, and found by that."""
    with office.acting() as ctx:
        number = leads.create(ctx, PAUL).id
    with office.acting() as ctx:
        lead = ctx.session.get_one(Lead, number)
        leads.change(ctx, lead, LeadDraft(company_name="Zephyr"))
        lead_steps.start(ctx, lead)
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        lead = ctx.session.get_one(Lead, number)

        assert (lead.company_name, lead.status) == ("Umbrella", LeadStatus.ASSIGNED)
        assert [lookup.search(ctx, word).total for word in ("umbrella", "zephyr")] == [1, 0]


def test_lead_when_deleted_and_restored(office: Office) -> None:
    """It is put away and brought back like every record."""
    with office.acting() as ctx:
        lead = leads.create(ctx, PAUL)
        records.delete(ctx, lead)
        gone = lookup.search(ctx, "umbrella").total
        records.restore(ctx, lead.id)

        assert (gone, lookup.search(ctx, "umbrella").total) == (0, 1)


def test_lead_when_made_for_a_colleague(office: Office) -> None:
    """Giving it away is a right of its own, and the colleague is told."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        leads.create(ctx, LeadDraft(company_name="Hooli", owner_id=office.ids["eva"]))
    with office.acting("mia") as ctx:
        leads.create(ctx, LeadDraft(company_name="Hooli", owner_id=office.ids["eva"]))
        told = ctx.session.execute(select(Outbox.kind, Outbox.user_id)).all()

    assert [tuple(row) for row in told] == [(leads.GIVEN, office.ids["eva"])]


def test_lead_when_a_reader_makes_one(office: Office) -> None:
    """Who only reads makes none."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        leads.create(ctx, PAUL)


def test_lead_when_its_name_is_a_whole_text(office: Office) -> None:
    """A name is short; what else there is to say has its own place."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        leads.create(ctx, LeadDraft(last_name="Word " * 60))


def test_referrer_when_another_word_is_said(office: Office) -> None:
    """The person that was picked before is not the one meant now."""
    with office.acting() as ctx:
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))
        lead = leads.create(ctx, LeadDraft(company_name="Hooli", referrer=jane))
        leads.change(ctx, lead, LeadDraft(referred_by="Bob"))

        assert (lead.referred_by, lead.referred_by_party_id) == ("Bob", None)


def test_lead_when_it_is_planned_for_a_day_to_come(office: Office) -> None:
    """It is set aside until then, and its owner will be told."""
    with office.acting() as ctx:
        lead = leads.create(ctx, LeadDraft(company_name="Hooli", contact_on=date(2026, 12, 1)))
        told = ctx.session.scalars(select(Outbox.kind)).all()

        assert (leads.is_parked(ctx, lead), list(told)) == (True, [leads.PARKED])
