"""Facts to tell: written once, and what is told of those that reach nobody."""

from datetime import timedelta

from sqlalchemy import select

from crmbot.core import outbox
from crmbot.core.delivery import dead_letters
from crmbot.core.outbox import Target
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.uow import Session, unit_of_work
from tests.core.conftest import NOW, Office

CHANNEL = Target(address="p:w:c")


def tell(session: Session, key: str = "f1", target: Target = CHANNEL, **later: float) -> bool:
    """Write a fact to be told, perhaps later."""
    return outbox.tell(session, "test", target, at=NOW + timedelta(**later), dedupe_key=key)


def row(session: Session, key: str = "f1") -> Outbox:
    """Return a fact as the database has it."""
    wanted = select(Outbox).where(Outbox.dedupe_key == key)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


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
