"""Facts to tell: written once, claimed once, settled, and cards kept true."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crmbot.core import companies, dead_letters, outbox, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Organisation
from crmbot.core.errors import Suspended
from crmbot.core.outbox import Chat, Target
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.channel import Channel, ChannelState
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
    return [fact.dedupe_key for fact in outbox.claim(session, NOW + after, 10)]


def test_fact_when_told_twice(office: Office) -> None:
    """It is there once, the second teller knows, and so does whoever wakes the scheduler for its time."""
    with unit_of_work(office.database) as session:
        assert ([tell(session), tell(session)], session.info[outbox.WAITING]) == ([True, False], NOW)


def test_facts_when_told_together(office: Office) -> None:
    """Those that are there already stay as they are."""
    with unit_of_work(office.database) as session:
        tell(session)
        facts = [Outbox(kind="again", args={}, address="p:w:c", send_after=NOW, dedupe_key=key) for key in ("f1", "f2")]
        outbox.tell_all(session, facts)

        assert [row(session, key).kind for key in ("f1", "f2")] == ["test", "again"]


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
        (fact,) = outbox.claim(session, NOW, 1)
        lease = fact.lease_until
        assert lease is not None
        outbox.claim(session, NOW + MINUTE, 1)

        assert outbox.hold(session, fact.id, lease, NOW + MINUTE) is None


def test_claims_when_given_back(office: Office) -> None:
    """Somebody else can have them at once."""
    with unit_of_work(office.database) as session:
        tell(session)
        claimed(session)
        outbox.release(session, [row(session).id])

        assert claimed(session) == ["f1"]


def test_fact_when_settled(office: Office) -> None:
    """It is not claimed again, whatever became of it."""
    with unit_of_work(office.database) as session:
        for key in ("sent", "dropped", "dead"):
            tell(session, key)
        outbox.delivered(session, row(session, "sent").id, "p:w:c/1", NOW)
        outbox.dropped(session, row(session, "dropped").id, "moved")
        outbox.dead(session, row(session, "dead").id, "blocked", NOW)

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
        outbox.later(session, row(session).id, NOW + 5 * MINUTE, "busy", counts=counts)

        assert (claimed(session, 4 * MINUTE), row(session).tries, claimed(session, 5 * MINUTE)) == ([], tries, ["f1"])


def test_fact_when_sent_elsewhere(office: Office) -> None:
    """It goes there, and that was a try."""
    with unit_of_work(office.database) as session:
        tell(session)
        outbox.redirect(session, row(session).id, "p:w:new", NOW)

        assert (row(session).address, row(session).tries) == ("p:w:new", 1)


@pytest.mark.parametrize(("tries", "pause"), [(0, 5.0), (1, 20.0), (2, 80.0), (8, 3600.0)])
def test_pause_when_tries_fail(tries: int, pause: float) -> None:
    """It grows, up to an hour; up to a fifth is added, another for each who waits."""
    pauses = {outbox.pause_s(tries, who) for who in range(20)}

    assert all(pause <= each <= 1.2 * pause for each in pauses)
    assert len(pauses) > 1


def test_next_instant_when_facts_wait(office: Office) -> None:
    """It is when the first of them is free: a lease must end before."""
    with unit_of_work(office.database) as session:
        none = session.scalar(outbox.next_due())
        tell(session, "now")
        tell(session, "later", minutes=5)
        first = session.scalar(outbox.next_due())
        claimed(session)

        assert (none, first, session.scalar(outbox.next_due())) == (None, NOW, NOW + MINUTE)


def test_facts_when_they_are_for_other_platforms(office: Office) -> None:
    """They are left to whoever reaches them, and are no reason to wake."""
    with unit_of_work(office.database) as session:
        tell(session, "ours", Target(address="p:w:c"))
        tell(session, "theirs", Target(address="q:w:c"))
        tell(session, "their person", Target(user_id=office.ids["ben"]))
        ours = [fact.dedupe_key for fact in outbox.claim(session, NOW, 10, ["p"])]

        assert (ours, session.scalar(outbox.next_due(frozenset({"r"})))) == (["ours"], None)


def test_undelivered_fact_when_given_up(office: Office) -> None:
    """Those in charge hear of it once a day for each recipient, except the recipient."""
    with unit_of_work(office.database) as session:
        for key in ("one", "two"):
            tell(session, key, Target(user_id=office.ids["mia"]))
            dead_letters.bury(session, row(session, key), "blocked", NOW)
        told = session.scalars(select(Outbox.user_id).where(Outbox.kind == outbox.UNDELIVERED)).all()

        assert (list(told), row(session, "one").status) == ([office.ids["ana"]], OutboxStatus.DEAD)


def test_news_of_what_was_not_delivered_when_it_is_not_delivered(office: Office) -> None:
    """It ends there: nobody is told that nobody could be told."""
    with unit_of_work(office.database) as session:
        outbox.tell(session, outbox.UNDELIVERED, Target(office.ids["ana"]), at=NOW, dedupe_key="f1")
        dead_letters.bury(session, row(session), "blocked", NOW)

        assert len(session.scalars(select(Outbox)).all()) == 1


# Whom and where


def test_direct_chats_when_one_is_out_of_reach(office: Office) -> None:
    """It is left out; without people or platforms there are none."""
    ben, eva = office.ids["ben"], office.ids["eva"]
    with office.acting() as ctx:
        gone = Channel(platform="console", workspace_ext="local", channel_ext="eva", state=ChannelState.GONE)
        ctx.session.add(gone)
        ctx.session.flush()

        assert outbox.direct_chats(ctx.session, [ben, eva], ["console"]) == {ben: [Chat("console", "local", "ben")]}
        assert (outbox.direct_chats(ctx.session, [], ["console"]), outbox.direct_chats(ctx.session, [ben], [])) == (
            {},
            {},
        )


def test_chats_when_some_are_groups(office: Office) -> None:
    """A person's own chat is known as such."""
    chats = [Chat("console", "local", name) for name in ("ben", "#sales")] + [Chat("q", "local", "ben")]
    with office.acting() as ctx:
        assert outbox.own_chats(ctx.session, chats) == {chats[0]: False}


def test_reader_when_a_fact_is_for_a_channel(office: Office) -> None:
    """The card is drawn for the person whose task it is, and shows nothing of the CRM for nobody."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call"))
        acme = companies.create(ctx, CompanyDraft("Acme"))
        readers = []
        for number in (task.id, acme.id):
            fact = Outbox(kind="test", record_id=number, args={}, address="p:w:c")
            readers.append(outbox.reader_context(ctx.session, fact, NOW, Organisation(zone="Europe/Paris")).actor)

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
            outbox.reader_context(ctx.session, Outbox(user_id=office.ids["ben"]), NOW, Organisation())
