"""What is dropped because nobody comes back to it, and what is kept."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from crmbot.core import contacts, lookup, outbox, records, retention
from crmbot.core.contacts import ContactDraft
from crmbot.core.delivery import sending
from crmbot.core.outbox import Target
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.search import RecentRecord
from crmbot.store.uow import Session, unit_of_work
from tests.core.conftest import NOW, Office

LONG_AGO = NOW - retention.TOLD_KEPT - timedelta(minutes=1)
LATELY = NOW - retention.TOLD_KEPT + timedelta(minutes=1)


def tell(session: Session, key: str, at: datetime) -> int:
    """Write a fact; return its number."""
    outbox.tell(session, "test", Target(1), at=at, dedupe_key=key)
    return session.scalars(select(Outbox.id).where(Outbox.dedupe_key == key)).one()


def test_told_facts_when_they_are_old(office: Office) -> None:
    """What arrived a month ago goes; what arrived late stays for as long as anything else."""
    with unit_of_work(office.database) as session:
        for key, at, sent_at in (("old", LONG_AGO, LONG_AGO), ("late", LONG_AGO, LATELY), ("new", LATELY, LATELY)):
            sending.delivered(session, tell(session, key, at), "ref", sent_at)

    with unit_of_work(office.database) as session:
        retention.forget_some(session, NOW)

        assert set(session.scalars(select(Outbox.dedupe_key))) == {"late", "new"}


def test_facts_when_they_are_old_and_were_not_told(office: Office) -> None:
    """What waits stays, and what was given up; what there was nothing left to tell of goes."""
    with unit_of_work(office.database) as session:
        sending.dropped(session, tell(session, "dropped", LONG_AGO), "nothing to tell")
        sending.dead(session, tell(session, "dead", LONG_AGO), "gone", LONG_AGO)
        put_away = tell(session, "dropped by an admin", LONG_AGO)
        sending.dead(session, put_away, "gone", LONG_AGO)
        sending.dropped(session, put_away, "gone")
        tell(session, "waits", LONG_AGO)

    with unit_of_work(office.database) as session:
        retention.forget_some(session, NOW)
        rows = session.execute(select(Outbox.dedupe_key, Outbox.status)).all()
        left = {row.dedupe_key: row.status for row in rows}

    assert left == {
        "dead": OutboxStatus.DEAD,
        "dropped by an admin": OutboxStatus.DROPPED,
        "waits": OutboxStatus.PENDING,
    }


def test_touches_when_they_are_old(office: Office) -> None:
    """What somebody had to do with lately is offered to them; what they have not looked at for a season is not."""
    with office.acting("ben") as ctx:
        contacts.create(ctx, ContactDraft(name="Old"))
    office.later(days=retention.TOUCHES_KEPT.days, seconds=1)
    with office.acting("ben") as ctx:
        new = contacts.create(ctx, ContactDraft(name="New"))
        retention.forget_some(ctx.session, office.now)

        assert list(lookup.recent(ctx, ["contact"])) == [new]


def test_old_rows_when_there_are_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some go at a time, until nothing old is left: others get their turn in between."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    with office.acting("ben") as ctx:
        for number in range(5):
            records.remember(ctx, contacts.create(ctx, ContactDraft(name=f"Old{number}")))
    office.later(days=retention.TOUCHES_KEPT.days + 1)

    more: list[bool] = []
    left: list[int] = []
    while not more or more[-1]:
        with unit_of_work(office.database) as session:
            more.append(retention.forget_some(session, office.now))
            left.append(len(session.scalars(select(RecentRecord.at)).all()))

    assert (more, left) == ([True, True, False], [3, 1, 0])
