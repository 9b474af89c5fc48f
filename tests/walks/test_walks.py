"""People use the whole CRM at random for a while: what they take back is gone, and all that is kept is right."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Table, update

from crmbot.chat.card import Card, Drawn, spans
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.uow import read_only, unit_of_work
from tests.copies import Furnish
from tests.scheduler.firm import Sent
from tests.security import firm
from tests.walks import erasing, tables, upkeep
from tests.walks import walk as walks
from tests.walks.telling import Telling
from tests.walks.walk import Walk

SEED = 11
STEPS = {"sqlite": 20, "postgresql": 8}


@pytest.fixture
def walk(copied: Callable[[object, Furnish], str]) -> Iterator[Walk]:
    """Begin a walk through the firm, on SQLite and on PostgreSQL."""
    begun = walks.begin(copied("firm of two teams", firm.furnish), SEED)
    yield begun
    begun.desk.database.close()


async def test_walk_when_people_do_what_they_like(walk: Walk, database_kind: str) -> None:
    """Undo brings back what was, history, words, names, reminders and boards are right, what is erased is nowhere."""
    await walk.go(STEPS[database_kind])
    walk.look()
    await erasing.erase_some(walk, 2)

    assert walk.findings.found == {}


def test_books_when_a_reminder_was_forgotten(walk: Walk) -> None:
    """Who looks sees it, or they would see nothing."""
    table = Reminder.__table__
    assert isinstance(table, Table)
    with unit_of_work(walk.desk.database) as session:
        before = tables.take(session.connection())
        session.connection().execute(update(table).values(status=ReminderStatus.CANCELLED))

    with read_only(walk.desk.database) as session:
        after = tables.take(session.connection())
    differing = {each.kind for each in tables.differing(before, after, walk.desk.clock.now())}
    with unit_of_work(walk.desk.database) as session:
        amiss = list(upkeep.reminders_amiss(upkeep.onlooker(session, walk.desk.clock.now())))

        now = walk.desk.clock.now()
        number = Drawn(Card(spans("Call Jane, +44 20 7946 0001")))
        Telling(walk.talk).look_at(session, Sent("p:w:room", "x", now, number))

    assert walk.findings.found.keys() == {"a channel is told what it may not see"}
    assert differing == {"a reminder is lost"}
    assert amiss
