"""Facts on their way: claimed by one, held, settled, put off."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crmbot.core import companies, outbox, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Organisation
from crmbot.core.delivery import sending
from crmbot.core.errors import Suspended
from crmbot.core.outbox import Target
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.people import User
from crmbot.store.uow import Session, unit_of_work
from tests.core.conftest import NOW, Office

MINUTE = timedelta(minutes=1)
CHANNEL = Target(address="p:w:c")


def tell(session: Session, key: str = "f1", target: Target = CHANNEL, **later: float) -> bool:
    """Write a fact to be told, perhaps later."""
    return outbox.tell(session, "test", target, at=NOW + timedelta(**later), dedupe_key=key)


def row(session: Session, key: str = "f1") -> Outbox:
    """Return a fact as the database has it."""
    wanted = select(Outbox).where(Outbox.dedupe_key == key)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def claimed(session: Session, after: timedelta = timedelta()) -> list[str]:
    """Claim what is due; return the keys."""
    return [fact.dedupe_key for fact in sending.claim(session, NOW + after, 10)]


def test_facts_when_claimed(office: Office) -> None:
    """Those that are due come, the oldest first, and nobody else gets them for a minute."""
    with unit_of_work(office.database) as session:
        for key, minutes in (("young", 0), ("old", -5), ("later", 5)):
            tell(session, key, minutes=minutes)
        first = claimed(session)

        assert (first, claimed(session), claimed(session, MINUTE)) == (["old", "young"], [], ["old", "young"])


def test_claim_when_its_lease_was_taken_over(office: Office) -> None:
    """Only whoever has the lease goes on."""
    with unit_of_work(office.database) as session:
        tell(session)
        (fact,) = sending.claim(session, NOW, 1)
        lease = fact.lease_until
        assert lease is not None
        sending.claim(session, NOW + MINUTE, 1)

        assert sending.hold(session, fact.id, lease, NOW + MINUTE) is None


def test_claims_when_given_back(office: Office) -> None:
    """Somebody else can have them at once."""
    with unit_of_work(office.database) as session:
        tell(session)
        claimed(session)
        sending.release(session, [row(session).id])

        assert claimed(session) == ["f1"]


def test_fact_when_settled(office: Office) -> None:
    """It is not claimed again, whatever became of it."""
    with unit_of_work(office.database) as session:
        for key in ("sent", "dropped", "dead"):
            tell(session, key)
        sending.delivered(session, row(session, "sent").id, "p:w:c/1", NOW)
        sending.dropped(session, row(session, "dropped").id, "moved")
        sending.dead(session, row(session, "dead").id, "blocked", NOW)

        assert claimed(session) == []
        assert [(fact.status, fact.sent_ref, fact.last_error) for fact in session.scalars(select(Outbox))] == [
            (OutboxStatus.SENT, "p:w:c/1", None),
            (OutboxStatus.DROPPED, None, "moved"),
            (OutboxStatus.DEAD, None, "blocked"),
        ]


@pytest.mark.parametrize(("counts", "tries"), [(True, 1), (False, 0)])
def test_fact_when_put_off(office: Office, counts: bool, tries: int) -> None:
    """It is free at its new time; a pause the platform asked for is no try."""
    with unit_of_work(office.database) as session:
        tell(session)
        claimed(session)
        sending.later(session, row(session).id, NOW + 5 * MINUTE, "busy", counts=counts)

        assert (claimed(session, 4 * MINUTE), row(session).tries, claimed(session, 5 * MINUTE)) == ([], tries, ["f1"])


def test_fact_when_sent_elsewhere(office: Office) -> None:
    """It goes there, and that was a try."""
    with unit_of_work(office.database) as session:
        tell(session)
        sending.redirect(session, row(session).id, "p:w:new", NOW)

        assert (row(session).address, row(session).tries) == ("p:w:new", 1)


@pytest.mark.parametrize(("tries", "pause"), [(0, 5.0), (1, 20.0), (2, 80.0), (8, 3600.0)])
def test_pause_when_tries_fail(tries: int, pause: float) -> None:
    """It grows, up to an hour; up to a fifth is added, another for each who waits."""
    pauses = {sending.pause_s(tries, who) for who in range(20)}

    assert all(pause <= each <= 1.2 * pause for each in pauses)
    assert len(pauses) > 1


def test_next_instant_when_facts_wait(office: Office) -> None:
    """It is when the first of them is free: a lease must end before."""
    with unit_of_work(office.database) as session:
        none = session.scalar(sending.next_due())
        tell(session, "now")
        tell(session, "later", minutes=5)
        first = session.scalar(sending.next_due())
        claimed(session)

        assert (none, first, session.scalar(sending.next_due())) == (None, NOW, NOW + MINUTE)


def test_facts_when_they_are_for_other_platforms(office: Office) -> None:
    """They are left to whoever reaches them, and are no reason to wake."""
    with unit_of_work(office.database) as session:
        tell(session, "ours", Target(address="p:w:c"))
        tell(session, "theirs", Target(address="q:w:c"))
        tell(session, "their person", Target(user_id=office.ids["ben"]))
        ours = [fact.dedupe_key for fact in sending.claim(session, NOW, 10, ["p"])]

        assert (ours, session.scalar(sending.next_due(frozenset({"r"})))) == (["ours"], None)


def test_reader_when_a_fact_is_for_a_channel(office: Office) -> None:
    """The card is drawn for the person whose task it is, and shows nothing of the CRM for nobody."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call"))
        acme = companies.create(ctx, CompanyDraft("Acme"))
        readers = []
        for number in (task.id, acme.id):
            fact = Outbox(kind="test", record_id=number, args={}, address="p:w:c")
            readers.append(sending.reader_context(ctx.session, fact, NOW, Organisation(zone="Europe/Paris")).actor)

    assert [(reader.name, reader.zone, bool(reader.rights)) for reader in readers] == [
        ("Ben Rep", "Europe/London", True),
        ("", "Europe/Paris", False),
    ]


def test_reader_when_suspended(office: Office) -> None:
    """They are told nothing any more (R-64)."""
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False
        ctx.session.flush()

        with pytest.raises(Suspended):
            sending.reader_context(ctx.session, Outbox(user_id=office.ids["ben"]), NOW, Organisation())
